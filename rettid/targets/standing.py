"""How a target stands: reached, missed, ahead, behind, not set, or not to be judged. Always by the unrounded number.

RULE says how; a target that is still open ("x pct.") is NOT_SET, never 0 and never reached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rettid.rates.cells import TOO_FEW
from rettid.statistics.figures import NOT_SET
from rettid.targets.goal import PERCENT, POINTS
from rettid.targets.pace import at_this_pace, part_of
from rettid.targets.reached import Change, Reached, change

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from rettid.targets.goal import Goal
    from rettid.targets.model import Target

MET, MET_LATE, MISSED, AHEAD, BEHIND = "nået", "nået for sent", "ikke nået", "følger planen", "bagud"
WAITING, UNKNOWN = "ikke forfalden", "kan ikke vurderes"
STATUSES = (NOT_SET, UNKNOWN, WAITING, BEHIND, AHEAD, MISSED, MET_LATE, MET)

RULE = "Et mål sammenlignes med det uafrundede tal: 52,38 vises som 52,4, men når ikke 52,4."
UNSURE = "med den usikkerhed kan det ikke skelnes fra målet"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is said of a target.

    `maalt` is the number that is compared, with `interval` in the goal's unit; `tempo` is where it ends at the pace it has,
    `forventet` where it should be by now.
    """

    status: str
    maalt: Fraction | None = None
    interval: tuple[float, float] | None = None
    tempo: Fraction | None = None
    forventet: Fraction | None = None
    bemaerkninger: tuple[str, ...] = ()


def standing(
    target: Target, now: Reached | None, base: Reached | None, benchmark: Reached | None, pr: date
) -> Standing:
    """How the target stands on `pr`, by what has been reached, what it was before, and what others have."""
    goal = target.goal
    if goal.slags == "aaben":
        return Standing(NOT_SET)
    if goal.slags == "dag":
        return _by_day(target, pr)
    if now is None or now.vaerdi is None or now.few:
        return _unknown(_why(now))
    found = _compared(goal, now, base, benchmark)
    if found.vaerdi is None:
        return _unknown(found.bemaerkning)
    told = _judged(target, now, found.vaerdi, now.pr or pr)
    return replace(told, maalt=found.vaerdi, interval=found.interval, bemaerkninger=_remarks(goal, found, told))


def _why(now: Reached | None) -> str:
    """Why what was reached says nothing."""
    if now is None:
        return "intet er oplyst, og intet er beregnet"
    return TOO_FEW if now.few else now.hvorfor


def _compared(goal: Goal, now: Reached, base: Reached | None, benchmark: Reached | None) -> Change:
    """The number that the goal asks about."""
    if goal.slags == "tal":
        return Change(now.vaerdi, now.interval)
    other = base if goal.slags == "aendring" else benchmark
    if other is None:
        what = "hvad det var før (basis)" if goal.slags == "aendring" else f"tallet for {goal.sammenlign}"
        return Change(None, bemaerkning=f"der mangler {what}")
    return change(
        now, other, goal.enhed or (POINTS if goal.slags == "forskel" and PERCENT in (now.enhed, other.enhed) else "")
    )


def _judged(target: Target, now: Reached, value: Fraction, day: date) -> Standing:
    met, span = target.goal.met_by(value), target.periode
    if span is None or day >= span.last:
        return Standing(MET if met else MISSED)
    if day < span.first:
        return Standing(WAITING)
    if not _adds_up(target, now):
        return Standing(AHEAD if met else BEHIND)
    pace = at_this_pace(value, span, day)
    due = None if target.goal.lavest is None else target.goal.lavest * part_of(span, day)
    reached = met and target.goal.hoejest is None
    on_course = pace is not None and target.goal.met_by(pace)
    return Standing(MET if reached else AHEAD if on_course else BEHIND, tempo=pace, forventet=due)


def _adds_up(target: Target, now: Reached) -> bool:
    """Whether the number grows over the period, so that it has a pace: a count, and not a share, a rate or what stands on a day."""
    standing_stock = target.beholdning or (target.beregnes is not None and target.beregnes.hvad == "bestand")
    return target.goal.slags == "tal" and target.goal.enhed != PERCENT and now.naevner is None and not standing_stock


def _by_day(target: Target, pr: date) -> Standing:
    span, day = target.periode, target.opnaaet
    assert span is not None  # noqa: S101 - a day is a period of its own
    if day is not None and day <= pr:
        late = (day - span.last).days
        return Standing(MET_LATE, bemaerkninger=(days_late(late),)) if late > 0 else Standing(MET)
    if pr <= span.last:
        return Standing(WAITING)
    return Standing(MISSED, bemaerkninger=(f"{days_late((pr - span.last).days)} indtil nu",))


def days_late(days: int) -> str:
    """So many days late, in words.

    >>> days_late(1), days_late(45)
    ('1 dag for sent', '45 dage for sent')
    """
    return f"{days} {'dag' if days == 1 else 'dage'} for sent"


def _unknown(why: str) -> Standing:
    return Standing(UNKNOWN, bemaerkninger=(why,) if why else ())


def _remarks(goal: Goal, found: Change, told: Standing) -> tuple[str, ...]:
    said = [found.bemaerkning, *_rounded(goal, found), *_beyond(goal, found)]
    if found.interval is not None and told.status != WAITING and _straddles(goal, found.interval):
        said.append(UNSURE)
    return tuple(text for text in said if text)


def _rounded(goal: Goal, found: Change) -> list[str]:
    """Where the shown number would be judged otherwise than the real one: what the real one is."""
    if found.vaerdi is None or goal.met_by(found.vaerdi) == goal.met_by(round(found.vaerdi, 1)):
        return []
    shown, real = (
        f"{float(number):.{digits}f}".replace(".", ",") for number, digits in ((found.vaerdi, 1), (found.vaerdi, 2))
    )
    return [f"vises som {shown}, men er {real}: målet sammenlignes uden afrunding"]


def _beyond(goal: Goal, found: Change) -> list[str]:
    if None in (goal.lavest, goal.hoejest, found.vaerdi) or found.vaerdi <= goal.hoejest:  # type: ignore[operator]
        return []
    return ["over det højeste, målet nævner"]


def _straddles(goal: Goal, interval: tuple[float, float]) -> bool:
    """Whether a bound of the goal lies inside the interval."""
    return any(bound is not None and interval[0] < bound <= interval[1] for bound in (goal.lavest, goal.hoejest))
