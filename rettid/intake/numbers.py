"""A case number that one export gives to two citizens: each keeps what is theirs, and nobody gets another's events."""

from __future__ import annotations

import polars as pl

from rettid.findings import FINDING_SCHEMA, TWO_CITIZENS, of_rows
from rettid.intake.joining import EXPORT
from rettid.tables import SOURCE

WHOSE = "Sagsnummeret er to borgeres, og rækken siger ikke, hvem af dem den er om."
UNKNOWN_CITIZEN = "ukendt-"
"""What the id of a citizen begins with who is known by the case number alone."""


def apart(forloeb: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The forløb with a number each for the citizens of one number, and who they are; None where no number is shared.

    The second frame has a row per citizen: `nummer`, `borger_id`, `forloeb_id` (the number of their own; the first
    citizen keeps the shared one), `foerste` (the row of the first citizen), EXPORT where there are several, and SOURCE.
    """
    export = [EXPORT] if EXPORT in forloeb.columns else []
    same = ["forloeb_id", *export]
    if forloeb.select(same).n_unique() == forloeb.height:
        return forloeb, None
    known = forloeb.filter(pl.col("borger_id") != UNKNOWN_CITIZEN + pl.col("forloeb_id"))
    shared = known.filter(pl.col("borger_id").n_unique().over(same) > 1)
    if shared.is_empty():
        return forloeb, None
    people = shared.unique([*same, "borger_id"], keep="first", maintain_order=True)
    at = pl.int_range(pl.len()).over(same)
    number = pl.col("forloeb_id")
    own = pl.concat_str(number, pl.lit(" (borger "), (at + 1).cast(pl.String), pl.lit(")"))
    people = people.select(
        *export,
        "borger_id",
        *SOURCE,
        nummer=number,
        forloeb_id=pl.when(at == 0).then(number).otherwise(own),
        foerste=pl.col("kilde_raekke").first().over(same),
    )
    return _renamed(forloeb, people), people


def of_citizen(events: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events of the shared numbers under the number of their own citizen, and those that don't say whose they are."""
    export = [EXPORT] if EXPORT in events.columns else []
    numbered = events.with_row_index("_at")
    shared = numbered.join(
        people, left_on=["forloeb_id", *export], right_on=["nummer", *export], how="semi", maintain_order="left"
    )
    named = shared.join(people, on=[*export, "borger_id"], how="semi", maintain_order="left")
    whose = events[shared.join(named, on="_at", how="anti", maintain_order="left")["_at"]]
    kept = numbered.join(shared, on="_at", how="anti", maintain_order="left")
    both = pl.concat([kept, _renamed(named, people)]).sort("_at").drop("_at")
    return both, whose


def _renamed(rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    key = [EXPORT, "borger_id"] if EXPORT in rows.columns else ["borger_id"]
    own = people.select(*key, forloeb_id="nummer", _eget="forloeb_id")
    found = rows.join(own, on=["forloeb_id", *key], how="left", maintain_order="left")
    return found.with_columns(forloeb_id=pl.coalesce("_eget", "forloeb_id")).drop("_eget")


def findings(people: pl.DataFrame | None) -> pl.DataFrame:
    """TWO_CITIZENS on the row of each citizen who had to have another number."""
    if people is None:
        return pl.DataFrame(schema=FINDING_SCHEMA)
    other = people.filter(pl.col("forloeb_id") != pl.col("nummer"))
    said = [pl.lit("Sagsnummeret "), "nummer", pl.lit(" står også i række "), pl.col("foerste").cast(pl.String)]
    said += [pl.lit(" om en anden borger. Denne er her kaldt "), "forloeb_id", pl.lit(".")]
    return of_rows(other, TWO_CITIZENS, pl.concat_str(said))
