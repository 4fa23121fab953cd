"""The audit of `spec.md` §§ 1-4 in plain Python: the csv module, one citizen at a time, days as whole numbers.

    python benchmarks/audit_plain.py DIR PACK.toml PR OUT.parquet

All forms but `andel`, the clocks `kalender` and `ledighed`; every table must be there. Not day by day and not slowed
down on purpose: what a careful programmer writes without a data frame. pyarrow only writes the result.
"""

from __future__ import annotations

import csv
import sys
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from common import FUND_COLUMNS, HORIZON_DAYS, NOT_BEGUN, Period, load_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOREVER = date.max.toordinal()
EPOCH = date(1970, 1, 1).toordinal()
DATE_FUNDS = ("aabner", "forfald", "frist", "moedt")


class Interview(NamedTuple):
    """A row of `samtaler`."""

    day: int
    type: str
    status: str
    form: str
    held_by: str


class Offer(NamedTuple):
    """A row of `tilbud`; `end` and `planned_end` are None where open."""

    day: int
    type: str
    status: str
    given: int | None
    end: int | None
    planned_end: int | None


class Obligation(NamedTuple):
    """One duty before its verdict; `forfald` is nominal, `after` the last day that is too early to meet it."""

    nr: int
    opens: int
    forfald: int
    met: int | None
    after: int


@dataclass(slots=True)
class Case:
    """One forløb with all that happened in it; `end` is FOREVER while it runs at the reference day."""

    id: str
    target_group: str
    dates: dict[str, int | None]
    end: int
    interviews: list[Interview] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    pauses: list[tuple[int, int]] = field(default_factory=list)
    exemptions: list[tuple[int, int]] = field(default_factory=list)


@cache
def parse_day(text: str) -> int | None:
    """The day's ordinal, None for an empty cell."""
    return date.fromisoformat(text).toordinal() if text else None


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The named columns of each row, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        places = [header.index(name) for name in columns]
        for row in reader:
            yield [row[place] for place in places]


def read_cases(folder: Path, pack: dict, pr: int) -> list[Case]:
    """Every forløb with its events; the pauses and exemptions are those that the pack names."""
    cases = read_forloeb(folder, pack, pr)
    columns = ("forloeb_id", "dato", "samtaletype", "status", "samtaleform", "afholdt_af")
    for case_id, day, *rest in read_rows(folder / "samtaler.csv", columns):
        cases[case_id].interviews.append(Interview(parse_day(day), *rest))
    columns = ("forloeb_id", "tilbudstype", "status", "startdato", "afgivet", "slutdato", "planlagt_slutdato")
    for case_id, kind, status, start, given, end, planned in read_rows(folder / "tilbud.csv", columns):
        closed = parse_day(end)
        closed = None if closed is None or closed > pr else closed
        offer = Offer(parse_day(start), kind, status, parse_day(given), closed, parse_day(planned))
        cases[case_id].offers.append(offer)
    read_absences(folder, cases, pack, pr)
    return list(cases.values())


def read_forloeb(folder: Path, pack: dict, pr: int) -> dict[str, Case]:
    """The forløb by id, as yet without events; an end after `pr` is open."""
    names = {"startdato", "foedselsdato"}
    names |= {krav[key] for krav in pack["krav"] for key in ("anker", "foer") if key in krav}
    columns = tuple(sorted(names))
    cases = {}
    for case_id, group, end, *texts in read_rows(
        folder / "forloeb.csv", ("forloeb_id", "maalgruppe", "slutdato", *columns)
    ):
        dates = dict(zip(columns, map(parse_day, texts), strict=True))
        ended = parse_day(end)
        cases[case_id] = Case(case_id, group, dates, FOREVER if ended is None or ended > pr else ended)
    return cases


def read_absences(folder: Path, cases: dict[str, Case], pack: dict, pr: int) -> None:
    """Give each case its pauses, merged and ending by `pr`, and its exemptions, FOREVER while open."""
    pausing, exempting = set(pack["fravaer"].get("pauser", ())), set(pack["fravaer"].get("fritager", ()))
    columns = ("forloeb_id", "fravaerstype", "startdato", "slutdato")
    for case_id, kind, start_text, end_text in read_rows(folder / "fravaer.csv", columns):
        start, end = parse_day(start_text), parse_day(end_text)
        if start > pr:
            continue
        is_open = end is None or end > pr
        if kind in pausing:
            cases[case_id].pauses.append((start, pr if is_open else end))
        if kind in exempting:
            cases[case_id].exemptions.append((start, FOREVER if is_open else end))
    for case in cases.values():
        case.pauses = merge(case.pauses)


def merge(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same days as disjoint intervals in order, both ends included."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


@cache
def add(day: int, period: Period, times: int = 1) -> int:
    """`day` plus `times` periods on the calendar; months clip to the month's last day."""
    if not period.months:
        return day + period.days * times
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + period.months * times, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


def due_day(anchor: int, nominal: int, pauses: list[tuple[int, int]]) -> int:
    """The smallest day with `nominal` − `anchor` unpaused days between `anchor` (included) and itself (not)."""
    due = nominal
    for start, end in pauses:
        first = max(start, anchor)
        if first >= due:
            break
        if end >= anchor:
            due += end - first + 1
    return due


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns an anchor and a period into a due day for one case."""

    pauses: list[tuple[int, int]]

    def due(self, anchor: int, period: Period, times: int = 1) -> int:
        """The due day `times` periods after `anchor`."""
        return due_day(anchor, add(anchor, period, times), self.pauses)


def held_interviews(case: Case, rule: dict, status: str = "afholdt") -> Iterator[int]:
    """Days of the interviews with `status` that pass the filters of a krav or an `udloeser`."""
    types, forms, holders = (rule.get(key) for key in ("typer", "former", "afholdt_af"))
    for row in case.interviews:
        if (
            row.status == status
            and (types is None or row.type in types)
            and (forms is None or row.form in forms)
            and (holders is None or row.held_by in holders)
        ):
            yield row.day


def begun_offers(case: Case, rule: dict, pr: int) -> Iterator[Offer]:
    """Offers that have begun, count by type and last long enough."""
    types, shortest = rule.get("typer"), rule.get("min_varighed", Period(0, 0)).days
    for offer in case.offers:
        if offer.day > pr or offer.status in NOT_BEGUN or (types is not None and offer.type not in types):
            continue
        end = offer.planned_end if offer.end is None else offer.end
        if end is None or end - offer.day + 1 >= shortest:
            yield offer


def qualifying_days(case: Case, krav: dict, anchor: int, pr: int) -> list[int]:
    """The distinct days of qualifying events from the anchor to the forløb's end, in order."""
    interviews = krav["haendelse"] == "samtale"
    days = held_interviews(case, krav) if interviews else (offer.day for offer in begun_offers(case, krav, pr))
    last = min(case.end, pr)
    return sorted({day for day in days if anchor <= day <= last})


def trigger_days(case: Case, trigger: dict, pr: int) -> list[int]:
    """The distinct days of the events that set an `efter` krav going, in order."""
    if trigger["haendelse"] == "samtale":
        days = held_interviews(case, trigger, trigger.get("status", "afholdt"))
    else:
        days = offer_triggers(case, trigger, pr)
    first, last = case.dates["startdato"], min(case.end, pr)
    return sorted({day for day in days if first <= day <= last})


def offer_triggers(case: Case, trigger: dict, pr: int) -> Iterator[int]:
    """Starts or known ends of offers; the default is offers that have begun."""
    by_end = trigger.get("dato", "startdato") == "slutdato"
    status, types = trigger.get("status"), trigger.get("typer")
    for offer in case.offers:
        right_status = offer.status not in NOT_BEGUN if status is None else offer.status == status
        day = offer.end if by_end else offer.day
        if right_status and day is not None and offer.day <= pr and (types is None or offer.type in types):
            yield day


def first_after(days: list[int], after: int) -> int | None:
    """The first of `days` later than `after`."""
    return next((day for day in days if day > after), None)


@dataclass(frozen=True, slots=True)
class Task:
    """One krav of one case: the anchor, the qualifying days, the clock and the reference day."""

    case: Case
    krav: dict
    anchor: int
    days: list[int]
    clock: Clock
    pr: int


def make_senest(task: Task) -> Iterator[Obligation]:
    """One, met by the `antal`-th event."""
    number = task.krav.get("antal", 1)
    met = task.days[number - 1] if len(task.days) >= number else None
    yield Obligation(1, task.anchor, task.clock.due(task.anchor, task.krav["senest"]), met, task.anchor - 1)


def make_raekke(task: Task) -> Iterator[Obligation]:
    """Numbers 1..n, number k met by the k-th event."""
    opens = task.anchor
    for nr in numbers(task.krav, task.anchor):
        due = task.clock.due(task.anchor, task.krav["hver"], nr)
        yield Obligation(nr, opens, due, task.days[nr - 1] if nr <= len(task.days) else None, task.anchor - 1)
        opens = due


def make_interval(task: Task) -> Iterator[Obligation]:
    """Numbers 1..n, number k met by the first event after window k−1."""
    opens, after = task.anchor, task.anchor - 1
    for nr in numbers(task.krav, task.anchor):
        due = task.clock.due(task.anchor, task.krav["hver"], nr)
        yield Obligation(nr, opens, due, first_after(task.days, after), after)
        opens = after = due


def numbers(krav: dict, anchor: int) -> Iterator[int]:
    """1, 2, … as long as the calendar day of the number is no later than that of `indtil`; endless without it."""
    until = add(anchor, krav["indtil"]) if "indtil" in krav else FOREVER
    for nr in count(1):
        if add(anchor, krav["hver"], nr) > until:
            return
        yield nr


def make_mellemrum(task: Task) -> Iterator[Obligation]:
    """From the mark on, one after each event, until one is unmet."""
    opens: int | None = task.clock.due(task.anchor, task.krav["fra"]) if "fra" in task.krav else task.anchor
    for nr in count(1):
        if opens is None:
            return
        met = first_after(task.days, opens)
        yield Obligation(nr, opens, task.clock.due(opens, task.krav["hver"]), met, opens)
        opens = met


def make_vindue(task: Task) -> Iterator[Obligation]:
    """One, met by the first event on or after the day it opens."""
    opens = task.clock.due(task.anchor, task.krav["tidligst"])
    yield Obligation(
        1, opens, task.clock.due(task.anchor, task.krav["senest"]), first_after(task.days, opens - 1), opens - 1
    )


def make_efter(task: Task) -> Iterator[Obligation]:
    """One for each trigger, met by the first event after it."""
    for nr, day in enumerate(trigger_days(task.case, task.krav["udloeser"], task.pr), start=1):
        yield Obligation(nr, day, task.clock.due(day, task.krav["senest"]), first_after(task.days, day), day)


def make_varsel(task: Task) -> Iterator[Obligation]:
    """One, due `varsel` before the date `foer`; none without that date."""
    before = task.case.dates[task.krav["foer"]]
    if before is not None:
        yield Obligation(
            1, task.anchor, add(before, task.krav["varsel"], -1), task.days[0] if task.days else None, task.anchor - 1
        )


FORMS = {
    "senest": make_senest, "raekke": make_raekke, "interval": make_interval, "mellemrum": make_mellemrum,
    "vindue": make_vindue, "efter": make_efter, "varsel": make_varsel,
}  # fmt: skip


def age_on(born: int, day: int) -> int:
    """Completed years."""
    birth, now = date.fromordinal(born), date.fromordinal(day)
    return now.year - birth.year - ((now.month, now.day) < (birth.month, birth.day))


def choose_band(krav: dict, case: Case, anchor: int, clock: Clock) -> dict | None:
    """The age band that holds the citizen, None if there is none."""
    if "alder" not in krav:
        return krav["bands"][0]
    for band in krav["bands"]:
        judged = case.dates["startdato"]
        if krav["alder_ved"] == "frist":
            judged = clock.due(anchor, band["senest"])
        if band["age_from"] <= age_on(case.dates["foedselsdato"], judged) < band["age_under"]:
            return band
    return None


def move_exempt(forfald: int, case: Case, krav: dict) -> tuple[int, bool]:
    """The due day after every exemption that moves it, and whether it is exempt there."""
    moves = krav.get("fritagelse_flytter")
    while True:
        ends = [end for start, end in case.exemptions if start <= forfald <= end]
        if not ends:
            return forfald, False
        if moves is None or max(ends) == FOREVER:
            return forfald, True
        forfald = add(max(ends), moves)


def subsidy_day(case: Case, krav: dict, forfald: int, after: int, pr: int) -> int | None:
    """The earliest wage subsidy given by `forfald` and begun at most `loentilskud_efterfrist` after it."""
    latest = min(add(forfald, krav["loentilskud_efterfrist"]), case.end)
    return min(
        (
            offer.day
            for offer in begun_offers(case, krav, pr)
            if offer.type == "loentilskud"
            and offer.given is not None
            and offer.given <= forfald
            and after < offer.day <= latest
        ),
        default=None,
    )


def decide(obligation: Obligation, case: Case, krav: dict, pack: dict, pr: int) -> tuple:
    """The fund: the verdict on one obligation (`spec.md` § 4)."""
    nr, opens, forfald, met, after = obligation
    forfald, exempt = move_exempt(forfald, case, krav)
    exempt = exempt or any(first <= forfald <= last for first, last in pack["suspended"])
    graceless = "henstand" not in krav or nr in krav.get("henstand_undtaget", ())
    frist = forfald if graceless else add(forfald, krav["henstand"])
    in_time = met is not None and met <= frist
    if not in_time and "loentilskud_efterfrist" in krav:
        subsidy = subsidy_day(case, krav, forfald, after, pr)
        met, in_time = (met, False) if subsidy is None else (subsidy, True)
    status = verdict(met, in_time=in_time, ended=case.end < frist, exempt=exempt, passed=frist < pr)
    return case.id, krav["id"], nr, opens, forfald, frist, met, status, (pr if met is None else met) - frist


def verdict(met: int | None, *, in_time: bool, ended: bool, exempt: bool, passed: bool) -> str:
    """The first status that holds."""
    if in_time:
        return "rettidig"
    if ended:
        return "bortfaldet"
    if exempt:
        return "undtaget"
    if met is not None:
        return "for_sent"
    return "mangler" if passed else "kommende"


def audit_krav(case: Case, krav: dict, pack: dict, pr: int) -> Iterator[tuple]:
    """The funds of one krav for one case."""
    if krav["form"] == "varsel" and case.dates[krav["foer"]] is None:
        return
    anchor = case.dates[krav["anker"]]
    if anchor is None or ("alder" in krav and case.dates["foedselsdato"] is None):
        yield undecidable(case, krav["id"])
        return
    clock = Clock(case.pauses if krav["ur"] == "ledighed" else [])
    band = choose_band(krav, case, anchor, clock)
    if band is None:
        return
    task = Task(case, band, anchor, qualifying_days(case, band, anchor, pr), clock, pr)
    for obligation in FORMS[krav["form"]](task):
        if obligation.opens > case.end or obligation.forfald > pr + HORIZON_DAYS:
            return
        yield decide(obligation, case, band, pack, pr)


def undecidable(case: Case, krav: str) -> tuple:
    """The fund of a case that lacks a date the krav needs."""
    return case.id, krav, 1, None, None, None, None, "kan_ikke_afgoeres", None


def audit(cases: list[Case], pack: dict, pr: int) -> Iterator[tuple]:
    """The funds of every case that the pack covers."""
    groups = pack.get("maalgruppe")
    first = pack["gaelder_fra"].toordinal() if "gaelder_fra" in pack else 0
    last = pack["gaelder_til"].toordinal() if "gaelder_til" in pack else FOREVER
    pack = pack | {"suspended": [(row["fra"].toordinal(), row["til"].toordinal()) for row in pack["suspension"]]}
    for case in cases:
        start = case.dates["startdato"]
        if start is None or not case.target_group:
            yield undecidable(case, "")
        elif first <= start <= last and (groups is None or case.target_group in groups):
            for krav in pack["krav"]:
                yield from audit_krav(case, krav, pack, pr)


def write_funds(funds: list[tuple], path: Path) -> None:
    """Write the funds as Parquet, dates as dates."""
    columns = {}
    for place, name in enumerate(FUND_COLUMNS):
        values = [fund[place] for fund in funds]
        columns[name] = as_dates(values) if name in DATE_FUNDS else values
    pq.write_table(pa.table(columns), path)


def as_dates(days: list[int | None]) -> pa.Array:
    """Ordinals as Arrow dates, which count from 1970."""
    return pc.subtract(pa.array(days, pa.int32()), pa.scalar(EPOCH, pa.int32())).cast(pa.date32())


def main() -> None:
    """Audit the export named on the command line and print the number of funds."""
    folder, pack_path, pr_text, out = sys.argv[1:]
    pr = parse_day(pr_text)
    pack = load_pack(Path(pack_path))
    cases = read_cases(Path(folder), pack, pr)
    funds = list(audit(cases, pack, pr))
    write_funds(funds, Path(out))
    print(f"funds: {len(funds)}")


if __name__ == "__main__":
    main()
