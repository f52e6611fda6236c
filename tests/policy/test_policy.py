"""The policy folder: read as it is written, and every mistake in it named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import pytest
from pydantic import TypeAdapter

from data import policy
from data.policy.fields import Date, In, Term, term
from data.policy.rows import FILES, Row, file
from tests.support.policy_folder import add_version, change, copied

STATEMENT = "statements/2018-05-25.toml"
RENAMED = '[renamed]\n"Grondslagen" = "{}"\n\n[controller]'

TYPES = {
    pl.Date: {
        "valid_from",
        "valid_until",
        "last_concluded_on",
        "checked_on",
        "published_on",
        "statement",
        "version",
    },
    pl.Boolean: {
        "special",
        "allowed_under_restriction",
        "declared",
        "extendable",
        "allowed_by_law",
        "disclosable",
        "objectable",
        "needs_assessment",
        "partial",
    },
    pl.Int64: {
        "months",
        "term_months",
        "term_days",
        "grace_months",
        "grace_days",
        "threshold",
        "value",
    },
    pl.Float64: {"target", "margin"},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the policy to a folder of its own, to be broken there."""
    return copied(tmp_path)


def complaints(folder: Path) -> list[str]:
    with pytest.raises(policy.PolicyError) as caught:
        policy.check(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_policy_of_the_project_is_sound(folder: Path) -> None:
    policy.check()
    policy.check(folder)


@pytest.mark.parametrize("name", FILES)
def test_every_column_has_the_type_of_its_name(name: str) -> None:
    for column, dtype in policy.load(name).schema.items():
        expected = next((t for t, names in TYPES.items() if column in names), pl.String)
        assert dtype == expected, column


def test_norway_and_namibia_stay_codes() -> None:
    eea = dict(policy.load("eea").select("country", "name").iter_rows())
    countries = dict(policy.load("countries").iter_rows())
    assert eea["NO"] == countries["NO"] == "Norway"
    assert countries["NA"] == "Namibia"


def test_an_empty_field_is_null_and_a_code_none_is_not() -> None:
    mechanisms = policy.load("mechanisms")
    none = mechanisms.row(by_predicate=pl.col("mechanism") == "none", named=True)
    assert none["family"] == "none"
    assert none["valid_from"] is None
    assert "" not in mechanisms["reference"]


def test_terms_are_months_and_days() -> None:
    rules = policy.load("retention_rules").select(
        "rule", "term_months", "term_days", "grace_months", "grace_days"
    )
    assert rules.rows() == [
        ("trajectory", 24, 0, 0, 0),
        ("fiscal", 84, 0, 3, 0),
        ("consent", 1, 0, 0, 0),
        ("verification", 0, 0, 0, 0),
        ("undeclared", None, None, None, None),
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1 year", (12, 0)),
        ("2 weeks", (0, 14)),
        ("30 days", (0, 30)),
        ("none", None),
    ],
)
def test_a_term_reads_as_it_says(text: str, parts: tuple[int, int] | None) -> None:
    assert term(text) == parts


@pytest.mark.parametrize("text", ["", "two years", "2", "-1 days", "1.5 years", "None"])
def test_another_text_is_no_term(text: str) -> None:
    with pytest.raises(ValueError, match="is no term"):
        TypeAdapter(Term).validate_python(text)


def test_codes_come_once_each_in_the_order_of_the_file() -> None:
    assert policy.codes("catalog", "category") == (
        "identity",
        "health",
        "employment",
        "trajectory",
        "interaction",
        "payment",
        "verification",
    )
    assert len(policy.codes("purposes", "purpose")) == 21


def test_tables_hold_every_csv_file_of_the_folder() -> None:
    assert set(policy.tables()) == {path.stem for path in policy.FOLDER.glob("*.csv")}


def test_what_excel_writes_reads_the_same(folder: Path) -> None:
    path = folder / "purposes.csv"
    text = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text)
    policy.check(folder)
    assert policy.load("purposes", folder).equals(policy.load("purposes"))


MISTAKES = [
    ("catalog.csv", "retention_rule", "rule", 1, "column `retention_rule` is missing"),
    ("catalog.csv", "retention_rule", "rule", 1, "column `rule` is one too many"),
    ("catalog.csv", ",no,trajectory", ",no,trajectry", 2, "code 'trajectry'"),
    ("catalog.csv", ",no,trajectory", ",NO,trajectory", 2, "neither `yes` nor `no`"),
    ("catalog.csv", "identity,address", "identity,name", 3, "is on line 2 already"),
    ("catalog.csv", "identity,address", "identity,Address", 3, "'Address' is no code"),
    ("catalog.csv", "Geslacht", "", 6, "label_nl: is empty"),
    ("purposes.csv", "Identificatie,", "", 3, "has 7 fields where the header has 8"),
    ("retention_rules.csv", "2 years", "two years", 2, "'two years' is no term"),
    ("retention_rules.csv", "2 years", "none", 2, "fit the rule 'trajectory'"),
    (
        "retention_rules.csv",
        "undeclared,none,none",
        "undeclared,none,9 days",
        6,
        "'9 days'",
    ),
    ("retention_rules.csv", "consent,", "permission,", 4, "unknown code 'permission'"),
    ("retention_rules.csv", "anonymise", "forget", 2, "unknown code 'forget'"),
    ("request_terms.csv", "access,1", "access,one", 2, "'one' is no whole number"),
    ("request_terms.csv", "access", "acces", 2, "unknown code 'acces'"),
    ("request_terms.csv", "access", "acces", None, "'access' has no row"),
    ("mechanisms.csv", "2016-07-12", "12-07-2016", 4, "'12-07-2016' is no date"),
    ("mechanisms.csv", "2016-07-12", "2016-02-30", 4, "'2016-02-30' is no date"),
    ("mechanisms.csv", "2016-07-12", "2020-07-16", 4, "lies before valid_from"),
    ("mechanisms.csv", "2020-07-15", "", 4, "valid_until: is empty"),
    ("mechanisms.csv", ",repealed,", ",gone,", 3, "unknown code 'gone'"),
    ("adequacy.csv", "AD,Andorra", "XX,Nowhere", 2, "countries.csv does not have it"),
    ("adequacy.csv", "AD,Andorra", "NO,Norway", 2, "needs no decision"),
    ("eea.csv", "\nNO,", "\nFalse,", 30, "`NO`, Norway, was read as a boolean"),
    ("eea.csv", "\nNO,", "\nno,", 30, "`NO`, Norway, was read as a boolean"),
    ("eea.csv", "\nNO,", "\nNL,", 30, "country 'NL' is on line"),
    ("countries.csv", "NA,", ",", None, "country: is empty"),
    ("countries.csv", "\nFR,", "\nXF,", None, "unknown code 'FR'"),
    ("transfers_declared.csv", "privacy_shield", "shield", 2, "mechanisms.csv"),
    ("transfers_declared.csv", "privacy_shield", "dpf", 2, STATEMENT),
    ("transfers_declared.csv", "LinkedIn", "Linkedin", 3, "does not declare it so"),
    ("transfers_declared.csv", "2018-05-25", "2018-05-26", 2, "statements.csv does"),
    ("mechanisms.csv", ",US,no", ",XX,no", 3, "unknown code 'XX'"),
    ("mechanisms.csv", "2021-09-26,,yes", "26-09-2021,,yes", 6, "is no date"),
    ("mechanisms.csv", "2026-11-22", "", 2, "checked_on: is empty"),
    ("purposes.csv", "yes,yes,yes,no", "yes,yes,yes,maybe", 2, "is neither `yes` nor"),
    ("statements.csv", "2018-05-25,", "25-05-2018,", 2, "is no date"),
    ("statement_checklist.csv", ",present,", ",there,", 2, "unknown code 'there'"),
    ("statement_checklist.csv", "2018-05-25,dpo", "2017-05-25,dpo", 3, "statements."),
    ("statement_checklist.csv", "5,dpo,", "5,controller,", 3, "is on line 2 already"),
    ("forbidden_disclosures.csv", ",health", ",money", 2, "catalog.csv does not"),
    ("forbidden_disclosures.csv", "analytics,", "ads,", 4, "unknown code 'ads'"),
    ("house_norms.csv", "review_months,12", "review_months,x", 7, "no whole number"),
    ("house_norms.csv", "review_months,12,months", "review_months,12,days", 7, "write"),
    ("house_norms.csv", "review_months", "reviewed", None, "'review_months' has no"),
    ("no_answer.csv", "none,", "null,", 4, "is on line 2 already"),
    ("targets.csv", "findings_high", "findings_hihg", 13, "'findings_hihg'"),
    ("targets.csv", "0.98", "98", 2, "write 0.95 for 95 %"),
    ("targets.csv", "0.98", "98%", 2, "'98%' is no number"),
    ("targets.csv", "0.98,0.01", "0.98,5", 2, "0.05 for 5 %-points"),
    (
        "targets.csv",
        "holdings_overdue,0,",
        "holdings_overdue,,5",
        3,
        "target: is empty; fill it in",
    ),
    ("targets.csv", "0.98", "1e5", 2, "'1e5' is no number"),
    ("suppression.csv", ",10,", ",1,", 2, "threshold: Input should be greater than"),
    ("eea.csv", "NO,Norway", "NO, Norway", 30, "no space around it"),
    ("eea.csv", "country,name", "country,name,name", 1, "column `name` is one too"),
    (STATEMENT, 'code = "it_supplier"', 'code = "it"', None, "unknown code 'it'"),
    (STATEMENT, '"photo"]', '"phto"]', None, "unknown code 'phto'"),
    (STATEMENT, '"photo"]', '"job"]', None, "unknown code 'job'"),
    (STATEMENT, '"training",', '"marketing",', None, "unknown code 'marketing'"),
    (STATEMENT, 'code = "access"', 'code = "erasure"', None, "is there twice"),
    (STATEMENT, 'country = "US"', "country = false", None, "was read as a boolean"),
    (STATEMENT, 'country = "US"', 'country = "XX"', None, "unknown code 'XX'"),
    (STATEMENT, '"privacy_shield"', '"shield"', None, "unknown code 'shield'"),
    (STATEMENT, "= 2018-05-25", '= "2018-05-25"', 5, "a valid date"),
    (STATEMENT, "= 2018-05-25", "= 2018-05-26", 5, "differs from the file's name"),
    (STATEMENT, "= 2018-05-25", "= 2018-02-30", None, "cannot be read"),
    (STATEMENT, '"2 years"', '"3 years"', None, "promises 3 years"),
    (STATEMENT, '"2 years"', '"long"', None, "'long' is no term"),
    (STATEMENT, 'en = "Access"\n', "", None, "rights en: is missing"),
    (STATEMENT, 'en = "Access"', 'en = ""', None, "must be text"),
    (STATEMENT, 'en = "Access"', 'en = "Access"\nx = "y"', None, "unknown key"),
    (STATEMENT, 'section = "Klacht"', 'section = "Klagen"', None, "among `sections`"),
    (STATEMENT, "[[automated]]", "[[automatic]]", None, "unknown key `automatic`"),
    (STATEMENT, 'email = "', 'mail = "', None, "controller email: is missing"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "says"), MISTAKES)
def test_a_mistake_is_named_by_file_line_and_what_is_wrong(
    folder: Path, file: str, old: str, new: str, line: int | None, says: str
) -> None:
    change(folder, file, old, new)
    place = f"{file} line {line}: " if line else ""
    messages = complaints(folder)
    assert [text for text in messages if text.startswith(place) and says in text], (
        messages
    )


def test_every_mistake_is_named_at_once(folder: Path) -> None:
    change(folder, "catalog.csv", ",no,trajectory", ",maybe,trajectory")
    change(folder, "eea.csv", "\nNO,", "\nfalse,")
    change(folder, "adequacy.csv", "2010-10-19", "2010-13-19")
    change(folder, STATEMENT, 'code = "subject"', 'code = "object"')
    change(folder, STATEMENT, 'country = "US"', 'country = "USA"')
    (folder / "targets.csv").unlink()
    files = [complaint.split(" line ")[0] for complaint in complaints(folder)]
    assert {"catalog.csv", "eea.csv", "adequacy.csv", STATEMENT} <= set(files)
    assert files.count(STATEMENT) == 2
    assert "targets.csv: the file is missing" in files


def test_a_mistake_in_the_statement_is_found_on_its_line(folder: Path) -> None:
    change(folder, STATEMENT, 'code = "portability"', 'code = "portable"')
    lines = (folder / STATEMENT).read_text(encoding="utf-8").splitlines()
    line = lines.index('code = "portable"') + 1
    (complaint,) = complaints(folder)
    assert complaint.startswith(f"{STATEMENT} line {line}: rights code: ")


def test_an_organisation_that_is_not_written_is_named(folder: Path) -> None:
    (folder / "organisation.toml").unlink()
    assert complaints(folder) == ["organisation.toml: the file is missing"]


@pytest.mark.parametrize(
    "department",
    [
        '[departments.ict]\nlabel = { nl = "ICT" }',
        '[departments.ict]\nlabel = { nl = "ICT", en = "ICT" }\nemail = "nowhere"',
        *(
            f'[departments.ict]\nlabel = {{ nl = "A", en = "A" }}\nemail = "{email}"'
            for email in (
                *("@", "x@", "@b.nl", "a@b@c.nl", "a b@c.nl", "<a@b.nl>", "(c)a@b.nl"),
                *("a@b.nl, c@d.nl", "é@b.nl", "a@b.nl.", "a@b.nl\\r\\nBcc: c@d.nl"),
            )
        ),
        '[departments.ict]\nlabel = { nl = "I\\nBcc: c@d.nl", en = "ICT" }',
        '[departments."J. de Vries"]\nlabel = { nl = "ICT", en = "ICT" }',
        '[departments.ict]\nlabel = { nl = "ICT", en = "ICT" }\nhead = "J. de Vries"',
    ],
)
def test_a_department_that_is_none_is_named(folder: Path, department: str) -> None:
    text = (folder / "organisation.toml").read_text(encoding="utf-8")
    contacts = text.partition("[departments.")[0]
    (folder / "organisation.toml").write_text(f"{contacts}{department}\n")
    (complaint,) = complaints(folder)
    assert complaint.startswith("organisation.toml: ")


def test_a_contact_whose_address_is_no_mailbox_is_named(folder: Path) -> None:
    change(
        folder, "organisation.toml", 'email = ""', 'email = "a@b.nl\\r\\nATTENDEE:c"'
    )
    (complaint,) = complaints(folder)
    assert complaint == "organisation.toml: controller email: is no e-mail address"


@pytest.mark.parametrize("value", ["9" * 5000, "[" * 90_000])
@pytest.mark.parametrize("file", ["organisation.toml", STATEMENT])
def test_a_file_that_no_parser_takes_is_named(
    folder: Path, file: str, value: str
) -> None:
    change(folder, file, 'name = "', f'nested = {value}\nname = "')
    assert (
        f"{file}: cannot be read: it is nested too deep, or has too long a number"
        in (complaints(folder))
    )


def test_an_organisation_without_a_dpo_is_named(folder: Path) -> None:
    text = (folder / "organisation.toml").read_text(encoding="utf-8")
    whole = text.partition("[dpo]")[0]
    (folder / "organisation.toml").write_text(whole, encoding="utf-8")
    assert any("organisation.toml" in complaint for complaint in complaints(folder))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"24 months"', '"two years"', "records term: 'two years' is no term"),
        ('"24 months"', '"0 months"', "is no term"),
        ('"24 months"', '"none"', "is no term"),
        ('"7 years"', '"23 months"', "at least as long as records"),
        ('"5 years"', '"18 months"', "'18 months' is not a number of whole years"),
        ("[journal]", "[diary]", "diary"),
        ('source = "NEN', 'why = "NEN', "journal source: is missing"),
    ],
)
def test_a_term_of_what_is_made_here_that_is_none_is_named(
    folder: Path, old: str, new: str, why: str
) -> None:
    change(folder, "own_terms.toml", old, new)
    assert any(
        c.startswith("own_terms.toml: ") and why in c for c in complaints(folder)
    )


def test_a_term_ends_in_its_last_month_on_a_day_that_there_is(folder: Path) -> None:
    change(folder, "own_terms.toml", '"24 months"', '"4 months"')
    kept = policy.own_terms(folder)
    assert kept.records.until(date(2026, 10, 31)) == date(2027, 2, 28)
    assert kept.summaries.until(date(2026, 12, 31)) == date(2033, 12, 31)
    assert kept.records.until(date(9999, 12, 31)) == date.max


def test_a_file_that_nobody_knows_is_named(folder: Path) -> None:
    (folder / "holidays.csv").write_text("day\n", encoding="utf-8")
    assert complaints(folder) == ["holidays.csv: unknown file; remove it"]


def test_a_file_more_is_one_class_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILES, "holidays", Row)

    @file("holidays", "day")
    class Holiday(Row):
        day: Date
        country: Annotated[str, In("countries", "country")]
        decided: Annotated[Date | None, In("adequacy", "valid_from")] = None

    path = folder / "holidays.csv"
    path.write_text(
        "day,decided,country\n2026-04-27,,NL\n2026-09-08,2010-10-19,AD\n",
        encoding="utf-8",
    )
    policy.check(folder)
    frame = policy.load("holidays", folder)
    assert frame["day"].to_list() == [date(2026, 4, 27), date(2026, 9, 8)]
    assert frame["decided"].to_list() == [None, date(2010, 10, 19)]
    assert frame.columns == ["day", "decided", "country"]
    path.write_text("day,decided,country\n2026-04-27,2010-10-18,XX\n", encoding="utf-8")
    assert [complaint.split(";")[0] for complaint in complaints(folder)] == [
        "holidays.csv line 2: country: unknown code 'XX'",
        "holidays.csv line 2: decided: unknown code '2010-10-18'",
    ]


def test_a_folder_without_a_statement_is_refused(folder: Path) -> None:
    (folder / STATEMENT).unlink()
    assert complaints(folder) == ["statements: holds no version of the statement"]


def test_a_version_that_is_listed_and_not_written_is_named(folder: Path) -> None:
    add_version(folder, "2026-01-01")
    (folder / "statements" / "2026-01-01.toml").unlink()
    (complaint,) = complaints(folder)
    assert complaint.startswith("statements.csv line 2: version 2026-01-01: ")
    assert complaint.endswith("statements/2026-01-01.toml is missing")


def test_a_version_that_is_written_and_not_listed_is_named(folder: Path) -> None:
    text = (folder / STATEMENT).read_text(encoding="utf-8")
    other = folder / "statements" / "2026-01-01.toml"
    other.write_text(text.replace("2018-05-25", "2026-01-01"), encoding="utf-8")
    assert (
        "statements/2026-01-01.toml: the version has no row in statements.csv; add one"
        in complaints(folder)
    )


def test_what_the_law_asks_is_judged_in_every_version(folder: Path) -> None:
    add_version(folder, "2026-01-01")
    change(folder, "statement_checklist.csv", "2026-01-01,dpo,", "2026-01-01,more,")
    assert complaints(folder) == [
        "statement_checklist.csv: no row for 2026-01-01 of dpo; add one of each"
    ]


def test_an_element_is_judged_in_a_section_of_its_own_version(folder: Path) -> None:
    add_version(folder, "2026-01-01")
    change(folder, "statement_checklist.csv", ",present,Klacht,", ",present,Klagen,")
    (complaint,) = complaints(folder)
    assert "section: 'Klagen' is not among `sections` of 2018-05-25.toml" in complaint


def test_a_section_that_rules_cite_is_there_or_renamed(folder: Path) -> None:
    add_version(folder, "2026-01-01", ("Grondslagen", "Waarom het mag"))
    other = "statements/2026-01-01.toml"
    (complaint,) = complaints(folder)
    assert complaint.startswith(f"{other}: CON-01, CON-02, GRD-02, REG-04 cite")
    change(folder, other, "[controller]", RENAMED.format("Waarom het kan"))
    assert any(
        "'Waarom het kan' is not among" in message for message in complaints(folder)
    )
    change(folder, other, "Waarom het kan", "Waarom het mag")
    policy.check(folder)
    assert policy.statement("2026-01-01", folder).called("Grondslagen") == (
        "Waarom het mag"
    )


def test_a_section_is_not_renamed_that_no_rule_cites(folder: Path) -> None:
    change(folder, STATEMENT, "[controller]", '[renamed]\nX = ""\n\n[controller]')
    assert complaints(folder) == [f"{STATEMENT}: renamed: no rule cites 'X'; remove it"]


def test_a_statement_may_be_silent_and_says_so(folder: Path) -> None:
    path = folder / STATEMENT
    head, _, rest = path.read_text(encoding="utf-8").partition("[[cookies]]")
    sections = rest[rest.index("\n[[identification]]") :]
    path.write_text(head + sections, encoding="utf-8")
    assert any("cookies: is missing" in complaint for complaint in complaints(folder))
    silent = head.replace("[controller]", "cookies = []\n\n[controller]", 1)
    path.write_text(silent + sections, encoding="utf-8")
    policy.check(folder)


def test_a_broken_file_is_not_loaded(folder: Path) -> None:
    change(folder, "adequacy.csv", "2010-10-19", "19 October 2010")
    with pytest.raises(policy.PolicyError, match=r"adequacy.csv line 2: valid_from"):
        policy.load("adequacy", folder)


def test_an_unknown_version_names_the_known_ones() -> None:
    with pytest.raises(policy.PolicyError, match="known versions: 2018-05-25"):
        policy.statement("2020-01-01")


def test_an_older_statement_is_held_against_its_own_transfers(folder: Path) -> None:
    rows = folder / "transfers_declared.csv"
    text = rows.read_text(encoding="utf-8")
    add_version(folder, "2016-05-24", ("LinkedIn", "Twitter"))
    policy.check(folder)
    rows.write_text(text, encoding="utf-8")
    assert all(c.startswith("statements/2016-05-24.toml") for c in complaints(folder))
    versions = [each.version for each in policy.statements(folder)]
    assert versions == [date(2016, 5, 24), date(2018, 5, 25)]


STATED = policy.statement("2018-05-25")


def test_the_statement_declares_the_whole_catalog() -> None:
    catalog = policy.load("catalog")
    items = {(group.code, item) for group in STATED.categories for item in group.codes}
    assert items == set(catalog.select("category", "item").iter_rows())


def test_the_statement_declares_every_purpose_in_its_group() -> None:
    purposes = policy.load("purposes")
    stated = {(group.code, code) for group in STATED.purposes for code in group.codes}
    assert stated == set(purposes.select("group", "purpose").iter_rows())


def test_the_statement_declares_its_transfers_as_the_file_says() -> None:
    declared = [(t.recipient, t.country, t.mechanism) for t in STATED.transfers]
    file = policy.load("transfers_declared")
    assert declared == file.select("recipient", "country", "mechanism").rows()


def test_the_statement_declares_every_code_that_it_can() -> None:
    assert {entry.code for entry in STATED.sources} == set(policy.SOURCES) - {"own"}
    unsaid = {"vital_interest", "public_task"}
    assert {entry.code for entry in STATED.grounds} == set(policy.GROUNDS) - unsaid
    rights = set(policy.REQUEST_KINDS) - {"automated_decision"}
    assert {entry.code for entry in STATED.rights} == rights
    assert {entry.code for entry in STATED.recipients} == set(policy.RECIPIENT_KINDS)
    assert {entry.code for entry in STATED.retention} == set(policy.RETENTION_RULES)
    assert len(STATED.interests) == 6


def test_the_statement_promises_terms_only_where_it_names_them() -> None:
    terms = {promise.code: promise.term for promise in STATED.retention}
    assert terms["trajectory"] == "2 years"
    assert terms["fiscal"] == "7 years"
    assert [code for code, promised in terms.items() if promised is None] == [
        "consent",
        "verification",
        "undeclared",
    ]


def test_a_text_speaks_both_languages() -> None:
    text = STATED.rights[0].text
    assert (text["nl"], text["en"]) == ("Inzage", "Access")
