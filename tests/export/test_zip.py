"""An archive has one form: any other byte is found, and every reader opens it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.export import zip
from data.export.zip import ArchiveError, Packed, Writer, form, unpack, walk

MEMBERS = {"a.csv": b"x,y\r\n1,2\r\n" * 9, "b/c.txt": b"text", "manifest.json": b"{}"}


def made(members: dict[str, bytes]) -> bytes:
    """Pack members in the order given, the last as it stands."""
    file = io.BytesIO()
    writer = Writer(file)
    for name, data in members.items():
        writer.add(name, [data], deflated=name != "manifest.json")
    writer.close()
    return file.getvalue()


def read(data: bytes) -> tuple[list[Packed], dict[str, bytes]]:
    """Read all members of an archive; ArchiveError where it is not one."""
    file = io.BytesIO(data)
    contents: dict[str, io.BytesIO] = {}
    packed = []
    for member in walk(file):
        contents[member.name] = io.BytesIO()
        packed.append(unpack(file, member, contents[member.name].write))
    return packed, {name: kept.getvalue() for name, kept in contents.items()}


names = (
    st.lists(st.text("aZ0_-.", min_size=1, max_size=6), min_size=1, max_size=3)
    .map("/".join)
    .filter(form.NAME.fullmatch)
)
several = st.dictionaries(names, st.binary(max_size=2000), max_size=6).map(
    lambda members: dict(sorted(members.items()))
)


@settings(deadline=None)  # each case packs files on disk: slow where others do too
@given(several)
def test_what_is_packed_is_read_back_here_and_elsewhere(
    members: dict[str, bytes],
) -> None:
    data = made(members)
    assert read(data)[1] == members
    with zipfile.ZipFile(io.BytesIO(data)) as other:
        assert other.testzip() is None
        assert {name: other.read(name) for name in other.namelist()} == members
        assert {entry.date_time for entry in other.infolist()} <= {
            (1980, 1, 1, 0, 0, 0)
        }


@settings(deadline=None)
@given(st.binary(max_size=3000), st.lists(st.integers(0, 3000)))
def test_the_pieces_it_came_in_do_not_change_a_byte(
    data: bytes, cuts: list[int]
) -> None:
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    file = io.BytesIO()
    writer = Writer(file)
    pieces = [data[a:b] for a, b in pairwise(places)]
    writer.add("a.csv", pieces)
    writer.close()
    assert file.getvalue() == made({"a.csv": data})


def test_every_flipped_bit_is_found() -> None:
    data = made(MEMBERS)
    sound = read(data)[0]
    for place in range(len(data)):
        for bit in range(8):
            bent = bytearray(data)
            bent[place] ^= 1 << bit
            try:
                assert read(bytes(bent))[0] != sound, (place, bit)
            except ArchiveError:
                continue


def test_every_place_where_it_is_cut_off_is_found() -> None:
    data = made(MEMBERS)
    for place in range(len(data)):
        with pytest.raises(ArchiveError):
            read(data[:place])


@given(st.binary(min_size=1, max_size=70_000), st.integers(0, 2000))
def test_every_byte_that_was_put_in_is_found(more: bytes, place: int) -> None:
    data = made(MEMBERS)
    place = min(place, len(data))
    try:
        assert read(data[:place] + more + data[place:])[0] != read(data)[0]
    except ArchiveError:
        return


def rewritten(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    """Write an archive with another program, which has a form of its own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as other:
        for name, data in MEMBERS.items():
            other.writestr(zipfile.ZipInfo(name), data)
        change(other)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "about", "why"),
    [
        (made(MEMBERS) + b"\0", form.DIRECTORY, "1 bytes or a comment stand behind"),
        (b"MZ" + made(MEMBERS), form.DIRECTORY, "entry 1 of 3 does not begin"),
        (b"", form.DIRECTORY, "cut off or none"),
        (b"x" * 99, form.DIRECTORY, "cut off or none"),
        (rewritten(lambda _: None), "a.csv", "another form"),
        (rewritten(lambda z: setattr(z, "comment", b"hi")), form.DIRECTORY, "comment"),
        (made({"b": b"", "a": b"", "c": b""}), "a", "out of order"),
        (made({"../a": b""}), "../a", "no plain place"),
        (made({"/etc/passwd": b""}), "/etc/passwd", "no plain place"),
        (made({"a\\b": b""}), "a\\b", "no plain place"),
        (made({"C:a": b""}), "C:a", "no plain place"),
        (made({"a/./b": b""}), "a/./b", "no plain place"),
        (made({"a//b": b""}), "a//b", "no plain place"),
        (made({"a/": b""}), "a/", "no plain place"),
        (made({"a\nb": b""}), "a?b", "no plain place"),
        (made({"": b""}), "", "no plain place"),
    ],
)
def test_another_form_is_refused_and_named(data: bytes, about: str, why: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        walk(io.BytesIO(data))
    assert caught.value.about == about
    assert why in caught.value.why


@pytest.mark.parametrize("names", [("a", "a", "b"), ("a", "b", "a")])
def test_a_name_that_stands_twice_is_refused(names: tuple[str, ...]) -> None:
    file = io.BytesIO()
    writer = Writer(file)
    for name in names:
        writer.add(name, [b""])
    writer.close()
    with pytest.raises(ArchiveError, match="a: stands twice"):
        walk(file)


def test_more_than_a_member_tells_is_not_unpacked() -> None:
    data = bytearray(made({"bomb.csv": b"\0" * (64 << 20)}))
    member = zip.Member("bomb.csv", True, 0, walk(io.BytesIO(data))[0].packed, 9, 0)
    seen: list[int] = []
    file = io.BytesIO(member.header + data[member.content_at :])
    with pytest.raises(ArchiveError, match="other bytes than its header"):
        unpack(file, member, lambda piece: seen.append(len(piece)))
    assert sum(seen) == 0


def test_sizes_beyond_four_gib_are_told_to_every_reader(tmp_path: Path) -> None:
    large = zip.Member("a", False, 7, 5 << 30, 5 << 30, 0)
    small = zip.Member("b", False, 0, 0, 0, large.end)
    entries = large.entry + small.entry
    with (tmp_path / "sparse.zip").open("w+b") as file:
        file.write(large.header)
        file.seek(large.end)  # a hole: no disk holds it
        file.write(small.header + entries)
        file.write(form.tail_of(2, len(entries), small.end))
        assert walk(file) == [large, small]
        with zipfile.ZipFile(file) as other:
            listed = [(o.header_offset, o.file_size, o.CRC) for o in other.infolist()]
        assert listed == [(0, 5 << 30, 7), (large.end, 0, 0)]
