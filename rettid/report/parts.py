"""The tables and charts that reports are set together from, made of numbers that have been guarded where they must be. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.report import charts, measures, shown
from rettid.report.measures import EVENT_NAMES
from rettid.report.model import SHARE, Column, Diagram, Table
from rettid.report.numbers import AGE, CALENDAR, KRAV, OVERDUE, TEAM
from rettid.report.provenance import provenance
from rettid.screen import danish
from rettid.spans import Span
from rettid.statistics import control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.report.numbers import Numbers
    from rettid.report.replayed import Replayed
    from rettid.statistics.control import Break

_GROUP_NAMES = {TEAM: "Team", KRAV: "Krav", AGE: "Alder ved start", CALENDAR: "Periode"}
_TITLES = {
    TEAM: "Frister til tiden, efter team på fristen",
    KRAV: "Frister til tiden, efter krav",
    AGE: "Frister til tiden, efter alder",
    CALENDAR: "Frister til tiden, efter fristens måned",
}


def overview(numbers: Numbers) -> Table:
    """Both rates on one table: R1, RP and the open breaches, a row per kind of duty."""
    rows = [
        {
            "slags": EVENT_NAMES[event],
            "r1": numbers.frame("R1", event)["andel"][0],
            "rp": numbers.frame("RP", event)["andel"][0],
            "r2": (waiting := numbers.frame("R2", event).row(0, named=True))["antal"],
            "skjult": waiting["skjult"],
        }
        for event in numbers.events()
    ]
    columns = (
        Column("slags", "Hvad"),
        Column("r1", "Frister til tiden (R1)", "andel"),
        Column("rp", "Borgere med alt til tiden (RP)", "andel"),
        Column("r2", f"Åbne brud {danish.day(numbers.summary.pr)} (R2)", "antal"),
    )
    rests_on = provenance(numbers.summary, "R1 RP R2", numbers.span)
    return Table("overblik", "Lovens frister i tal", columns, _frame(rows, columns), rests_on)


def by_group(numbers: Numbers, grouping: str) -> list[Table]:
    """R1 by a grouping: a table with a column per kind of duty, or per kind one table where they have groups of their own (krav)."""
    if grouping == KRAV:
        return [_one_event(numbers, event) for event in numbers.events() if _asked(numbers, event).height]
    groups = dict.fromkeys(
        name for event in numbers.events() for name in numbers.frame("R1", event, grouping)["gruppe"]
    )
    own = {event: _by_name(numbers.frame("R1", event, grouping)) for event in numbers.events()}
    rows = [{"gruppe": name} | {event: found.get(name) for event, found in own.items()} for name in groups]
    columns = (
        Column("gruppe", _GROUP_NAMES[grouping]),
        *(Column(event, EVENT_NAMES[event], "andel") for event in numbers.events()),
    )
    rests_on = provenance(numbers.summary, "R1", numbers.span)
    return [Table(f"r1-{grouping}", _TITLES[grouping], columns, _frame(rows, columns), rests_on)]


def _one_event(numbers: Numbers, event: str) -> Table:
    columns = (Column("gruppe", _GROUP_NAMES[KRAV]), Column("andel", "Frister til tiden (R1)", "andel"))
    rows = _asked(numbers, event).select("gruppe", "andel").to_dicts()
    title = f"{EVENT_NAMES[event]}: {_TITLES[KRAV][0].lower()}{_TITLES[KRAV][1:]}"
    rests_on = provenance(numbers.summary, "R1", numbers.span)
    return Table(f"r1-{KRAV}-{event}", title, columns, _frame(rows, columns), rests_on)


def _asked(numbers: Numbers, event: str) -> pl.DataFrame:
    """The krav that anything was due of, or that are hidden."""
    frame = numbers.frame("R1", event, KRAV)
    return frame.filter((pl.col("andel").struct.field("naevner") > 0) | pl.col("skjult"))


def _by_name(frame: pl.DataFrame) -> dict[str, Any]:
    return dict(zip(frame["gruppe"], frame["andel"], strict=True))


def overdue(numbers: Numbers) -> Table:
    """The open breaches by how long they have been open, a row per kind of duty; one whose number is hidden says so."""
    bands = list(numbers.frame("R2", numbers.events()[0], OVERDUE)["gruppe"]) if numbers.events() else []
    columns = (
        Column("slags", "Hvad"),
        *(Column(name, f"{name} dage over") for name in bands),
        Column("i_alt", "I alt"),
    )
    rows = [
        {"slags": EVENT_NAMES[event]}
        | {row["gruppe"]: _count(row) for row in numbers.frame("R2", event, OVERDUE).iter_rows(named=True)}
        | {"i_alt": _count(numbers.frame("R2", event).row(0, named=True))}
        for event in numbers.events()
    ]
    rests_on = provenance(numbers.summary, "R2")
    return Table("r2", "Borgere, der stadig venter: åbne brud", columns, _frame(rows, columns), rests_on)


def _count(row: dict[str, Any]) -> str:
    return "skjult" if row["skjult"] else danish.whole(row["antal"])


def trend(
    numbers: Numbers, panel: int = charts.PANEL, breaks: Sequence[Break] = (), replay: Replayed | None = None
) -> Diagram | None:
    """R1 over the year, month by month or quarter by quarter, with limits; None where nothing can be drawn.

    With a `replay` (for the team only) the events that are told by month are its.
    """
    again = [] if replay is None else monthly_events(numbers)
    points = [
        replay.points(event) if replay and event in again else _points(numbers, event, breaks)
        for event in numbers.events()
    ]
    drawn = [each for each in points if each["andel"].drop_nulls().len() >= 2]
    if not drawn:
        return None
    data = _told(pl.concat(drawn, how="diagonal"))
    span = Span(numbers.before.first, numbers.span.last) if numbers.before else numbers.span
    panels = list(dict.fromkeys(data["kind"]))
    return Diagram(
        "tendens",
        "Frister til tiden over tid",
        charts.trend(data, panels, panel),
        " ".join(_in_words(each) for each in drawn),
        data.drop("afsnit"),
        provenance(numbers.summary, "tendens-da" if "da" in data.columns else "tendens", span),
        ("maaned", {"andel": "Frister til tiden (R1)"} | ({"da": "Som kendt da"} if "da" in data.columns else {})),
    )


_MAY_LACK = ("nedre", "oevre", "brud", "tegn", "da", "antal_da")


def _told(data: pl.DataFrame) -> pl.DataFrame:
    """The points without the columns that say nothing of any of them."""
    return data.drop(name for name in _MAY_LACK if name in data.columns and data[name].null_count() == data.height)


def monthly_events(numbers: Numbers) -> list[str]:
    """The events that are told by month; the others have too few, and are told by quarter."""
    return [
        event
        for event in numbers.events()
        if not numbers.frame("R1", event, CALENDAR)["gruppe"].str.contains("K").any()
    ]


def _points(numbers: Numbers, event: str, breaks: Sequence[Break] = ()) -> pl.DataFrame:
    """The points of one kind of duty: `kind`, `maaned_nr`, `maaned`, `andel`, `lav`, `hoej`, `procent`, `antal`, and the chart's.

    The chart is made of what is shown, and only where all of it is: `middel`, `nedre`, `oevre`, `afsnit`, `brud`.
    """
    rows = _over_time(numbers, event)
    if _enough(rows):
        charted = control.chart(rows.select("taeller", "naevner", "dag"), breaks)
        rows = rows.join(charted.select("dag", *_CHART), on="dag", how="left", maintain_order="left")
    counts = [shown.counts(row) for row in rows.iter_rows(named=True)]
    return rows.select(
        *(pl.col(name) if name in rows.columns else pl.lit(None, dtype).alias(name) for name, dtype in _CHART.items()),
        kind=pl.lit(EVENT_NAMES[event]),
        maaned_nr=pl.col("maaned_nr").cast(pl.Int64),
        maaned=_calendar_label(pl.col("gruppe")),
        andel="andel",
        lav="lav",
        hoej="hoej",
        procent=pl.format("{} %", (100 * pl.col("andel")).round().cast(pl.Int64)),
        antal=pl.Series(counts, dtype=pl.String),
    )


def _over_time(numbers: Numbers, event: str) -> pl.DataFrame:
    """The months or quarters of the year with `maaned_nr` and `dag`, the first day; one that the period begins in is two."""
    spans = {"R1 før": numbers.before, "R1": numbers.span}
    parts = [
        numbers.frame(name, event, CALENDAR).with_columns(
            dag=pl.max_horizontal(_first_day(pl.col("gruppe")), pl.lit(span.first))
        )
        for name, span in spans.items()
        if span is not None
    ]
    return pl.concat(parts).with_row_index("maaned_nr").unnest("andel")


_CHART: dict[str, Any] = {
    "middel": pl.Float64, "nedre": pl.Float64, "oevre": pl.Float64, "afsnit": pl.Int64, "brud": pl.String,
}  # fmt: skip


def _first_day(name: pl.Expr) -> pl.Expr:
    """The first day of a month (2018-07) or a quarter (2018K3)."""
    quarter = pl.format("{}-{}-01", name.str.slice(0, 4), 3 * name.str.slice(5, 1).cast(pl.Int64, strict=False) - 2)
    text = pl.when(name.str.contains("K")).then(quarter).otherwise(name + "-01")
    return text.str.to_date("%Y-%m-%d", strict=False)


def _enough(rows: pl.DataFrame) -> bool:
    return rows["taeller"].null_count() == 0 and rows.filter(pl.col("naevner") > 0).height >= 2


def _calendar_label(name: pl.Expr) -> pl.Expr:
    """A month as "aug 18", a quarter as "3. kv. 18"."""
    quarter = pl.format("{}. kv. {}", name.str.slice(5, 1), name.str.slice(2, 2))
    month = charts.month_label((name + "-01").str.to_date("%Y-%m-%d", strict=False))
    return pl.when(name.str.contains("K")).then(quarter).otherwise(month)


def _in_words(points: pl.DataFrame) -> str:
    """The line of one kind of duty in words."""
    told = points.filter(pl.col("andel").is_not_null())
    first, last = told.row(0, named=True), told.row(-1, named=True)
    low, high = told.sort("andel", "maaned_nr").row(0, named=True), told.sort("andel", "maaned_nr").row(-1, named=True)
    return (
        f"{first['kind']}: {shown.percent(first['andel'])} i {first['maaned']} og {shown.percent(last['andel'])} i "
        f"{last['maaned']}; "
        f"lavest {shown.percent(low['andel'])} ({low['maaned']}), højest {shown.percent(high['andel'])} ({high['maaned']})."
    )


def flow(numbers: Numbers) -> tuple[Diagram, list[Table]]:
    """The flow of breaches through the year, drawn and in tables; for the team only."""
    summary = numbers.summary
    months = measures.months_before(numbers.span.last, 12)
    months = [month for month in months if month <= summary.pr]
    found = measures.flow(summary.funds, months, summary.pr).filter(pl.col("haendelse").is_in(list(numbers.events())))
    named = found.with_columns(
        kind=pl.col("haendelse").replace_strict(EVENT_NAMES, return_dtype=pl.String),
        maaned_nr=pl.col("maaned").rank("dense").cast(pl.Int64),
        maaned=charts.month_label(pl.col("maaned")),
        ud=-(pl.col("indfriet") + pl.col("ophoert")),
    )
    rests_on = provenance(summary, "strøm", Span(months[0], min(numbers.span.last, summary.pr)))
    alt = " ".join(_flow_in_words(named.filter(kind=kind)) for kind in dict.fromkeys(named["kind"]))
    panels = list(dict.fromkeys(named["kind"]))
    columns_drawn = ("kind", "maaned_nr", "maaned", "nye", "ud", "aabne")
    drawn = Diagram(
        "stroem",
        "Brud ind og ud",
        charts.flow(named.select(columns_drawn), panels),
        alt,
        named,
        rests_on,
        ("maaned", {"nye": "Nye", "ud": "Ud", "aabne": "Åbne"}),
    )
    columns = (
        Column("maaned", "Måned"),
        Column("aabne_foer", "Åbne før", "antal"),
        Column("nye", "Nye", "antal"),
        Column("indfriet", "Indfriet for sent", "antal"),
        Column("ophoert", "Forløbet sluttede", "antal"),
        Column("aabne", "Åbne efter", "antal"),
    )
    tables = [
        Table(
            f"stroem-{slug(kind)}",
            f"{kind}: brud ind og ud",
            columns,
            named.filter(kind=kind).select(*(column.id for column in columns)),
            rests_on,
        )
        for kind in panels
    ]
    return drawn, tables


def _flow_in_words(months: pl.DataFrame) -> str:
    first, last = months.row(0, named=True), months.row(-1, named=True)
    new, gone = int(months["nye"].sum()), int(-months["ud"].sum())
    return (
        f"{first['kind']}: {first['aabne_foer']} åbne brud før {first['maaned']}; {danish.count(new, 'nyt', 'nye')} og {gone} ud "
        f"i månederne til og med {last['maaned']}; {last['aabne']} åbne til sidst."
    )


def slug(text: str) -> str:
    """A name that can stand in a page's address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_LETTERS)).strip("-")


_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_DTYPES: dict[str, Any] = {
    "tekst": pl.String,
    "antal": pl.Int64,
    "dage": pl.Float64,
    "dag": pl.Date,
    "decimal": pl.Float64,
}


def _frame(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> pl.DataFrame:
    schema = {column.id: SHARE if column.slags == "andel" else _DTYPES[column.slags] for column in columns}
    hidden = {"skjult": pl.Boolean} if rows and "skjult" in rows[0] else {}
    return pl.DataFrame(rows, schema=schema | hidden)


def signs(numbers: Numbers, breaks: Sequence[Break] = (), replay: Replayed | None = None) -> list[str]:
    """What the control chart of each kind of duty says: of its months judged again, else the mean and the quarters that stand out."""
    again = [] if replay is None else monthly_events(numbers)
    return [
        sentence
        for event in numbers.events()
        for sentence in (replay.words(event) if replay and event in again else [_sign(numbers, event, breaks)])
    ]


def _sign(numbers: Numbers, event: str, breaks: Sequence[Break]) -> str:
    rows = _over_time(numbers, event)
    if not _enough(rows):
        return f"{EVENT_NAMES[event]}: der er for få perioder til at se en udvikling."
    charted = control.chart(rows.select("dag", "taeller", "naevner", maaned=_calendar_label(pl.col("gruppe"))), breaks)
    told = charted.filter("tegn")["maaned"].to_list()
    trial = " Grænserne er foreløbige (under 12 perioder)." if charted["foreloebig"].any() else ""
    mean = shown.percent(charted["middel"].drop_nulls()[-1])
    what = (
        f"ud over almindelige udsving: {', '.join(told)}"
        if told
        else "ingen periode skiller sig ud fra almindelige udsving"
    )
    return f"{EVENT_NAMES[event]}: gennemsnit {mean}; {what}.{trial}"
