"""A table of texts says what its cells say, whatever these hold."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.text import tables
from pages.parts.text.escaping import markdown_escape
from tests.support.tables import read


def test_a_cell_has_links_strong_words_code_and_letters() -> None:
    assert tables.cell("plain · 1.409 ✔") == "plain · 1.409 ✔"
    assert tables.cell(r"a\_b \[c\](d) \*\*e\*\*") == "a_b [c](d) **e**"
    assert tables.cell("**both \\* <i>**") == "<strong>both * &lt;i&gt;</strong>"
    assert tables.cell("`2f<b`") == "<code>2f&lt;b</code>"
    link = tables.cell(r"[✘ 1\.409](/disclosures?a=1&b=%22)")
    address = "/disclosures?a=1&amp;b=%22"
    assert link == f'<a href="{address}" target="_blank">✘ 1.409</a>'


@pytest.mark.parametrize(
    "to", ["javascript:alert(1)", "//elsewhere.example", "data:text/html,x", "http://x"]
)
def test_a_cell_links_within_the_app_or_to_a_safe_address_alone(to: str) -> None:
    assert "<a" not in tables.cell(f"[press]({to})")


@given(st.text())
def test_a_text_stands_as_it_is(text: str) -> None:
    shown = tables.cell(markdown_escape(text))
    assert "<" not in shown
    line = " ".join(text.split())
    assert "".join(unescape(shown).replace("\u2060", "").split()) == "".join(
        line.replace("\u2060", "").split()
    )


@given(st.text(), st.text())
def test_a_table_has_no_more_elements_than_its_cells(name: str, text: str) -> None:
    table = tables.table({"Column": [text]}, alt=name)
    assert table.count("<td>") == 1
    assert "<script" not in table


def test_a_table_names_itself_and_each_column() -> None:
    body = tables.table({"Kind": ["a", "b"], "Number": ["1", ""]}, alt='By "kind" ')
    shown = read(body)
    assert shown.name == 'By "kind"'
    assert list(shown.value.columns) == ["Kind", "Number"]
    assert shown.value.to_numpy().tolist() == [["a", "1"], ["b", ""]]
    assert body.count('<th scope="col">') == 2
    assert "aria-label" not in tables.table({"Kind": ["a"]})
