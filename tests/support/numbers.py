"""Every number that is shown, with the question that defines it.

A number is defined by the list that it counts and by the filters on it: what a link
leads to, what a head stands above, what a key figure or a breakdown declares. One
definition has one number, wherever it is shown.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import queries
from data.ask import find_query
from data.ask.filters import NONE, Filter, parse_filters
from data.ask.lists import whole_list
from data.figures.whatif import LIVE
from data.seal.derive.breakdowns import TOTAL
from data.seal.derive.relations import UNITS, measure
from pages.parts.session import routes
from tests.support.drawings import is_chart
from tests.support.nodes import nodes
from tests.support.screen import DUTCH, html_texts, letters
from tests.support.tables import is_table, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from streamlit.testing.v1 import AppTest

Where = frozenset[tuple[str, frozenset[str]]]
NO_FILTERS = {"lang", "snapshot", "figure", "view", "part", "page", "sort"}
"""What an address says besides filters of a list."""
NUMBER = re.compile(r"(?<![\w,.%\-/])\d{1,3}(?:\.\d{3})*(?![\w,%\-/]|\.\d)")
HEAD = r"[\d.]+ rij(en)?"
PART = re.compile(r"([A-Z]{3}-\d\d: )?\d+ van (de )?\d+ ")
"""How the label of a link begins that leads to more than its first number."""
LISTED = queries.folder("records") | queries.folder("organisation")
LISTS = {unit: name for name, unit in UNITS.items()}
"""The list whose rows a breakdown counts, by its unit."""
SAID = {
    "retention": ("status=overdue", f"status={'|'.join(LIVE)}"),
    "requests": ("status=overdue", ""),
    "clients": ("is_informed=false; has_live_holding=true", "has_live_holding=true"),
    "recipients": ("agreement=missing|expired", ""),
    "disclosures": ("is_registered=false", ""),
    "register": ("is_complete=false", ""),
    "findings": ("severity=high", ""),
    "authorisations": ("status=review_due", "status=reviewed|review_due"),
    "transfers": (
        "status=invalid|missing|unassessed|derogation",
        "status=adequate|safeguarded|derogation|unassessed|invalid|missing",
    ),
}
"""What the sentence above the chart of a list counts, and of what."""


class Definition(NamedTuple):
    """What a number counts: the rows of a list that some filters let through."""

    list: str
    where: Where

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Return its filters, to ask with."""
        return tuple(Filter(c, "|".join(sorted(v))) for c, v in sorted(self.where))


class Shown(NamedTuple):
    """A number as it is shown somewhere."""

    definition: Definition
    number: int
    place: str


def define(name: str, filters: Iterable[Filter]) -> Definition:
    """Return the definition of what filters let through of a list."""
    some = ((each.column, frozenset(each.values)) for each in filters)
    return Definition(whole_list(name), frozenset(some))


def defined(name: str, where: str) -> Definition:
    """Return a definition as headers write it: `status=overdue; kind=access`."""
    return define(name, parse_filters(where))


def _addressed(page: str, query: Mapping[str, list[str]]) -> Definition | None:
    """Return what an address leads to; None where that is no list, or a search."""
    params = {key: values for key, values in query.items() if key not in NO_FILTERS}
    if page not in LISTED:
        return None
    if query.get("view") == ["clients"] or "search" in params:
        return None
    texts: dict[str, str] = {}
    for key, values in params.items():
        column, dot, end = key.partition(".")
        low, _, high = texts.get(column, "..").partition("..")
        if not dot:
            texts[column] = "|".join(values)
        elif end == "from":
            texts[column] = f"{values[0]}..{high}"
        else:
            texts[column] = f"{low}..{values[0]}"
    return define(page, (Filter(column, text) for column, text in texts.items()))


def numbers_in(text: str) -> list[int]:
    """Return the whole numbers that stand in a Dutch text by themselves."""
    return [int(each.replace(".", "")) for each in NUMBER.findall(letters(text))]


def on_page(name: str, at: AppTest) -> Iterator[Shown]:
    """Return the numbers of a page: heads, links, cards, tiles, tables, sentences."""
    here = _addressed(name, {key: _listed(at, key) for key in _filters(name, at)})
    before: Any = None
    for node in nodes(at):
        kind = getattr(node, "type", None)
        if kind == "header" and here and re.fullmatch(HEAD, node.value):
            yield Shown(here, numbers_in(node.value)[0], f"{name}: head")
        elif kind == "page_link":
            yield from _link(name, node.proto)
        elif kind == "markdown" or is_table(node):
            for text in [node.value] if kind == "markdown" else _cells(node):
                yield from _markdown(name, str(text))
        yield from _card(name, node)
        if is_chart(node) and before is not None:
            yield from _sentence(name, here, before.value)
        before = node if kind == "markdown" else before


def _filters(name: str, at: AppTest) -> list[str]:
    """Return the parameters that filter the list of a page; others are another's."""
    if name not in LISTED:
        return []
    columns = {column.name for column in find_query(name).columns}
    return [key for key in at.query_params if key.partition(".")[0] in columns]


def _listed(at: AppTest, key: str) -> list[str]:
    value = at.query_params[key]
    return [value] if isinstance(value, str) else list(value)


def _cells(table: Any) -> list[Any]:
    cells: list[Any] = read(table.proto.body).value.to_numpy().ravel().tolist()
    return cells


def _link(name: str, link: Any) -> Iterator[Shown]:
    """Return the number in the label of a link: how many rows it leads to.

    "12 of 18 findings" leads to the 18.
    """
    query = parse_qs(link.query_string)
    definition, inside = _addressed(link.page, query), numbers_in(link.label)
    if definition is None or not inside or "figure" in query:
        return
    part = PART.match(letters(link.label))
    number = inside[1] if part else inside[0]
    yield Shown(definition, number, f"{name}: {link.label[:60]}")


def _markdown(name: str, text: str) -> Iterator[Shown]:
    for label, address in re.findall(r"\[([^\]]*)\]\((/\w+\?[^)]*)\)", text):
        target, inside = urlsplit(address), numbers_in(label)
        definition = _addressed(target.path.strip("/"), parse_qs(target.query))
        if definition and inside:
            yield Shown(definition, inside[0], f"{name}: [{label}]")


def _card(name: str, block: Any) -> Iterator[Shown]:
    """Return the number of a card or a tile, which leads to a list."""
    parts = list(getattr(block, "children", {}).values())
    kinds = [getattr(part, "type", None) for part in parts]
    links = [part.proto for part in parts if part.type == "page_link"]
    if kinds == ["page_link", "html"]:
        (figure,) = parse_qs(links[0].query_string)["figure"]
        yield from _figure(f"{name}: tile {figure}", figure, parts[1].proto.body)
    elif kinds and kinds[0] == "markdown" and len(links) == 1:
        bold = re.match(r"\*\*([\d.]+)\*\* ", letters(parts[0].value))
        definition = _addressed(links[0].page, parse_qs(links[0].query_string))
        if bold and definition:
            number = int(bold[1].replace(".", ""))
            yield Shown(definition, number, f"{name}: card")


def _figure(place: str, figure: str, body: str) -> Iterator[Shown]:
    """Return the counts of a tile: its value, or what it is a share of."""
    texts = html_texts(body)
    counts = {
        word: numbers_in(texts[texts.index(DUTCH(f"figures.{word}")) + 1])
        for word in ("value", "numerator", "denominator")
        if DUTCH(f"figures.{word}") in texts
    }
    value, above, below = (
        next(iter(counts.get(word, [])), None)
        for word in ("value", "numerator", "denominator")
    )
    yield from of_figure(place, figure, value, above, below)


def of_figure(
    place: str,
    figure: str,
    value: int | None,
    numerator: int | None,
    denominator: int | None,
) -> Iterator[Shown]:
    """Return the counts that a key figure is made of, as its header defines them."""
    query = queries.folder("key_figures")[figure]
    considered = query.entries.get("where", "")
    counted = "; ".join(filter(None, (considered, query.entries.get("counted"))))
    if query["unit"] == "count" and value is not None:
        yield Shown(defined(query["list"], considered), value, place)
    if query["unit"] == "ratio" and None not in (numerator, denominator):
        assert numerator is not None
        assert denominator is not None
        yield Shown(_both(query["list"], considered, counted), numerator, place)
        yield Shown(defined(query["list"], considered), denominator, place)


def _both(name: str, considered: str, counted: str) -> Definition:
    """Return what both let through; where they name one column, the latter does."""
    texts = {each.column: each for each in parse_filters(considered)}
    texts |= {each.column: each for each in parse_filters(counted)}
    return define(name, texts.values())


def _sentence(name: str, here: Definition | None, text: str) -> Iterator[Shown]:
    """Return the two numbers of the sentence over the chart of a whole list."""
    if here is None or here.where or name not in SAID:
        return
    forms = (DUTCH.texts.get(f"says.{name}.bad.{n}", "") for n in ("one", "other"))
    for form in filter(None, forms):
        pattern = re.escape(form).replace(r"\{n\}", "(?P<n>[\\d.]+)")
        pattern = pattern.replace(r"\{total\}", "(?P<total>[\\d.]+)")
        if match := re.match(pattern, letters(text).strip("*")):
            for group, where in zip(("n", "total"), SAID[name], strict=True):
                if group in match.groupdict():
                    n = int(match[group].replace(".", ""))
                    yield Shown(defined(name, where), n, f"{name}: chart's sentence")


def in_menu(sections: Mapping[str, Iterable[Any]]) -> Iterator[Shown]:
    """Return the number behind an entry of the menu: what is late."""
    for page in (page for pages in sections.values() for page in pages):
        if late_ones := re.search(r" · (\d+)$", page.title):
            late = defined(page.url_path, "period=overdue")
            yield Shown(late, int(late_ones[1]), "menu")


def in_breakdowns(rows: Iterable[Mapping[str, Any]], place: str) -> Iterator[Shown]:
    """Return the counts of breakdowns that a list has columns for."""
    for row in rows:
        query = queries.folder("breakdowns")[row["breakdown"]]
        name = LISTS.get(query["unit"])
        if name is None or row["count"] in (None, "") or "compares" in query.entries:
            continue
        conditions = dict(measure("", query.entries.get("within", "")).conditions)
        means = dict(measure("", query.entries.get("means", "")).conditions)
        for n in ("1", "2"):
            value = row[f"value{n}"]
            if value and value != TOTAL:
                name_of = query[f"dimension{n}"]
                conditions[name_of] = means.get(value, value)
                if (name_of, value) == ("principal", "none"):
                    conditions[name_of] = NONE
        columns = {column.name for column in find_query(name).columns}
        if columns.issuperset(conditions) and "other" not in conditions.values():
            filters = (Filter(*pair) for pair in conditions.items())
            at = f"{place}: {row['breakdown']} {row['value1']} {row['value2']}"
            yield Shown(define(name, filters), int(row["count"]), at)


def in_report(text: str) -> Iterator[Shown]:
    """Return the key figures of the report, read from its text."""
    for name, query in queries.folder("key_figures").items():
        counts = DUTCH("figures.counts", numerator="@", denominator="@")
        share = r"[\d,]+% " + re.escape(counts).replace("@", r"([\d.]+)")
        pattern = share if query["unit"] == "ratio" else r"([\d.]+)\b"
        matched = re.search(rf"{re.escape(DUTCH.title(query))} {pattern}", text)
        assert matched, f"the report does not tell {name}"
        first, *rest = (int(each.replace(".", "")) for each in matched.groups())
        place = f"report: {name}"
        if query["unit"] == "ratio":
            yield from of_figure(place, name, None, first, rest[0])
        else:
            yield from of_figure(place, name, first, None, None)


def in_pack(pack: bytes) -> Iterator[Shown]:
    """Return the counts of an audit pack: key figures, breakdowns, rows of lists."""
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        for file in archive.namelist():
            name = file.removeprefix("data/").removesuffix(".csv")
            if file != f"data/{name}.csv" or "/" in name:
                continue
            text = io.TextIOWrapper(archive.open(file), "utf-8", newline="")
            rows = list(csv.DictReader(text))
            if name == "key_figures":
                for row in rows:
                    texts = (row["value"], row["numerator"], row["denominator"])
                    value, above, below = (
                        int(float(each)) if each else None for each in texts
                    )
                    place = f"pack: {row['name']}"
                    yield from of_figure(place, row["name"], value, above, below)
            elif name == "breakdowns":
                yield from in_breakdowns(rows, f"pack: {name}")
            elif name in routes.PAGES:
                yield Shown(defined(name, ""), len(rows), f"pack: {file}")


def disagreeing(
    shown: Iterable[Shown], count: Callable[[Definition], int]
) -> list[str]:
    """Name each definition with two numbers, or with another than its list counts."""
    by_definition: dict[Definition, dict[int, str]] = {}
    for each in shown:
        places = by_definition.setdefault(each.definition, {})
        places.setdefault(each.number, each.place)
    return [
        f"{definition.list} {[*map(str, definition.filters)]} is {n}, but shown: {at}"
        for definition, at in by_definition.items()
        if at.keys() != {n := count(definition)}
    ]
