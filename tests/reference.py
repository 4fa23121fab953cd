"""A slow, obvious reference of the audit: spec.md §§ 1-4, one forløb, one krav and one day at a time.

It exists to be read beside the specification by someone who knows the law, and to be compared with the engine.
So it shares no code with `rettid`, uses no formula where a walk over the days will do, and quotes the sentence
of spec.md that each function carries out. Entry: `funds(tables, packs, pr, kendt_pr)`.

Left out on purpose: the form `andel` (a share, not a duty of one citizen), `fund_id`, and of `bemaerkning` all but `TOLD`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import count, takewhile
from math import ceil, lcm
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Row = dict[str, Any]

DAY = timedelta(days=1)
HORIZON = timedelta(weeks=26)
UNITS = {
    "dag": "days",
    "dage": "days",
    "uge": "weeks",
    "uger": "weeks",
    "måned": "months",
    "måneder": "months",
}
TABLE = {"samtale": "samtaler", "tilbud": "tilbud"}
TYPE_COLUMN = {"samtale": "samtaletype", "tilbud": "tilbudstype"}
NOT_BEGUN = {"planlagt", "annulleret", "ikke_paabegyndt", "ukendt", None}
NOT_BOOKED = {"annulleret", "ikke_paabegyndt", "ukendt", None}
TOLD = (
    "borgeren har valgt a-kassen fra",
    "a-kassen udeblev fra en samtale, som derfor ikke tæller",
    "en hændelse før vinduet tæller ikke",
    "regnet fra en anden dag end kravets: den kendes ikke",
    "registreret undtagelse: bruger af den andel, der må undtages",
)
NOT_GIVEN = {"annulleret", "ukendt", None}
WAGE_SUBSIDY = "loentilskud"
# A column that a krav filters on, and that is empty throughout the export, was not supplied (afgoerelser.md 15).
ASKED_COLUMNS = {"samtaler": ("samtaleform", "afholdt_af", "a_kasse_deltog"), "tilbud": ("afgivet",)}


# --- Time (§ 1) ------------------------------------------------------------------------------------------------


@cache
def period(text: str) -> relativedelta:
    """§ 1.3: `N uger` (7N days), `N dage`, or `N måneder` (clipped to the month's last day); singular forms too."""
    number, unit = text.split()
    return relativedelta(**{UNITS[unit]: int(number)})


def length_in_days(first: date, length: relativedelta) -> int:
    """§ 1.4: `Q = (a + period) − a` in days."""
    return (first + length - first).days


def due_day(anchor: date, length: relativedelta, paused: set[date]) -> date:
    """§ 1.4: the smallest `d ≥ a` with `c(d) ≥ Q`; `c(d)` = the days `a ≤ x < d` that no pause covers."""
    needed = length_in_days(anchor, length)
    counted = 0
    day = anchor
    while counted < needed:
        if day not in paused:
            counted += 1
        day += DAY
    return day


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both ends included (§ 1.1); none when the interval is inverted."""
    day = first
    while day <= last:
        yield day
        day += DAY


def age_on(day: date, birth: date) -> int:
    """§ 3: completed years; whoever is born on 29 Feb completes a year on 28 Feb when there is no 29th."""
    return relativedelta(day, birth).years


# --- Paid hours (§ 1, "hours") ----------------------------------------------------------------------------------

GRID = 200 * lcm(*range(1, 32))
"""Hours are whole numbers of so small a part that half a hundredth, and a hundredth on up to 31 days, come out exactly."""


@cache
def exact(hours: float | str) -> int:
    """Hours as decimals, on the grid."""
    on_grid = Fraction(str(hours)) * GRID
    assert on_grid.denominator == 1, f"{hours} has more decimals than the reference counts with"
    return on_grid.numerator


def first_of_month(day: date) -> date:
    """The first day of the day's month, which is how a month is named."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def reported_hours(rows: list[Row], start: date, pr: date) -> dict[date, int]:
    """The hours of each reported month: from `startdato`'s own on, "its last day is no later than `pr`", "several rows are
    added"; less than nothing is nothing, more than every hour of 31 days is that."""
    found: dict[date, int] = {}
    for row in rows:
        month = row["maaned"] and first_of_month(row["maaned"])
        if month and row["timer"] is not None and first_of_month(start) <= month and last_of_month(month) <= pr:
            found[month] = found.get(month, 0) + exact(row["timer"])
    return {month: min(max(hours, 0), exact(744)) for month, hours in found.items()}


def paid_by_day(reported: dict[date, int], forloeb: Row, end: date | None, paused: set[date]) -> Callable[[date], int]:
    """The paid hours of each day, each month worked out once."""

    @cache
    def of_month(month: date) -> dict[date, int]:
        return hours_of_month(month, reported, forloeb, end, paused)

    return lambda day: of_month(first_of_month(day)).get(day, 0)


def hours_of_month(
    month: date, reported: dict[date, int], forloeb: Row, end: date | None, paused: set[date]
) -> dict[date, int]:
    """The paid hours of the days of one month that have any. They begin at `startdato`."""
    last = last_of_month(month)
    days = list(days_between(max(month, forloeb["startdato"]), last))
    unpaused = [day for day in days if day not in paused]
    if not reported:  # § 3, `[overgang]`: "without hours each unpaused day counts 37/7"
        return dict.fromkeys(unpaused, exact(37) // 7)
    if month in reported:
        if end is not None and first_of_month(end) == month:
            days, unpaused = ([day for day in some if day <= end] for some in (days, unpaused))
        spread = unpaused or days
        return dict.fromkeys(spread, reported[month] // len(spread)) if spread else {}
    if min(reported) < month < max(reported):
        return {}
    return dict.fromkeys(unpaused, full_month(forloeb) // last.day)


def is_part_time(forloeb: Row) -> bool:
    """Part-time insured; "when it is not known, full-time"."""
    return forloeb.get("forsikring") == "deltid"


def full_month(forloeb: Row) -> int:
    """160.33 hours; part-time insured 130."""
    return exact(130) if is_part_time(forloeb) else exact("160.33")


def hours_of(length: relativedelta, forloeb: Row) -> int:
    """`N måneder` = 160.33·N, `N uger` = 37·N, `N dage` = 37·N/7 hours (130, 30 and 30/7 when part-time insured)."""
    months = length.years * 12 + length.months
    return full_month(forloeb) * months + exact(30 if is_part_time(forloeb) else 37) // 7 * length.days


def due_by_hours(anchor: date, length: relativedelta, forloeb: Row, hours_on: Callable[[date], int]) -> date:
    """The smallest `d ≥ a` with `h(d) ≥ period − 0.005·m`; `h(d)` = the hours of the days `a ≤ x < d`; `m` = the months of
    the period ("`N måneder`: N; else its days·12/364, rounded up")."""
    months = length.years * 12 + length.months + ceil(Fraction(length.days * 12, 364))
    counted, day, needed = 0, anchor, hours_of(length, forloeb) - exact("0.005") * months
    while counted < needed:
        counted += hours_on(day)
        day += DAY
    return day


def handover_day(start: date, over: int, hours_on: Callable[[date], int]) -> date:
    """§ 3, `[overgang]`: "the day after the first month at whose end (forløb days up to and including that day) more than
    so many hours are consumed"."""
    consumed, day = hours_on(start), start
    while day != last_of_month(day) or consumed <= over:
        day += DAY
        consumed += hours_on(day)
    return day + DAY


# --- What is known on the reference day (§ 1.2) ----------------------------------------------------------------


def known(rows: list[Row] | None, kendt_pr: date | None) -> list[Row]:
    """§ 1.2: with `--kendt-pr D`, rows registered after `D` are ignored as well."""
    return [row for row in rows or [] if kendt_pr is None or not later(row.get("registreret"), kendt_pr)]


def later(day: date | None, other: date) -> bool:
    """Whether `day` is known and after `other`."""
    return day is not None and day > other


def end_as_read(end: date | None, pr: date) -> date | None:
    """§ 1.2: an end later than `pr` is not yet an end and is read as open."""
    return None if later(end, pr) else end


def intervals(rows: list[Row], types: Iterable[str], pr: date) -> list[tuple[date, date | None]]:
    """The (first, last) of absences of these types; one that starts after `pr` is ignored (§ 1.2)."""
    return [
        (row["startdato"], end_as_read(row.get("slutdato"), pr))
        for row in rows
        if row.get("fravaerstype") in types and row.get("startdato") and not later(row["startdato"], pr)
    ]


def paused_days(pauses: list[tuple[date, date | None]], pr: date) -> set[date]:
    """§ 1.4: overlapping pauses count once. § 1.5: an open pause covers the days through `pr` and none later."""
    return {day for first, last in pauses for day in days_between(first, last or pr)}


# --- One forløb under one pack ---------------------------------------------------------------------------------


@dataclass
class Case:
    """One forløb judged by one pack, with the forløb's own rows as they are read on `pr`."""

    forloeb: Row
    pack: dict[str, Any]
    pr: date
    samtaler: list[Row]
    tilbud: list[Row]
    fravaer: list[Row]
    ansvar: list[Row]
    paused: set[date]
    lacking: set[str]
    akasse_interviews: bool
    reported: dict[date, int]
    hours_on: Callable[[date], int]

    @property
    def start(self) -> date:
        return self.forloeb["startdato"]

    @property
    def end(self) -> date | None:
        return end_as_read(self.forloeb.get("slutdato"), self.pr)

    def within(self, first: date, day: date) -> bool:
        """On or after `first`, and on or before the forløb's end."""
        return first <= day and (self.end is None or day <= self.end)

    def clock(self, krav: dict[str, Any]) -> str:
        """The krav's own clock, else the pack's."""
        return krav.get("ur") or self.pack.get("ur") or "kalender"

    def due(self, krav: dict[str, Any], anchor: date, length: relativedelta) -> date:
        """§ 1.4: `kalender` is `a + period`; `ledighed` (and `timer` without hours) counts the unpaused days."""
        if self.clock(krav) == "kalender":
            return anchor + length
        if self.clock(krav) == "timer" and self.reported:
            return due_by_hours(anchor, length, self.forloeb, self.hours_on)
        return due_day(anchor, length, self.paused)

    def handover(self) -> date:
        """§ 3, `[overgang]`: the day this case passes to the jobcentre."""
        return handover_day(self.start, exact(self.pack["overgang"]["over_timer"]), self.hours_on)


@dataclass
class Obligation:
    """One number of a krav before the verdict: when it opens, when it nominally falls due, what meets it."""

    nr: int
    opens: date
    due: date
    met: date | None
    can_be_booked_on: Callable[[date], bool] = lambda _day: True


# --- Events that count (§ 3) -----------------------------------------------------------------------------------


def passes(row: Row, event: dict[str, Any]) -> bool:
    """§ 3, *which event*: `typer`, `former`, `afholdt_af`; a filter left out lets everything through, but § 2: an unknown
    type never counts."""
    if row.get(TYPE_COLUMN[event["haendelse"]]) in {None, "ukendt"}:
        return False
    columns = {"typer": TYPE_COLUMN[event["haendelse"]], "former": "samtaleform", "afholdt_af": "afholdt_af"}
    return all(row.get(column) in event[key] for key, column in columns.items() if key in event)


def counts_on(row: Row, krav: dict[str, Any], day: date) -> bool:
    """The filters, and `taeller_ikke`: an event of these types does not count when its own day lies from `fra` to `til`
    (both included; either may be left out). It holds for bookings too."""
    return passes(row, krav) and not any(
        row.get(TYPE_COLUMN[krav["haendelse"]]) in outside["typer"]
        and outside.get("fra", day) <= day <= outside.get("til", day)
        for outside in krav.get("taeller_ikke", [])
    )


def took_part(row: Row) -> bool:
    """§ 2: the a-kasse took part."""
    return row.get("a_kasse_deltog") is True


def declined(row: Row) -> bool:
    """§ 2: the citizen wished the a-kasse to stay away (and it did not take part)."""
    return row.get("a_kasse_fravalgt") is True and not took_part(row)


def stayed_away(row: Row) -> bool:
    """§ 2: neither took part nor declined, and `a_kasse_deltog` is no."""
    return row.get("a_kasse_deltog") is False and not declined(row)


def held(row: Row, pr: date) -> bool:
    """Fine print: an interview is held when its status is `afholdt` and `dato ≤ pr`."""
    return row.get("status") == "afholdt" and row.get("dato") is not None and row["dato"] <= pr


def begun(row: Row, pr: date) -> bool:
    """Fine print: begun when `startdato ≤ pr` and the status is none of planlagt, annulleret, ikke_paabegyndt,
    ukendt (an empty status is unknown)."""
    return row.get("startdato") is not None and row["startdato"] <= pr and row.get("status") not in NOT_BEGUN


def lasts(row: Row, krav: dict[str, Any], pr: date) -> bool:
    """§ 3: at least `min_varighed` in days, both ends counted, by `slutdato`, else `planlagt_slutdato`, else it is
    taken as ongoing."""
    last = end_as_read(row.get("slutdato"), pr) or row.get("planlagt_slutdato")
    if "min_varighed" not in krav or last is None:
        return True
    return (last - row["startdato"]).days + 1 >= length_in_days(row["startdato"], period(krav["min_varighed"]))


def given(row: Row, pr: date) -> bool:
    """§ 3, `dato = "afgivet"`: `afgivet ≤ pr`, status neither `annulleret` nor `ukendt` (an empty status is unknown)."""
    return row.get("afgivet") is not None and row["afgivet"] <= pr and row.get("status") not in NOT_GIVEN


def otherwise_qualifying_rows(case: Case, krav: dict[str, Any], anchor: date) -> list[Row]:
    """Fine print: qualifying events lie on or after the anchor and on or before the forløb's end. What the a-kasse did is
    not asked. `dato = "afgivet"`: an offer counts on the day it was given, and its length is not asked."""
    if krav["haendelse"] == "samtale":
        done = [row | {"day": row["dato"]} for row in case.samtaler if held(row, case.pr)]
    elif krav.get("dato") == "afgivet":
        done = [row | {"day": row["afgivet"]} for row in case.tilbud if given(row, case.pr)]
    else:
        done = [
            row | {"day": row["startdato"]} for row in case.tilbud if begun(row, case.pr) and lasts(row, krav, case.pr)
        ]
    return [row for row in done if counts_on(row, krav, row["day"]) and case.within(anchor, row["day"])]


def qualifying_rows(case: Case, krav: dict[str, Any], anchor: date) -> list[Row]:
    """§ 3: with `med_a_kasse` only interviews in which the a-kasse took part or was declined qualify."""
    rows = otherwise_qualifying_rows(case, krav, anchor)
    return [row for row in rows if not krav.get("med_a_kasse") or took_part(row) or declined(row)]


def event_days(rows: list[Row]) -> list[date]:
    """§ 3, common to all: two qualifying events on the same date count once."""
    return sorted({row["day"] for row in rows})


def bookings(case: Case, krav: dict[str, Any], anchor: date) -> list[date]:
    """§ 4: a date after `pr` of an interview `planlagt` or `afholdt`, or of an offer not `annulleret`,
    `ikke_paabegyndt` or `ukendt`, passing the krav's other filters (its length is not tested, nor what the a-kasse will
    do). None where an offer counts on the day it was given."""
    if krav.get("dato") == "afgivet":
        return []
    if krav["haendelse"] == "samtale":
        booked = [
            (row["dato"], row)
            for row in case.samtaler
            if row.get("status") in {"planlagt", "afholdt"} and row.get("dato")
        ]
    else:
        booked = [
            (row["startdato"], row)
            for row in case.tilbud
            if row.get("status") not in NOT_BOOKED and row.get("startdato")
        ]
    return sorted(
        {day for day, row in booked if day > case.pr and counts_on(row, krav, day) and case.within(anchor, day)}
    )


def trigger_days(case: Case, trigger: dict[str, Any]) -> list[date]:
    """Fine print on `efter`: `status` (default: held interviews, begun offers); for offers `dato` may be `slutdato` (an
    open end triggers nothing); within the forløb and on or before `pr`; triggers on one date are one."""
    if trigger["haendelse"] == "samtale":
        dated = [(row.get("dato"), row, held(row, case.pr)) for row in case.samtaler]
    elif trigger.get("dato", "startdato") == "slutdato":
        dated = [(end_as_read(row.get("slutdato"), case.pr), row, begun(row, case.pr)) for row in case.tilbud]
    else:
        dated = [(row.get("startdato"), row, begun(row, case.pr)) for row in case.tilbud]
    return sorted(
        {
            day
            for day, row, happened in dated
            if (row.get("status") == trigger["status"] if "status" in trigger else happened)
            and passes(row, trigger)
            and day is not None
            and day <= case.pr
            and case.within(case.start, day)
        }
    )


def first_from(days: list[date], earliest: date) -> date | None:
    """The first of the days on or after `earliest`."""
    return next((day for day in days if day >= earliest), None)


def first_after(days: list[date], day: date) -> date | None:
    """The first of the days after `day`. Fine print: "after" means a later date."""
    return first_from(days, day + DAY)


def number(days: list[date], k: int) -> date | None:
    """The k-th of the days, counted from 1."""
    return days[k - 1] if k <= len(days) else None


# --- The forms (§ 3) -------------------------------------------------------------------------------------------


def senest(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> Iterator[Obligation]:
    """One; due at anchor + `senest`; met by the `antal`-th qualifying event on or after the anchor.

    `efter_overgang`: "its window opens on that day, only events from that day on qualify", "none while the day lies after
    `pr` or after the forløb's end, none if the due day comes first"."""
    due, opens = case.due(krav, anchor, period(krav["senest"])), anchor
    if krav.get("efter_overgang"):
        passes = case.handover()
        if passes > min(case.pr, due) or not case.within(passes, passes):
            return
        opens = max(anchor, passes)
    from_then = [day for day in events if day >= opens]
    yield Obligation(1, opens, due, number(from_then, krav.get("antal", 1)), lambda day: day >= opens)


def marks(case: Case, krav: dict[str, Any], anchor: date) -> Iterator[tuple[int, date, date]]:
    """(k, opens, due) for `raekke` and `interval`: k falls due at anchor + k·`hver` and opens where k−1 fell due.

    Fine print: they stop at the last k whose calendar day anchor + k·`hver` is no later than anchor + `indtil`,
    whatever the clock; without `indtil` they go on (the horizon stops them)."""
    opens = anchor
    for k in count(1):
        length = period(krav["hver"]) * k
        if "indtil" in krav and anchor + length > anchor + period(krav["indtil"]):
            return
        due = case.due(krav, anchor, length)
        yield k, opens, due
        opens = due


def raekke(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> Iterator[Obligation]:
    """nr 1..n; met by the k-th qualifying event on or after the anchor (early events count)."""
    for k, opens, due in marks(case, krav, anchor):
        yield Obligation(k, opens, due, number(events, k))


def interval(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> Iterator[Obligation]:
    """nr 1..n; window k is (…(k−1)·`hver`, …k·`hver`], the first includes the anchor day; met by the first event inside
    window k; if none, the first event after it. (Either way: the first event once the window is open.)"""
    for k, opens, due in marks(case, krav, anchor):
        first_day = anchor if k == 1 else opens + DAY
        yield Obligation(
            k, opens, due, first_from(events, first_day), lambda day, first_day=first_day: day >= first_day
        )


def mellemrum(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> Iterator[Obligation]:
    """From anchor + `fra`: due `hver` after the mark, then after each event. Fine print: number 1 opens at the mark; an
    event on or before the mark does not move it; each later number opens at the event that met the one before, and
    none is made after the first unmet. No number is made whose window opens on or after anchor + `indtil` on the krav's
    clock."""
    opens = case.due(krav, anchor, period(krav["fra"]))
    until = case.due(krav, anchor, period(krav["indtil"])) if "indtil" in krav else date.max
    for nr in count(1):
        if opens >= until:
            return
        met = first_after(events, opens)
        yield Obligation(
            nr, opens, case.due(krav, opens, period(krav["hver"])), met, lambda day, opens=opens: day > opens
        )
        if met is None:
            return
        opens = met


def vindue(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> Iterator[Obligation]:
    """One; between anchor + `tidligst` and anchor + `senest`; met by the first event in or after the window."""
    opens = case.due(krav, anchor, period(krav["tidligst"]))
    due = case.due(krav, anchor, period(krav["senest"]))
    yield Obligation(1, opens, due, first_from(events, opens), lambda day: day >= opens)


def efter(case: Case, krav: dict[str, Any], _anchor: date, events: list[date]) -> Iterator[Obligation]:
    """One per triggering event; met by the first qualifying event after it, due `senest` after it."""
    for nr, trigger in enumerate(trigger_days(case, krav["udloeser"]), start=1):
        due = case.due(krav, trigger, period(krav["senest"]))
        yield Obligation(nr, trigger, due, first_after(events, trigger), lambda day, trigger=trigger: day > trigger)


def varsel(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> Iterator[Obligation]:
    """One per forløb with the date `foer`; due that date − `varsel`, on the calendar; met by the first qualifying event
    on or after the anchor."""
    before = case.forloeb.get(krav["foer"])
    if before is not None:
        yield Obligation(1, anchor, before - period(krav["varsel"]), number(events, 1))


def forud(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> Iterator[Obligation]:
    """One per forløb in which the event of `forud_for` has happened or is booked; due on the day of its `nr`-th day on or
    after the anchor; met by the first qualifying event on or after the anchor."""
    later_event = krav["forud_for"]
    happened = event_days(otherwise_qualifying_rows(case, later_event, anchor))
    due = number(happened + bookings(case, later_event, anchor), later_event.get("nr", 1))
    if due is not None:
        yield Obligation(1, anchor, due, number(events, 1))


FORMS = {
    "senest": senest,
    "raekke": raekke,
    "interval": interval,
    "mellemrum": mellemrum,
    "vindue": vindue,
    "efter": efter,
    "forud": forud,
    "varsel": varsel,
}
NUMBERED_WITHOUT_END = {"raekke", "interval", "mellemrum"}


def obligations(case: Case, krav: dict[str, Any], anchor: date, events: list[date]) -> list[Obligation]:
    """§ 3: an obligation is made only if its window opens on or before the forløb's end and its `forfald` is no later
    than `pr` + 26 uger (fine print: tested before an exemption moves the due day)."""

    def is_made(made: Obligation) -> bool:
        return (case.end is None or made.opens <= case.end) and made.due <= case.pr + HORIZON

    candidates = FORMS[krav["form"]](case, krav, anchor, events)
    if krav["form"] in NUMBERED_WITHOUT_END:
        return list(takewhile(is_made, candidates))
    return list(filter(is_made, candidates))


# --- For whom (§ 3): age bands ---------------------------------------------------------------------------------


def in_band(band: dict[str, Any], age: int) -> bool:
    """Completed years; the lower edge is included, the upper is not."""
    return band.get("fra", age) <= age and ("under" not in band or age < band["under"])


def with_band(krav: dict[str, Any], band: dict[str, Any]) -> dict[str, Any]:
    """The krav with the figures of the band."""
    return krav | {key: value for key, value in band.items() if key not in {"fra", "under"}}


def krav_for_age(case: Case, krav: dict[str, Any], anchor: date | None) -> dict[str, Any] | None:
    """`alder_ved`: "start" = on `startdato`, the default; "frist" = the first band that holds the person on that band's
    own due day. None: the forløb is outside every band."""
    birth = case.forloeb["foedselsdato"]
    for band in krav["alder"]:
        banded = with_band(krav, band)
        day = case.start
        if krav.get("alder_ved", "start") == "frist":
            day = case.due(banded, anchor, period(banded["senest"]))
        if in_band(band, age_on(day, birth)):
            return banded
    return None


def age_group(forloeb: Row) -> str | None:
    """§ 4: `aldersgruppe` is `under 30`, `30-49` or `50+` at the start."""
    if forloeb.get("foedselsdato") is None or forloeb.get("startdato") is None:
        return None
    age = age_on(forloeb["startdato"], forloeb["foedselsdato"])
    return "under 30" if age < 30 else "30-49" if age < 50 else "50+"


# --- From obligation to verdict (§§ 3-4) -----------------------------------------------------------------------


def after_exemptions(case: Case, krav: dict[str, Any], due: date) -> tuple[date, bool]:
    """§ 3, exemption at the due day: (`forfald`, exempt). With `fritagelse_flytter` the new `forfald` is that period
    after the latest last day of those that cover it (repeat); an open exemption, or no `fritagelse_flytter`: exempt."""
    while True:
        last_days = [last for first, last in exemptions(case, krav) if first <= due and (last is None or due <= last)]
        if not last_days:
            return due, False
        if None in last_days or "fritagelse_flytter" not in krav:
            return due, True
        due = max(last_days) + period(krav["fritagelse_flytter"])


def exemptions(case: Case, krav: dict[str, Any]) -> list[tuple[date, date | None]]:
    """§ 3: `fritager` in a krav replaces the pack's; `[]` exempts nobody."""
    of_pack = case.pack.get("fravaer", {}).get("fritager", [])
    return intervals(case.fravaer, krav.get("fritager", of_pack), case.pr)


def share_used(case: Case, krav: dict[str, Any], forfald: date) -> bool:
    """§ 3: an absence named under `bruger_andel` covers `forfald` (after any move)."""
    kinds = krav.get("bruger_andel", [])
    return any(
        first <= forfald and (last is None or forfald <= last)
        for first, last in intervals(case.fravaer, kinds, case.pr)
    )


def suspended(case: Case, krav: dict[str, Any], forfald: date) -> bool:
    """§ 3: `forfald` (after any move) lies inside a `[[suspension]]` interval of the pack; one with `haendelse` suspends
    only krav of that event."""
    return any(
        pause["fra"] <= forfald
        and ("til" not in pause or forfald <= pause["til"])
        and pause.get("haendelse", krav["haendelse"]) == krav["haendelse"]
        for pause in case.pack.get("suspension", [])
    )


def with_grace(krav: dict[str, Any], nr: int, forfald: date) -> date:
    """§ 3: `henstand` is added in calendar days and gives `frist`; `henstand_undtaget` names numbers without grace.
    `graense = "foer"`: the deadline is the day before."""
    last = day_in_time(krav, forfald)
    if "henstand" not in krav or nr in krav.get("henstand_undtaget", []):
        return last
    return last + (forfald + period(krav["henstand"]) - forfald)


def day_in_time(krav: dict[str, Any], day: date) -> date:
    """§ 3: the last day in time when nothing is added: the due day, with `graense = "foer"` the day before."""
    return day - DAY if krav.get("graense") == "foer" else day


def wage_subsidy_in_time(krav: dict[str, Any], rows: list[Row], forfald: date) -> date | None:
    """§ 3: a wage subsidy `afgivet` on or before the deadline that begins at most `loentilskud_efterfrist` after it.
    Fine print: it looks at `forfald` (after a move, before grace; with `graense = "foer"` at the day before); of several
    the earliest start counts."""
    if "loentilskud_efterfrist" not in krav:
        return None
    forfald = day_in_time(krav, forfald)
    latest = forfald + period(krav["loentilskud_efterfrist"])
    starts = [
        row["day"]
        for row in rows
        if row.get("tilbudstype") == WAGE_SUBSIDY
        and row.get("afgivet") is not None
        and row["afgivet"] <= forfald
        and row["day"] <= latest
    ]
    return min(starts, default=None)


def missing_table(case: Case, krav: dict[str, Any]) -> str | None:
    """§ 2, not supplied is not empty: no such table at all; or no interview by an a-kasse anywhere, for a krav whose
    `ejer` is the a-kasse."""
    table = TABLE[krav["haendelse"]]
    if table in case.lacking:
        return table
    if table == "samtaler" and krav.get("ejer") == "a-kasse" and not case.akasse_interviews:
        return table
    read = {"former": "samtaleform", "afholdt_af": "afholdt_af", "med_a_kasse": "a_kasse_deltog"}
    if krav.get("dato") == "afgivet":
        read["dato"] = "afgivet"
    return ", ".join(column for key, column in read.items() if krav.get(key) and column in case.lacking) or None


def trigger_lacks(case: Case, krav: dict[str, Any]) -> list[str]:
    """§ 3: `efter` and `forud` where the table of the trigger was not supplied, or says nothing in a column that the
    trigger filters on."""
    trigger = krav.get("udloeser") or krav.get("forud_for")
    if trigger is None:
        return []
    if TABLE[trigger["haendelse"]] in case.lacking:
        return [TABLE[trigger["haendelse"]]]
    read = {"former": "samtaleform", "afholdt_af": "afholdt_af"}
    return [column for key, column in read.items() if key in trigger and column in case.lacking]


def verdict(
    *, missing: str | None, met: date | None, in_time: bool, frist: date, exempt: bool, end: date | None, pr: date
) -> str:
    """§ 4: the statuses, decided in this order."""
    if missing:
        return "kan_ikke_afgoeres"
    if in_time:
        return "rettidig"
    if end is not None and end < frist:
        return "bortfaldet"
    if exempt:
        return "undtaget"
    if met is not None:
        return "for_sent"
    return "mangler" if frist < pr else "kommende"


def paused_before(case: Case, krav: dict[str, Any], anchor: date, forfald: date) -> int:
    """§ 4: `pausedage` = days in [anchor, `forfald`) that a pause covers (0 on `kalender`; `varsel` and `forud` always are)."""
    if case.clock(krav) == "kalender" or krav["form"] in {"varsel", "forud"}:
        return 0
    return sum(day in case.paused for day in days_between(anchor, forfald - DAY))


def decide(case: Case, krav: dict[str, Any], anchor: date, rows: list[Row], made: Obligation) -> Row:
    """One obligation, decided: the move, the grace, the event, the verdict, in that order."""
    forfald, exempt = after_exemptions(case, krav, made.due)
    exempt = exempt or suspended(case, krav, forfald)
    by_choice = not exempt and share_used(case, krav, forfald)
    frist = with_grace(krav, made.nr, forfald)

    met, in_time = made.met, made.met is not None and made.met <= frist
    subsidy = wage_subsidy_in_time(krav, [row for row in rows if made.can_be_booked_on(row["day"])], forfald)
    if not in_time and subsidy is not None:  # fine print: it beats an offer begun late
        met, in_time = subsidy, True

    missing = missing_table(case, krav) if met is None else None
    status = verdict(
        missing=missing,
        met=met,
        in_time=in_time,
        frist=frist,
        exempt=exempt or by_choice,
        end=case.end,
        pr=case.pr,
    )
    planned = [day for day in bookings(case, krav, anchor) if made.can_be_booked_on(day)]
    fund = blank_fund(case.forloeb, case.pr, case.ansvar, frist) | {
        "pakke": case.pack["id"],
        "krav": krav["id"],
        "nr": made.nr,
        "haendelse": krav["haendelse"],
        "aabner": made.opens,
        "forfald": forfald,
        "frist": frist,
        "moedt": met,
        "planlagt": min(planned, default=None) if status in {"kommende", "mangler"} else None,
        "status": status,
        "dage": ((met or case.pr) - frist).days,
        "aaben": case.end is None and met is None,
        "pausedage": paused_before(case, krav, anchor, forfald),
        "mangler_felt": missing,
    }
    told = remarks(case, krav, anchor, fund, by_choice=by_choice)
    return fund | {"siger": "; ".join(text for text, holds in told.items() if holds)}


def remarks(case: Case, krav: dict[str, Any], anchor: date, fund: Row, *, by_choice: bool) -> dict[str, bool]:
    """§ 3: what the fund says of the a-kasse, of events before the window, of an anchor that stands in for another, and
    of an exemption that uses the law's share."""
    otherwise, qualifying = (of(case, krav, anchor) for of in (otherwise_qualifying_rows, qualifying_rows))
    at_met = [row for row in qualifying if row["day"] == fund["moedt"]]
    after_it = krav["form"] in {"mellemrum", "efter"} or (krav["form"] == "interval" and fund["nr"] > 1)
    opened = fund["aabner"] + DAY if after_it else fund["aabner"]
    away = [row for row in otherwise if stayed_away(row) and opened <= row["day"] <= fund["frist"]]
    together = krav.get("med_a_kasse", False)
    not_in_time = fund["status"] in {"for_sent", "mangler", "kommende"}
    early = krav["form"] == "vindue" and any(row["day"] < fund["aabner"] for row in qualifying)
    said = (
        together and any(map(declined, at_met)) and not any(map(took_part, at_met)),
        together and not_in_time and bool(away),
        early and not_in_time,
        case.forloeb.get(anchors(krav)[0]) is None,
        by_choice and fund["status"] == "undtaget",
    )
    return dict(zip(TOLD, said, strict=True))


# --- Funds that cannot be decided, and the columns of every fund (§§ 2-4) --------------------------------------


def responsible(forloeb: Row, ansvar: list[Row], frist: date | None, column: str) -> str | None:
    """§ 4: responsible on `frist` where `ansvar` knows, else today's. Where periods overlap, the one begun latest;
    of two begun the same day the last by name, so that the order of the rows does not matter."""
    covering = [
        row
        for row in ansvar
        if frist is not None and row["fra"] <= frist and (row.get("til") is None or frist <= row["til"])
    ]
    latest = max(
        covering, key=lambda row: (row["fra"], row.get("sagsbehandler") or "", row.get("team") or ""), default={}
    )
    return latest.get(column) or forloeb.get(column)


def blank_fund(forloeb: Row, pr: date, ansvar: list[Row], frist: date | None) -> Row:
    """A fund of this forløb before anything is known of the duty: number 1, undecidable, without dates."""
    end = end_as_read(forloeb.get("slutdato"), pr)
    return {
        "forloeb_id": forloeb["forloeb_id"],
        "pakke": None,
        "krav": None,
        "nr": 1,
        "haendelse": None,
        "aabner": None,
        "forfald": None,
        "frist": None,
        "moedt": None,
        "planlagt": None,
        "status": "kan_ikke_afgoeres",
        "dage": None,
        "aaben": end is None,
        "slutdato": end,
        "pausedage": None,
        "mangler_felt": None,
        "siger": "",
        "aldersgruppe": age_group(forloeb),
        "sagsbehandler": responsible(forloeb, ansvar, frist, "sagsbehandler"),
        "team": responsible(forloeb, ansvar, frist, "team"),
    }


def undecidable(case: Case, krav: dict[str, Any], field: str) -> Row:
    """Fine print: a krav whose anchor (or, with age bands, the birth date) is missing gives one fund, nr 1,
    `kan_ikke_afgoeres`, without dates."""
    return blank_fund(case.forloeb, case.pr, case.ansvar, None) | {
        "pakke": case.pack["id"],
        "krav": krav["id"],
        "haendelse": krav["haendelse"],
        "mangler_felt": field,
    }


def lowered(values: Iterable[str]) -> list[str]:
    """Letter case and blanks around a value apart."""
    return [value.strip().lower() for value in values]


def said(forloeb: Row, column: str, values: list[str]) -> str | None:
    """§ 3, `hvor`: what the forløb says in a text column; None where it is empty, or unknown and not asked for."""
    (value,) = lowered([str(forloeb.get(column) or "")])
    return None if value in {"", "ukendt"} - set(lowered(values)) else value


def anchors(krav: dict[str, Any]) -> list[str]:
    """§ 3: `anker` may be a list of columns: the first that is filled."""
    named = krav.get("anker", "startdato")
    return named if isinstance(named, list) else [named]


def judge_krav(case: Case, krav: dict[str, Any]) -> list[Row]:
    """Every fund that one krav gives one forløb."""
    if krav["form"] == "andel":
        return []
    if krav["form"] == "varsel" and case.forloeb.get(krav["foer"]) is None:
        return []  # fine print: a `varsel` without its date gives none
    only = krav.get("hvor") or case.pack.get("hvor", {})
    says = {column: said(case.forloeb, column, values) for column, values in only.items()}
    if any(says[column] not in {None, *lowered(values)} for column, values in only.items()):
        return []
    anchor_columns = anchors(krav)
    anchor = next((case.forloeb[column] for column in anchor_columns if case.forloeb.get(column) is not None), None)
    age_is_known = "alder" not in krav or case.forloeb.get("foedselsdato") is not None
    missing = anchor_columns[:1] * (anchor is None) + ["foedselsdato"] * (not age_is_known)
    missing += [column for column, value in says.items() if value is None]
    missing += trigger_lacks(case, krav)
    if "alder" in krav and age_is_known and (not missing or krav.get("alder_ved", "start") == "start"):
        banded = krav_for_age(case, krav, anchor)
        if banded is None:
            return []  # fine print: a forløb outside every age band gives none
        krav = banded
    if missing:
        return [undecidable(case, krav, ", ".join(missing))]

    rows = qualifying_rows(case, krav, anchor)
    return [decide(case, krav, anchor, rows, made) for made in obligations(case, krav, anchor, event_days(rows))]


# --- Periods of law (§ 3) --------------------------------------------------------------------------------------


def whole_month_between(last: date, first: date) -> bool:
    """Whether "a whole calendar month, first to last day, lies between" the last day of one and the first of the next."""
    month = last.replace(day=1)
    while month < first:
        if last < month and month + relativedelta(months=1) <= first:
            return True
        month += relativedelta(months=1)
    return False


def ends(forloeb: Row) -> date:
    """Its last day; the end of time while it runs."""
    return forloeb.get("slutdato") or date.max


def in_order(forloeb: Row) -> tuple[Any, ...]:
    """By start, then by end, then by id."""
    return (forloeb["startdato"], ends(forloeb), forloeb["forloeb_id"])


def benefit(forloeb: Row) -> str:
    """Its benefit; letter case and what stands in a parenthesis apart."""
    return forloeb["ydelse"].split("(")[0].strip().lower()


def names_group(pack: dict[str, Any], forloeb: Row) -> bool:
    """Whether the pack is for the forløb's group, whenever it began."""
    return forloeb["maalgruppe"] in pack.get("maalgruppe", [forloeb["maalgruppe"]])


def joined_by(packs: list[dict[str, Any]], key: str, value: Any, forloeb: Row) -> list[dict[str, Any]]:
    """The law packs that say so under `[periode]` and cover the forløb by its own start."""
    return [
        pack
        for pack in packs
        if pack.get("art") == "lov"
        and (pack.get("periode", {}).get(key) == value if value else pack.get("periode", {}).get(key))
        and applies(pack, forloeb)
    ]


def periods_of(own: list[Row], packs: list[dict[str, Any]]) -> list[list[Row]]:
    """One citizen's forløb, period by period, each in the order of its days: first those of one benefit, then the
    periods of a benefit that continues another."""
    periods: list[list[Row]] = []
    for one in {benefit(row) for row in own}:
        pack, covered_to = None, date.min
        for row in sorted((row for row in own if benefit(row) == one), key=in_order):
            goes_on = pack and names_group(pack, row) and not whole_month_between(covered_to, row["startdato"])
            if goes_on:
                periods[-1].append(row)
            else:
                periods.append([row])
                pack = next(iter(joined_by(packs, "brydes_af", "kalendermåned", row)), None)
            covered_to = max(covered_to, ends(row))
    for period in sorted(periods, key=lambda period: in_order(period[0]), reverse=True):
        before = [former for former in periods if continues(period, former, packs)]
        if before:
            former = max(before, key=lambda rows: (rows[0]["startdato"], max(map(ends, rows)), rows[0]["forloeb_id"]))
            former += period
            periods.remove(period)
    return periods


def continues(period: list[Row], former: list[Row], packs: list[dict[str, Any]]) -> bool:
    """Whether the period goes on from the former one, which is on a benefit named in `fortsaetter_fra`."""
    first, begun = period[0], former[0]
    same = [row for row in former if benefit(row) == benefit(begun)]
    return (
        begun["startdato"] < first["startdato"]
        and benefit(begun) != benefit(first)
        and not whole_month_between(max(map(ends, same)), first["startdato"])
        and any(
            benefit(begun) in pack["periode"]["fortsaetter_fra"] and names_group(pack, first)
            for pack in joined_by(packs, "fortsaetter_fra", None, begun)
        )
    )


def one_forloeb(period: list[Row], pr: date) -> Row:
    """The first's data; of the last to end `ydelse`, `slutdato`, who has it, and what is the user's own; the citizen's
    birth date from the first that knows it."""
    ended = {row["forloeb_id"]: end_as_read(row.get("slutdato"), pr) or date.max for row in period}
    last = max(period, key=lambda row: (ended[row["forloeb_id"]], row["startdato"], row["forloeb_id"]))
    of_the_last = ("ydelse", "slutdato", "sagsbehandler", "team", "frist_system", "ydelse_ophoerer")
    parts = sorted(period, key=in_order)
    born = next((row["foedselsdato"] for row in parts if row.get("foedselsdato")), None)
    return parts[0] | {name: last.get(name) for name in of_the_last} | {"foedselsdato": born}


def as_the_law_reads(tables: dict[str, list[Row]], packs: list[dict[str, Any]], pr: date) -> dict[str, list[Row]]:
    """§ 3, "Periods of law": one forløb per period with the rows of all its parts, and the citizen's other interviews
    from its start to its end where the pack that covers it says so. What begins after `pr` has not begun."""
    keys = ("borger_id", "ydelse", "startdato", "maalgruppe")
    placed = [
        row
        for row in tables["forloeb"]
        if all(row.get(key) is not None for key in keys) and row["startdato"] <= min(pr, ends(row))
    ]
    period_of = {row["forloeb_id"]: row["forloeb_id"] for row in tables["forloeb"]}
    cases = [row for row in tables["forloeb"] if row not in placed]
    for citizen in {row["borger_id"] for row in placed}:
        for period in periods_of([row for row in placed if row["borger_id"] == citizen], packs):
            cases.append(one_forloeb(period, pr))
            period_of |= {row["forloeb_id"]: cases[-1]["forloeb_id"] for row in period}
    read = {
        name: [row | {"forloeb_id": period_of.get(row["forloeb_id"], row["forloeb_id"])} for row in rows]
        for name, rows in tables.items()
        if name != "forloeb"
    }
    citizen_of = {case["forloeb_id"]: case.get("borger_id") for case in cases}
    elsewhere = [
        row | {"forloeb_id": case["forloeb_id"]}
        for case in cases
        if case.get("borger_id") and case.get("startdato") and case.get("maalgruppe")
        if any(
            pack.get("periode", {}).get("borgerens_samtaler") and pack.get("art") == "lov" and applies(pack, case)
            for pack in packs
        )
        for row in read["samtaler"]
        if citizen_of.get(row["forloeb_id"]) == case.get("borger_id") and row["forloeb_id"] != case["forloeb_id"]
        if row["dato"] and case["startdato"] <= row["dato"] <= (end_as_read(case.get("slutdato"), pr) or date.max)
    ]
    return read | {"forloeb": cases, "samtaler": read["samtaler"] + elsewhere}


# --- Packs and forløb (§ 3) ------------------------------------------------------------------------------------


def applies(pack: dict[str, Any], forloeb: Row) -> bool:
    """§ 3: by `maalgruppe`, and `startdato` within `gaelder_fra`..`gaelder_til`; what is left out does not restrict."""
    return (
        forloeb["maalgruppe"] in pack.get("maalgruppe", [forloeb["maalgruppe"]])
        and pack.get("gaelder_fra", forloeb["startdato"]) <= forloeb["startdato"]
        and forloeb["startdato"] <= pack.get("gaelder_til", forloeb["startdato"])
    )


def judge_forloeb(
    forloeb: Row, tables: dict[str, list[Row]], lacking: set[str], packs: list[dict[str, Any]], pr: date
) -> list[Row]:
    """Every fund of one forløb. Fine print: one without `startdato` or `maalgruppe` can't be placed and gives one fund;
    one that no pack covers gives none."""
    own = {
        name: [row for row in rows if row.get("forloeb_id") == forloeb["forloeb_id"]] for name, rows in tables.items()
    }
    missing = [field for field in ("startdato", "maalgruppe") if forloeb.get(field) is None]
    if missing:
        return [blank_fund(forloeb, pr, own["ansvar"], None) | {"mangler_felt": ", ".join(missing)}]

    found = []
    for pack in (pack for pack in packs if applies(pack, forloeb)):
        absences = pack.get("fravaer", {})
        paused = paused_days(intervals(own["fravaer"], absences.get("pauser", []), pr), pr)
        reported = reported_hours(own["ledighed"], forloeb["startdato"], pr)
        case = Case(
            forloeb=forloeb,
            pack=pack,
            pr=pr,
            samtaler=own["samtaler"],
            tilbud=own["tilbud"],
            fravaer=own["fravaer"],
            ansvar=own["ansvar"],
            paused=paused,
            lacking=lacking,
            akasse_interviews=any(row.get("afholdt_af") == "a_kasse" for row in tables["samtaler"]),
            reported=reported,
            hours_on=paid_by_day(reported, forloeb, end_as_read(forloeb.get("slutdato"), pr), paused),
        )
        for krav in pack["krav"]:
            found += judge_krav(case, krav)
    return found


def order(fund: Row) -> tuple[Any, ...]:
    """§ 4: rows are sorted by (`frist`, `forloeb_id`, `pakke`, `krav`, `nr`); those without a frist first."""
    return (fund["frist"] or date.min, fund["forloeb_id"], fund["pakke"] or "", fund["krav"] or "", fund["nr"])


def funds(
    tables: dict[str, list[Row] | None], packs: list[dict[str, Any]], pr: date, kendt_pr: date | None = None
) -> list[Row]:
    """Every fund of every forløb, as dicts, sorted as § 4 says. A table that is None or absent was not supplied."""
    names = ("samtaler", "tilbud", "fravaer", "ansvar", "ledighed")
    read = {name: known(tables.get(name), kendt_pr) for name in names}
    lacking = {name for name in names if tables.get(name) is None}
    for name, columns in ASKED_COLUMNS.items():
        rows = tables.get(name) or []
        lacking |= {column for column in columns if rows and all(row.get(column) is None for row in rows)}
    read = as_the_law_reads(read | {"forloeb": tables["forloeb"] or []}, packs, pr)
    found = []
    for forloeb in read["forloeb"]:
        found += judge_forloeb(forloeb, read, lacking, packs, pr)
    return sorted(found, key=order)
