"""The CSV files of the policy: a class is the row of its file, and all about it.

A column is a field, and may be empty where the field has a default. The check of a
column sees the columns above it in `info.data`, where these are sound.
"""

from collections.abc import Callable
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.fields import FieldInfo

import queries
from data.policy import fields, vocabulary
from data.policy.fields import Among, Code, Country, Filled, In, YesNo


class Row(BaseModel):
    """A row of a file."""

    model_config = ConfigDict(frozen=True)
    key: ClassVar[tuple[str, ...]]
    """The columns that tell a row from every other."""

    @classmethod
    def columns(cls) -> dict[str, FieldInfo]:
        """Return the fields by the name of their column."""
        return {field.alias or name: field for name, field in cls.model_fields.items()}


FILES: dict[str, type[Row]] = {}
"""The class of every file."""


def file(name: str, *key: str) -> Callable[[type[Row]], type[Row]]:
    """Declare a class as the row of a file, known by its key."""

    def declare(row: type[Row]) -> type[Row]:
        row.key = key
        FILES[name] = row
        return row

    return declare


@file("catalog", "item")
@fields.spoken("label_")
class Item(Row):
    """An item of personal data."""

    category: Code
    item: Code
    special: YesNo
    retention_rule: Annotated[str, In("retention_rules", "rule")]


@file("purposes", "purpose")
@fields.spoken("label_")
class Purpose(Row):
    """What personal data are used for."""

    group: Code
    purpose: Code
    allowed_under_restriction: YesNo
    """What the statement allows while the processing is restricted."""
    allowed_by_law: YesNo
    """What GDPR Art. 18(2) allows then."""
    disclosable: YesNo
    objectable: YesNo
    """Whether an objection (GDPR Art. 21(1)) can end it."""


@file("retention_rules", "rule")
class RetentionRule(Row):
    """How long items are kept, and what happens to them then."""

    rule: Annotated[str, Among(vocabulary.RETENTION_RULES)]
    clock: Filled
    term: fields.Term
    grace: fields.Term
    end_action: Annotated[str, Among(vocabulary.END_ACTIONS)]
    declared: YesNo
    reference: Filled
    note: Filled | None = None

    @field_validator("term", "grace")
    @classmethod
    def _fits_the_rule(cls, term: str, info: ValidationInfo) -> str:
        rule = info.data.get("rule")
        if rule and (term == "none") != (rule == "undeclared"):
            text = f"'{term}' does not fit the rule '{rule}'; write a term (`0 days`)"
            raise ValueError(f"{text}, and `none` for `undeclared` alone")
        return term


@file("request_terms", "kind")
class RequestTerm(Row):
    """Within how many months a rights request is answered."""

    kind: Annotated[str, Among(vocabulary.REQUEST_KINDS)]
    months: fields.Whole
    extendable: YesNo
    reference: Filled


@file("mechanisms", "mechanism")
class Mechanism(Row):
    """What a transfer to a third country may lean on."""

    mechanism: Code
    name: Filled
    family: Annotated[str, Among(vocabulary.FAMILIES)]
    valid_from: fields.Date | None = None
    valid_until: fields.End = Field(default=None, validate_default=True)
    last_concluded_on: fields.Date | None = None
    """The last day on which it could be agreed upon."""
    country: Country | None = None
    """The one country that it is for."""
    needs_assessment: YesNo
    reference: Filled
    checked_on: fields.Date

    @field_validator("valid_until")
    @classmethod
    def _ends_if_repealed(cls, end: fields.End, info: ValidationInfo) -> fields.End:
        if end is None and info.data.get("family") == "repealed":
            raise ValueError("is empty, yet the family is `repealed`; give the day")
        return end


@file("adequacy", "country", "valid_from")
class Adequacy(Row):
    """A decision that a third country protects personal data well enough."""

    country: Country
    name: Filled
    partial: YesNo
    scope: Filled | None = None
    valid_from: fields.Date
    valid_until: fields.End = None
    reference: Filled
    checked_on: fields.Date

    @field_validator("country")
    @classmethod
    def _is_third(cls, country: str, info: ValidationInfo) -> str:
        if (country,) in fields.held(info, "eea", "country"):
            raise ValueError(f"'{country}' is in eea.csv; it needs no decision")
        return country


@file("eea", "country")
class EeaCountry(Row):
    """A country of the European Economic Area, or a part of one with its own code."""

    country: Country
    name: Filled
    note: Filled | None = None


@file("countries", "country")
class AnyCountry(Row):
    """A country of the world."""

    country: fields.CountryCode
    name: Filled


@file("statements", "version")
class StatementVersion(Row):
    """A version of the privacy statement that a snapshot may be sealed under."""

    version: fields.Date
    published_on: fields.Date
    title: Filled


OfStatement = Annotated[fields.Date, In("statements", "version")]


@file("transfers_declared", "statement", "recipient", "country", "mechanism")
class TransferDeclared(Row):
    """A transfer that a version of the statement declares."""

    statement: OfStatement
    recipient: Filled
    country: Country
    mechanism: Annotated[str, In("mechanisms", "mechanism")]
    section: Filled


@file("statement_checklist", "statement", "element")
@fields.spoken("note_")
class ChecklistElement(Row):
    """What a version of the statement says of what the law asks of it."""

    statement: OfStatement
    element: Code
    article: Filled
    state: Annotated[str, Among(vocabulary.CHECKLIST_STATES)]
    section: Filled | None = None


@file("forbidden_disclosures", "recipient_kind", "category")
class ForbiddenDisclosure(Row):
    """A category that recipients of a kind may not be given."""

    recipient_kind: Annotated[str, Among(vocabulary.RECIPIENT_KINDS)]
    category: Annotated[str, In("catalog", "category")]
    reference: Filled


@file("house_norms", "name")
class HouseNorm(Row):
    """A term that is the house's own and not the law's."""

    name: Annotated[str, Among(tuple(vocabulary.HOUSE_NORMS))]
    value: fields.Whole
    unit: Filled
    reference: Filled

    @field_validator("unit")
    @classmethod
    def _fits_the_name(cls, unit: str, info: ValidationInfo) -> str:
        fitting = vocabulary.HOUSE_NORMS.get(info.data.get("name", ""), unit)
        if unit != fitting:
            raise ValueError(f"{unit!r} does not fit the name; write `{fitting}`")
        return unit


@file("no_answer", "text")
class NoAnswer(Row):
    """A text that says nothing, in lower case."""

    text: Filled
    note: Filled | None = None


@file("suppression", "class")
class Threshold(Row):
    """Below which number a count of persons is hidden; less than 2 hides none."""

    class_: Annotated[str, Among(vocabulary.THRESHOLD_CLASSES), Field(alias="class")]
    threshold: Annotated[fields.Whole, Field(ge=2)]
    meaning: Filled


FIGURES = queries.folder("key_figures")
AIMED = tuple(n for n, figure in FIGURES.items() if figure["better"] != "neutral")


@file("targets", "name")
class Target(Row):
    """What a key figure should be, and how far from it is still amber."""

    name: Annotated[str, Among(AIMED)]
    target: fields.Number
    margin: fields.Number | None = None

    @field_validator("target", "margin")
    @classmethod
    def _fits_the_figure(cls, value: float, info: ValidationInfo) -> float:
        name = info.data.get("name")
        if value > 1 and name and FIGURES[name]["unit"] == "ratio":
            text = f"{value:g} is no ratio; write 0.95 for 95 %"
            raise ValueError(f"{text}, and 0.05 for 5 %-points")
        return value
