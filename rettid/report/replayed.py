"""The months of the report's year judged over again, as they were known then and as they are known now; for the team only. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.errors import UsageError
from rettid.report import charts, measures
from rettid.report.measures import EVENT_NAMES
from rettid.report.model import SHARE, Column, Table
from rettid.report.provenance import provenance
from rettid.screen.trend_words import limits, of_an_export, sign, stretches, verdict
from rettid.spans import Span
from rettid.trend import MONTH, NOW, THEN, Export, Trend, steps
from rettid.trend.grounds import grounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rettid.statistics.control import Break
    from rettid.summary import Summary
    from rettid.trend.grounds import Grounds

_SHARE_FIELDS = [field.name for field in SHARE.fields]


@dataclass(frozen=True)
class Replayed:
    """The series of R1 by month: `trend` as known now and, where the export is `dated`, as known then."""

    summary: Summary
    trend: Trend
    grunde: Grounds

    @property
    def dated(self) -> bool:
        """Whether it can be said what was known when."""
        return bool(self.grunde.dated)

    def view(self, event: str, kendt: str) -> pl.DataFrame:
        """The months of the jobcentre's duties by law of the event, as known NOW or THEN."""
        own = (pl.col("art") == "lov") & (pl.col("ejer") == "jobcenter") & (pl.col("haendelse") == event)
        return self.trend.series.filter(own, pl.col("kendt") == kendt)

    def judged(self, event: str) -> pl.DataFrame:
        """The months that signs and limits are of: as known then where it can be said, for all of those had as long to be told."""
        return self.view(event, THEN if self.dated else NOW)

    def points(self, event: str) -> pl.DataFrame:
        """What is drawn of an event, as `parts.trend` draws it: the months as known now, then's share beside, and then's limits."""
        now, judged = self.view(event, NOW), self.judged(event)
        then = judged if self.dated else judged.clear()
        limited = judged.select("periode", "middel", "nedre", "oevre", "afsnit", "brud", tegn="signal")
        beside = then.select("periode", da="andel", antal_da=_counts())
        joined = now.select("periode", "fra", "andel", "lav", "hoej", antal=_counts()).join(
            limited, on="periode", how="left", maintain_order="left"
        )
        return joined.join(beside, on="periode", how="left", maintain_order="left").select(
            pl.lit(EVENT_NAMES[event]).alias("kind"),
            pl.int_range(pl.len()).alias("maaned_nr"),
            charts.month_label(pl.col("fra")).alias("maaned"),
            "andel", "lav", "hoej",
            pl.format("{} %", (100 * pl.col("andel")).round().cast(pl.Int64)).alias("procent"),
            "antal", "middel", "nedre", "oevre", "afsnit", "brud", "tegn", "da", "antal_da",
        )  # fmt: skip

    def words(self, event: str) -> Iterator[str]:
        """What the series of an event says, and the limits that it was held against."""
        judged = self.judged(event)
        yield f"{EVENT_NAMES[event]}: {verdict(judged)} {' '.join(stretches(judged))}".strip()

    def notes(self) -> Iterator[str]:
        """What the reader must know of the series."""
        if not self.dated:
            yield "Udtrækket har ingen registreringsdatoer, så månederne kan kun vises, som de kendes nu."
        yield from of_an_export(self.trend, self.summary, self.grunde)

    def table(self, event: str) -> Table:
        """Month by month as known now and then, the limits, and the sign in words."""
        now, judged = self.view(event, NOW), self.judged(event)
        rows = pl.DataFrame(
            [
                {"maaned": label, "nu": _share(row), **({"da": _share(held)} if self.dated else {}), **_told(held)}
                for label, row, held in zip(_labels(now), now.to_dicts(), judged.to_dicts(), strict=True)
            ],
            schema={column.id: SHARE if column.slags == "andel" else pl.String for column in self._columns()},
        )
        title = f"{EVENT_NAMES[event]}: måned for måned"
        span = Span(self.trend.found[0].span.first, self.trend.found[-1].span.last)
        rests_on = provenance(self.summary, "tendens-da" if self.dated else "tendens", span)
        return Table(f"tendens-{event}", title, self._columns(), rows, rests_on)

    def _columns(self) -> tuple[Column, ...]:
        then = (Column("da", "Som kendt da", "andel"),) if self.dated else ()
        return (
            Column("maaned", "Måned"), Column("nu", "Som kendt nu", "andel"), *then,
            Column("graenser", "Grænser (pct.)"), Column("tegn", "Tegn"),
        )  # fmt: skip


def replayed(summary: Summary, events: Sequence[str], breaks: Sequence[Break] = ()) -> Replayed | None:
    """The whole months of the year up to the period's end, judged again; None where no month is over, or there is no event."""
    year = measures.year_before(summary.span)
    try:
        found = steps(MONTH, year, summary.pr)
    except UsageError:
        return None
    if not events:
        return None
    tables, packs = summary.reading.tables, summary.judged_by
    told = grounds(tables, packs, found)
    source = Export(tables, packs, summary.all_funds, summary.pr, summary.kendt_pr, summary.team)
    known = (NOW, THEN) if told.dated else (NOW,)
    return Replayed(summary, Trend(source, found, ("R1",), known, breaks, summary.untold), told)


def _counts() -> pl.Expr:
    return pl.when(pl.col("naevner").is_not_null()).then(pl.format("{}/{}", "taeller", "naevner")).fill_null("")


def _labels(rows: pl.DataFrame) -> list[str]:
    return rows.select(charts.month_label(pl.col("fra")).alias("maaned"))["maaned"].to_list()


def _share(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _SHARE_FIELDS}


def _told(row: dict[str, Any]) -> dict[str, str]:
    return {"graenser": limits(row), "tegn": sign(row)}
