"""Whether an initiative is under way: promised start, actual start, participants (inventory H-09, A-37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rettid.targets.standing import days_late

if TYPE_CHECKING:
    from rettid.targets.model import Initiative

PATIENCE = timedelta(days=60)
"""So long after the promised start an initiative that nobody is in has not started."""

RUNNING, NOT_STARTED, NONE_YET, NOT_DUE, UNTOLD = (
    "i gang",
    "ikke begyndt",
    "ingen deltagere endnu",
    "ikke forfalden",
    "ikke oplyst",
)


@dataclass(frozen=True, slots=True)
class Use:
    """Who uses an initiative, counted in the export: the first day of the first of its offers, and how many people began one."""

    foerste: date | None
    deltagere: int | None
    hvorfor: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How an initiative stands, when it began, who is in it, and by whom that is known."""

    status: str
    startet: date | None
    deltagere: int | None
    hvordan: str
    bemaerkning: str = ""


def progress(initiative: Initiative, pr: date, use: Use | None = None) -> Progress:
    """How the initiative stands on `pr`; `use` is counted and goes before what was stated."""
    counted = use is not None and use.deltagere is not None
    began = use.foerste if use is not None and counted else initiative.startet
    people = use.deltagere if use is not None and counted else initiative.deltagere
    began = began if began is None or began <= pr else None
    remark = "" if use is None or counted else use.hvorfor
    status, late = _status(initiative, began, people, pr)
    return Progress(status, began, people, "beregnet" if counted else "oplyst", "; ".join(filter(None, (late, remark))))


def _status(initiative: Initiative, began: date | None, people: int | None, pr: date) -> tuple[str, str]:
    promised = initiative.lovet
    if people or (began is not None and people is None):
        late = (began - promised).days if began is not None and promised is not None else 0
        return RUNNING, days_late(late) if late > 0 else ""
    if promised is not None and pr < promised:
        return NOT_DUE, ""
    if began is None and people is None:
        return UNTOLD, ""
    overdue = (pr - (promised or began or pr)).days
    if overdue >= PATIENCE.days:
        return NOT_STARTED, f"ingen deltagere {overdue} dage efter den lovede start"
    return NONE_YET, ""
