"""Direct identifiers planted in every text column of a source: found by the seal.

A case is a BSN, e-mail address, phone number, IBAN or postcode with house number
(what the contract names), drawn, dressed (separators, other digits, invisible
characters) and put in a sentence. The rows are checked as a seal checks them. The
note says how often ordinary sentences are taken for one.
"""

from __future__ import annotations

import random
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.identifiers import direct_identifier, is_bsn
from data.seal import check
from tests.faults import Result, Tally
from tests.support.contract_text import columns, full
from tests.support.making import Making, failures, text, write_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.support.contract_text import Column

NAME = "direct identifiers planted in the text columns of a source"
BAD = "missed"
FEW, MANY = 1_000, 20_000
SENTENCES = 10_000

WIDE = {n: n + 0xFEE0 for n in range(0x21, 0x7F)}
"""Every character in its full-width form."""
SEARCHED = [column for column in columns() if column.kind == "text"]


def bsn(start: list[int]) -> str:
    """Complete eight digits to a number that passes the eleven-test, if any."""
    rest = sum(w * d for w, d in zip(range(9, 1, -1), start, strict=True)) % 11
    return "".join(map(str, start)) + str(rest)


def iban(account: int) -> str:
    """Return a Dutch account its check digits (ISO 7064)."""
    bank = f"INGB{account:010}"
    turned = "".join(str(int(c, 36)) for c in f"{bank}NL00")
    return f"NL{98 - int(turned) % 97:02}{bank}"


def _bsn(chance: Random) -> str:
    while True:
        number = bsn([chance.randrange(10) for _ in range(8)])
        if len(number) == 9 and int(number):
            break
    between = chance.choice(["", "", ".", " ", "-", " - "])
    return between.join((number[:4], number[4:6], number[6:]))


def _mail(chance: Random) -> str:
    name = chance.choice(["j.jansen", "A.de-Vries", "info", "m_bakker+werk", "jürgen"])
    host = chance.choice(["voorbeeld.nl", "mail.bedrijf.co.uk", "müller.de", "x.org"])
    return f"{name}{chance.randrange(100)}@{host}"


def _phone(chance: Random) -> str:
    start = chance.choice(["0", "+31", "0031", "+31 ", "0031-", "+31 (0)"])
    digits = f"{chance.randint(1, 9)}{chance.randrange(10**8):08}"
    between = chance.choice(["", "-", " ", " - "])
    cut = chance.choice([1, 2, 3])
    return start + digits[:cut] + between + digits[cut:]


def _iban(chance: Random) -> str:
    number = iban(chance.randint(1, 10**10 - 1))
    between = chance.choice(["", "", " ", "-", "."])
    number = between.join(number[i : i + 4] for i in range(0, len(number), 4))
    return chance.choice([number, number.lower()])


def _postcode(chance: Random) -> str:
    letters = "".join(chance.choices("ABCDEGHJKLMNPRSTUVWXZ", k=2))
    between = chance.choice([" ", ", ", " nr. ", ", huisnummer ", "-", ""])
    gap, house = chance.choice(["", " "]), chance.randint(1, 9999)
    return f"{chance.randint(1000, 9999)}{gap}{letters}{between}{house}"


KINDS: dict[str, Callable[[Random], str]] = {
    "BSN": _bsn,
    "e-mail": _mail,
    "phone": _phone,
    "IBAN": _iban,
    "postcode": _postcode,
}
DRESSES: list[Callable[[str], str]] = [
    lambda sentence: sentence,
    lambda sentence: sentence,
    lambda sentence: sentence.translate(WIDE),
    lambda sentence: sentence[:2] + "\u200b" + sentence[2:],
    lambda sentence: sentence.replace(" ", "\u00a0").replace("-", "\u2011"),
]
AROUND = [
    *("{}", "cliënt ({}) gebeld", "zie {}.", "wil bericht op {}, graag", "{} bellen"),
    *("overleg met {} in oktober", "nr: {}", "oud: {}; nieuw volgt", "[{}]"),
    *("doelmatige dienstverlening {}", "{}\n", "- {} -", "de heer {} te Utrecht"),
]


def planted(chance: Random) -> str:
    """Draw a text with a direct identifier in it."""
    sentence = chance.choice(DRESSES)(chance.choice(list(KINDS.values()))(chance))
    return chance.choice(AROUND).format(sentence)


def refusals(texts: dict[Column, list[str]]) -> dict[Column, int]:
    """Check a source that holds texts in columns; count the rows that are refused."""
    with tempfile.TemporaryDirectory() as folder:
        Making().write(Path(folder))
        for table in {column.table for column in texts}:
            key = next(column.name for column in columns() if column.table == table)
            here = {c.name: values for c, values in texts.items() if c.table == table}
            rows = [
                {key: f"A-{n}"} | full(table) | dict(zip(here, cells, strict=True))
                for n, cells in enumerate(zip(*here.values(), strict=True))
            ]
            cells = [[text(cell) for cell in row.values()] for row in rows]
            write_table(Path(folder, f"{table}.csv"), list(rows[0]), cells)
        failed = failures(Path(folder))
    return {
        column: sum(
            failure.rows or 0
            for failure in failed
            if (failure.table, failure.column) == (column.table, column.name)
            and failure.check == "holds no direct identifier"
        )
        for column in texts
    }


def ordinary(chance: Random) -> str:
    """Draw a sentence as people write them, with figures and without identifiers."""
    day = f"{chance.randint(2018, 2026)}-{chance.randint(1, 12):02}"
    day = f"{day}-{chance.randint(1, 28):02}"
    euros = f"{chance.randint(1, 9999):,}".replace(",", ".")
    parts = [
        *("omvang van het dossier", "kennelijk ongegrond", "herhaald verzoek"),
        *(f"ontvangen op {day}", f"van {day} tot {day}", f"€ {euros},00"),
        *(
            f"art. {chance.randint(5, 49)} lid {chance.randint(1, 4)} AVG",
            "zie bijlage",
        ),
        *(f"{chance.randint(1, 400)} bestanden", f"{chance.randint(1, 60)} dagen"),
        *(f"cliënt C-{chance.randrange(10**6):06}", f"T-{chance.randrange(10**6):06}"),
        *(
            f"verzoek R-2026-{chance.randrange(10**5):05}",
            f"H-{chance.randrange(10**7)}",
        ),
        *(f"kamer {chance.randint(1, 40)}.{chance.randint(1, 99)}", "ISO 27001:2022"),
        *(f"{chance.randint(8, 17)}:{chance.randrange(60):02} uur", "VOG en NEN 7510"),
        *(f"factuur {chance.randrange(10**6)}", f"versie {chance.randint(1, 9)}.0"),
        *(
            f"postcodegebied {chance.randint(1000, 9999)}",
            f"Q{chance.randint(1, 4)} 2026",
        ),
        *("Gemeente Utrecht", "UWV", "re-integratie 2e spoor", "overleg in week 12"),
    ]
    return ", ".join(chance.sample(parts, chance.randint(1, 4)))


def run(count: int, seed: int) -> Result:
    """Plant identifiers in every text column, and read ordinary sentences."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    each = max(1, count // len(SEARCHED))
    texts = {column: [planted(chance) for _ in range(each)] for column in SEARCHED}
    for column, refused in refusals(texts).items():
        silent = [
            sentence
            for sentence in texts[column]
            if direct_identifier(sentence) is None
        ]
        for n in range(each):
            what = f"{column.table}.{column.name}: {silent[:1]}"
            tally.case(what, bad=n < each - refused)
    drawn = [ordinary(chance) for _ in range(SENTENCES)]
    false = [sentence for sentence in drawn if direct_identifier(sentence)]
    own = sum("R-2026-" in sentence for sentence in false)
    return tally.result(
        f"in {SENTENCES:,} ordinary sentences {len(false)} false alarms, of which "
        f"{own} on a request's own number"
    )


def broken(seed: int) -> Result:
    """Plant them where a text is only searched for nine digits in a row."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "direct_identifier", _only_nine)
        return run(240, seed)


def _only_nine(digits: str) -> str | None:
    return "a BSN" if re.fullmatch("[0-9]{9}", digits) and is_bsn(digits) else None
