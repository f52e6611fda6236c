"""The register in terms of the Data Privacy Vocabulary (DPV 2), as JSON-LD.

For tools that compare registers. A ground is the vocabulary's own term; a purpose, a
category and the like are ours, each of the kind that the vocabulary has for it and
with its name in every language. What the register leaves open is left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from data.export.definitions import EACH
from data.export.dpv import terms
from data.export.export import Export
from data.export.register_form import QUESTION
from data.export.workbook import MOST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.ask.question import Question
    from data.export.export import Answers
    from data.snapshot import Snapshot

Json = dict[str, Any]


@dataclass(frozen=True)
class DpvExport(Export):
    """The activities of a controller in every language at once."""

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the question of the activities."""
        return (QUESTION,)

    @property
    def params(self) -> dict[str, str]:
        """Return nothing: its bytes depend on the snapshot alone."""
        return {"form": "dpv"}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds: day, snapshot."""
        return f"article-30_{snapshot.day}_{snapshot.short}.jsonld"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the activities, and of which snapshot they are."""
        snapshot = answers.snapshot
        rows = answers.ask(QUESTION, limit=MOST).to_dicts()
        controller = {
            "@type": "dpv:DataController",
            "dct:title": snapshot.seal["controller"],
        }
        whole = {
            "@context": terms()["context"],
            "dct:identifier": f"sha256:{snapshot.digest}",
            "dct:date": snapshot.day,
            "dpv:hasDataController": controller,
            "dpv:hasProcess": [_process(row) for row in rows],
        }
        file.write(json.dumps(whole, indent=1, ensure_ascii=False).encode())


def _process(row: Mapping[str, Any]) -> Json:
    """Return an activity; of a list a thing for each of its codes."""
    grounds = [*row["grounds"], row["special_ground"]]
    made: Json = {
        "@type": "dpv:Process",
        "dct:identifier": row["activity_id"],
        "dct:title": row["name"],
        "dpv:hasLegalBasis": [
            {"@id": terms()["grounds"][code]} for code in grounds if code
        ],
    }
    for column, (relation, kind) in terms()["things"].items():
        made[relation] = [
            {
                "@type": kind,
                "dct:identifier": code,
                "skos:prefLabel": _names(column, code),
            }
            for code in row[column] or ()
        ]
    if row["measures"] and "measures" not in (row["missing"] or ()):
        made["dpv:hasTechnicalOrganisationalMeasure"] = {
            "@type": "dpv:TechnicalOrganisationalMeasure",
            "dct:description": row["measures"],
        }
    return {name: value for name, value in made.items() if value}


def _names(column: str, code: str) -> list[Json]:
    """Return what a code is called, once in each language."""
    return [
        {
            "@value": words.value(QUESTION.name, column, code),
            "@language": words.language,
        }
        for words in EACH
    ]
