"""One row of targets → a target: what it asks, of whom, when, from which base, and how it is counted."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from rettid.spans import Span
from rettid.tables import EVENTS
from rettid.targets.cellreader import CellReader
from rettid.targets.fields import Entry
from rettid.targets.goal import PERCENT, POINTS, Goal, parse_goal
from rettid.targets.model import ACTIVITY, OUTCOME, Measured, Reading, Target
from rettid.targets.rows import named, whom

if TYPE_CHECKING:
    from rettid.targets.rows import Known

MEASURED = ("R1", "RP", "tilbud", "personer", "helårspladser", "bestand", "afgang", "varig afgang")
"""What a target can count in an export; a line of an official measure goes by its own name."""

NO_NUMBER = (
    "er ikke et mål, der kan måles: der mangler et tal. Skriv, hvor meget: mindst 80 pct., 3-5, 120 færre, mindst 10 procentpoint bedre "
    "eller over hele landet. Er tallet ikke fastsat, så skriv mindst x pct.; skal noget være færdigt en dag, så skriv dagen under Senest."
)
AS_PERCENT = "er under 1 pct. Er cellen formateret som procent? Skriv tallet som tekst: 52,4 pct."
_UNITS = {"%": PERCENT, "pct": PERCENT, "pct.": PERCENT, "procent": PERCENT}


def target(row: CellReader, known: Known) -> Target | None:
    """The target; None where what it asks can't be told."""
    ident, name = named(row)
    goal = _goal(row, known)
    if goal is None:
        return None
    unit = _unit_of_numbers(goal)
    return Target(
        id=ident,
        navn=name,
        art=row.choice("art", (OUTCOME, ACTIVITY)) or (ACTIVITY if row.text("initiativ") else OUTCOME),
        goal=goal,
        omraade=row.text("omraade"),
        initiativ=row.text("initiativ"),
        enhed=row.text("enhed"),
        maaleenhed=row.text("maaleenhed"),
        periode=_period(row, goal, known),
        basis=row.amount("basis", unit),
        foer=row.span("foer"),
        sammenlign=row.amount("sammenlign", goal.enhed) or known.tal.get(goal.sammenlign),
        naaet=row.amount("naaet", unit),
        pr=row.day("pr"),
        opnaaet=row.day("opnaaet"),
        beholdning=row.yes("beholdning"),
        beregnes=_reading(row, known),
        kilde=known.source(row),
        sted=row.entry.sted,
    )


def _goal(row: CellReader, known: Known) -> Goal | None:
    """What is asked: the words of the value, in the unit that the row says; or a day."""
    text = row.text("vaerdi")
    if not text and row.text("senest"):
        return Goal(row.text("senest"), "dag")
    if not text:
        row.fault("vaerdi", "mangler. Skriv tallet, x hvis det ikke er fastsat, eller en dag under Senest.")
        return None
    try:
        goal = parse_goal(text, known.tal)
    except ValueError:
        row.fault("vaerdi", NO_NUMBER)
        return None
    unit = _UNITS.get(row.text("maaleenhed").casefold(), "")
    if goal.enhed or goal.slags != "tal" or not unit:
        return goal
    if 0 < (goal.lavest or goal.hoejest or 1) < 1:
        row.fault("vaerdi", AS_PERCENT)
    return replace(goal, enhed=unit)


def _unit_of_numbers(goal: Goal) -> str:
    """The unit of what the goal compares: percent for percentages and percentage points; a change in percent is of any number."""
    shares = goal.enhed == POINTS or (goal.enhed == PERCENT and goal.slags != "aendring")
    return PERCENT if shares else ""


def _period(row: CellReader, goal: Goal, known: Known) -> Span | None:
    """The period of the target, else that of the whole file; a day is a period of its own."""
    if goal.slags == "dag":
        day = row.day("senest")
        return None if day is None else Span(day, day)
    if row.text("periode") or "periode" not in known.hoved:
        return row.span("periode")
    common = Entry("øverst i filen", {"periode": known.hoved["periode"]})
    return CellReader(row.kind, common, row.faults).span("periode")


def _reading(row: CellReader, known: Known) -> Reading | None:
    """What is counted in an export; None where nothing is."""
    said, people = row.text("beregnes"), whom(row, known)
    measure = said if said in known.maal else ""
    what = "mål" if measure else next((word for word in MEASURED if word.casefold() == said.casefold()), "")
    if not what:
        if said:
            row.fault("beregnes", _unknown(said, known))
        return None
    return Reading(
        cast("Measured", what),
        measure,
        haendelse=row.choice("haendelse", EVENTS) or "tilbud",
        krav=row.codes("krav"),
        a_kasser=row.texts("a_kasser"),
        efter=row.period("efter"),
        i=row.period("i"),
        norm=row.number("norm"),
        **people,
    )


def _unknown(said: str, known: Known) -> str:
    """What can be counted, and what was perhaps meant."""
    near = get_close_matches(said, [*MEASURED, *known.maal], n=1)
    if near and len(said) > 2:
        return f'kendes ikke. Mente du "{near[0]}"?'
    return f"kendes ikke. Der er: {', '.join(MEASURED)}; eller et officielt måls række, fx aktiveringsgrad/grad-12 (se rettid measure)."
