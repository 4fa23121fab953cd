"""Write the sample exports: one invented Køge in two case systems (2018), and one later jobcentre (2026).

Lives come first: persons, cases and events are simulated as plain records, with the codes of `rettid.tables`. Then they
are seen as the case system saw them on the day of extraction, some faults of real exports are planted, and the same
records are written in the words and layout of each system. Same seed, same bytes.

    python sample_data/make_samples.py [FOLDER]
"""

from __future__ import annotations

import csv
import sys
import uuid
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import xlsxwriter
from dateutil.easter import easter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

HERE = Path(__file__).parent
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NEVER = date.max
"""An open end, a day not known: the systems leave the cell empty."""

JOBCENTRE, FUND, PROVIDER = "jobcenter", "a_kasse", "anden_aktoer"

# --------------------------------------------------------------------------------------------- records


@dataclass(frozen=True, slots=True)
class Person:
    """A citizen who does not exist; `cpr` is a day + 60 number of ten digits."""

    cpr: str
    name: str
    birth: date
    fund: str


@dataclass(slots=True)
class Meeting:
    """An interview: booked on one day, set for another, registered on a third."""

    day: date
    kind: str
    status: str
    form: str
    held_by: str
    fund_joined: bool | None
    booked: date
    registered: date
    caseworker: str


@dataclass(slots=True)
class Offer:
    """An offer, with its planned and its real last day."""

    kind: str
    status: str
    given: date
    start: date
    end: date
    planned_end: date
    hours: float
    registered: date


@dataclass(slots=True)
class Absence:
    """An absence or exemption (`art`), both days included."""

    art: str
    kind: str
    start: date
    end: date
    registered: date


@dataclass(slots=True)
class Duty:
    """A caseworker's responsibility for a case."""

    caseworker: str
    team: str
    start: date
    end: date


@dataclass(slots=True)
class Case:
    """One citizen's unbroken period on dagpenge, with all that happened in it."""

    number: int
    person: Person
    start: date
    signed_up: date
    end: date
    interview_due: date = NEVER
    offer_due: date = NEVER
    team: str = ""
    caseworker: str = ""
    meetings: list[Meeting] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Worker:
    """A caseworker: from when to when, and how many days late he or she tends to be."""

    name: str
    team: str
    joined: date = date.min
    left: date = NEVER
    slack: float = 3.0


@dataclass(frozen=True, slots=True)
class Office:
    """A jobcentre: how many cases, in which years, and by which law it works."""

    seed: int
    size: int
    first: date
    extracted: date
    staff: tuple[Worker, ...]
    youth_team: str
    main_team: str
    former_team: tuple[str, date]
    """The youth team's name until the day it moved."""
    offer_days: Callable[[int], int]
    course: Callable[[Life], None]
    offer_kinds: Mapping[str, float]
    better_from: date


# -------------------------------------------------------------------------------------------- calendar


@cache
def holidays(year: int) -> frozenset[date]:
    """Danish days off besides weekends (store bededag until 2023)."""
    moving = (-3, -2, 1, 39, 50) if year >= 2024 else (-3, -2, 1, 26, 39, 50)
    fixed = ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31))
    return frozenset({easter(year) + timedelta(n) for n in moving} | {date(year, m, d) for m, d in fixed})


def workday(day: date) -> date:
    """The first day at work on or after `day`."""
    while day.weekday() >= 5 or day in holidays(day.year):
        day += timedelta(1)
    return day


def age_on(birth: date, day: date) -> int:
    """Completed years on `day`."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


class Clock:
    """Accumulated unemployment: the days from the start that no pause covers."""

    def __init__(self, start: date, end: date, pauses: Sequence[Absence]) -> None:
        days = (start + timedelta(n) for n in range((end - start).days + 120))
        self.days = [day for day in days if not any(p.start <= day <= p.end for p in pauses)]

    def day(self, count: float) -> date:
        """The day on which `count` days of unemployment have passed."""
        return self.days[max(0, min(round(count), len(self.days) - 1))]

    def count(self, day: date) -> int:
        """Days of unemployment before `day`."""
        return bisect_left(self.days, day)


# --------------------------------------------------------------------------------------------- persons


def names(text: str) -> list[str]:
    """The names in a text."""
    return text.split()


WOMEN = names(
    "Anne Mette Kirsten Hanne Anna Helle Susanne Lene Maria Marianne Lone Camilla Pia Louise Charlotte Bente Tina "
    "Inge Karen Ida Emma Sofie Freja Laura Mathilde Cecilie Julie Amalie Line Fatima Zeynep Agnieszka Oksana"
)
MEN = names(
    "Peter Michael Lars Jens Thomas Henrik Søren Christian Martin Jan Morten Jesper Anders Niels Mads Rasmus Per Hans "
    "Kasper Jonas Frederik Emil Mikkel Oliver Magnus Bjørn Åge Jørgen Steen Ole Mohammed Ali Piotr Mehmet"
)
LAST = names(
    "Nielsen Jensen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen Madsen "
    "Olsen Thomsen Christiansen Poulsen Johansen Møller Mortensen Knudsen Lund Holm Schmidt Østergaard Bæk Kjær Skov "
    "Dahl Winther Friis Ågaard Yilmaz Kowalska Hussain"
)
FUNDS = {
    "3F": 23,
    "HK": 17,
    "Akademikernes": 14,
    "Din Faglige A-kasse": 11,
    "FTFa": 8,
    "Metal": 8,
    "Krifa": 11,
    "ASE": 8,
}


def pick(rng: Random, weights: Mapping[str, float]) -> str:
    """One key, drawn by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def birth_date(rng: Random, start: date) -> date:
    """A birth date that makes the person 18-64 at the start; some turn 30 or 50 during the first half year."""
    if rng.random() < 0.06:
        turning, party = rng.choice((30, 50)), start + timedelta(rng.randint(20, 150))
        return date(party.year - turning, party.month, min(party.day, 28))
    band = rng.choices(((18, 24), (25, 29), (30, 39), (40, 49), (50, 59), (60, 64)), (11, 20, 23, 19, 19, 8))[0]
    return start - timedelta(round(rng.uniform(band[0], band[1] + 0.99) * 365.25))


def cpr_number(rng: Random, birth: date, taken: set[str], *, woman: bool) -> str:
    """A replacement number (day + 60) no one was born with; the seventh digit says the century (0-3, 4-9 from 2000)."""
    while True:
        century = rng.choice("0123") if birth.year < 2000 else rng.choice("456789")
        serial = f"{century}{rng.randrange(100):02}{rng.choice('02468' if woman else '13579')}"
        cpr = f"{birth.day + 60:02}{birth:%m%y}{serial}"
        if cpr not in taken:
            taken.add(cpr)
            return cpr


def make_person(rng: Random, start: date, taken: set[str]) -> Person:
    """A citizen with a name, an a-kasse and a number of no living person."""
    woman = rng.random() < 0.52
    birth = birth_date(rng, start)
    name = f"{rng.choice(WOMEN if woman else MEN)} {rng.choice(LAST)}"
    return Person(cpr_number(rng, birth, taken, woman=woman), name, birth, pick(rng, FUNDS))


# ----------------------------------------------------------------------------------------------- cases

SEASON = (1.35, 1.0, 0.95, 0.9, 0.85, 0.95, 1.35, 1.2, 1.05, 1.0, 1.05, 0.85)
"""Inflow by month: new year, and graduates in July and August."""


def start_days(rng: Random, office: Office, count: int) -> list[date]:
    """First days of unemployment, a third of them on the first of a month."""
    span = (office.extracted - office.first).days - 7
    days: list[date] = []
    while len(days) < count:
        day = office.first + timedelta(rng.randrange(span))
        if rng.random() * 1.35 < SEASON[day.month - 1]:
            days.append(day.replace(day=1) if rng.random() < 0.33 else workday(day))
    return sorted(day for day in days)


def duration(rng: Random) -> int:
    """Days on dagpenge: two thirds are gone within six months, a few stay for two years."""
    return max(9, min(round(rng.lognormvariate(4.72, 1.02)), 730))


def open_case(rng: Random, number: int, person: Person, start: date) -> Case:
    """A case with its first and last day."""
    signed_up = start + timedelta(rng.choices((0, -1, -3, 2, 5), (82, 6, 3, 6, 3))[0])
    return Case(number, person, start, signed_up, start + timedelta(duration(rng)))


def make_cases(rng: Random, office: Office) -> list[Case]:
    """All cases, by start; about one in thirty is a citizen who came back after at least two months away."""
    taken: set[str] = set()
    back = office.size // 30
    cases = [
        open_case(rng, number, make_person(rng, start, taken), start)
        for number, start in enumerate(start_days(rng, office, office.size - back), 1)
    ]
    gone = [case for case in cases if case.end + timedelta(160) < office.extracted]
    for case in rng.sample(gone, back):
        again = workday(case.end + timedelta(rng.randint(65, 150)))
        cases.append(open_case(rng, len(cases) + 1, case.person, again))
    return cases


# -------------------------------------------------------------------------------------------- absences

COUNTING = ("jobsamtale", "faelles_jobsamtale")
PAUSING = ("arbejde", "barsel", "ferie_uden_ydelse")
"""What makes accumulated unemployment stand still here."""


def spell(rng: Random, case: Case, kind: str, length: int, *, art: str = "fravaer") -> Absence:
    """An absence somewhere inside the case; registered soon, or (one in twelve) long after."""
    room = max(1, (case.end - case.start).days - 12)
    start = case.start + timedelta(rng.randint(8, 8 + room))
    end = min(start + timedelta(length - 1), case.end)
    late = rng.randint(20, 60) if rng.random() < 0.08 else rng.randint(0, 8)
    return Absence(art, kind, start, end, start + timedelta(late))


def exemption(rng: Random, case: Case) -> Absence:
    """Reduced effort in the weeks before a job that the citizen already has."""
    length = rng.randint(21, 42)
    start = max(case.start, case.end - timedelta(length))
    return Absence("fritagelse", "mindre_intensiv_indsats", start, case.end, start + timedelta(rng.randint(0, 5)))


def make_absences(rng: Random, case: Case) -> list[Absence]:
    """Temp jobs, illness, holidays, leave and exemptions; longer cases have more."""
    days = (case.end - case.start).days
    if days < 30:
        return []
    often = min(1.0, days / 200)
    found = [spell(rng, case, "arbejde", rng.randint(3, 40)) for _ in range(3) if rng.random() < 0.22 * often]
    found += [spell(rng, case, "sygdom", rng.randint(2, 25)) for _ in range(2) if rng.random() < 0.2 * often]
    if rng.random() < 0.2 * often:
        found.append(spell(rng, case, "ferie_uden_ydelse", rng.choice((7, 7, 14, 21))))
    if rng.random() < 0.03:
        found.append(spell(rng, case, "barsel", 14, art="fritagelse"))
    if rng.random() < 0.04:
        found.append(spell(rng, case, "mindre_intensiv_indsats", rng.randint(28, 42), art="fritagelse"))
    elif rng.random() < 0.09:
        found.append(exemption(rng, case))
    return sorted(found, key=lambda absence: absence.start)


# ---------------------------------------------------------------------------------------------- duties


def team_name(office: Office, team: str, day: date) -> str:
    """The team's name on the day: the youth team had another one until it moved."""
    former, moved = office.former_team
    return former if team == office.youth_team and day < moved else team


def on_duty(office: Office, team: str, day: date) -> list[Worker]:
    """The team's caseworkers on the day."""
    return [w for w in office.staff if w.team == team and w.joined <= day <= w.left]


def make_duties(rng: Random, office: Office, case: Case) -> list[Duty]:
    """Who was responsible from when to when: caseworkers leave, hand over, and the youth team moves."""
    team = office.youth_team if age_on(case.person.birth, case.start) < 30 else office.main_team
    moved, day, duties = office.former_team[1], case.start, []
    worker = rng.choice(on_duty(office, team, day))
    while day <= case.end:
        last = min(worker.left, case.end)
        if rng.random() < 0.12:
            last = min(last, day + timedelta(rng.randint(40, 160)))
        if team == office.youth_team and day < moved <= last:
            duties.append(Duty(worker.name, team_name(office, team, day), day, moved - timedelta(1)))
            day = moved
        duties.append(Duty(worker.name, team_name(office, team, day), day, last))
        day = last + timedelta(rng.choice((1, 1, 1, 9)))
        worker = rng.choice([w for w in on_duty(office, team, day) if w.name != worker.name])
    return duties


# ------------------------------------------------------------------------------------------ interviews


@dataclass(slots=True)
class Life:
    """A case under way: what the simulation of its events needs."""

    rng: Random
    office: Office
    case: Case
    clock: Clock
    age: int

    def over(self, count: float) -> bool:
        """Whether that many days of unemployment lie beyond the end of the case."""
        return self.clock.day(count) > self.case.end + timedelta(10)

    def worker(self, day: date) -> Worker | None:
        """Who is responsible on the day."""
        name = next((d.caseworker for d in self.case.duties if d.start <= day <= d.end), None)
        return next((w for w in self.office.staff if w.name == name), None)

    def delay(self, count: float) -> float:
        """Days lost to a busy caseworker, the holidays in July, or a case forgotten for a month."""
        day = self.clock.day(count)
        worker = self.worker(day)
        slack = worker.slack if worker else 9.0
        lost = self.rng.expovariate(1.2 / slack) + (self.rng.uniform(0, 14) if day.month == 7 else 0)
        return lost + (28 if self.rng.random() < 0.03 else 0)


def registered_on(rng: Random, day: date) -> date:
    """When an interview was registered: at once, weeks later, or never."""
    lag = rng.choices((rng.randint(0, 4), rng.randint(5, 13), rng.randint(14, 40), None), (85, 5, 9, 1))[0]
    return NEVER if lag is None else day + timedelta(lag)


def meeting(life: Life, day: date, kind: str, held_by: str, booked: date) -> Meeting:
    """One booking and what came of it."""
    rng = life.rng
    status = pick(rng, {"afholdt": 86, "udeblevet": 8, "aflyst": 6})
    form = pick(rng, {"personligt": 80, "telefonisk": 14, "video": 6})
    came = kind == "faelles_jobsamtale" and rng.random() < 0.74
    joined = came if status == "afholdt" and held_by != FUND else None
    registered = registered_on(rng, day) if status == "afholdt" else day + timedelta(rng.randint(0, 2))
    worker = None if held_by == FUND else life.worker(day)
    return Meeting(day, kind, status, form, held_by, joined, booked, registered, worker.name if worker else "")


def hold(life: Life, count: float, kind: str, held_by: str = JOBCENTRE) -> int:
    """Book an interview and book it again until it is held: the unemployed days by then."""
    day = workday(life.clock.day(count))
    booked = day - timedelta(life.rng.randint(8, 30))
    for _ in range(4):
        life.case.meetings.append(latest := meeting(life, day, kind, held_by, booked))
        if latest.status == "afholdt":
            break
        booked, day = day, workday(day + timedelta(life.rng.randint(5, 14)))
    return life.clock.count(day)


def fund_interviews(life: Life, *, cv_day: int | None) -> None:
    """CV and availability interviews in the a-kasse: not jobsamtaler."""
    rng = life.rng
    plan = [(rng.gauss(84, 7), "raadighedssamtale"), (rng.gauss(172, 7), "raadighedssamtale")]
    plan += [] if cv_day is None else [(cv_day, "cv_samtale")]
    for count, kind in plan:
        if not life.over(count):
            hold(life, count, kind, FUND)


def joint_or_not(life: Life, *, joint: bool) -> str:
    """A joint interview; now and then registered as an ordinary one."""
    return "faelles_jobsamtale" if joint and life.rng.random() < 0.94 else "jobsamtale"


def course_2015(life: Life) -> None:
    """2015-2019: an interview a month for six months, two of them with the a-kasse, then one every three months."""
    rng = life.rng
    fund_interviews(life, cv_day=rng.randint(4, 14))
    if rng.random() < 0.7:
        hold(life, rng.randint(6, 14), "informationsmoede")
    joint = (rng.choices((1, 2), (88, 12))[0], rng.choices((4, 5, 6), (5, 70, 25))[0])
    count = max(9.0, rng.gauss(21, 4))
    for number in range(1, 7):
        count += life.delay(count)
        if life.over(count):
            return
        count = hold(life, count, joint_or_not(life, joint=number in joint), pick(rng, {JOBCENTRE: 97, PROVIDER: 3}))
        count += rng.gauss(26, 3)
    follow_up(life, count + 45, pace=80)


def follow_up(life: Life, count: float, pace: int) -> None:
    """After six months: an interview now and then, and the joint one before 16 months of unemployment."""
    joint = False
    while not life.over(count):
        due = not joint and count > 440
        held = hold(life, count, joint_or_not(life, joint=due))
        joint = joint or due
        count = held + life.rng.gauss(pace, pace / 7)
        if not joint and held < 440 < count:
            count = life.rng.gauss(465, 15)


def course_2024(life: Life) -> None:
    """2024-: three interviews in the a-kasse, then three in the jobcentre (from July 2026 two and two)."""
    rng = life.rng
    wanted = 3 if life.case.start < date(2026, 7, 1) else 2
    first = max(2, round(rng.gauss(8.5, 3)))
    fund_interviews(life, cv_day=first if rng.random() < 0.6 else None)
    for count in (first, rng.gauss(36, 6), rng.gauss(69, 7))[:wanted]:
        if not life.over(count) and rng.random() < 0.97:
            hold(life, count, "jobsamtale", FUND)
    count = max(91.0, rng.gauss(99, 5))
    for number in range(wanted):
        count += life.delay(count)
        if life.over(count):
            return
        count = hold(life, count, "jobsamtale")
        life.case.meetings[-1].fund_joined = number == 0 and rng.random() < 0.45
        count += rng.gauss(25, 3)
    follow_up(life, count + 30, pace=62)


def drop_later(case: Case) -> None:
    """Bookings after the end of the case: the first is cancelled, the others were never made."""
    later = sorted((m for m in case.meetings if m.day > case.end), key=lambda m: m.day)
    kept = [m for m in later[:1] if m.booked <= case.end]
    for booking in kept:
        booking.status, booking.registered = "aflyst", case.end
    case.meetings = [m for m in case.meetings if m.day <= case.end] + kept


# ---------------------------------------------------------------------------------------------- offers

LENGTHS = {
    "vejledning_opkvalificering": (14, 28, 28, 42),
    "oevrig_vejledning_opkvalificering": (14, 28, 42),
    "virksomhedspraktik_privat": (14, 28, 28),
    "virksomhedspraktik_offentlig": (28, 28),
    "loentilskud_privat": (91, 182),
    "loentilskud_offentlig": (122, 182),
    "nytteindsats": (28, 91),
    "jobrettet_uddannelse": (14, 42),
    "mentor": (91, 182),
}
"""Days an offer is planned to last."""


def offer(life: Life, count: float, kind: str, *, given: date | None = None, days: int | None = None) -> Offer:
    """An offer that starts after that many days of unemployment."""
    rng = life.rng
    start = workday(life.clock.day(count))
    planned = start + timedelta((days or rng.choice(LENGTHS[kind])) - 1)
    end = start + timedelta(rng.randint(3, 12)) if rng.random() < 0.03 else planned
    given = given or start - timedelta(rng.randint(4, 21))
    hours = 3.5 if kind == "mentor" else rng.choice((20.0, 25.0, 30.0, 37.0, 37.0, 18.5))
    late = rng.randint(14, 40) if rng.random() < 0.08 else rng.randint(0, 5)
    return Offer(kind, "", given, start, end, planned, hours, start + timedelta(late))


def in_time(life: Life, due: int) -> Iterator[Offer]:
    """An offer that begins before the right and duty falls due."""
    yield offer(life, due - life.rng.uniform(1, min(60, due * 0.6)), pick(life.rng, life.office.offer_kinds))


def too_late(life: Life, due: int) -> Iterator[Offer]:
    """An offer that begins after it."""
    yield offer(life, due + life.rng.uniform(4, 70), pick(life.rng, life.office.offer_kinds))


def subsidy(life: Life, due: int) -> Iterator[Offer]:
    """A wage subsidy given before the due day and begun within three weeks (one in five: a little more) after it."""
    after = life.rng.randint(3, 18) if life.rng.random() < 0.8 else life.rng.randint(23, 30)
    given = life.clock.day(due) - timedelta(life.rng.randint(1, 12))
    yield offer(life, due + after, life.rng.choice(("loentilskud_privat", "loentilskud_offentlig")), given=given)


def too_short(life: Life, due: int) -> Iterator[Offer]:
    """An offer of 5-13 days in time, and perhaps a real one later."""
    count = due - life.rng.uniform(5, 30)
    yield offer(life, count, "vejledning_opkvalificering", days=life.rng.choice((5, 8, 10, 13)))
    if life.rng.random() < 0.6:
        yield from too_late(life, due)


def annulled(life: Life, due: int) -> Iterator[Offer]:
    """An offer that came to nothing, and perhaps a real one later."""
    lost = offer(life, due - life.rng.uniform(5, 25), pick(life.rng, life.office.offer_kinds))
    lost.status = life.rng.choice(("annulleret", "annulleret", "ikke_paabegyndt"))
    yield lost
    if life.rng.random() < 0.6:
        yield from too_late(life, due)


def nothing(_life: Life, _due: int) -> Iterator[Offer]:
    """No offer at all."""
    yield from ()


def make_offers(life: Life) -> list[Offer]:
    """First offers around the due day (better after the municipality's new start), and some beside them."""
    rng, due = life.rng, life.office.offer_days(life.age)
    good = 58 if due < 100 else 70
    good += 12 if life.clock.day(due) >= life.office.better_from else 0
    rest = 100 - good
    ways = (in_time, too_late, nothing, subsidy, too_short, annulled)
    way = rng.choices(ways, (good, rest * 0.4, rest * 0.2, 9, rest * 0.18, rest * 0.16))[0]
    found = list(way(life, due))
    for kind, chance in (("oevrig_vejledning_opkvalificering", 0.3), ("mentor", 0.04)):
        if (kind in life.office.offer_kinds or kind == "mentor") and rng.random() < chance:
            found.append(offer(life, rng.uniform(25, 120), kind))
    if rng.random() < 0.2:
        found.append(offer(life, due + rng.uniform(60, 160), pick(rng, life.office.offer_kinds)))
    return [cut_short(each, life.case) for each in found if each.start <= life.case.end]


def cut_short(found: Offer, case: Case) -> Offer:
    """The offer, ended no later than the case."""
    return replace(found, end=min(found.end, case.end))


# ------------------------------------------------------------------------------------------ extraction


def seen_meeting(held: Meeting, today: date) -> Meeting | None:
    """The interview as the system shows it: what is not yet held or registered is a booking, or unknown."""
    if held.booked > today:
        return None
    if held.day > today or held.registered > today:
        return replace(held, status="planlagt", fund_joined=None, registered=held.booked)
    return held


def seen_offer(found: Offer, today: date) -> Offer | None:
    """The offer as the system shows it."""
    if found.given > today or (found.start <= today < found.registered):
        return None
    if found.start > today:
        return replace(found, status=found.status or "planlagt", end=NEVER, registered=found.given)
    if found.status:
        return replace(found, end=NEVER)
    if found.end > today:
        return replace(found, status="igang", end=NEVER)
    return replace(found, status="afbrudt" if found.end != found.planned_end else "gennemfoert")


def seen_absence(absence: Absence, today: date) -> Absence | None:
    """The absence as the system shows it; holidays are known to their end."""
    if absence.registered > today:
        return None
    known = absence.kind == "ferie_uden_ydelse" or absence.end <= today
    return absence if known else replace(absence, end=NEVER)


def seen_duties(case: Case, today: date) -> list[Duty]:
    """Responsibilities so far; today's is open."""
    begun = (duty for duty in case.duties if duty.start <= today)
    return [replace(duty, end=NEVER) if duty.end >= today else duty for duty in begun]


def extract(office: Office, case: Case) -> None:
    """Turn a life into what the system knows on the day of extraction."""
    today = office.extracted
    case.meetings = [shown for m in case.meetings if (shown := seen_meeting(m, today))]
    case.offers = [known for o in case.offers if (known := seen_offer(o, today))]
    case.absences = [told for a in case.absences if (told := seen_absence(a, today))]
    case.duties = seen_duties(case, today)
    case.end = case.end if case.end <= today else NEVER
    last = case.duties[-1]
    case.team = last.team if case.end < NEVER else team_name(office, last.team, today)
    case.caseworker = last.caseworker if case.end < NEVER or last.end == NEVER else ""


def system_deadlines(rng: Random, office: Office, case: Case) -> None:
    """The system's own deadlines: plain calendar arithmetic, missing for some, a little wrong for others."""
    held = held_interviews(case)
    latest = held[-1].day if held else case.start
    step = 28 if (latest - case.start).days < 170 else 91
    wrong = rng.choices((0, -7, 3, 14), (88, 4, 4, 4))[0]
    case.interview_due = NEVER if case.end < NEVER else latest + timedelta(step + wrong)
    days = office.offer_days(age_on(case.person.birth, case.start))
    wrong = rng.choices((0, -1, 7, 28), (88, 4, 4, 4))[0]
    case.offer_due = NEVER if rng.random() < 0.04 else case.start + timedelta(days + wrong)


def live(rng: Random, office: Office, case: Case) -> None:
    """All events of one case, then what the system saw of them."""
    case.absences = make_absences(rng, case)
    case.duties = make_duties(rng, office, case)
    pauses = [absence for absence in case.absences if absence.kind in PAUSING]
    clock = Clock(case.start, case.end, pauses)
    life = Life(rng, office, case, clock, age_on(case.person.birth, case.start))
    office.course(life)
    drop_later(case)
    case.offers = make_offers(life)
    extract(office, case)
    system_deadlines(rng, office, case)


# ---------------------------------------------------------------------------------------------- faults


def held_interviews(case: Case) -> list[Meeting]:
    """The jobsamtaler held so far, oldest first."""
    held = (m for m in case.meetings if m.status == "afholdt" and m.kind in COUNTING)
    return sorted(held, key=lambda m: m.day)


def plant_faults(rng: Random, office: Office, cases: list[Case]) -> None:
    """The faults every real export has, each on a case of its own, of a citizen with no other case."""
    persons = [case.person.cpr for case in cases]
    alone = [case for case in cases if persons.count(case.person.cpr) == 1]
    rng.shuffle(alone)
    faults_in_closed(iter([case for case in alone if case.end < NEVER and len(held_interviews(case)) >= 3]))
    faults_in_open(rng, office.extracted, [case for case in alone if case.end == NEVER])


def faults_in_closed(cases: Iterator[Case]) -> None:
    """No start, two unknown statuses, an unknown type, a row twice, an absence that ends before it starts."""
    next(cases).start = NEVER
    for _ in range(2):
        held_interviews(next(cases))[1].status = "Afventer"
    held_interviews(next(cases))[1].kind = "Tværfagligt netværksmøde"
    twice = next(cases)
    twice.meetings.append(replace(held_interviews(twice)[0]))
    absence = next(case for case in cases if case.absences).absences[0]
    absence.end = absence.start - timedelta(11)


def faults_in_open(rng: Random, today: date, cases: list[Case]) -> None:
    """Two interviews held in the future, five cases of nobody, six without a deadline."""
    booked = [case for case in cases if any(m.day > today for m in case.meetings)][:2]
    for case in booked:
        next(m for m in case.meetings if m.day > today).status = "afholdt"
    others = [case for case in cases if case not in booked]
    for case in others[:5]:
        leave_without_owner(rng, case, today)
    for case in others[5:11]:
        case.interview_due = NEVER


def leave_without_owner(rng: Random, case: Case, today: date) -> None:
    """The responsible caseworker has gone and nobody took over."""
    last = case.duties[-1]
    last.end = max(last.start, today - timedelta(rng.randint(10, 50)))
    case.caseworker = ""


def stray(office: Office, rng: Random) -> Case:
    """A citizen who is not in the list of cases: one interview is all the export has."""
    start = office.first + timedelta(200)
    case = Case(9999, make_person(rng, start, set()), start, start, NEVER)
    day = workday(start + timedelta(30))
    case.meetings = [Meeting(day, "jobsamtale", "afholdt", "personligt", JOBCENTRE, False, day, day, "")]  # noqa: FBT003
    return case


def simulate(office: Office) -> tuple[list[Case], Case]:
    """The cases of an office as of its day of extraction, and the stray one."""
    rng = Random(office.seed)
    cases = make_cases(rng, office)
    for case in cases:
        live(rng, office, case)
    plant_faults(rng, office, cases)
    return cases, stray(office, rng)


# --------------------------------------------------------------------------------------------- offices

KOEGE = Office(
    seed=2018,
    size=400,
    first=date(2017, 1, 2),
    extracted=date(2018, 12, 31),
    staff=(
        Worker("Birgit Falk", "Dagpengeteamet", slack=1.5),
        Worker("Torben Vestergaard", "Dagpengeteamet", slack=5.0),
        Worker("Lise Bruun", "Dagpengeteamet", slack=2.5, left=date(2018, 3, 31)),
        Worker("Claus Enevoldsen", "Dagpengeteamet", slack=3.0),
        Worker("Nadia Karim", "Dagpengeteamet", slack=2.0, joined=date(2018, 5, 1)),
        Worker("Søren Høj", "Ungeteamet", slack=4.0),
        Worker("Mia Bøgelund", "Ungeteamet", slack=2.0, left=date(2017, 11, 30)),
        Worker("Trine Aagaard", "Ungeteamet", slack=3.0),
        Worker("Jakob Riis", "Ungeteamet", slack=1.5, joined=date(2018, 1, 2)),
    ),
    youth_team="Ungeteamet",
    main_team="Dagpengeteamet",
    former_team=("Ungeenheden", date(2018, 7, 1)),
    offer_days=lambda age: 182 if 30 <= age < 50 else 91,
    course=course_2015,
    offer_kinds={
        "vejledning_opkvalificering": 42,
        "virksomhedspraktik_privat": 20,
        "virksomhedspraktik_offentlig": 9,
        "loentilskud_privat": 8,
        "loentilskud_offentlig": 8,
        "nytteindsats": 5,
        "jobrettet_uddannelse": 8,
    },
    better_from=date(2018, 8, 15),
)

MODERN = Office(
    seed=4,
    size=350,
    first=date(2024, 1, 2),
    extracted=date(2026, 10, 31),
    staff=(
        Worker("Anja Damgaard", "Team Dagpenge", slack=2.0),
        Worker("Rune Bisgaard", "Team Dagpenge", slack=4.5),
        Worker("Hülya Demir", "Team Dagpenge", slack=2.0, joined=date(2025, 2, 1)),
        Worker("Kåre Mosegaard", "Team Dagpenge", slack=3.0, left=date(2025, 8, 31)),
        Worker("Signe Ørum", "Team Unge", slack=3.0),
        Worker("Victor Lauge", "Team Unge", slack=2.0, left=date(2026, 4, 30)),
        Worker("Emilie Storm", "Team Unge", slack=2.5, joined=date(2026, 3, 1)),
    ),
    youth_team="Team Unge",
    main_team="Team Dagpenge",
    former_team=("Ungehuset", date(2025, 1, 1)),
    offer_days=lambda _age: 182,
    course=course_2024,
    offer_kinds={
        "vejledning_opkvalificering": 30,
        "oevrig_vejledning_opkvalificering": 10,
        "virksomhedspraktik_privat": 22,
        "virksomhedspraktik_offentlig": 10,
        "loentilskud_privat": 9,
        "loentilskud_offentlig": 8,
        "nytteindsats": 4,
        "jobrettet_uddannelse": 7,
    },
    better_from=date(2026, 1, 1),
)

# ----------------------------------------------------------------------------------------------- words

COMMON = {
    "faelles_jobsamtale": "Fælles jobsamtale",
    "jobsamtale": "Jobsamtale",
    "cv_samtale": "CV-samtale",
    "raadighedssamtale": "Rådighedssamtale",
    "informationsmoede": "Informationsmøde",
    "afholdt": "Gennemført",
    "planlagt": "Planlagt",
    "udeblevet": "Udeblevet",
    "aflyst": "Aflyst",
    "personligt": "Personligt",
    "telefonisk": "Telefonisk",
    "video": "Video",
    JOBCENTRE: "Jobcenter",
    FUND: "A-kasse",
    PROVIDER: "Anden aktør",
    "virksomhedspraktik_privat": "Virksomhedspraktik, privat",
    "virksomhedspraktik_offentlig": "Virksomhedspraktik, offentlig",
    "loentilskud_privat": "Løntilskud, privat",
    "loentilskud_offentlig": "Løntilskud, offentlig",
    "vejledning_opkvalificering": "Vejledning og opkvalificering",
    "oevrig_vejledning_opkvalificering": "Øvrig vejledning og opkvalificering",
    "nytteindsats": "Nytteindsats",
    "jobrettet_uddannelse": "Jobrettet uddannelse",
    "mentor": "Mentor",
    "igang": "Igangværende",
    "gennemfoert": "Gennemført",
    "afbrudt": "Afbrudt",
    "annulleret": "Annulleret",
    "ikke_paabegyndt": "Ikke påbegyndt",
    "fravaer": "Fravær",
    "fritagelse": "Fritagelse",
    "arbejde": "Arbejde",
    "sygdom": "Sygdom",
    "ferie_uden_ydelse": "Ferie uden ydelse",
    "barsel": "Barsel",
    "mindre_intensiv_indsats": "Mindre intensiv indsats",
}
WORKBASE_WORDS = {"afholdt": "Afholdt", "planlagt": "Indkaldt", "jobrettet_uddannelse": "6 ugers jobrettet uddannelse"}

Row = list[object]


def say(code: str) -> str:
    """The word for a code; what is no code is said as it stands."""
    return COMMON.get(code, code)


def say_workbase(code: str) -> str:
    """The word for a code in the older system."""
    return WORKBASE_WORDS.get(code) or say(code)


def yes_no(*, answer: bool | None) -> str:
    """Ja, Nej or nothing."""
    return "" if answer is None else ("Ja" if answer else "Nej")


def danish(day: date) -> str:
    """A date as dd-mm-yyyy, empty for none."""
    return "" if day == NEVER else f"{day:%d-%m-%Y}"


def hyphened(cpr: str) -> str:
    """`DDMMYY-SSSS`."""
    return f"{cpr[:6]}-{cpr[6:]}"


def each_meeting(cases: Iterable[Case]) -> list[tuple[Case, Meeting]]:
    """All interviews, by day."""
    return sorted(((c, m) for c in cases for m in c.meetings), key=lambda pair: (pair[1].day, pair[0].number))


def each_offer(cases: Iterable[Case]) -> list[tuple[Case, Offer]]:
    """All offers, by first day."""
    return sorted(((c, o) for c in cases for o in c.offers), key=lambda pair: (pair[1].start, pair[0].number))


def each_absence(cases: Iterable[Case]) -> list[tuple[Case, Absence]]:
    """All absences and exemptions, by first day."""
    return sorted(((c, a) for c in cases for a in c.absences), key=lambda pair: (pair[1].start, pair[0].number))


def each_duty(cases: Iterable[Case]) -> list[tuple[Case, Duty]]:
    """All responsibilities, case by case."""
    return [(c, d) for c in cases for d in c.duties]


def table(columns: Mapping[str, Callable[..., object]], items: Iterable[tuple[object, ...]]) -> list[Row]:
    """A header and a row per item: each column says how its value is had."""
    return [list(columns), *([value(*item) for value in columns.values()] for item in items)]


# ------------------------------------------------------------------------------------------------ Workbase

WORKBASE_CASES: dict[str, Callable[[Case], object]] = {
    "CPR-nr.": lambda c: hyphened(c.person.cpr),
    "Navn": lambda c: c.person.name,
    "Ydelse": lambda _: "A-dagpenge",
    "Målgruppe": lambda _: "Dagpengemodtager",
    "Ledig fra": lambda c: danish(c.start),
    "Tilmeldt": lambda c: danish(c.signed_up),
    "Afmeldt": lambda c: danish(c.end),
    "A-kasse": lambda c: c.person.fund,
    "Team": lambda c: c.team,
    "Sagsbeh.": lambda c: c.caseworker,
    "Faldfrist": lambda c: danish(c.interview_due),
    "Aktiveringsfrist": lambda c: danish(c.offer_due),
}
WORKBASE_MEETINGS: dict[str, Callable[[Case, Meeting], object]] = {
    "CPR-nr.": lambda c, _: hyphened(c.person.cpr),
    "Samtaletype": lambda _, m: say_workbase(m.kind),
    "Dato": lambda _, m: danish(m.day),
    "Kontaktform": lambda _, m: say_workbase(m.form),
    "Status": lambda _, m: say_workbase(m.status),
    "Afholdt af": lambda _, m: say_workbase(m.held_by),
    "A-kasse deltog": lambda _, m: yes_no(answer=m.fund_joined),
    "Registreret": lambda _, m: danish(m.registered),
    "Sagsbeh.": lambda _, m: m.caseworker,
}
WORKBASE_OFFERS: dict[str, Callable[[Case, Offer], object]] = {
    "CPR-nr.": lambda c, _: hyphened(c.person.cpr),
    "Art": lambda *_: "Tilbud",
    "Type": lambda _, o: say_workbase(o.kind),
    "Status": lambda _, o: say_workbase(o.status),
    "Afgivet": lambda _, o: danish(o.given),
    "Fra": lambda _, o: danish(o.start),
    "Til": lambda _, o: danish(o.end),
    "Planlagt slut": lambda _, o: danish(o.planned_end),
    "Timer pr. uge": lambda _, o: o.hours,
    "Registreret": lambda _, o: danish(o.registered),
}
WORKBASE_ABSENCES: dict[str, Callable[[Case, Absence], object]] = {
    "CPR-nr.": lambda c, _: hyphened(c.person.cpr),
    "Art": lambda _, a: say_workbase(a.art),
    "Type": lambda _, a: say_workbase(a.kind),
    "Status": lambda *_: "",
    "Afgivet": lambda *_: "",
    "Fra": lambda _, a: danish(a.start),
    "Til": lambda _, a: danish(a.end),
    "Planlagt slut": lambda *_: "",
    "Timer pr. uge": lambda *_: "",
    "Registreret": lambda _, a: danish(a.registered),
}


def write_workbase(path: Path, office: Office, cases: list[Case], lost: Case) -> None:
    """A workbook with title rows and dates as text, keyed by CPR alone; the interviews end in a totals row."""
    titles = ("Jobcenter Køge", f"Udtræk pr. {danish(office.extracted)}", "Filter: Ydelse = A-dagpenge, alle team", "")
    meetings = table(WORKBASE_MEETINGS, each_meeting([*cases, lost]))
    absences = table(WORKBASE_ABSENCES, each_absence(cases))
    sheets: dict[str, list[Row]] = {
        "Forløb": table(WORKBASE_CASES, ((case,) for case in cases)),
        "Samtaler": [*meetings, ["I alt", str(len(meetings) - 1)]],
        "Tilbud og fravær": table(WORKBASE_OFFERS, each_offer(cases)) + absences[1:],
    }
    write_book(path, office.extracted, titles, sheets)


def write_book(path: Path, created: date, titles: Sequence[str], sheets: Mapping[str, list[Row]]) -> None:
    """A workbook whose bytes depend on nothing but its contents."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime.combine(created, time(), UTC)})
        for name, rows in sheets.items():
            write_sheet(book, name, titles, rows)


def write_sheet(book: xlsxwriter.Workbook, name: str, titles: Sequence[str], rows: Sequence[Row]) -> None:
    """A sheet: title rows if any, a bold header, then rows; dates become date cells."""
    sheet = book.add_worksheet(name)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
    for number, title in enumerate(titles):
        sheet.write_string(number, 0, title)
    for number, row in enumerate(rows, len(titles)):
        for column, value in enumerate(row):
            if isinstance(value, date) and value != NEVER:
                sheet.write_datetime(number, column, value, day)
            elif value not in ("", NEVER):
                sheet.write(number, column, value, bold if number == len(titles) else None)
    sheet.freeze_panes(len(titles) + 1, 0)
    sheet.set_column(0, len(rows[0]) - 1, 16)


# ------------------------------------------------------------------------------------------------ Fasit


def fasit_number(case: Case) -> str:
    """A case number in the shape of the municipalities' filing plan."""
    return f"15.00.00-A26-{case.number}-{case.signed_up:%y}"


def clocked(day: date, number: int) -> str:
    """A date with a time of day, which the number decides."""
    return f"{danish(day)} {8 + number % 7:02}:{number % 4 * 15:02}"


FASIT_CASES: dict[str, Callable[[Case], object]] = {
    "Personnummer formateret": lambda c: hyphened(c.person.cpr),
    "Borger.Navn_": lambda c: c.person.name,
    "Sag.Nummer": fasit_number,
    "Ydelse.Ydelse": lambda _: "A-dagpenge",
    "Målgruppe.Målgruppe": lambda _: "Dagpengemodtagere",
    "Primær sag.Startdato": lambda c: danish(c.start),
    "Borger.Tilmeldingsdato": lambda c: danish(c.signed_up),
    "Primær sag.Slutdato": lambda c: danish(c.end),
    "A-kasse.Navn": lambda c: c.person.fund,
    "Team.Navn": lambda c: c.team,
    "Kontaktansvarlig.Navn": lambda c: c.caseworker,
    "Samtale.Falddato": lambda c: danish(c.interview_due),
    "Sag.Rettighedsdato": lambda c: danish(c.offer_due),
}
FASIT_MEETINGS: dict[str, Callable[[Case, Meeting], object]] = {
    "Sag.Nummer": lambda c, _: fasit_number(c),
    "Samtale.Type": lambda _, m: say(m.kind),
    "Samtale.Dato": lambda c, m: clocked(m.day, c.number + len(m.kind)),
    "Samtale.Form": lambda _, m: say(m.form),
    "Samtale.Status": lambda _, m: say(m.status),
    "Samtale.Afholdt af": lambda _, m: say(m.held_by),
    "Samtale.A-kasse deltog": lambda _, m: yes_no(answer=m.fund_joined),
    "Samtale.Registreringstidspunkt": lambda c, m: clocked(m.registered, c.number),
    "Samtale.Sagsbehandler": lambda _, m: m.caseworker,
}
FASIT_OFFERS: dict[str, Callable[[Case, Offer], object]] = {
    "Sag.Nummer": lambda c, _: fasit_number(c),
    "Aktivitet.Type": lambda _, o: say(o.kind),
    "Aktivitet.Status": lambda _, o: say(o.status),
    "Aktivitet.Bevilget": lambda _, o: danish(o.given),
    "Aktivitet.Startdato": lambda _, o: danish(o.start),
    "Aktivitet.Slutdato": lambda _, o: danish(o.end),
    "Aktivitet.Planlagt slut": lambda _, o: danish(o.planned_end),
    "Aktivitet.Timer": lambda _, o: f"{o.hours:.1f}".replace(".", ","),
    "Aktivitet.Registreringstidspunkt": lambda c, o: clocked(o.registered, c.number),
}
FASIT_ABSENCES: dict[str, Callable[[Case, Absence], object]] = {
    "Sag.Nummer": lambda c, _: fasit_number(c),
    "Fravær.Art": lambda _, a: say(a.art),
    "Fravær.Type": lambda _, a: say(a.kind),
    "Fravær fra": lambda _, a: danish(a.start),
    "Fravær til": lambda _, a: danish(a.end),
    "Fravær.Anmeldelsesdato": lambda _, a: danish(a.registered),
}
FASIT_DUTIES: dict[str, Callable[[Case, Duty], object]] = {
    "Sag.Nummer": lambda c, _: fasit_number(c),
    "Ansvarlig.Navn": lambda _, d: d.caseworker,
    "Ansvarlig.Team": lambda _, d: d.team,
    "Ansvarlig.Fra": lambda _, d: danish(d.start),
    "Ansvarlig.Til": lambda _, d: danish(d.end),
}


def write_fasit(folder: Path, cases: list[Case], lost: Case) -> None:
    """A folder of semicolon files in Windows-1252 with CRLF, keyed by case number."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "borgere": table(FASIT_CASES, ((case,) for case in cases)),
        "samtaler": table(FASIT_MEETINGS, each_meeting([*cases, lost])),
        "aktiviteter": table(FASIT_OFFERS, each_offer(cases)),
        "fravaer": table(FASIT_ABSENCES, each_absence(cases)),
        "ansvar": table(FASIT_DUTIES, each_duty(cases)),
    }
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding="cp1252", newline="") as file:
            csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(rows)


# ------------------------------------------------------------------------------------------------ Momentum


def momentum_id(case: Case) -> str:
    """A GUID that the case number decides."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"forloeb-{case.number}"))


def utc_stamp(day: date, number: int) -> str:
    """The Danish day as a UTC stamp; one in three at Danish midnight, which in UTC is the evening before."""
    clock = time(8 + number % 7, number % 60) if number % 3 else time()
    return f"{datetime.combine(day, clock, COPENHAGEN).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


MOMENTUM_CASES: dict[str, Callable[[Case], object]] = {
    "CPR-nr.": lambda c: c.person.cpr,
    "Borger": lambda c: c.person.name,
    "Forløbs-id": momentum_id,
    "Ydelse": lambda _: "A-dagpenge",
    "Målgruppekode": lambda _: "6.1",
    "Målgruppe startdato": lambda c: c.start,
    "Tilmeldingsdato": lambda c: c.signed_up,
    "Målgruppe slutdato": lambda c: c.end,
    "A-kasse": lambda c: c.person.fund,
    "Ansvarligt team": lambda c: c.team,
    "Primær sagsbehandler": lambda c: c.caseworker,
    "Frist næste samtale": lambda c: c.interview_due,
    "Ret og pligt dato": lambda c: c.offer_due,
}
MOMENTUM_MEETINGS: dict[str, Callable[[Case, Meeting], object]] = {
    "Forløbs-id": lambda c, _: momentum_id(c),
    "Mødetype": lambda _, m: say(m.kind),
    "Mødedato": lambda _, m: m.day,
    "Mødeform": lambda _, m: say(m.form),
    "State": lambda _, m: say(m.status),
    "Afholdt af": lambda _, m: say(m.held_by),
    "A-kasse deltog": lambda _, m: yes_no(answer=m.fund_joined),
    "Oprettet": lambda c, m: utc_stamp(m.registered, c.number),
    "Sagsbehandler": lambda _, m: m.caseworker,
}
MOMENTUM_OFFERS: dict[str, Callable[[Case, Offer], object]] = {
    "Forløbs-id": lambda c, _: momentum_id(c),
    "Aktivitetstype": lambda _, o: say(o.kind),
    "Status": lambda _, o: say(o.status),
    "Bevilget": lambda _, o: o.given,
    "Startdato": lambda _, o: o.start,
    "Slutdato": lambda _, o: o.end,
    "Planlagt slutdato": lambda _, o: o.planned_end,
    "Timer pr. uge": lambda _, o: o.hours,
    "Oprettet": lambda c, o: utc_stamp(o.registered, c.number),
}
MOMENTUM_ABSENCES: dict[str, Callable[[Case, Absence], object]] = {
    "Forløbs-id": lambda c, _: momentum_id(c),
    "Art": lambda _, a: say(a.art),
    "Fraværstype": lambda _, a: say(a.kind),
    "Startdato": lambda _, a: a.start,
    "Slutdato": lambda _, a: a.end,
    "Oprettet": lambda c, a: utc_stamp(a.registered, c.number),
}
MOMENTUM_DUTIES: dict[str, Callable[[Case, Duty], object]] = {
    "Forløbs-id": lambda c, _: momentum_id(c),
    "Sagsbehandler": lambda _, d: d.caseworker,
    "Team": lambda _, d: d.team,
    "Fra": lambda _, d: d.start,
    "Til": lambda _, d: d.end,
}


def write_momentum(path: Path, office: Office, cases: list[Case], lost: Case) -> None:
    """A workbook with real date cells, UTC stamps and a sheet per table."""
    sheets = {
        "Borgere": table(MOMENTUM_CASES, ((case,) for case in cases)),
        "Samtaler": table(MOMENTUM_MEETINGS, each_meeting([*cases, lost])),
        "Tilbud": table(MOMENTUM_OFFERS, each_offer(cases)),
        "Fravær og fritagelser": table(MOMENTUM_ABSENCES, each_absence(cases)),
        "Ansvarlige": table(MOMENTUM_DUTIES, each_duty(cases)),
    }
    write_book(path, office.extracted, (), sheets)


# ------------------------------------------------------------------------------------------------ main


def main(folder: Path) -> None:
    """Write the three samples into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    cases, lost = simulate(KOEGE)
    write_workbase(folder / "workbase-koege-2018.xlsx", KOEGE, cases, lost)
    write_fasit(folder / "fasit-koege-2018", cases, lost)
    cases, lost = simulate(MODERN)
    write_momentum(folder / "momentum-2026.xlsx", MODERN, cases, lost)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
