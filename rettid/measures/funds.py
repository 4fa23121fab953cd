"""The kinds that rest on the funds: `status`, `forfald` and `kvote` (`spec.md` § 5, "Official measures")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid import quotas as law
from rettid.engine import covered_by
from rettid.measures.persons import ALL_GROUPS, PERSONS, citizen, recipients
from rettid.measures.shares import per_citizen
from rettid.tables import COMING, LATE, MISSING, TIMELY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.engine.history import History
    from rettid.measures.definition import Line, Measure
    from rettid.measures.persons import Asked
    from rettid.rules import Krav, Pack
    from rettid.spans import Span


def standing(measure: Measure, asked: Asked, days: Sequence[date]) -> pl.DataFrame:
    """The recipients on each status day, and whether they lack an event that was due before it. Columns of `PERSONS`."""
    frames = [pl.DataFrame(schema=PERSONS)]
    for day in days:
        funds = asked.funds(day)
        history = asked.history(day)
        frames += [
            _lacking(line, measure, history, funds) for line in measure.linjer if asked.untold(line.tables) is None
        ]
    return pl.concat(frames)


def _lacking(line: Line, measure: Measure, history: History, funds: pl.DataFrame) -> pl.DataFrame:
    overdue = (
        funds.lazy()
        .filter(of_the_jobcentre(), pl.col("haendelse") == line.haendelse, pl.col("status") == MISSING, pl.col("aaben"))
        .group_by("forloeb_id")
        .agg(antal=pl.len().cast(pl.Int64))
    )
    counted = (
        recipients(line, history)
        .join(overdue, on="forloeb_id", how="left")
        .with_columns(pl.col("antal").fill_null(0), kraevet=pl.lit(line.mindst or 1, dtype=pl.Int64))
    )
    return per_citizen(counted, line, measure, history.pr).collect()


def uncovered(line: Line, asked: Asked, day: date) -> int:
    """How many of the recipients on the day no law pack covers: of them nothing can be said to be overdue."""
    covered = pl.any_horizontal(pl.lit(value=False), *(covered_by(pack) for pack in asked.packs if pack.art == "lov"))
    rows = recipients(line, asked.history(day)).filter(~covered)
    return int(rows.select(citizen().n_unique()).collect().item())


def of_the_jobcentre() -> pl.Expr:
    """The funds of the law that the jobcentre answers for."""
    return (pl.col("art") == "lov") & (pl.col("ejer") == "jobcenter")


def falling_due(measure: Measure, asked: Asked, days: Sequence[date]) -> pl.DataFrame:
    """The persons whose duties at `krav_senest` fell due in the month that ends on each of the days, and whether one was missed.

    Together and per target group. Columns of `PERSONS`; `antal` is the duties missed.
    """
    judged = asked.funds(asked.pr)
    named = [f"{pack.id}/{krav}" for pack in asked.packs for krav in _krav_at(pack, measure)]
    due = judged.lazy().filter(
        of_the_jobcentre(),
        pl.concat_str(pl.col("pakke").cast(pl.String), pl.lit("/"), pl.col("krav").cast(pl.String)).is_in(named),
        pl.col("status").is_in([TIMELY, LATE, MISSING]),
        pl.col("frist") < asked.pr,
        pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist")),
    )
    missed = due.select(
        pl.col("forloeb_id", "borger_id"),
        pl.col("maalgruppe", "team", "sagsbehandler").cast(pl.String),
        pl.col("frist"),
        dag=pl.col("frist").dt.month_end(),
        missed=(pl.col("status") != TIMELY).cast(pl.Int64),
    ).filter(pl.col("dag").is_in(list(days)))
    line = measure.linjer[0]
    frames = [_together(missed, line, group) for group in (pl.lit(ALL_GROUPS), pl.col("maalgruppe"))]
    return pl.concat(frames).collect()


def _together(missed: pl.LazyFrame, line: Line, group: pl.Expr) -> pl.LazyFrame:
    return (
        missed.sort("frist", "forloeb_id")
        .group_by("dag", group.alias("gruppe"), citizen().alias("citizen"), maintain_order=True)
        .agg(
            pl.col("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler").last(),
            antal=pl.col("missed").sum(),
        )
        .with_columns(raekke=pl.lit(line.id), kraevet=pl.lit(1, dtype=pl.Int64), taeller=pl.col("antal") >= 1)
        .select(pl.col(name).cast(dtype) for name, dtype in PERSONS.items())
        .sort("dag", "gruppe", "forloeb_id")
    )


def events_at(measure: Measure, packs: Sequence[Pack]) -> set[str]:
    """The tables that the duties at `krav_senest` rest on."""
    events = {
        krav.haendelse
        for pack in packs
        if pack.art == "lov"
        for krav in pack.krav
        if krav.id in _krav_at(pack, measure)
    }
    return {{"samtale": "samtaler", "tilbud": "tilbud"}[event] for event in events}


def _krav_at(pack: Pack, measure: Measure) -> list[str]:
    """The krav of a law pack that are due at `krav_senest`, whatever the age."""
    return [
        krav.id
        for krav in pack.krav
        if pack.art == "lov" and krav.form == "senest" and krav.senest == measure.krav_senest and not krav.alder
    ]


def runs(numbers: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """`numbers` in the order of their months, with `i_traek`: how many months on end, up to this one, were over the threshold.

    A month with fewer than ten persons is not over it.
    """
    assert measure.graense is not None  # noqa: S101 - the page says it
    over = pl.col("andel").is_not_null() & (pl.col("taeller") > pl.col("naevner") * measure.graense + 1e-9)
    broken = (~over).cum_sum().over("gruppe")
    counted = numbers.sort(pl.col("gruppe") != ALL_GROUPS, "gruppe", "dag", maintain_order=True).with_columns(
        over=over, broken=broken
    )
    counted = counted.with_columns(i_traek=pl.col("over").cast(pl.Int32).cum_sum().over("gruppe", "broken"))
    return counted.drop("over", "broken")


def quotas(asked: Asked, span: Span) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the law's `andel` krav have come to (`quotas.quotas`, the periods that touch the span or still run), and the persons behind.

    The persons have the columns of `PERSONS`: `dag` is the period's last day, `antal` the duties met of `kraevet`.
    """
    judged = asked.funds(asked.pr)
    found = law.quotas(judged, asked.packs, asked.pr).filter(
        pl.col("til") >= span.first, pl.col("fra") <= max(span.last, asked.pr)
    )
    frames = [pl.DataFrame(schema=PERSONS)]
    for pack, krav in with_shares(asked):
        ends = found.filter(pakke=pack.id, krav=krav.id).select("fra", "til")
        frames.append(_of_quota(judged, pack, krav, ends, asked.pr))
    return found, pl.concat(frames)


def with_shares(asked: Asked) -> list[tuple[Pack, Krav]]:
    """The krav that ask for a share of the persons, of the packs that cover any forløb."""
    covers = (
        asked.on(asked.pr)["forloeb"].select(covered_by(pack).any().alias(pack.id) for pack in asked.packs).collect()
    )
    at_work = [pack for pack in asked.packs if covers.item(0, pack.id)]
    return [(pack, krav) for pack in at_work for krav in pack.krav if krav.form == "andel"]


def _of_quota(funds: pl.DataFrame, pack: Pack, krav: Krav, periods: pl.DataFrame, pr: date) -> pl.DataFrame:
    named = [(pl.col("pakke") == owner) & (pl.col("krav") == duty) for owner, duty in krav.duties(pack.id)]
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    told = pl.col("status").is_in([TIMELY, LATE, MISSING, COMING]) | law.uses_share()
    open_ = (pl.col("status") == COMING) | (law.uses_share() & (pl.col("frist") >= pr))
    return (
        funds.lazy()
        .filter(pl.any_horizontal(named), running, told)
        .join_where(periods.lazy(), pl.col("frist") >= pl.col("fra"), pl.col("frist") <= pl.col("til"))
        .sort("frist", "forloeb_id")
        .group_by(dag="til", citizen=citizen(), maintain_order=True)
        .agg(
            pl.col("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler").last(),
            antal=(pl.col("status") == TIMELY).sum(),
            kraevet=pl.len(),
            open=open_.any(),
        )
        .with_columns(
            raekke=pl.lit(f"{pack.id}/{krav.id}"),
            gruppe=pl.lit(ALL_GROUPS),
            taeller=pl.when(pl.col("antal") == pl.col("kraevet"))
            .then(pl.lit(value=True))
            .when(~pl.col("open"))
            .then(pl.lit(value=False)),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in PERSONS.items())
        .collect()
    )
