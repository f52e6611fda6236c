"""What `make bench` writes: what was measured and what was not, each as it is."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tests.benchmarks import measured
from tests.benchmarks.measured import Measured

MET = Measured("seal", "a load", 4.0, 2.0, target=3)
MISSED = Measured("page <b>", "an empty page", 3.0, 1.0, target=1.5, note="trends")
UNMEASURED = Measured("check", "by hand", target=1.7, note="nobody wrote it")
ALONE = Measured("a question", "", 0.0123, most=0.03)


def test_line_says_ratio_and_whether_its_target_is_met() -> None:
    assert MET.as_line() == "| seal | a load | 4.0 s | 2.0 s | 2.00 × | ≤ 3 × met |"
    assert MISSED.as_line().endswith("| 3.00 × | ≤ 1.5 × **missed** |")
    assert ALONE.as_line() == "| a question |  | 12.3 ms |  |  | ≤ 30 ms met |"


def test_what_was_not_measured_is_said_to_be_so() -> None:
    line = UNMEASURED.as_line()
    assert "check (nobody wrote it)" in line
    assert "| not measured |" in line
    assert UNMEASURED.is_met is None


def test_chart_has_a_bar_for_each_ratio_and_no_other() -> None:
    drawn = ElementTree.fromstring(  # noqa: S314 - our own
        measured.chart([MET, MISSED, UNMEASURED, ALONE])
    )
    texts = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["seal", "2.0 ×", "page <b>", "3.0 ×"]


def test_only_what_stands_between_the_markers_is_replaced(tmp_path: Path) -> None:
    page, picture = tmp_path / "page.md", tmp_path / "chart.svg"
    page.write_text(
        f"before\n{measured.BEGIN}\nold\n{measured.END}\nafter\n", encoding="utf-8"
    )
    measured.publish("new", [MET], page, picture)
    measured.publish("newer", [MET], page, picture)
    assert page.read_text(encoding="utf-8") == (
        f"before\n{measured.BEGIN}\n\nnewer\n\n{measured.END}\nafter\n"
    )
    assert picture.exists()


def test_published_page_has_the_markers_once() -> None:
    text = measured.PAGE.read_text(encoding="utf-8")
    assert (text.count(measured.BEGIN), text.count(measured.END)) == (1, 1)
