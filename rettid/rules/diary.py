"""A case as a worked example: its diary and facit in the format that `examples` reads, names and numbers gone (`docs/regelsider.md`)."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from rettid.periods import Period
from rettid.tables import UNDECIDED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from rettid.rules.pack import Pack

Row = dict[str, Any]

_FACIT = {
    "krav": "krav",
    "nr": "nr",
    "forfald": "forfald",
    "frist": "frist",
    "mødt": "moedt",
    "status": "status",
    "pausedage": "pausedage",
}


def example(
    pack: Pack,
    rows: Mapping[str, Sequence[Row] | None],
    funds: Sequence[Row],
    *,
    pr: date,
    kendt_pr: date | None = None,
) -> str:
    """The example of one forløb, or of one citizen's where the first is the one judged, and these funds of the pack.

    `rows` has per table the rows as plain values, None for a table that was not supplied. Of the forløb only the
    columns that the pack asks for are told, and a birth date only where it asks for the age: another than the
    citizen's, with the same ages on every day that matters. Where there is none, the citizen's, and the text says so.
    """
    rows, real = _with_stand_ins(pack, rows, pr)
    named = {krav.id: krav.titel for krav in pack.krav}
    first = funds[0]
    title = (
        f"{named[first['krav']]}, {first['status'].replace('_', ' ')}" if len(funds) == 1 else f"en sag efter {pack.id}"
    )
    lines = [f"### Eksempel: {title}", "", f"Pr. {_day(pr)}.", *_settings(pack, rows, kendt_pr), ""]
    lines += [_REAL, ""] if real else []
    lines += [
        "| dato | til | hændelse |",
        "|---|---|---|",
        *_diary(pack, rows, kendt_pr),
        *_others(pack, rows, funds),
        "",
    ]
    return "\n".join([*lines, *_facit(funds)]) + "\n"


_REAL = "Fødselsdagen er borgerens egen, for en aldersgrænse nås undervejs. Tag den ud, før eksemplet gives videre."


def _with_stand_ins(
    pack: Pack, rows: Mapping[str, Sequence[Row] | None], pr: date
) -> tuple[Mapping[str, Sequence[Row] | None], bool]:
    """The rows with another birth date on each forløb, and whether a citizen's own had to stay."""
    cases, real = [], False
    for case in rows["forloeb"] or ():
        born = case["foedselsdato"]
        other = None if born is None or not _asks_age(pack) else _stand_in(pack, born, rows, pr)
        real |= born is not None and other == born
        cases.append({**case, "foedselsdato": other})
    return {**rows, "forloeb": cases}, real


def _asks_age(pack: Pack) -> bool:
    return any(krav.alder for krav in pack.krav)


def _stand_in(pack: Pack, born: date, rows: Mapping[str, Sequence[Row] | None], pr: date) -> date:
    """A birthday on a forløb's first day that reaches every age limit on the same side of each day that matters; else `born`."""
    starts = [case["startdato"] for case in rows["forloeb"] or () if case["startdato"] is not None]
    stretches = [(start, start) for start in starts]
    if any(krav.alder and krav.alder_ved == "frist" for krav in pack.krav) and starts:
        stretches.append((min(starts), _latest_due(pack, rows, max(starts), pr)))
    bands = [band for krav in pack.krav for band in krav.alder or ()]
    limits = {age for band in bands for age in (band.fra, band.under) if age is not None}
    for start in starts:
        age = start.year - born.year
        age -= _turns(born, age) > start
        other = Period(12 * age, "måneder").before_day(start)
        turned = [(_turns(born, limit), _turns(other, limit)) for limit in limits]
        if all(one == two or _same_side(one, two, stretches) for one, two in turned):
            return other
    return born


def _turns(born: date, age: int) -> date:
    """The day a person reaches the age (`spec.md` § 1.3)."""
    return Period(12 * age, "måneder").after_day(born)


def _same_side(one: date, two: date, stretches: Iterable[tuple[date, date]]) -> bool:
    """Whether no day of the stretches lies from the one day to the day before the other."""
    first, last = min(one, two), max(one, two) - timedelta(days=1)
    return all(last < begins or first > ends for begins, ends in stretches)


def _latest_due(pack: Pack, rows: Mapping[str, Sequence[Row] | None], start: date, pr: date) -> date:
    """A day that no age band's due day lies after: without paid hours every absence is taken as a pause, with them `pr` bounds it."""
    anchors = {name for krav in pack.krav if krav.alder for name in krav.anker}
    marks: list[date] = [case[name] for case in rows["forloeb"] or () for name in anchors if case.get(name) is not None]
    first = max([start, *marks])
    if rows.get("ledighed"):
        first = max(first, pr)
    absences = (
        max((min(row["slutdato"] or pr, pr) - row["startdato"]).days + 1, 0)
        for row in rows.get("fravaer") or ()
        if row["startdato"] is not None
    )
    periods = chain.from_iterable((krav.senest, *(band.senest for band in krav.alder or ())) for krav in pack.krav)
    longest = max((period.after_day(first) for period in periods if period is not None), default=first)
    return longest + timedelta(days=sum(absences) + _MONTH)


_MONTH = 31
"""Days to spare for the clocks' rounding of months."""


def _settings(pack: Pack, rows: Mapping[str, Sequence[Row] | None], kendt_pr: date | None) -> Iterator[str]:
    if kendt_pr is not None:
        yield f"Kendt pr. {_day(kendt_pr)}."
    for choice in pack.valg:
        if choice.valgt != choice.standard:
            yield f"Valg: {choice.id}={choice.valgt}."
    absent = [name for name in ("samtaler", "tilbud", "fravaer") if rows.get(name) is None]
    if absent:
        yield f"Ikke leveret: {', '.join(absent)}."


def _diary(pack: Pack, rows: Mapping[str, Sequence[Row] | None], kendt_pr: date | None) -> Iterator[str]:
    several = len(rows["forloeb"] or ()) > 1
    for case in rows["forloeb"] or ():
        yield _line(case["startdato"], case["slutdato"], "forløb", _case(pack, case, several=several))
        for table, tell in _EVENTS.items():
            own = [row for row in rows.get(table) or () if row["forloeb_id"] == case["forloeb_id"]]
            told = [(*tell(row), row) for row in own]
            for first, last, kind, words, row in sorted(told, key=lambda each: (each[0] is None, each[0])):
                if first is not None or row.get("afgivet") is not None:
                    known = row.get("registreret") if kendt_pr is not None else None
                    yield _line(first, last, kind, [*words, *([f"registreret {_day(known)}"] if known else [])])


def _case(pack: Pack, case: Row, *, several: bool) -> Iterator[str]:
    """What the pack asks of a forløb."""
    yield f"målgruppe {case['maalgruppe']}"
    if _asks_age(pack) and case["foedselsdato"] is not None:
        yield f"født {_day(case['foedselsdato'])}"
    asked = {name for krav in pack.krav for name in (*krav.anker, krav.foer, *(only.kolonne for only in krav.hvor))}
    if any(krav.ur == "timer" for krav in pack.krav) or pack.overgang is not None:
        asked.add("forsikring")
    for name in sorted(asked - {"startdato", None}, key=str):
        value = case.get(str(name))
        if value is not None:
            yield f"{name}={_plain(value) if isinstance(value, str) else _day(value)}"
    if several:
        yield f"ydelse={_plain(case['ydelse'] or '')}"
        yield "borger_id=B1"


def _interview(row: Row) -> tuple[date | None, date | None, str, list[str]]:
    words = [_plain(row["samtaletype"] or UNKNOWN), row["status"] or UNKNOWN]
    form = row["samtaleform"]
    words += [form if form and form != UNKNOWN else "form ukendt", f"af {row['afholdt_af'] or UNKNOWN}"]
    if row.get("a_kasse_fravalgt") and not row.get("a_kasse_deltog"):
        words.append("a-kassen valgt fra")
    elif row.get("a_kasse_deltog") is not None:
        words.append("a-kassen deltog" if row["a_kasse_deltog"] else "a-kassen udeblev")
    return row["dato"], None, "samtale", words


def _offer(row: Row) -> tuple[date | None, date | None, str, list[str]]:
    words = [_plain(row["tilbudstype"] or UNKNOWN), row["status"] or UNKNOWN]
    if row["afgivet"] is not None:
        words.append(f"afgivet {_day(row['afgivet'])}")
    if row["planlagt_slutdato"] is not None:
        words.append(f"planlagt til {_day(row['planlagt_slutdato'])}")
    return row["startdato"], row["slutdato"], "tilbud", words


def _absence(row: Row) -> tuple[date | None, date | None, str, list[str]]:
    kind = "fritagelse" if row["art"] == "fritagelse" else "fravær"
    return row["startdato"], row["slutdato"], kind, [_plain(row["fravaerstype"] or UNKNOWN)]


def _hours(row: Row) -> tuple[date | None, date | None, str, list[str]]:
    return row["maaned"], None, "timer", [f"{row['timer']:.2f}".replace(".", ",")]


_EVENTS = {"samtaler": _interview, "tilbud": _offer, "fravaer": _absence, "ledighed": _hours}


def _others(pack: Pack, rows: Mapping[str, Sequence[Row] | None], funds: Sequence[Row]) -> Iterator[str]:
    """Another citizen's interview and offer, where the verdict rests on the export telling what the case's own rows do not."""
    decided = {fund["krav"] for fund in funds if fund["status"] != UNDECIDED}
    kravs = [krav for krav in pack.krav if krav.id in decided]
    held, given = rows.get("samtaler"), rows.get("tilbud")
    talks = {
        "af a_kasse": any(krav.ejer == "a-kasse" for krav in kravs)
        and not any(row["afholdt_af"] == "a_kasse" for row in held or ()),
        "a-kassen deltog": any(krav.med_a_kasse for krav in kravs)
        and all(row.get("a_kasse_deltog") is None for row in held or ()),
    }
    told = [words for words, asked in talks.items() if asked and held is not None]
    offered = any(krav.dato == "afgivet" for krav in kravs) and all(row["afgivet"] is None for row in given or ())
    start = (rows["forloeb"] or ())[0]["startdato"]
    if told or (offered and given is not None):
        yield _line(start, start, "forløb", [f"målgruppe {(rows['forloeb'] or ())[0]['maalgruppe']}"])
    if told:
        yield _line(start, None, "samtale", ["anden_samtale", *told])
    if offered and given is not None:
        yield _line(start, None, "tilbud", ["andet", f"afgivet {_day(start)}"])


def _facit(funds: Sequence[Row]) -> Iterator[str]:
    columns = dict(_FACIT)
    if any(fund["mangler_felt"] for fund in funds):
        columns["mangler felt"] = "mangler_felt"
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for fund in funds:
        yield f"| {' | '.join(_cell(fund[name]) for name in columns.values())} |"


def _line(first: date | None, last: date | None, kind: str, words: Iterable[str]) -> str:
    return f"| {_day(first)} | {_day(last)} | {kind}: {'; '.join(words)} |".replace("|  |", "| |")


def _cell(value: object) -> str:
    return "" if value is None else _day(value) if hasattr(value, "year") else str(value)  # type: ignore[arg-type]


def _day(value: date | None) -> str:
    return "" if value is None else f"{value:%d-%m-%Y}"


def _plain(text: str) -> str:
    """The text without what ends a cell or a word of a diary."""
    return re.sub(r"[|;=\s]+", " ", text).strip()
