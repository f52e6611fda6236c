"""How a document becomes a PDF: its JSON set by the template, nothing fetched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from data.ask.failure import AskFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.snapshot import Snapshot
    from data.words import Words

FOLDER = Path(__file__).parent
STANDARDS: list[Any] = ["ua-1", "a-2a"]
"""Readable aloud (PDF/UA-1), and readable in years to come (PDF/A-2a)."""


def compiled(document: Mapping[str, Any]) -> bytes:
    """Set a document as a PDF; the same document gives the same bytes."""
    try:
        made: bytes = typst.compile(
            FOLDER / "report.typ",
            root=FOLDER,
            sys_inputs={"report": json.dumps(document, ensure_ascii=False)},
            ignore_system_fonts=True,
            package_path=FOLDER,
            package_cache_path=FOLDER,
            format="pdf",
            pdf_standards=STANDARDS,
        )
    except typst.TypstError as error:
        raise AskFailed("unexpected", type(error).__name__) from None
    return made


def frame(snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """Return what stands around every page: whose it is, of which day, from what."""
    on = snapshot.as_of
    return {
        "language": words.language,
        "organisation": snapshot.seal["controller"],
        "as_of": words("report.as_of", day=words.date(on, "long")),
        "page": words("report.page"),
        "of": words("report.of"),
        "day": {"year": on.year, "month": on.month, "day": on.day},
    }
