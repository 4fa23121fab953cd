"""The measures over again: slow, plain, row by row and day by day, read from the pages' own TOML and `spec.md` § 5 alone.

`answers(page, tables, packs, pr)` gives, per line and target group ("alle" where they are not told apart), the citizens of the
denominator with what is said of each: whether the numerator holds them, None where the line has none.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from rettid.rules import read_page
from tests.reference import (
    GRID,
    begun,
    days_between,
    due_by_hours,
    due_day,
    end_as_read,
    held,
    intervals,
    paid_by_day,
    paused_days,
    period,
    reported_hours,
)

Row = dict[str, Any]
Answers = dict[tuple[str, str], dict[str, Any]]

DAY = timedelta(days=1)


def read(page: Any) -> dict[str, Any]:
    """The page's TOML, each line with what it takes from the head."""
    document = tomllib.loads(read_page(page).toml)
    common = {key: document[key] for key in ("maalgruppe", "tael") if key in document}
    return document | {"raekke": [common | line for line in document["raekke"]]}


class Citizen:
    """One forløb on a day, with its own rows."""

    def __init__(self, forloeb: Row, tables: dict[str, list[Row] | None], measure: dict[str, Any], pr: date) -> None:
        own = {
            name: [row for row in tables.get(name) or [] if row["forloeb_id"] == forloeb["forloeb_id"]]
            for name in ("samtaler", "tilbud", "fravaer", "ledighed")
        }
        self.forloeb, self.pr, self.own = forloeb, pr, own
        self.who = forloeb["borger_id"] or forloeb["forloeb_id"]
        self.start, self.end = forloeb["startdato"], end_as_read(forloeb["slutdato"], pr)
        self.paused = paused_days(intervals(own["fravaer"], measure.get("pauser", []), pr), pr)
        self.together = forloeb["maalgruppe"] in measure.get("sammenlagt", [])
        if self.start:
            self.reported = reported_hours(own["ledighed"], self.start, pr)
            self.hours_on = paid_by_day(self.reported, forloeb, self.end, self.paused)

    def on_benefit(self) -> bool:
        """Whether the forløb runs on the day."""
        return self.start is not None and self.start <= self.pr and (self.end is None or self.end == self.pr)

    def days(self, first: date, last: date) -> list[date]:
        """The days on the benefit from `first` to `last` that no pause covers."""
        upper = min(last, self.end or self.pr)
        return [day for day in days_between(max(first, self.start), upper) if day not in self.paused]

    def reaches(self, length: str, since: date | None = None) -> date:
        """The day on which so long a seniority is reached."""
        since = since or self.start
        if "½" in length:
            whole = self.reaches(length.split("½", maxsplit=1)[0] + " måneder", since)
            return self.reaches("15 dage", whole)
        if not self.together:
            return since + period(length)
        if self.reported:
            return due_by_hours(since, period(length), self.forloeb, self.hours_on)
        return due_day(since, period(length), self.paused)

    def in_band(self, band: Row) -> bool:
        """`fra` is in, `til` is in, `under` is not."""
        return (
            ("fra" not in band or self.reaches(band["fra"]) <= self.pr)
            and ("til" not in band or self.pr <= self.reaches(band["til"]))
            and ("under" not in band or self.pr < self.reaches(band["under"]))
        )

    def window(self, line: Row) -> tuple[date, date]:
        """The days in which a line counts events."""
        window = line.get("vindue", {})
        if "seneste" in window:
            return max(self.start, back(self.pr, window["seneste"])), self.pr
        if "fra" in window:
            return self.reaches(window["fra"]), min(self.pr, self.reaches(window["til"]))
        return self.start, self.pr

    def count(self, event: Row, first: date, last: date) -> int:
        """How many days with such an event; of offers taken part in, 1 or 0."""
        if event["haendelse"] == "samtale":
            rows = [
                row["dato"] for row in self.own["samtaler"] if held(row, self.pr) and named(row["samtaletype"], event)
            ]
        elif event.get("deltager"):
            return int(any(first <= day <= last for day in self.in_offers(event)))
        else:
            rows = [
                row["startdato"]
                for row in self.own["tilbud"]
                if begun(row, self.pr) and named(row["tilbudstype"], event)
            ]
        return len({day for day in rows if first <= day <= last})

    def in_offers(self, event: Row) -> set[date]:
        """The days of begun offers of these types, none after the day."""
        found: set[date] = set()
        for row in self.own["tilbud"]:
            if begun(row, self.pr) and named(row["tilbudstype"], event):
                last = end_as_read(row["slutdato"], self.pr) or row["planlagt_slutdato"] or self.pr
                found |= set(days_between(row["startdato"], min(last, self.pr)))
        return found


def named(kind: str | None, event: Row) -> bool:
    """A type that the event names; any known one where it names none."""
    return kind in event["typer"] if "typer" in event else kind not in (None, "ukendt")


def back(day: date, length: str) -> date:
    """The first day of a window of that length up to and including the day."""
    if "½" in length:
        return day - relativedelta(months=int(length.split("½", maxsplit=1)[0])) - 15 * DAY + DAY
    return day - period(length) + DAY


def citizens(line: Row, measure: dict[str, Any], tables: dict[str, Any], pr: date) -> list[Citizen]:
    """The forløb of the line's groups that had begun."""
    own = [Citizen(row, tables, measure, pr) for row in tables["forloeb"] if row["maalgruppe"] in line["maalgruppe"]]
    return [one for one in own if one.start and one.start <= pr]


def share(measure: dict[str, Any], tables: dict[str, Any], pr: date) -> Answers:
    """The kind `andel`."""
    found: Answers = {}
    for line in measure["raekke"]:
        had: dict[tuple[str, str], int] = defaultdict(int)
        owed: dict[tuple[str, str], int] = defaultdict(int)
        for one in citizens(line, measure, tables, pr):
            if one.on_benefit() and one.in_band(line.get("anciennitet", {})):
                key = (one.forloeb["maalgruppe"] if measure.get("pr_maalgruppe") else "alle", one.who)
                had[key] += sum(one.count(event, *one.window(line)) for event in line["tael"])
                levels = [level["antal"] for level in line.get("kraever", []) if one.reaches(level["ved"]) <= pr]
                owed[key] = max([owed[key], line.get("mindst", 0), *levels])
        for (group, who), number in had.items():
            if "hoejst" in line:
                said = number <= line["hoejst"]
            else:
                said = number >= owed[group, who] if "mindst" in line or "kraever" in line else None
            found.setdefault((line["id"], group), {})[who] = said
    return found


def activation(measure: dict[str, Any], tables: dict[str, Any], pr: date) -> Answers:
    """The kind `aktivering`: per citizen the days in offers and the days on the benefit, or whether their share lies in the band."""
    found: Answers = {}
    for line in measure["raekke"]:
        active: dict[str, int] = defaultdict(int)
        spent: dict[str, int] = defaultdict(int)
        for one in citizens(line, measure, tables, pr):
            days = one.days(back(pr, line["vindue"]["seneste"]), pr)
            spent[one.who] += len(days)
            active[one.who] += len(set(days) & one.in_offers(line["tael"][0]))
        for who, number in spent.items():
            if number:
                band = line.get("aktiveret", {})
                held_in = band.get("over", -1) * number < active[who] <= band.get("til", 1) * number
                said = (active[who], number) if line["metode"] == "dage" else held_in
                found.setdefault((line["id"], "alle"), {})[who] = said
    return found


def longterm(measure: dict[str, Any], tables: dict[str, Any], pr: date) -> Answers:
    """The kind `langtid`, day by day."""
    found: Answers = {}
    for line in measure["raekke"]:
        people = citizens(line, measure, tables, pr)
        if line["metode"] == "timer":
            found[line["id"], "alle"] = by_hours(people)
            continue
        days: dict[str, set[date]] = defaultdict(set)
        worked: dict[str, set[date]] = defaultdict(set)
        for one in people:
            days[one.who] |= set(one.days(date.min, pr))
            worked[one.who] |= paused_days(intervals(one.own["fravaer"], ["arbejde"], pr), pr)
        said = found.setdefault((line["id"], "alle"), {})
        for who, own in days.items():
            if line["metode"] == "rullende_aar":
                year = list(days_between(pr - relativedelta(months=12) + DAY, pr))
                if any(pr - n * DAY in own for n in range(7)):
                    said[who] = sum(day in own for day in year) * 10 >= 8 * len(year)
            elif pr in own:
                said[who] = (pr - unbroken_since(own, worked[who], pr)).days + 1 >= 364
    return found


def by_hours(people: list[Citizen]) -> dict[str, bool]:
    """More than 1,924 hours in the months that are over; who has no hours is not counted."""
    hours: dict[str, float] = {}
    for one in people:
        if one.on_benefit() and one.reported:
            hours[one.who] = hours.get(one.who, 0) + sum(one.reported.values())
    return {who: number > 1924 * GRID for who, number in hours.items()}


def unbroken_since(days: set[date], worked: set[date], pr: date) -> date:
    """Back from the day: the first day of the run that gaps of up to 28 days without work do not break."""
    first, day, gap = pr, pr, 0
    while gap <= 28 and day >= min(days):
        if day in days:
            first, gap = day, 0
        elif day in worked:
            break
        else:
            gap += 1
        day -= DAY
    return first
