"""`rettid check` as data: one JSON object with everything the screen says, and more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.findings import catalogue
from rettid.manifest import manifest

if TYPE_CHECKING:
    from rettid.inspection import Inspection
    from rettid.intake import SheetAccount


def as_bytes(inspection: Inspection) -> bytes:
    """The document in UTF-8, the same bytes for the same input."""
    text = json.dumps(document(inspection), ensure_ascii=False, indent=1, default=str)
    return f"{text}\n".encode()


def document(inspection: Inspection) -> dict[str, Any]:
    """The object: what it rests on, the sheets and columns as they were read, the findings, and the figures. No citizen's name."""
    reading = inspection.summary.reading
    usable, cases = inspection.usable
    return {
        "grundlag": manifest(inspection.summary),
        "udtrukket": reading.extracted.isoformat() if reading.extracted else None,
        "ark": [_sheet(sheet) for sheet in reading.sheets],
        "kolonner": reading.columns.to_dicts(),
        "ukendte_vaerdier": reading.unknown.to_dicts(),
        "anmaerkninger": _findings(inspection),
        "frasorteret": reading.set_aside.to_dicts(),
        "to_systemer": None if reading.continuity is None else reading.continuity.to_dicts(),
        "datafylde": {
            "felter": inspection.completeness.to_dicts(),
            "brugbare_forloeb": usable,
            "aabne_forloeb": cases,
        },
        "registrering": {
            "parter": inspection.latency.to_dicts(),
            "til_tiden_men_manglede_ved_maanedens_udgang": inspection.looked_late.height,
        },
        "graenser": inspection.bounds.rates.to_dicts(),
        "rettelser": {
            "pr_kode": inspection.bounds.by_code.to_dicts(),
            "pr_sagsbehandler": inspection.bounds.by_caseworker.to_dicts(),
        },
    }


def _sheet(sheet: SheetAccount) -> dict[str, Any]:
    names = (
        "fil", "ark", "profil", "tabeller", "raekker_laest", "raekker_brugt", "raekker_frasorteret",
        "overskriftsraekke", "kodning", "skilletegn", "note",
    )  # fmt: skip
    return {name: getattr(sheet, name) for name in names}


def _findings(inspection: Inspection) -> list[dict[str, Any]]:
    kinds = catalogue()
    titles, advice = ({code: getattr(kind, what) for code, kind in kinds.items()} for what in ("titel", "goer"))
    return inspection.findings.select(
        "kode",
        pl.col("kode").replace_strict(titles, default="", return_dtype=pl.String).alias("titel"),
        "alvor",
        "fil",
        "ark",
        "raekke",
        "forloeb_id",
        "sagsbehandler",
        "team",
        "besked",
        pl.col("kode").replace_strict(advice, default="", return_dtype=pl.String).alias("goer"),
        "vundne",
    ).to_dicts()
