"""What the server says when it starts of the disk on which the snapshots are."""

from __future__ import annotations

import logging

from data.upkeep import encryption
from pages.parts.session.readers import folder

LOG = logging.getLogger(__name__)
SENTENCES = {
    "open": "The disk of the snapshots is not encrypted, as far as the kernel sees. "
    "docs/deploy/README.md says how to encrypt it.",
    "unknown": "The kernel does not tell whether the disk of the snapshots is "
    "encrypted. See to it that it is.",
}


def give() -> None:
    """Warn where the disk is not encrypted, or where that cannot be told."""
    sentence = SENTENCES.get(encryption.state(folder()))
    if sentence:
        LOG.warning(sentence)
