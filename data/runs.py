"""What the monthly runs came to: a line each, in a file beside the snapshots.

    {"at": "2026-11-01T01:02:03+00:00", "step": "seal", "day": "2026-11-01",
     "digest": "…", "why": null, "cause": null, "about": null}

A line holds nothing of any person: what refused a run is said without rows or keys.
`step` is the last one that was begun; `why` is null where the run did all its work.
`why` is what the software said, in English; `cause` and `about` say it for a page, as a
code and as tables of a source.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.refusal import printable
from data.regular_file import is_there, open_regular
from data.snapshot import is_day
from data.written import written

if TYPE_CHECKING:
    from pathlib import Path

NAME = "runs.jsonl"
MOST, LONGEST, LARGEST = 60, 400, 1 << 20
"""Lines that are kept, signs of a sentence, and bytes of a file that is read."""
STEPS = ("fetch", "map", "pseudonymise", "seal", "report", "pack")
CAUSES = (
    *("contract", "fell", "sealed", "seal", "fetch", "key", "put_out", "files"),
    *("stopped", "fault"),
)
"""What refuses a run, as words of the pages have a sentence for it."""


@dataclass(frozen=True)
class MonthlyRun:
    """One run: when it ended, how far it came, and what refused it."""

    step: str
    day: str | None = None
    """Of the snapshot that it sealed, or had sealed before."""
    digest: str | None = None
    why: str | None = None
    cause: str | None = None
    about: str | None = None
    """The tables that it is about, a blank between them; None where about none."""
    at: str = ""
    """In UTC; `write` fills it in."""

    @property
    def moment(self) -> datetime:
        """Return when it ended."""
        return datetime.fromisoformat(self.at)


def write(root: Path, run: MonthlyRun) -> None:
    """Add a line, and let go of the oldest beyond those that are kept."""
    why = None if run.why is None else _short(run.why)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps(asdict(run) | {"at": now, "why": why}, ensure_ascii=False)
    before = _lines(root) if is_there(root / NAME) else []
    lines = [*before[1 - MOST :], line]
    with written(root / NAME) as file:
        file.write("".join(f"{each}\n" for each in lines).encode())
    (root / NAME).chmod(0o640)


def read(root: Path) -> list[MonthlyRun]:
    """Return the runs that are on record, the newest first; what is no run is not."""
    try:
        lines = _lines(root)
    except OSError:
        return []
    return [run for line in reversed(lines) if (run := _run(line))]


def _lines(root: Path) -> list[str]:
    with open_regular(root / NAME) as file:
        text = file.read(LARGEST)
    return text.decode(errors="replace").splitlines()


def _run(line: str) -> MonthlyRun | None:
    """Read a line; None where it is not one that `write` could have written."""
    try:
        run = MonthlyRun(**json.loads(line))
        is_known = run.step in STEPS and run.cause in (*CAUSES, None)
        is_sound = run.moment.tzinfo is not None and is_known
        texts = [getattr(run, field.name) for field in fields(run)]
    except (ValueError, TypeError, RecursionError):
        return None
    if not is_sound or not all(text is None or isinstance(text, str) for text in texts):
        return None
    return run if run.day is None or is_day(run.day) else None


def _short(why: str) -> str:
    """Return a sentence in one line that is not too long."""
    line = " ".join(why.split())
    clean = "".join(printable(sign) for sign in line)
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"
