"""Sheets that count cases instead of listing them: recognised, and refused with an explanation (`formats.md` § 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.findings import Finding
from rettid.intake.headers import head_rows
from rettid.intake.names import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.intake.sources import RawSheet

GROUPS = frozenset(
    normalise(word)
    for word in (
        *("sagsbehandler", "sagsbeh.", "medarbejder", "vejleder", "initialer", "ansvarlig", "team", "teamnavn"),
        *("afdeling", "gruppe", "enhed", "måned", "uge", "periode", "målgruppe", "ydelse", "a-kasse", "rækkenavne"),
    )
)
PERSONS = ("cpr", "personn", "borger", "sagsn", "sagsid", "forloeb", "sagnummer", "idnummer", "citizen")
_NUMBER = r"^[-+]?[\d.,\s\u00a0]+%?$"
_SAMPLE = 200


def is_aggregate(sheet: RawSheet) -> bool:
    """Whether the sheet has a group (caseworker, team, month) and else only numbers, and no citizen or case."""
    for at, names in enumerate(head_rows(sheet)):
        keys = [normalise(name) for name in names]
        if sum(map(bool, keys)) < 2 or not GROUPS.intersection(keys):
            continue
        if any(key.startswith(PERSONS) for key in keys):
            return False
        body = sheet.cells[at + 1 : at + 1 + _SAMPLE]
        columns = [body[str(number)].drop_nulls() for number, key in enumerate(keys) if key and key not in GROUPS]
        counted = [cells.str.contains(_NUMBER).mean() for cells in columns if len(cells)]
        return bool(counted) and all(isinstance(share, float) and share > 0.8 for share in counted)
    return False


def finding(sheet: RawSheet) -> Finding | None:
    """RT-F10 for a sheet that was not used because it counts; None for any other."""
    if not is_aggregate(sheet):
        return None
    return Finding("RT-F10", f"{sheet.sted} har tal pr. gruppe og hverken borger eller sag, og er ikke brugt.")


def refusal(sheets: Sequence[RawSheet]) -> str:
    """What to say of an export with nothing but counts; empty for any other."""
    filled = [sheet for sheet in sheets if sheet.cells.height]
    if not filled or not all(is_aggregate(sheet) for sheet in filled):
        return ""
    return (
        f"{filled[0].sted}: udtrækket er en opgørelse med tal pr. sagsbehandler eller gruppe, ikke sager. "
        "Rettidighed regnes ud af den enkelte sag. Lav et udtræk med en række pr. sag eller samtale, med CPR-nummer eller "
        "sagsnummer, startdato og samtalernes datoer."
    )
