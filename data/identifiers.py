"""Find what looks like a direct identifier in a text (contract, at the end).

A text is read as a person would: compatibility forms (full-width digits) as
their plain ones, any dash as a hyphen, invisible characters left out. Every
pattern takes time in proportion to the text, however long a word it holds.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

REFUSAL = "holds no direct identifier"
"""What a text must keep to, as it is said where one does not."""

_DIGITS = re.compile(r"[0-9](?:[ .\-]*[0-9])*")
_EMAIL = re.compile(r"(?<=[\w.%+\-])@[\w\-]+\.[\w\-]")
_PHONE = re.compile(
    r"(?<![0-9])(?:\+31|0031|0)(?:[ \-]*\(0\))?(?:[ \-]*[0-9]){9}(?![0-9])"
)
_IBAN = re.compile(
    r"(?<![A-Z0-9])(?=([A-Z]{2}[0-9]{2}(?:[ .\-]?[A-Z0-9]){11,30}))", re.ASCII
)
_POSTCODE = re.compile(
    r"(?<![0-9])[0-9]{4} ?[A-Z]{2}(?![A-Za-z])[\s,\-]*"
    r"(?:(?:huis)?(?:nr|no|nummer)[\s.:]*)?[0-9]"
)
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_IBAN_LENGTHS = {
    length[:2]: int(length[2:])
    for length in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 "
        "DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 "
        "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 "
        "LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 "
        "QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 "
        "VA22 VG24 XK20"
    ).split()
}
"""How long an IBAN of a country is (ISO 13616)."""
_NAME = re.compile(r"\w[\w .()/\-]{0,62}")


def is_bsn(digits: str) -> bool:
    """Return whether nine digits pass the eleven-test of the BSN."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True))
    return total % 11 == 0 and digits != "000000000"


def is_iban(compact: str) -> bool:
    """Return whether a text without spaces passes the check digits of an IBAN."""
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _holds_bsn(text: str) -> bool:
    """Look at every nine digits that no further digit touches."""
    for run in _DIGITS.findall(text):
        groups = re.split(r"[ .\-]+", run)
        for start in range(len(groups)):
            taken = ""
            for group in groups[start : start + 9]:
                taken += group
                if len(taken) >= 9:
                    break
            if len(taken) == 9 and is_bsn(taken):
                return True
    return False


def _holds_iban(text: str) -> bool:
    """Look at what starts as an IBAN, as long as its country has them.

    Of another country it may end with any word.
    """
    for number in _IBAN.findall(text.upper()):
        compact = re.sub(r"[ .\-]", "", number)
        ends = [_IBAN_LENGTHS.get(number[:2], 0)]
        if not ends[0]:
            words = re.sub(r"[.\-]", "", number).split(" ")
            ends = list(accumulate(len(word) for word in words))
        if any(15 <= end <= len(compact) and is_iban(compact[:end]) for end in ends):
            return True
    return False


def _plain(text: str) -> str:
    """Return a text in plain characters."""
    kept = []
    for c in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(c)
        if kind == "Nd":
            kept.append(str(unicodedata.decimal(c)))
        elif kind != "Cf":
            kept.append("-" if kind == "Pd" else c)
    return "".join(kept)


def direct_identifier(text: str) -> str | None:
    """Name the kind of direct identifier that a text seems to hold, if any."""
    plain = text if text.isascii() else _plain(text)
    if "@" in plain and _EMAIL.search(plain):
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


def printable_name(name: str) -> str:
    """Return a name found in a source, or `…` where it may be more than a name."""
    is_name = _NAME.fullmatch(name) and direct_identifier(name) is None
    return name if is_name else "…"
