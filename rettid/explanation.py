"""Why a fund says what it says: the engine's own steps, one at a time, and the rows behind them (`spec.md` § 4, "Explanation").

No clock is counted here a second time, and no event is tried by other rules than the engine's. A step's date is the
engine's answer on the same forløb with the krav's later steps taken away; whether a row counts is the engine's answer
on a forløb that has no other. An explanation therefore can't say otherwise than the fund.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.engine import audit
from rettid.engine.days import LAST_DAY, day_number
from rettid.engine.duties import Clock
from rettid.engine.history import History
from rettid.engine.hours import FULL_MONTH, FULL_WEEK, HOUR, PART_MONTH, PART_WEEK
from rettid.engine.spells import STOOD_ON, spells
from rettid.periods import Period, parse_period
from rettid.tables import COMING, HELD, MISSING, NOT_BEGUN, PART_TIME, SCHEMAS, UNKNOWN, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rettid.engine.days import Diary
    from rettid.engine.spells import Spells
    from rettid.rules import Krav, Pack

Row = dict[str, Any]

TABLE_OF = {"samtale": "samtaler", "tilbud": "tilbud"}

FILTERS: dict[str, Any] = {
    "typer": None,
    "former": None,
    "afholdt_af": None,
    "min_varighed": None,
    "taeller_ikke": (),
    "med_a_kasse": False,
}
"""The keys of a krav that say which events count, each with the value that lets every event through."""

OUTSIDE = ("status", "type", "fremtid", "registreret", "dato", "foer_anker", "foer_overgang", "efter_slut")
"""Why an event does not count though it passes the krav's filters: it has not happened, or not in the forløb's days."""

FROM_ANCHOR = ("senest", "raekke", "interval", "vindue")
FROM_EVENT = ("mellemrum", "efter")
"""The forms whose period runs from an event or a mark, not from the anchor."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row was read: file, sheet (empty for text files), row number."""

    fil: str | None = None
    ark: str | None = None
    raekke: int | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """An absence or exemption of the forløb, with what it did to this duty."""

    type: str
    fra: date
    til: date | None
    kilde: Source
    pausedage: int = 0
    """The days that it alone, or first of several, took out of the clock."""
    foer_maerket: int = 0
    """The same before the mark of a `mellemrum`."""
    flyttet_til: date | None = None
    """The due day it moved the duty to."""
    hvorfor: str = ""
    """Why it did nothing: `art`, `foer`, `efter`, `daekket`, `registreret`, `ikke_fristdag`, `undtaget`; empty where it moved a day."""


@dataclass(frozen=True, slots=True)
class Month:
    """What the clock `timer` counted in a calendar month from the day the period runs from to the due day."""

    maaned: date
    timer: float
    kilde: Source | None
    """The row that reports the month; None where none does."""


@dataclass(frozen=True, slots=True)
class Event:
    """An interview or offer of the forløb, and what it is to this duty."""

    dag: date | None
    raekke: Row
    kilde: Source
    hvorfor: tuple[str, ...]
    """Why it does not count, empty where it does: keys of FILTERS, or one of OUTSIDE."""
    nr: int | None = None
    """Its place among the days that count, from 1."""
    opfylder: bool = False
    booking: bool = False


@dataclass(frozen=True, slots=True)
class SystemDay:
    """The deadline that the export itself carries, and the first step where it parts from ours."""

    kolonne: str
    dag: date
    skridt: str
    """`ens`, or where it parts: `henstand`, `fritagelse`, `pauser`, `periode`, `anker`, `krav`, `seneste`; empty: unexplained."""
    som: str = ""
    """What gives the system's day: the period, the column, the other krav, the time since the latest interview."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One fund with the steps that lead to it. Dates that its form does not have are empty."""

    fund: Row
    pack: Pack | None
    krav: Krav | None
    forloeb: Row
    """The row of the forløb, as it was judged."""
    dele: tuple[Row, ...] = ()
    """The rows of `forloeb` that continue the period, where the law takes several for one."""
    anker: tuple[str, date] | None = None
    """The column the krav counts from, and its day."""
    fra: date | None = None
    """The day the period runs from: the anchor, or the event or mark that opened the duty."""
    periode: Period | None = None
    kalender: date | None = None
    """The due day with every day counted."""
    ur: date | None = None
    """The due day on the krav's clock, before any exemption has moved it."""
    maerke: date | None = None
    """`mellemrum` nr 1 and `vindue`: the day its window would open with every day counted."""
    timer: tuple[Month, ...] = ()
    """The paid hours counted, month by month; empty where days are counted."""
    timemaal: float = 0
    """The hours the period is."""
    fravaer: tuple[Absence, ...] = ()
    haendelser: tuple[Event, ...] = ()
    udloesere: tuple[Event, ...] = ()
    """The events that opened the duty, or that it must come before."""
    enheder: tuple[tuple[Period, date], ...] = ()
    """The deadline by each unit in which the same time is told (12 weeks, 13 weeks, 3 months), where they differ."""
    system: SystemDay | None = None

    @property
    def regel(self) -> tuple[Pack, Krav]:
        """The pack and the krav of a fund that has them."""
        assert self.pack is not None  # noqa: S101
        assert self.krav is not None  # noqa: S101
        return self.pack, self.krav


def explanations(
    tables: Tables, packs: Sequence[Pack], funds: pl.DataFrame, *, pr: date, kendt_pr: date | None = None
) -> list[Explanation]:
    """An explanation of each of the funds, in their order; `tables`, `packs` and the days are those that gave the funds."""
    rows = funds.cast({name: pl.String for name, kind in funds.schema.items() if kind == pl.Categorical()}).to_dicts()
    own = _own_tables(tables, funds)
    law = spells(own, packs, pr)
    case = {row["forloeb_id"]: row for row in law.tables["forloeb"].collect().to_dicts()}
    parts = _parts(own, law)
    named = {(pack.id, krav.id): (pack, krav) for pack in packs for krav in pack.krav}
    judged = [(row, *named[row["pakke"], row["krav"]]) for row in rows if row["krav"]]
    answers = _answers(own, packs, judged, pr, kendt_pr)
    behind = _Rows(law.tables, {krav for _, _, krav in judged}, pr, kendt_pr)
    made = [
        Explanation(row, pack, krav, case[row["forloeb_id"]], parts.get(row["forloeb_id"], ()))
        for row in rows
        for pack, krav in [named.get((row["pakke"], row["krav"]), (None, None))]
    ]
    made = [told if told.krav is None else _explained(told, answers, behind) for told in made]
    beside: dict[str, list[Explanation]] = {}
    for told in made:
        beside.setdefault(told.fund["forloeb_id"], []).append(told)
    return [
        told if told.krav is None else replace(told, system=_system(told, beside[told.fund["forloeb_id"]], answers))
        for told in made
    ]


def _parts(tables: Tables, law: Spells) -> dict[str, tuple[Row, ...]]:
    """Per period of law the rows of the forløb that continue it, in order."""
    rows = tables["forloeb"].collect().join(law.forloeb, left_on="forloeb_id", right_on="fra").sort("startdato")
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows.to_dicts():
        found[row["til"]] = (*found.get(row["til"], ()), row)
    return found


def rows_of_citizen(tables: Tables, case: str) -> dict[str, list[Row] | None]:
    """The rows of every table of the citizen whose forløb it is, as plain values; None for a table that was not supplied."""
    own = _own_tables(tables, pl.DataFrame({"forloeb_id": [case]}))
    return {name: own[name].collect().to_dicts() if own.supplied(name) else None for name in SCHEMAS}


# --- The engine asked again ------------------------------------------------------------------------------------

_UNBOUND: dict[str, Any] = {"henstand": None, "henstand_undtaget": (), "graense": "senest", "efter_overgang": False}
"""What comes after the clock, and what decides whether a duty is made at all."""


def _variants(krav: Krav, numbers: Iterable[int]) -> Iterator[tuple[str, Krav]]:
    """The krav with some of its steps taken away or told in another unit, each by name."""
    clocked = replace(krav, **_UNBOUND, fritager=())
    yield "ur", clocked
    yield "kalender", replace(clocked, ur="kalender")
    for place, band in enumerate(krav.alder or ()):
        plain = replace(clocked, alder=None, senest=band.senest or krav.senest)
        yield f"alder {place}", replace(clocked, alder=(band,))
        yield f"alder {place} kalender", replace(plain, ur="kalender")
    yield "uden pauser", replace(krav, ur="kalender")
    yield "uden fritagelse", replace(krav, fritager=())
    if krav.anker != ("tilmeldingsdato",):
        yield "tilmeldingsdato", replace(krav, anker=("tilmeldingsdato",))
    if krav.form in FROM_ANCHOR:
        for number in numbers:
            for total in _totals(krav, number):
                for unit in same_time(total):
                    grace = None if number in krav.henstand_undtaget else krav.henstand
                    plain = replace(
                        krav, form="senest", senest=unit, antal=1, alder=None, henstand=grace, henstand_undtaget=()
                    )
                    yield f"{unit} {number}", plain
                    yield f"{unit} {number} uden pauser", replace(plain, ur="kalender")


def _totals(krav: Krav, number: int) -> list[Period]:
    """The periods a duty of this number may run: one, or one per age band."""
    if krav.form in ("raekke", "interval"):
        assert krav.hver is not None  # noqa: S101 - the loader sees to it
        return [Period(krav.hver.number * number, krav.hver.unit)]
    own = [krav.senest, *(band.senest for band in krav.alder or ())]
    return list(dict.fromkeys(period for period in own if period is not None))


def same_time(period: Period) -> tuple[Period, ...]:
    """The units in which the same time has been told: 3 months are 12 weeks (4 a month) and 13 weeks (13 a quarter); none of days.

    >>> [str(each) for each in same_time(Period(3, "måneder"))]
    ['12 uger', '13 uger', '3 måneder']
    >>> [str(each) for each in same_time(Period(26, "uger"))]
    ['24 uger', '26 uger', '6 måneder']
    """
    if period.unit == "måneder":
        months = period.number
    elif period.unit == "uger" and period.number % 13 == 0:
        months = period.number // 13 * 3
    elif period.unit == "uger" and period.number % 4 == 0:
        months = period.number // 4
    else:
        return ()
    quarters = [Period(months // 3 * 13, "uger")] * (months % 3 == 0)
    return (Period(months * 4, "uger"), *quarters, Period(months, "måneder"))


class _Answers:
    """What the engine said of the variants, by forløb, pack, krav and variant; a row per number."""

    def __init__(self, funds: pl.DataFrame) -> None:
        self._rows: dict[tuple[str, str, str, str], list[Row]] = {}
        columns = ("forloeb_id", "pakke", "krav", "nr", "aabner", "forfald", "frist")
        for *names, krav, nr, opens, due, last in funds.select(columns).iter_rows():
            name, variant = krav.split("¦")
            row = {"nr": nr, "aabner": opens, "forfald": due, "frist": last}
            self._rows.setdefault((*names, name, variant), []).append(row)

    def of(self, fund: Row, krav: Krav, variant: str, *, nr: int | None = None) -> Row:
        """The variant's row of the same number, of a later `mellemrum` the one that opens the same day; empty where there is none."""
        rows = self._rows.get((fund["forloeb_id"], fund["pakke"], fund["krav"], variant), [])
        if nr is None and krav.form == "mellemrum" and fund["nr"] > 1:
            return next((row for row in rows if row["aabner"] == fund["aabner"]), {})
        return next((row for row in rows if row["nr"] == (nr or fund["nr"])), {})


def _answers(
    tables: Tables, packs: Sequence[Pack], judged: list[tuple[Row, Pack, Krav]], pr: date, kendt_pr: date | None
) -> _Answers:
    """Every variant of every krav that is asked about, judged in one run."""
    numbers: dict[tuple[str, Krav], set[int]] = {}
    for fund, pack, krav in judged:
        if fund["forfald"] is not None:
            numbers.setdefault((pack.id, krav), set()).add(fund["nr"])
    made: dict[str, list[Krav]] = {pack.id: [] for pack in packs}
    for (name, krav), own in numbers.items():
        variants = dict(_variants(krav, sorted(own)))
        made[name] += [replace(variant, id=f"{krav.id}¦{label}") for label, variant in variants.items()]
    return _Answers(
        audit(tables, [replace(pack, krav=tuple(made[pack.id])) for pack in packs], pr=pr, kendt_pr=kendt_pr).filter(
            pl.col("krav").is_not_null()
        )
    )


def _own_tables(tables: Tables, funds: pl.DataFrame) -> Tables:
    """The tables of the funds' citizens."""
    asked = funds["forloeb_id"].unique()
    everyone = tables["forloeb"].collect()
    citizens = everyone.filter(pl.col("forloeb_id").is_in(asked.implode()))["borger_id"].drop_nulls().unique()
    cases = everyone.filter(pl.col("borger_id").is_in(citizens.implode()) | pl.col("forloeb_id").is_in(asked.implode()))
    kept = cases["forloeb_id"].implode()
    own = {name: frame.filter(pl.col("forloeb_id").is_in(kept)) for name, frame in tables.frames.items()}
    return Tables(own | {"forloeb": cases.lazy()}, tables.partial)


# --- The rows behind -------------------------------------------------------------------------------------------


class _Rows:
    """The events and absences of the forløb, with what the engine says of each event by itself."""

    def __init__(self, tables: Tables, kravs: set[Krav], pr: date, kendt_pr: date | None) -> None:
        self.pr, self.kendt_pr = pr, kendt_pr
        self._tables = tables
        self.absences = self._by_case("fravaer")
        self.hours = self._by_case("ledighed")
        self.history = History(tables, pr, kendt_pr)
        self._alone = {name: _Alone(tables, name, pr, kendt_pr) for name in ("samtaler", "tilbud")}
        self.known = {krav: self._alone[TABLE_OF[krav.haendelse]].reasons(krav) for krav in kravs}

    def events(self, krav: Krav, case: str) -> list[tuple[Row, tuple[str, ...], bool]]:
        """The case's rows of the krav's table, each with why it does not count and whether it is a booking that would."""
        alone = self._alone[TABLE_OF[krav.haendelse]]
        return [(alone.rows[place], *self.known[krav][place]) for place in alone.places.get(case, ())]

    def triggers(self, krav: Krav, case: str, day: date) -> list[Row]:
        """The rows that opened the duty on this day, or whose day it must come before."""
        source = krav.udloeser or krav.forud_for
        if source is None:
            return []
        alone = self._alone[TABLE_OF[source.haendelse]]
        places = alone.places.get(case, ())
        if krav.udloeser is not None:
            found = alone.on(alone.history.triggers(krav.udloeser), day)
            return [alone.rows[place] for place in places if found[place]]
        assert krav.forud_for is not None  # noqa: S101
        found = alone.on(alone.history.later(krav.forud_for), day)
        return [alone.rows[place] for place in places if found[place]]

    def months(self, pack: Pack, case: str, first: date, until: date) -> tuple[Month, ...]:
        """The hours that the engine has counted from `first` up to but not including `until`, by month; none for a case without hours."""
        hours = self.history.hours(pack.pauser)
        if hours is None or until <= first:
            return ()
        starts = pl.date_range(first.replace(day=1), until, "1mo", eager=True).to_list()[1:]
        edges = [first, *(day for day in starts if day < until), until]
        number = self.history.cases["forloeb_id"].index_of(case)
        asked = pl.LazyFrame({"case": [number] * len(edges), "dag": edges}).select(
            "case", day=day_number(pl.col("dag"))
        )
        told = Clock(self.history.pauses(pack.pauser), hours).started(asked, "day").collect()
        if told["month_hours"].item(0) in (None, 0):
            return ()
        counted = told["day_hours"].diff()[1:].to_list()
        rows = {row["maaned"].replace(day=1): row for row in reversed(self.hours.get(case, [])) if row["maaned"]}
        reported = [rows.get(day.replace(day=1)) for day in edges[:-1]]
        return tuple(
            Month(day.replace(day=1), amount / HOUR, source(row) if row and month_end(day) <= self.pr else None)
            for day, amount, row in zip(edges[:-1], counted, reported, strict=True)
        )

    def known_then(self, row: Row) -> bool:
        """Whether the row was known by the day asked for."""
        registered = row.get("registreret")
        return self.kendt_pr is None or registered is None or registered <= self.kendt_pr

    def _by_case(self, name: str) -> dict[str, list[Row]]:
        rows: dict[str, list[Row]] = {}
        for row in self._tables[name].collect().to_dicts():
            rows.setdefault(row["forloeb_id"], []).append(row)
        return rows


class _Alone:
    """The rows of a table, each in a forløb of its own, so that the engine's answer is about that row."""

    def __init__(self, tables: Tables, name: str, pr: date, kendt_pr: date | None) -> None:
        frame = tables[name].collect()
        self.rows: list[Row] = frame.to_dicts()
        self.places: dict[str, list[int]] = {}
        for place, row in enumerate(self.rows):
            self.places.setdefault(row["forloeb_id"], []).append(place)
        alone = pl.int_range(frame.height, eager=True).cast(pl.String).str.zfill(9)
        cases = pl.DataFrame({"forloeb_id": alone}, schema={"forloeb_id": pl.String})
        lacking = [
            pl.lit(None, dtype=kind).alias(column)
            for column, kind in SCHEMAS["forloeb"].items()
            if column != "forloeb_id"
        ]
        frames = {"forloeb": cases.with_columns(lacking).lazy(), name: frame.with_columns(forloeb_id=alone).lazy()}
        self.history = History(Tables(frames), pr, kendt_pr)
        done = frame.with_columns(forloeb_id=alone, status=pl.lit(HELD if name == "samtaler" else "gennemfoert"))
        self._done = History(Tables(frames | {name: done.lazy()}), pr, kendt_pr)
        self._pr, self._kendt_pr = pr, kendt_pr

    def reasons(self, krav: Krav) -> list[tuple[tuple[str, ...], bool]]:
        """Of each row, why it does not count (empty where it does), and whether it is a booking that would."""
        open_to_all = replace(krav, **FILTERS)
        happened = self.on(self.history.qualifying(open_to_all))
        coming = self.on(self.history.booked(open_to_all))
        counts, booked = self.on(self.history.qualifying(krav)), self.on(self.history.booked(krav))
        used = {name: value for name in FILTERS if (value := getattr(krav, name)) != FILTERS[name]}
        single = {name: replace(open_to_all, **{name: value}) for name, value in used.items()}
        passes = {name: self.on(self.history.qualifying(only)) for name, only in single.items()}
        comes = {name: self.on(self.history.booked(only)) for name, only in single.items()}
        would = {name: self.on(self._done.qualifying(only)) for name, only in single.items()}
        found = []
        for place, row in enumerate(self.rows):
            if counts[place]:
                why: tuple[str, ...] = ()
            elif happened[place]:
                why = tuple(name for name in used if not passes[name][place]) or ("samlet",)
            elif coming[place]:
                why = ("fremtid", *(name for name in used if not comes[name][place]))
            else:
                why = (self._not_happened(row, krav),)
                if why == ("status",):
                    why += tuple(name for name in used if not would[name][place])
            found.append((why, booked[place] and not counts[place]))
        return found

    def on(self, diary: Diary, day: date | None = None) -> list[bool]:
        """Whether each row has a day in the diary; with `day` that day."""
        number = None if day is None else (day - _EPOCH).days
        first, last = (-LAST_DAY, LAST_DAY) if number is None else (number, number)
        rows = pl.LazyFrame({"case": range(len(self.rows))}, schema={"case": pl.Int64})
        between = diary.count_between(pl.col("case"), pl.lit(first), pl.lit(last)) > 0
        return rows.select(found=between).collect()["found"].to_list()

    def _not_happened(self, row: Row, krav: Krav) -> str:
        """What kept a row, that no filter stands against, from having happened: told from the row, decided by the engine."""
        registered = row.get("registreret")
        if self._kendt_pr is not None and registered is not None and registered > self._kendt_pr:
            return "registreret"
        day = event_day(row, krav.dato)
        if day is None:
            return "dato"
        kind = row["samtaletype" if krav.haendelse == "samtale" else "tilbudstype"]
        if kind in (None, UNKNOWN):
            return "type"
        bad = row["status"] != HELD if krav.haendelse == "samtale" else (row["status"] or UNKNOWN) in NOT_BEGUN
        return "status" if bad or day <= self._pr else "fremtid"


_EPOCH = date(1970, 1, 1)


def event_day(row: Row, offer_day: str = "startdato") -> date | None:
    """The day of an interview, or of an offer its start or the day it was given."""
    day: date | None = row["dato"] if "dato" in row else row[offer_day]
    return day


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def stood_on(row: Row) -> str | None:
    """The forløb on which an interview stands that counts in another; empty for every other row."""
    return row.get(STOOD_ON)


def source(row: Row) -> Source:
    """Where the row was read."""
    return Source(row.get("kilde_fil"), row.get("kilde_ark") or None, row.get("kilde_raekke"))


# --- One fund --------------------------------------------------------------------------------------------------


def _explained(told: Explanation, answers: _Answers, rows: _Rows) -> Explanation:
    _, krav = told.regel
    fund, case = told.fund, told.forloeb
    anchor = next(((name, case[name]) for name in krav.anker if case.get(name) is not None), None)
    told = replace(told, anker=anchor)
    if fund["forfald"] is None or anchor is None:
        return replace(told, haendelser=_events(told, rows))
    clocked = answers.of(fund, krav, "ur")
    band = _band(fund, krav, answers, clocked)
    calendar = answers.of(fund, krav, "kalender" if band is None else f"alder {band} kalender")
    told = replace(
        told,
        fra=_begins(fund, krav, anchor, case),
        periode=_period(fund, krav, band),
        kalender=calendar.get("forfald"),
        ur=clocked.get("forfald"),
    )
    if told.kalender is None and told.periode is not None and told.fra is not None:
        told = replace(
            told, kalender=told.periode.after_day(told.fra)
        )  # beyond the horizon; hours may count faster than days
    if krav.ur == "timer" and krav.form not in ("varsel", "forud") and told.fra is not None and told.ur is not None:
        told = replace(
            told, timer=rows.months(told.regel[0], fund["forloeb_id"], told.fra, told.ur), timemaal=_hours(told)
        )
    if krav.form == "vindue":
        told = replace(told, maerke=calendar.get("aabner"))
    if krav.form == "mellemrum" and fund["nr"] == 1 and told.fra is not None and krav.hver is not None:
        told = replace(told, maerke=calendar.get("aabner"), kalender=krav.hver.after_day(told.fra))
    triggers = rows.triggers(krav, fund["forloeb_id"], fund["aabner"] if krav.udloeser else fund["forfald"])
    return replace(
        told,
        fravaer=tuple(_absences(told, rows)),
        haendelser=_events(told, rows),
        udloesere=tuple(Event(event_day(row), row, source(row), ()) for row in triggers),
        enheder=_units(told, answers),
    )


def _begins(fund: Row, krav: Krav, anchor: tuple[str, date], case: Row) -> date | None:
    if krav.form in FROM_EVENT:
        opened: date = fund["aabner"]
        return opened
    if krav.form == "forud":
        return None
    before: date | None = case[krav.foer] if krav.foer else anchor[1]
    return before


def _hours(told: Explanation) -> float:
    """The hours that the period is (`spec.md` § 1, "hours")."""
    part = told.forloeb.get("forsikring") == PART_TIME
    month, week = (PART_MONTH, PART_WEEK) if part else (FULL_MONTH, FULL_WEEK)
    each = {"måneder": month, "uger": week, "dage": week / 7}
    return told.periode.number * each[told.periode.unit] / HOUR if told.periode else 0


def _band(fund: Row, krav: Krav, answers: _Answers, clocked: Row) -> int | None:
    """Which age band gave the deadline: the first with which alone the engine gives the same day."""
    if krav.form != "senest" or not krav.alder:
        return None
    days = [answers.of(fund, krav, f"alder {place}").get("forfald") for place in range(len(krav.alder))]
    return days.index(clocked["forfald"]) if clocked.get("forfald") in days else None


def _period(fund: Row, krav: Krav, band: int | None) -> Period | None:
    """The period that this duty runs."""
    if krav.form == "mellemrum":
        return krav.hver
    if krav.form == "varsel":
        return krav.varsel
    if krav.form in ("raekke", "interval"):
        return _totals(krav, fund["nr"])[0]
    return krav.senest if band is None or not krav.alder else krav.alder[band].senest or krav.senest


def _events(told: Explanation, rows: _Rows) -> tuple[Event, ...]:
    """Every row of the krav's table on the forløb, by day, and what it is to this duty."""
    _, krav = told.regel
    found = []
    for row, why, booking in rows.events(krav, told.fund["forloeb_id"]):
        day = event_day(row, krav.dato)
        outside = _outside(told, day, rows.pr)
        met = not why and not outside and day == told.fund["moedt"]
        found.append(Event(day, row, source(row), why + outside, opfylder=met, booking=booking and not outside))
    found.sort(key=lambda event: (event.dag is None, event.dag or rows.pr, event.kilde.raekke or 0))
    days = sorted({event.dag for event in found if not event.hvorfor and event.dag is not None})
    place = {day: number for number, day in enumerate(days, 1)}
    return tuple(
        replace(event, nr=place[event.dag]) if not event.hvorfor and event.dag in place else event for event in found
    )


def _outside(told: Explanation, day: date | None, pr: date) -> tuple[str, ...]:
    """Whether an event's day lies before the anchor, before the case passed to the jobcentre, or after the forløb's end."""
    end, (_, krav) = told.fund["slutdato"], told.regel
    if day is None:
        return ()
    if told.anker is not None and day < told.anker[1]:
        return ("foer_anker",)
    if krav.efter_overgang and told.fund["aabner"] is not None and day < told.fund["aabner"]:
        return ("foer_overgang",)
    return ("efter_slut",) if end is not None and end <= pr and day > end else ()


def _absences(told: Explanation, rows: _Rows) -> Iterator[Absence]:
    """Every absence of the forløb by its first day, with the days it paused and the day it moved the duty to."""
    own = [row for row in rows.absences.get(told.fund["forloeb_id"], []) if row["startdato"] is not None]
    own.sort(key=lambda row: (row["startdato"], row["slutdato"] or rows.pr))
    paused = _paused_days(told, told.fra, told.ur, own, rows)
    marked = told.anker[1] if told.anker and told.maerke and told.regel[1].form == "mellemrum" else None
    before = _paused_days(told, marked, told.fra, own, rows)
    moved = _moves(told, own, rows)
    for place, row in enumerate(own):
        ended = _ended(row, rows.pr)
        days, earlier, to = paused.get(place, 0), before.get(place, 0), moved.get(place)
        why = "" if days or earlier or to else _idle(row, ended, told, rows)
        yield Absence(row["fravaerstype"] or UNKNOWN, row["startdato"], ended, source(row), days, earlier, to, why)


def _paused_days(
    told: Explanation, first: date | None, until: date | None, own: list[Row], rows: _Rows
) -> dict[int, int]:
    """How many days from `first` to the day before `until` each row took out of the clock; a day in several counts for the first."""
    pack, krav = told.regel
    if krav.ur == "kalender" or krav.form == "varsel" or first is None or until is None:
        return {}
    taken: set[date] = set()
    days = {}
    for place, row in enumerate(own):
        if row["fravaerstype"] not in pack.pauser or not rows.known_then(row):
            continue
        start, end = max(row["startdato"], first), min(row["slutdato"] or rows.pr, rows.pr, until - timedelta(days=1))
        new = {start + timedelta(days=k) for k in range((end - start).days + 1)} - taken
        taken |= new
        days[place] = len(new)
    return days


def _ended(row: Row, pr: date) -> date | None:
    """The absence's last day, if it had come."""
    last: date | None = row["slutdato"]
    return last if last is not None and last <= pr else None


def _moves(told: Explanation, own: list[Row], rows: _Rows) -> dict[int, date]:
    """The due day that each exemption moved the duty to; nothing is said where the last is not the engine's."""
    _, krav = told.regel
    due, moved = told.ur, {}
    while due is not None and krav.fritagelse_flytter is not None:
        covering = [
            (_ended(row, rows.pr) or date.max, place)
            for place, row in enumerate(own)
            if row["fravaerstype"] in krav.fritager
            and rows.known_then(row)
            and row["startdato"] <= min(due, rows.pr)
            and due <= (_ended(row, rows.pr) or date.max)
        ]
        last, place = max(covering, default=(date.max, 0))
        if last == date.max:  # none covers it, or one that is still open
            break
        due = moved[place] = krav.fritagelse_flytter.after_day(last)
    return moved if due == told.fund["forfald"] else {}


def _idle(row: Row, ended: date | None, told: Explanation, rows: _Rows) -> str:
    """Why an absence moved no day of this duty."""
    pack, krav = told.regel
    kind, first = row["fravaerstype"], row["startdato"]
    pauses, exempts = krav.ur != "kalender" and kind in pack.pauser, kind in (*krav.fritager, *krav.bruger_andel)
    due = told.fund["forfald"] if exempts else told.ur
    last = due if exempts or due is None else due - timedelta(days=1)
    reasons = {
        "registreret": not rows.known_then(row),
        "art": not pauses and not exempts,
        "efter": first > rows.pr or (last is not None and first > last),
        "undtaget": exempts and last is not None and (ended is None or ended >= last),
        "foer": ended is not None and told.fra is not None and ended < told.fra,
        "ikke_fristdag": exempts,
    }
    return next((name for name, so in reasons.items() if so), "daekket")


def _units(told: Explanation, answers: _Answers) -> tuple[tuple[Period, date], ...]:
    _, krav = told.regel
    if told.periode is None or krav.form not in FROM_ANCHOR:
        return ()
    nr = told.fund["nr"]
    dated = [(unit, answers.of(told.fund, krav, f"{unit} {nr}", nr=1).get("frist")) for unit in same_time(told.periode)]
    found = [(unit, day) for unit, day in dated if day is not None]
    return tuple(found) if len({day for _, day in found}) > 1 else ()


SYSTEM_DAY = {"samtale": "frist_system", "tilbud": "rettighedsdato_system"}
"""Where an export carries its own deadline."""

_SINCE = tuple(parse_period(text) for text in ("4 uger", "1 måned", "6 uger", "13 uger", "3 måneder"))
"""How long after the latest interview systems set the next."""


def _system(told: Explanation, beside: Sequence[Explanation], answers: _Answers) -> SystemDay | None:
    """The system's own day, where it tells one for this duty: its interview deadline is the next, its offer deadline the first offer's."""
    _, krav = told.regel
    column = SYSTEM_DAY[krav.haendelse]
    day = told.forloeb.get(column)
    ours = told is _next(beside) if krav.haendelse == "samtale" else krav.form == "senest"
    if day is None or told.fund["art"] != "lov" or told.fund["frist"] is None or not ours:
        return None
    days = _other_days(told, krav, answers)
    step, like = next(((step, like) for step, like, answer in days if day in answer), ("", ""))
    if not step and krav.haendelse == "samtale":
        step, like = _since(told, day) or _other_krav(day, beside)
    return SystemDay(column, day, step, like)


def _next(beside: Sequence[Explanation]) -> Explanation | None:
    """The forløb's first open interview duty by law."""
    awaited = (COMING, MISSING)
    open_now = [
        each
        for each in beside
        if each.fund["art"] == "lov" and each.fund["haendelse"] == "samtale" and each.fund["status"] in awaited
    ]
    return min((each for each in open_now if each.fund["aaben"]), key=lambda each: each.fund["frist"], default=None)


def _other_days(told: Explanation, krav: Krav, answers: _Answers) -> Iterator[tuple[str, str, set[date | None]]]:
    """The days one gets by parting from us at a step, the last step first."""
    fund = told.fund
    nr = fund["nr"]

    def days(variant: str, *, nr: int | None = None) -> set[date | None]:
        row = answers.of(fund, krav, variant, nr=nr)
        return {row.get("forfald"), row.get("frist")}

    yield "ens", "", {fund["frist"]}
    yield "henstand", "", {fund["forfald"]}
    yield "fritagelse", "", days("uden fritagelse")
    yield "pauser", "", days("uden pauser") | days("kalender")
    for unit in same_time(told.periode) if told.periode else ():
        yield "periode", str(unit), days(f"{unit} {nr}", nr=1) | days(f"{unit} {nr} uden pauser", nr=1)
    yield "anker", "tilmeldingsdato", days("tilmeldingsdato")


def _since(told: Explanation, day: date) -> tuple[str, str] | None:
    """Whether the system counts from the latest interview held."""
    held = [event.dag for event in told.haendelser if event.dag is not None and event.raekke["status"] == HELD]
    latest = max((each for each in held if each < day), default=None)
    if latest is None:
        return None
    return next(
        (("seneste", f"{time} efter {latest:%d-%m-%Y}") for time in _SINCE if time.after_day(latest) == day), None
    )


def _other_krav(day: date, beside: Sequence[Explanation]) -> tuple[str, str]:
    """Another duty of the forløb that is due on the system's day."""
    same = (
        each
        for each in beside
        if each.krav is not None and day in (each.fund["frist"], each.fund["forfald"]) and each.fund["art"] == "lov"
    )
    return next((("krav", f"{each.regel[1].titel}, nr. {each.fund['nr']}") for each in same), ("", ""))
