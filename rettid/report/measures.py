"""The numbers of a report as frames: shares by group with the citizens behind them, open breaches, their flow. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import jobcentre_by_law
from rettid.rates import OVERDUE_BANDS, members
from rettid.rates.groupings import columns_of, with_groups
from rettid.rates.members import CITIZEN
from rettid.rates.spreads import in_band
from rettid.ratetables import RateTables
from rettid.report.model import SHARE
from rettid.spans import Span
from rettid.tables import EVENTS, LATE, MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.summary import Summary

EVENT_NAMES = {"samtale": "Samtaler", "tilbud": "Første tilbud"}
"""What the two kinds of duty are called in a report."""

PEOPLE = ("borgere", "borgere_ja", "borgere_nej")
"""The citizens behind a denominator, behind its numerator, and behind what is not in the numerator."""

FLOW = ("aabne_foer", "nye", "indfriet", "ophoert", "aabne")
"""A month's breaches: open before it, new, met late in it, ended unmet in it, open after it."""

_SHARE_FIELDS = tuple(field.name for field in SHARE.fields)


def shares(summary: Summary, span: Span, grouping: str | None = None, tal: str = "R1") -> pl.DataFrame:
    """A row per kind of duty and group: `haendelse`, the columns of `grouping`, `andel` (a SHARE), PEOPLE.

    Duties by law of the jobcentre. The whole where no grouping is named; a group without due duties has a row where the
    rates have one (`rates.cells`).
    """
    rated = RateTables(replace(summary, span=span), [grouping] if grouping else [], chosen=(tal,))
    columns = columns_of([grouping] if grouping else [])
    own = rated.cells.filter(art="lov", ejer="jobcenter", niveau=grouping or "i alt")
    found = own.select("haendelse", *columns, andel=pl.struct(*_SHARE_FIELDS))
    behind = _people(summary, span, columns, tal)
    return found.join(
        behind, on=["haendelse", *columns], how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(pl.col(PEOPLE).fill_null(0))


def _people(summary: Summary, span: Span, columns: Sequence[str], tal: str) -> pl.DataFrame:
    """PEOPLE of each group of R1 or RP."""
    counted = members.person_duties if tal == "RP" else members.due
    due = counted(jobcentre_by_law(summary.funds), span, summary.pr)
    placed = with_groups(due, "frist", columns).with_columns(citizen=CITIZEN)
    met, citizen = pl.col("i_taeller"), pl.col("citizen")
    people = placed.group_by("haendelse", *columns).agg(
        borgere=citizen.n_unique(),
        borgere_ja=citizen.filter(met).n_unique(),
        borgere_nej=citizen.filter(~met).n_unique(),
    )
    return people.with_columns(
        pl.col("haendelse", *(name for name in columns if name != "nr")).cast(pl.String)
    ).with_columns(pl.col(PEOPLE).cast(pl.Int64))


def overdue(summary: Summary) -> pl.DataFrame:
    """The open breaches per kind of duty and band of days: `haendelse`, `dage_over`, `antal`, `borgere`, and the longest, `laengst`.

    Every band has a row. Of an event that the export does not tell there are none.
    """
    waiting = _waiting(summary)
    parts = [_band(waiting, event, name) for event in EVENTS if event not in summary.untold for name in OVERDUE_BANDS]
    empty = {
        "haendelse": pl.String,
        "dage_over": pl.String,
        "antal": pl.Int64,
        "borgere": pl.Int64,
        "laengst": pl.Int64,
    }
    return pl.concat([pl.DataFrame(schema=empty), *parts])


def _band(waiting: pl.DataFrame, event: str, name: str) -> pl.DataFrame:
    own = waiting.filter(pl.col("haendelse") == event, in_band(pl.col("dage"), OVERDUE_BANDS[name]))
    return own.select(
        haendelse=pl.lit(event),
        dage_over=pl.lit(name),
        antal=pl.len().cast(pl.Int64),
        borgere=pl.col("citizen").n_unique().cast(pl.Int64),
        laengst=pl.col("dage").max().cast(pl.Int64),
    )


def flow(funds: pl.DataFrame, months: Sequence[date], pr: date) -> pl.DataFrame:
    """The flow of breaches of the jobcentre's duties by law: `haendelse`, `maaned` (its first day), FLOW; a row per event and month.

    `months` are first days of months on end. A breach is of the month of its deadline; it leaves when it is met late or
    its forløb ends. Open before and new, less met and ended, is open after; open after the last month up to `pr` is R2.
    """
    broken = _breaches(funds, pr)
    parts = [_month(broken.filter(pl.col("haendelse") == event), event, month) for event in EVENTS for month in months]
    return (
        pl.concat(parts)
        if parts
        else pl.DataFrame(schema={"haendelse": pl.String, "maaned": pl.Date, **dict.fromkeys(FLOW, pl.Int64)})
    )


def _breaches(funds: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The duties that were not met by their deadline before `pr`, with `ud` (the day it left, null if open) and `moedt`."""
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    broken = jobcentre_by_law(funds).filter(pl.col("status").is_in([LATE, MISSING]), pl.col("frist") < pr, running)
    ended = pl.when(pl.col("slutdato") <= pr).then("slutdato")
    return broken.with_columns(ud=pl.coalesce("moedt", ended))


def _month(broken: pl.DataFrame, event: str, month: date) -> pl.DataFrame:
    new, gone = pl.col("frist").dt.truncate("1mo"), pl.col("ud").dt.truncate("1mo")
    first, met = pl.lit(month), pl.col("moedt").is_not_null()
    still = (new <= first) & (pl.col("ud").is_null() | (gone > first))
    return broken.select(
        haendelse=pl.lit(event),
        maaned=first,
        aabne_foer=((new < first) & (pl.col("ud").is_null() | (gone >= first))).sum().cast(pl.Int64),
        nye=(new == first).sum().cast(pl.Int64),
        indfriet=((gone == first) & met).sum().cast(pl.Int64),
        ophoert=((gone == first) & ~met).sum().cast(pl.Int64),
        aabne=still.sum().cast(pl.Int64),
    )


def months_before(last: date, number: int) -> list[date]:
    """The first days of the `number` months up to the one that `last` lies in."""
    whole = last.year * 12 + last.month - 1
    return [last.replace(year=each // 12, month=each % 12 + 1, day=1) for each in range(whole - number + 1, whole + 1)]


def year_before(span: Span, number: int = 12) -> Span:
    """The `number` months up to the end of the period."""
    return Span(months_before(span.last, number)[0], span.last)


def day_before(day: date) -> date:
    """The day before a day."""
    return day - timedelta(days=1)


def waiting_people(summary: Summary, event: str) -> int:
    """How many citizens have an open breach of the event."""
    return _waiting(summary).filter(haendelse=event)["citizen"].n_unique()


def _waiting(summary: Summary) -> pl.DataFrame:
    """The open breaches of the cases, with `citizen`."""
    own = jobcentre_by_law(summary.all_funds.filter(pl.col("forloeb_id").is_in(summary.cases["forloeb_id"].implode())))
    return members.waiting(own).with_columns(citizen=CITIZEN)
