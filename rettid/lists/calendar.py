"""One calendar file per caseworker: each line on the last day on which it can be set going in time. No names of citizens.

An event a line, for two would say the same twice: it stands on the last responsible day, or on the day of the list where
that is over, and tells the deadline in words. Notes stay in the workbook, for people write names in them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
from icalendar import Calendar, Event, vText

from rettid import __version__
from rettid.lists.lines import NOBODY
from rettid.lists.markup import date_text
from rettid.lists.parts import caseworkers
from rettid.lists.shown import shown
from rettid.screen import danish
from rettid.tables import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rettid.lists.model import Lists

_VERBS = {"samtale": "Hold samtale", "tilbud": "Start tilbud", "ansvar": "Find en ansvarlig"}


def calendars(lists: Lists) -> dict[str, bytes]:
    """A calendar per caseworker with lines, and one of the cases that nobody has, by a safe name (RFC 5545).

    The same lists give the same bytes: the time of an event is the list's day, not the clock's.
    """
    pr = lists.summary.pr
    found = {slug: (worker, lists.of(worker)) for slug, worker in caseworkers(lists).items()}
    return {slug: calendar(rows, worker, pr) for slug, (worker, rows) in found.items() if rows.height}


def calendar(lines: pl.DataFrame, worker: str | None, pr: date) -> bytes:
    """The lines as one calendar, called after the caseworker."""
    whole = Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", f"-//rettid//lister {__version__}//DA")
    whole.add("method", "PUBLISH")
    name = " ".join(f"Frister: {worker or 'uden ansvarlig'}".split())
    for key in ("name", "x-wr-calname"):  # the one of RFC 7986, and the one that programs read
        whole.add(key, vText(name))
    for row in _told(lines, pr).iter_rows(named=True):
        whole.add_component(_event(row, pr))
    return bytes(whole.to_ical())


def _event(row: Mapping[str, Any], pr: date) -> Event:
    """An event of a whole day. It has the fund's id, so that the next list's edition takes its place, and blocks no time."""
    event = Event()
    event.add("uid", row["fund_id"])
    event.add("dtstamp", datetime(pr.year, pr.month, pr.day, tzinfo=UTC))
    event.add("sequence", pr.toordinal())
    event.add("dtstart", row["dag"])
    event.add("dtend", row["dag"] + timedelta(days=1))
    event.add("summary", row["overskrift"])
    event.add("description", row["tekst"])
    event.add("categories", [row["tilstand"]])
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _told(lines: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The lines as `shown`, with `dag`, `overskrift` and `tekst` of the event; nothing that could name a citizen."""
    rows = shown(lines, pr)
    deadline = pl.coalesce("frist", "lokal_frist")
    local = pl.when(pl.col("art") == "lokal").then(pl.lit("lokal frist")).otherwise(pl.lit("frist"))
    over = pl.when(pl.col("status") == MISSING).then(pl.lit(", overskredet")).otherwise(pl.lit(""))
    case = pl.when(pl.col("sag").str.starts_with("række ")).then("sag").otherwise(pl.format("sag {}", "sag"))
    verb = pl.col("haendelse").replace_strict(_VERBS, return_dtype=pl.String)
    due = pl.format("{}: {}, {} ({} {}{})", verb, "krav_nr", case, local, date_text(deadline), over)
    text = [
        pl.format("Sag: {}", "sag"),
        pl.format("Frist: {}{}", date_text(deadline), over),
        pl.format("Seneste ansvarlige dag: {}", date_text(pl.col("ansvarlig_dag"))),
        pl.format("Næste aftale: {}", date_text(pl.col("planlagt"))),
        pl.format("Bolden er hos: {}", "bolden"),
        pl.format("Paragraf: {}", "hjemmel"),
        pl.lit(f"Fra listen pr. {danish.day(pr)}. Noter og handlinger står i den."),
    ]
    nobody = pl.col("status") == NOBODY
    return rows.with_columns(
        dag=pl.max_horizontal("ansvarlig_dag", pl.lit(pr)),
        overskrift=pl.when(nobody).then(pl.format("{}: {}", verb, case)).otherwise(due),
        tekst=pl.when(nobody).then(pl.concat_str(text[0], text[-1], separator="\n")).otherwise(
            pl.concat_str(text, separator="\n", ignore_nulls=True)
        ),
    )  # fmt: skip
