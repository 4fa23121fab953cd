"""The kind `emne`: whether the first interview has its topic recorded (`spec.md` § 5, "Official measures")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.measures.persons import ALL_GROUPS, PERSONS, citizen
from rettid.tables import HELD

if TYPE_CHECKING:
    from rettid.measures.definition import Line, Measure
    from rettid.measures.persons import Asked
    from rettid.spans import Span

UNTESTABLE = "kan ikke prøves med dette udtræk: samtalerne har ingen kolonne med emner ({})"

_SHEET = ("kilde_fil", "kilde_ark")


def topics(measure: Measure, asked: Asked, span: Span) -> tuple[pl.DataFrame, dict[str, str]]:
    """The persons whose first interview was held in the period, and per line what to say of the number.

    Columns of `PERSONS`: `dag` is the day of the interview, `antal` 1 where the topic is recorded, and the numerator holds
    those without it. An interview read from a sheet that has no topics at all says nothing and is not in it.
    """
    frames, said = [pl.DataFrame(schema=PERSONS)], {}
    for line in measure.linjer:
        first = _first_interviews(line, asked).filter(pl.col("dato").is_between(span.first, span.last))
        told = first.filter("testable")
        if not _columns(line, asked):
            said[line.id] = UNTESTABLE.format(", ".join(line.kolonner))
        elif left_out := first.height - told.height:
            said[line.id] = f"{left_out} uden oplyste emner i deres udtræk er ikke med"
        frames.append(_persons(line, told))
    return pl.concat(frames), said


def _columns(line: Line, asked: Asked) -> list[str]:
    """The columns of topics that the interviews have with anything in them."""
    rows = asked.tables["samtaler"]
    there = [name for name in line.kolonner if name in rows.collect_schema()]
    told = rows.select(pl.col(name).is_not_null().any() for name in there).collect()
    return [name for name in there if told.item(0, name)]


def _first_interviews(line: Line, asked: Asked) -> pl.DataFrame:
    """A row per forløb of the line: its first interview's `dato`, whether it is `testable`, and whether the topic is `told`."""
    tables, columns = asked.on(asked.pr), _columns(line, asked)
    (event,) = line.tael
    sheet = [name for name in _SHEET if name in tables["samtaler"].collect_schema()]
    recorded = pl.any_horizontal(pl.lit(value=False), *(pl.col(name).is_not_null() for name in columns))
    rows = tables["samtaler"].with_columns(testable=recorded.any().over(sheet) if sheet else recorded.any())
    held = rows.filter(
        pl.col("status") == HELD, pl.col("dato") <= asked.pr, pl.col("samtaletype").is_in(event.what.typer or ())
    ).select("forloeb_id", "dato", "testable", told=_named(line, columns))
    cases = tables["forloeb"].filter(pl.col("maalgruppe").is_in(line.maalgruppe))
    running = pl.col("slutdato").is_null() | (pl.col("dato") <= pl.col("slutdato"))
    return (
        cases.join(held, on="forloeb_id")
        .filter(pl.col("dato") >= pl.col("startdato"), running)
        .filter(pl.col("dato") == pl.col("dato").min().over("forloeb_id"))
        .group_by("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler", "dato")
        .agg(pl.col("testable", "told").any())
        .collect()
    )


def _named(line: Line, columns: list[str]) -> pl.Expr:
    """Whether one of the columns names one of the line's words, letter case apart."""
    texts = [pl.col(name).cast(pl.String).str.to_lowercase() for name in columns]
    named = [
        text.str.contains(word.lower(), literal=True).fill_null(value=False) for text in texts for word in line.ord
    ]
    return pl.any_horizontal(pl.lit(value=False), *named)


def _persons(line: Line, first: pl.DataFrame) -> pl.DataFrame:
    """One row per citizen; of a citizen with two first interviews in the period the later, lacking the topic where either does."""
    return (
        first.sort("dato", "forloeb_id")
        .group_by(citizen().alias("citizen"), maintain_order=True)
        .agg(
            pl.col("forloeb_id", "borger_id", "maalgruppe", "team", "sagsbehandler").last(),
            dag=pl.col("dato").last(),
            antal=pl.col("told").all().cast(pl.Int64),
        )
        .with_columns(
            raekke=pl.lit(line.id),
            gruppe=pl.lit(ALL_GROUPS),
            kraevet=pl.lit(1, dtype=pl.Int64),
            taeller=pl.col("antal") == 0,
        )
        .select(pl.col(name).cast(dtype) for name, dtype in PERSONS.items())
        .sort("dag", "forloeb_id")
    )
