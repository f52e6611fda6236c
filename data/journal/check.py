"""Prove a journal: recompute every line from the first key, hold the anchors to it.

Needs the files, the first key and, against a tail that was cut off, anchors that
were kept elsewhere; not the machine that wrote them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.journal import anchors as anchored
from data.journal import disk, forks
from data.journal.chain import LONGEST, Chain, WrongLine, read
from data.regular_file import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data.journal.anchors import Anchor
    from data.journal.chain import Line
    from data.journal.deletions import Deleted
    from data.journal.forks import Fork

REASONS = {
    "form": "is not a line of a journal in its one form",
    "seq": "has another number than follows: lines lack, were put in or changed places",
    "prev": "does not follow the line before it",
    "mac": "was not written with the key of its time",
    "first": "does not begin with this first key",
    "segment": "stands in another month than its time tells",
    "torn": "has lost its end",
    "anchor": "is another than an anchor says",
    "missing": "lacks, and an anchor says that it was there",
    "restore": "tells of a restore from a backup, and no signed record of it fits",
    "deletion": "is the first, and no signed record tells of the lines before it",
}


@dataclass(frozen=True)
class Fault:
    """The first line that is wrong."""

    segment: str
    number: int
    """Of the line in its segment, from 1."""
    reason: str

    def __str__(self) -> str:
        return f"{self.segment}.jsonl, line {self.number}: it {REASONS[self.reason]}."


@dataclass
class Report:
    """What was proved: the lines from `first` to `last`, and what stopped it."""

    first: int = 1
    last: int = 0
    head: str = ""
    anchors: int = 0
    """Anchors that the lines agree with."""
    problem: Fault | None = None
    notices: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Return whether no line is wrong."""
        return self.problem is None

    def fields(self) -> dict[str, Any]:
        """Return it for machines."""
        wrong = self.problem
        return {
            "ok": self.is_sound,
            "first": self.first,
            "last": self.last,
            "head": self.head,
            "anchors": self.anchors,
            "problem": wrong and vars(wrong) | {"text": str(wrong)},
            "notices": self.notices,
        }


def verify(
    folder: Path,
    first_key: bytes,
    anchors: Sequence[Anchor] = (),
    deleted: Sequence[Deleted] = (),
    restored: Sequence[Fork] = (),
) -> Report:
    """Recompute a journal and name the first line that is wrong.

    `anchors`, `deleted` and `restored` are those that a key one trusts has signed.
    OSError when a file cannot be read.
    """
    check = _Check(folder, first_key, anchors, deleted, restored)
    try:
        check.run()
    except WrongLine as wrong:
        check.report.problem = Fault(*check.place, wrong.reason)
    return check.report


class _Check:
    """One run through a journal; WrongLine ends it, at `place`."""

    def __init__(
        self,
        folder: Path,
        first_key: bytes,
        anchors: Sequence[Anchor],
        deleted: Sequence[Deleted],
        restored: Sequence[Fork],
    ) -> None:
        self.folder, self.deleted, self.forks = folder, deleted, restored
        self.chain = Chain.first(first_key)
        self.origin = anchored.origin(self.chain.head)
        self.earlier: set[str] = set()
        """What it was called before it was restored."""
        self.lost: list[int] = []
        """Lines of anchors of what a restore lost."""
        self.report = Report(head=self.chain.head)
        self.heads: dict[int, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            self.heads[anchor.lines].append(anchor)
        self.begun: Deleted | None = None
        self.pruned: set[str] = set()
        self.at, self.backwards = "", 0
        self.place = ("(none)", 1)

    def run(self) -> None:
        """Go through every line."""
        months = disk.segments(self.folder)
        first = True
        for month in months:
            for number, raw in enumerate(_lines(disk.segment(self.folder, month)), 1):
                self.place = (month, number)
                if not raw.endswith(b"\n"):
                    self._torn(raw, is_last=month == months[-1])
                    continue
                if first:
                    self._begin(raw)
                    first = False
                self._line(raw[:-1])
                self.place = (month, number + 1)
        self._end()

    def _begin(self, raw: bytes) -> None:
        """Go on from a signed record where the first lines were removed."""
        for record in self.deleted:
            for _, lines, head in record.segments:
                ours = {self.origin, *(fork.after for fork in self.forks)}
                if record.origin in ours and f'"prev":"{head}"'.encode() in raw:
                    self.chain.skip(lines, head)
                    self.begun = record
                    self.report.first, self.report.last = lines + 1, lines
        for fork in self.forks:
            if fork.lines < self.chain.n:
                self._forked(fork)
        for n in [n for n in self.heads if n < self.chain.n]:
            del self.heads[n]
        self._anchored()

    def _line(self, raw: bytes) -> None:
        try:
            line = self.chain.follow(raw)
        except WrongLine as wrong:
            if self.chain.n == 0 and wrong.reason in ("seq", "prev"):
                reason = {"seq": "deletion", "prev": "first"}[wrong.reason]
                raise WrongLine(reason) from None
            raise
        month, number = self.place
        if line.at[:7] > month or (number == 1 and line.at[:7] != month):
            raise WrongLine("segment")
        if line.fields["event"] == forks.EVENT:
            self._restored(line)
        self._anchored()
        if line.at < self.at:
            self.backwards += 1
            if self.backwards == 1:
                self.report.notices.append(
                    f"The clock went back at line {line.seq:,}; the order stands."
                )
        self.at = line.at
        if line.fields["event"] == "journal.prune":
            self.pruned.add(line.fields.get("sha256", ""))
        self.report.last, self.report.head = self.chain.n, self.chain.head

    def _anchored(self) -> None:
        """Verify the anchors of this number of lines against the chain."""
        for anchor in self.heads.pop(self.chain.n, ()):
            if anchor.origin in self.earlier:
                self.lost.append(anchor.lines)
            # one of another journal agrees with no line of this
            elif (anchor.origin, anchor.head) != (self.origin, self.chain.head):
                raise WrongLine("anchor")
            else:
                self.report.anchors += 1

    def _restored(self, line: Line) -> None:
        """Go on under another name behind the line of a restore."""
        for fork in self.forks:
            stood = fork.lines + 1, fork.head, fork.sha256
            if stood == (line.seq, line.fields["prev"], line.fields.get("sha256")):
                self._forked(fork)
                self.report.notices.append(
                    f"It was restored from a backup at line {line.seq:,}, on "
                    f"{line.at[:10]}: what was written elsewhere after line "
                    f"{fork.lines:,} is lost."
                )
                return
        raise WrongLine("restore")

    def _forked(self, fork: Fork) -> None:
        if fork.origin != self.origin:
            raise WrongLine("restore")
        self.earlier.add(self.origin)
        self.origin = fork.after

    def _torn(self, raw: bytes, *, is_last: bool) -> None:
        """Accept half a line at the very end: it was never acknowledged."""
        for whole in (raw, raw[:-1]):
            try:
                read(whole)
            except WrongLine:
                continue
            raise WrongLine("torn")
        if not is_last or len(raw) > LONGEST:
            raise WrongLine("torn")
        self.report.notices.append(
            "Half a line stands at the end: it was being written when something "
            "broke off, and was never acknowledged."
        )

    def _end(self) -> None:
        if self.chain.n == 0:
            self._anchored()
        left = [anchor for some in self.heads.values() for anchor in some]
        if any(anchor.origin not in self.earlier for anchor in left):
            raise WrongLine("missing")
        self.lost += [anchor.lines for anchor in left]
        if self.lost:
            self.report.notices.append(
                f"{len(self.lost):,} anchors are of lines that a restore lost, up to "
                f"line {max(self.lost):,} at least."
            )
        if self.begun is None:
            return
        removed = [month for month, n, _ in self.begun.segments if n <= self.chain.n]
        first = disk.segments(self.folder)[0]
        if self.begun.sha256 not in self.pruned:
            self.place = (first, 1)
            raise WrongLine("deletion")
        self.report.notices.append(
            f"{self.report.first - 1:,} lines were removed by a signed record, up to "
            f"and with {max(month for month in removed if month < first)}."
        )


def _lines(path: Path) -> Iterator[bytes]:
    """Return a file line by line, with line ends; a piece of one that is too long."""
    with open_regular(path) as file:
        while raw := file.readline(LONGEST + 2):
            yield raw
