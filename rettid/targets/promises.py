"""The promise calendar: what was promised by when, whether it was kept, what is forecast, and when somebody looks (inventory K-10, A.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rettid.months import MONTHS, month
from rettid.statistics.figures import checked_too_early
from rettid.targets.standing import MET, MET_LATE, MISSED, days_late

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rettid.targets.model import Forecast, Promise

KEPT, KEPT_LATE, BROKEN, OPEN = "holdt", "holdt for sent", "ikke holdt", "ikke forfaldent"
UNTOLD = "ikke meldt opfyldt"
"""The day has come, and nobody has written that the promise was kept; a target that was missed says that it was not (BROKEN)."""
EVERYTHING = "alt"
"""What a promise is about that is kept when interviews and offers both are."""

BEYOND = "ikke inden for det, prognosen rækker til"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is said of a promise: its status, the forecast beside it, how that differs, and warnings, a sentence each."""

    status: str
    prognose: Forecast | None = None
    bemaerkninger: tuple[str, ...] = ()
    advarsler: tuple[str, ...] = ()


def kept(promise: Promise, pr: date, status: str | None = None, forecast: Forecast | None = None) -> Kept:
    """How the promise stands on `pr`; `status` is that of the target that it is, where it names one.

    A forecast that was stated in the register goes before the one that was made.
    """
    expected = promise.prognose or forecast
    told, remarks = _status(promise, pr, status)
    return Kept(told, expected, remarks, tuple(_warnings(promise, expected, told)))


def _status(promise: Promise, pr: date, status: str | None) -> tuple[str, tuple[str, ...]]:
    day = promise.opfyldt if promise.opfyldt is not None and promise.opfyldt <= pr else None
    if day is not None:
        late = (day - promise.lovet).days
        return (KEPT_LATE, (days_late(late),)) if late > 0 else (KEPT, ())
    if status in (MET, MET_LATE):
        return (KEPT if status == MET else KEPT_LATE), ("efter målets tal",)
    if pr <= promise.lovet:
        return OPEN, ()
    over = days_late((pr - promise.lovet).days) + " indtil nu"
    if status is None:
        return UNTOLD, (over,)
    return (BROKEN if status == MISSED else UNTOLD), (over, f"målet: {status}")


def _warnings(promise: Promise, forecast: Forecast | None, status: str) -> list[str]:
    said = []
    if promise.tjekkes is not None and checked_too_early(promise.lovet, promise.tjekkes):
        said.append(
            f"Der ses på data for {month(promise.tjekkes)}, før løftet forfalder {promise.lovet:%d-%m-%Y}: "
            "det, der ses da, siger ikke, om løftet holder."
        )
    if status == OPEN and forecast is not None and _later(forecast, promise.lovet):
        said.append(f"Prognosen ligger efter løftet: {as_words(forecast)}.")
    return said


def _later(forecast: Forecast, promised: date) -> bool:
    return forecast.maaned is None or (forecast.maaned.year, forecast.maaned.month) > (promised.year, promised.month)


def beside(promise: Promise, forecast: Forecast | None) -> str:
    """The promise beside its forecast: "Lovet 08-02-2019, prognose marts 2019 (januar-maj 2019)"."""
    said = f"Lovet {promise.lovet:%d-%m-%Y}"
    return said if forecast is None else f"{said}, prognose {as_words(forecast)}"


def as_words(forecast: Forecast) -> str:
    """The month with its interval."""
    if forecast.maaned is None:
        return BEYOND
    if forecast.fra is None:
        return month(forecast.maaned)
    if forecast.til is None:
        return f"{month(forecast.maaned)} ({month(forecast.fra)} til senere, end der kan regnes)"
    first = MONTHS[forecast.fra.month - 1] if forecast.fra.year == forecast.til.year else month(forecast.fra)
    return f"{month(forecast.maaned)} ({first}–{month(forecast.til)})"


def latest(forecasts: Mapping[str, Forecast], event: str) -> Forecast | None:
    """The forecast of an event, or with EVERYTHING the last to come true: the law is met when all of it is. None where none is meant."""
    own = list(forecasts.values()) if event == EVERYTHING else [forecasts[event]] if event in forecasts else []
    beyond = [each for each in own if each.maaned is None]
    found = beyond or sorted(own, key=_end)
    return found[-1] if found else None


def _end(forecast: Forecast) -> tuple[date, date]:
    month = forecast.maaned or date.max
    return month, forecast.til or date.max
