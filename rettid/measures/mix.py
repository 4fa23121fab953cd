"""The kind `vifte`: the offers begun in a period by type, and whether the law lets them count (`spec.md` § 5, "Official measures")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine import covered_by
from rettid.engine.days import day_number, to_date
from rettid.tables import NOT_BEGUN, UNKNOWN

if TYPE_CHECKING:
    from rettid.measures.persons import Asked
    from rettid.rules import Krav, Pack
    from rettid.rules.pack import NotCounting
    from rettid.spans import Span

COUNTS, TOO_SHORT, NO_PACK, NO_DUTY = (
    "tæller",
    "tæller ikke: for kort",
    "ingen lovpakke for forløbet",
    "tæller ikke: lovpakken har ingen pligt til tilbud",
)


def offers(asked: Asked, span: Span) -> pl.DataFrame:
    """The offers begun in the period, each with `dom`: whether it counts as right and duty by the forløb's law pack on its own first day.

    Columns: `tilbudstype`, those of the case that a list names, `startdato`, `pakke` (the law pack) and `dom`.
    """
    history = asked.history(asked.pr)
    day = to_date(pl.col("day"))
    begun = (
        history.offers.lazy()
        .filter(
            ~pl.col("status").fill_null(UNKNOWN).is_in(NOT_BEGUN),
            pl.col("day") <= history.reference_day,
            day.is_between(span.first, span.last),
        )
        .join(
            history.cases.lazy()
            .with_columns(pakke=_pack_of(asked))
            .select("case", "forloeb_id", "borger_id", "team", "sagsbehandler", "maalgruppe", "pakke"),
            on="case",
        )
        .with_columns(pl.col("tilbudstype").fill_null(UNKNOWN), startdato=day)
    )
    law = [pack for pack in asked.packs if pack.art == "lov"]
    verdict = pl.lit(NO_PACK)
    for pack in law:
        verdict = pl.when(pl.col("pakke") == pack.id).then(_verdict(pack)).otherwise(verdict)
    return (
        begun.with_columns(dom=verdict)
        .sort("startdato", "forloeb_id", "tilbudstype")
        .select(
            "tilbudstype",
            "forloeb_id",
            "borger_id",
            "maalgruppe",
            "team",
            "sagsbehandler",
            "startdato",
            "pakke",
            "dom",
        )
        .collect()
    )


def _pack_of(asked: Asked) -> pl.Expr:
    """The id of the law pack that covers the forløb."""
    return pl.coalesce(
        *(pl.when(covered_by(pack)).then(pl.lit(pack.id)) for pack in asked.packs if pack.art == "lov"),
        pl.lit(None, dtype=pl.String),
    )


def _verdict(pack: Pack) -> pl.Expr:
    """What the pack says of an offer: that it counts for one of its krav, else why it does not."""
    duties = [krav for krav in pack.krav if krav.haendelse == "tilbud" and krav.form != "andel"]
    if not duties:
        return pl.lit(NO_DUTY)
    counts, reason = pl.lit(value=False), pl.lit(f"tæller ikke: typen er ikke med i {pack.id}")
    for krav in duties:
        named = pl.col("tilbudstype").is_in(krav.typer) if krav.typer else pl.col("tilbudstype") != UNKNOWN
        excluded = pl.any_horizontal(pl.lit(value=False), *(_within(one) for one in krav.taeller_ikke))
        long = _long_enough(krav)
        counts |= named & ~excluded & long
        reason = pl.when(named & ~excluded & ~long).then(pl.lit(TOO_SHORT)).otherwise(reason)
        for one in krav.taeller_ikke:
            reason = pl.when(named & _within(one)).then(pl.lit(_excluded_text(one))).otherwise(reason)
    return pl.when(counts).then(pl.lit(COUNTS)).otherwise(reason)


def _within(one: NotCounting) -> pl.Expr:
    inside = pl.col("tilbudstype").is_in(one.typer)
    if one.fra is not None:
        inside &= pl.col("startdato") >= one.fra
    if one.til is not None:
        inside &= pl.col("startdato") <= one.til
    return inside


def _excluded_text(one: NotCounting) -> str:
    ends = [f"{word} {day:%d-%m-%Y}" for word, day in (("fra", one.fra), ("til", one.til)) if day is not None]
    return " ".join(["tæller ikke:", *(ends or ["typen er undtaget"])])


def _long_enough(krav: Krav) -> pl.Expr:
    if krav.min_varighed is None:
        return pl.lit(value=True)
    shortest = day_number(krav.min_varighed.after(pl.col("startdato"))) - pl.col("day")
    return pl.col("length").is_null() | (pl.col("length") >= shortest)
