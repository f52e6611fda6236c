"""Find what looks like a direct identifier in a text (contract, at the end).

A text is read as a person would: compatibility forms (full-width digits) as
their plain ones, invisible characters left out.
"""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile(r"[0-9](?:[ .\-]*[0-9])*")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")
_PHONE = re.compile(
    r"(?<![0-9])(?:\+31|0031|0)[ \-]*(?:\(0\))?(?:[ \-]*[0-9]){9}(?![0-9])"
)
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ \-]?[A-Z0-9]){11,30}")
_POSTCODE = re.compile(
    r"(?<![0-9])[0-9]{4} ?[A-Z]{2}(?![A-Za-z])[\s,]*(?:nr\.?|no\.?)?\s*[0-9]+"
)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the eleven-test of the BSN."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def is_iban(compact: str) -> bool:
    """Tell whether a text without spaces passes the check digits of an IBAN."""
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _holds_bsn(text: str) -> bool:
    """Look at every nine digits that no further digit touches."""
    for run in _DIGITS.findall(text):
        groups = re.split(r"[ .\-]+", run)
        for start in range(len(groups)):
            taken = ""
            for group in groups[start:]:
                taken += group
                if len(taken) >= 9:
                    break
            if len(taken) == 9 and is_bsn(taken):
                return True
    return False


def _holds_iban(text: str) -> bool:
    """Look at what starts as an IBAN, cut off at every length that one can have."""
    for found in _IBAN.findall(text.upper()):
        compact = re.sub(r"[ \-]", "", found)
        ends = {len(compact), 18} if compact.startswith("NL") else {len(compact)}
        words = found.split(" ")
        ends |= {len("".join(words[:n])) for n in range(1, len(words))}
        if any(15 <= n <= len(compact) and is_iban(compact[:n]) for n in ends):
            return True
    return False


def direct_identifier(text: str) -> str | None:
    """Name the kind of direct identifier that a text seems to hold, if any."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    if _EMAIL.search(plain):
        return "an e-mail address"
    if _holds_iban(plain):
        return "an IBAN"
    if _PHONE.search(plain):
        return "a phone number"
    if _POSTCODE.search(plain):
        return "a postcode with a house number"
    if _holds_bsn(plain):
        return "a citizen service number (BSN)"
    return None
