"""One citizen's time as a picture: a line of weeks, and under it what happened and what was due.

Plain ASCII but for Danish month names, so that every terminal and code page shows it. 80 columns; a long time is drawn
with several weeks to a place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rettid.months import SHORT
from rettid.screen.reasons import counting
from rettid.tables import BOOKED, COMING, HELD, LATE, MISSING, NOT_BEGUN, TIMELY, UNDECIDED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rettid.explanation import Event, Explanation

PLACES = 66
"""Places for weeks beside the names of the rows."""
_NAME = 11
_OTHER_END = timedelta(weeks=2)

MEETS, COUNTS, APART, NOT_HELD, AHEAD = "#", "*", "o", "x", "+"
MARKS = {
    MEETS: "opfylder et krav",
    COUNTS: "tæller",
    APART: "tæller ikke her",
    NOT_HELD: "ikke holdt eller begyndt",
    AHEAD: "aftalt",
}
DUES = {TIMELY: "v", LATE: "!", MISSING: "!", COMING: "F", UNDECIDED: "?"}
"""The mark of a deadline by its status; every other is a dot."""
_DUE_WORDS = {"F": "frist", "v": "frist, til tiden", "!": "frist, brudt", ".": "frist, bortfaldet eller undtaget"}
PAUSE, EXEMPTION, OTHER = "=", "~", "-"
_ABSENCE_WORDS = {PAUSE: "uret står stille", EXEMPTION: "fritaget", OTHER: "andet fravær"}
TODAY, LAST = "|", "]"
WINDOW = ":"
_LONG = _ABSENCE_WORDS | {WINDOW: "vinduet er åbent"}
"""Marks that are drawn through all of their days."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something on the line: from a day to a day (the same where it is one), its mark, and what it is."""

    fra: date
    til: date
    tegn: str
    ord: str


@dataclass(slots=True)
class Timeline:
    """What there is to draw of one forløb, by row."""

    first: date
    last: date
    rows: dict[str, list[Stretch]] = field(default_factory=dict)


def timeline(told: Sequence[Explanation], pr: date) -> Timeline | None:
    """The picture of one forløb and these of its funds; none for a forløb without a start."""
    case = told[0].forloeb
    dues = [each.fund["frist"] for each in told if each.fund["frist"] is not None]
    end = told[0].fund["slutdato"]
    days = [*dues, *(each.fund["moedt"] for each in told if each.fund["moedt"] is not None), min(end or pr, pr)]
    start = min([day for day in (case["startdato"], *(each.fra for each in told)) if day is not None], default=None)
    if start is None:
        return None
    drawn = Timeline(start, max([*days, start]) + _OTHER_END)
    drawn.rows["Samtaler"] = list(_events(told, "samtale"))
    drawn.rows["Tilbud"] = list(_events(told, "tilbud"))
    drawn.rows["Fravær"] = list(_absences(told, pr))
    drawn.rows["Frister"] = list(_dues(told))
    drawn.rows["Dagen"] = [Stretch(pr, pr, TODAY, "den dag, der regnes pr.")]
    if end is not None and end <= pr:
        drawn.rows["Dagen"].append(Stretch(end, end, LAST, "forløbets sidste dag"))
    drawn.rows = {name: list(_within(drawn, stretches)) for name, stretches in drawn.rows.items()}
    return drawn


def _within(line: Timeline, stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches, cut where the line begins and ends; without those beside it."""
    for each in stretches:
        if each.fra <= line.last and each.til >= line.first:
            yield replace(each, fra=max(each.fra, line.first), til=min(each.til, line.last))


def _events(told: Sequence[Explanation], kind: str) -> Iterator[Stretch]:
    """Each row of the table once, with the best it is to any of the funds."""
    best: dict[tuple[date, object], tuple[int, Stretch]] = {}
    for each in told:
        if each.krav is None or each.krav.haendelse != kind:
            continue
        for event in each.haendelser:
            if event.dag is None:
                continue
            mark = _mark(event, each)
            rank = list(MARKS).index(mark)
            end = event.raekke.get("slutdato") if kind == "tilbud" and mark in (MEETS, COUNTS) else None
            stretch = Stretch(event.dag, max(end or event.dag, event.dag), mark, MARKS[mark])
            key = (event.dag, event.kilde if event.kilde.raekke is not None else id(event.raekke))
            if key not in best or rank < best[key][0]:
                best[key] = (rank, stretch)
    yield from (stretch for _, stretch in best.values())


def _mark(event: Event, each: Explanation) -> str:
    if event.opfylder:
        return MEETS
    if not event.hvorfor:
        return APART if counting(event, each).startswith("nej") else COUNTS
    kind = each.fund["haendelse"]
    status = event.raekke["status"] or UNKNOWN
    if "fremtid" in event.hvorfor:
        return AHEAD if kind == "tilbud" or status in (BOOKED, HELD) else NOT_HELD
    happened = status == HELD if kind == "samtale" else status not in NOT_BEGUN
    return APART if happened else NOT_HELD


def _absences(told: Sequence[Explanation], pr: date) -> Iterator[Stretch]:
    found: dict[tuple[date, date, object], str] = {}
    for each in told:
        for absence in each.fravaer:
            exempt = absence.flyttet_til is not None or absence.hvorfor in ("undtaget", "ikke_fristdag")
            mark = PAUSE if absence.pausedage else EXEMPTION if exempt else OTHER
            key = (absence.fra, absence.til or max(pr, absence.fra), absence.kilde)
            order = (OTHER, EXEMPTION, PAUSE)
            if order.index(mark) >= order.index(found.get(key, OTHER)):
                found[key] = mark
    for (first, last, _), mark in found.items():
        yield Stretch(first, last, mark, _ABSENCE_WORDS[mark])


def _dues(told: Sequence[Explanation]) -> Iterator[Stretch]:
    opens = told[0].fund["aabner"]
    if len(told) == 1 and opens is not None and opens < told[0].fund["frist"]:
        yield Stretch(opens, told[0].fund["frist"], WINDOW, _LONG[WINDOW])
    for each in told:
        if each.fund["frist"] is not None:
            mark = DUES.get(each.fund["status"], ".")
            yield Stretch(each.fund["frist"], each.fund["frist"], mark, _DUE_WORDS.get(mark, "frist, kan ikke afgøres"))


def drawn(line: Timeline) -> list[str]:
    """The lines of the picture, its legend last."""
    first = line.first - timedelta(days=line.first.weekday())
    weeks = (line.last - first).days // 7 + 1
    scale = -(-weeks // PLACES)
    places = -(-weeks // scale)

    def place(day: date) -> int:
        return min(max((day - first).days // (7 * scale), 0), places - 1)

    lines = [f"{'':{_NAME}}{text}" for text in _months(first, line.last, places, place)]
    for name, stretches in line.rows.items():
        lines.append(f"{name:{_NAME}}{_row(stretches, places, place)}")
    used = {stretch.tegn: stretch.ord for stretches in line.rows.values() for stretch in stretches}
    lines += ["", *_legend(used, scale)]
    return [text.rstrip() for text in lines]


def _row(stretches: Iterable[Stretch], places: int, place: object) -> str:
    """Marks on a row; where several single days share a place the first of the legend stands, and from two alike their number."""
    assert callable(place)  # noqa: S101
    row = [" "] * places
    singles: dict[int, list[str]] = {}
    for stretch in stretches:
        at, to = place(stretch.fra), place(stretch.til)
        for between in range(at + 1, to + 1):
            row[between] = stretch.tegn if stretch.tegn in _LONG else ">"
        if stretch.tegn in _LONG:
            row[at] = stretch.tegn
        else:
            singles.setdefault(at, []).append(stretch.tegn)
    order = "#!*Fv+o?x.|]"
    for at, marks in singles.items():
        row[at] = min(marks, key=order.index)
    return "".join(row)


def _months(first: date, last: date, places: int, place: object) -> tuple[str, str, str]:
    """The years, the months, and the line of weeks with a stroke where a month begins."""
    assert callable(place)  # noqa: S101
    years, names, weeks = [" "] * places, [" "] * places, ["-"] * places
    month = first.replace(day=1)
    shown = None
    while month <= last:
        at = place(max(month, first))
        if month >= first:
            weeks[at] = "|"
        after = place((month + timedelta(days=31)).replace(day=1))
        named = after - at >= 2 and _write(names, at, SHORT[month.month - 1])
        if (named or (after - at < 2 and month.month == 1)) and month.year != shown:
            shown = month.year if _write(years, at, str(month.year)) else shown
        month = (month + timedelta(days=31)).replace(day=1)
    return "".join(years), "".join(names), "".join(weeks)


def _write(row: list[str], at: int, text: str) -> bool:
    """Writes the text at a place, if it fits with a blank before it."""
    room = row[max(at - 1, 0) : at + len(text)]
    if at + len(text) > len(row) or any(letter != " " for letter in room):
        return False
    row[at : at + len(text)] = text
    return True


def _legend(used: dict[str, str], scale: int) -> Iterator[str]:
    words = [f"{mark} {text}" for mark, text in used.items()]
    words.append("én plads er 1 uge" if scale == 1 else f"én plads er {scale} uger")
    line = ""
    for word in words:
        if line and len(line) + len(word) + 3 > PLACES + _NAME:
            yield line
            line = ""
        line = f"{line}   {word}" if line else word
    yield line
