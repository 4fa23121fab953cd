"""The finished funds: verdicts with everything a reader of one row needs, in the order that never changes (`spec.md` § 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import LAST_DAY, at, to_date
from rettid.engine.duties import completed_years
from rettid.engine.identity import fund_ids, text_hash
from rettid.tables import AGE_GROUPS, FUND_SCHEMA, USES_SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.engine.history import History
    from rettid.engine.responsibility import Responsibility
    from rettid.rules import Krav, Pack

REMARKS = (
    "ansvarlig er den nuværende: ansvaret på fristen kendes ikke",
    "fravær er ikke leveret: fristen kan ligge senere",
    "regnet i ledighedsdage: udbetalte timer er ikke anvendt",
    "løntilskud afgivet inden fristen og begyndt inden for efterfristen",
    "borgeren har valgt a-kassen fra",
    "a-kassen udeblev fra en samtale, som derfor ikke tæller",
    "en hændelse før vinduet tæller ikke",
    "loven kræver en andel af personerne, ikke den enkelte",
    "måneder uden indberettede timer er regnet fuldt",
    "måneder uden udbetaling er regnet som nul timer",
    "regnet fra en anden dag end kravets: den kendes ikke",
    USES_SHARE,
)
"""What `bemaerkning` can say. A fund carries them as bits while it is being made, the first remark as 1."""

(
    RESPONSIBLE_TODAY,
    NO_ABSENCES,
    NO_HOURS,
    WAGE_SUBSIDY,
    DECLINED,
    A_KASSE_AWAY,
    TOO_EARLY,
    SHARE,
    HOURS_IN_FULL,
    HOURS_NONE,
    OTHER_ANCHOR,
    SHARE_USED,
) = (1 << bit for bit in range(len(REMARKS)))

_REMARK_TEXTS = pl.Series(
    "bemaerkning",
    [
        "; ".join(text for bit, text in enumerate(REMARKS) if remarks >> bit & 1) or None
        for remarks in range(1 << len(REMARKS))
    ],
    dtype=FUND_SCHEMA["bemaerkning"],
)

_SLICE = 250_000

_FROM_CASE = ("forloeb_id", "borger_id", "maalgruppe", "aldersgruppe", "a_kasse", "slutdato")
_FROM_KRAV = ("ejer", "pakke", "pakke_version", "art", "krav", "haendelse", "hjemmel")
_DATES = {"aabner": "opens", "forfald": "due", "frist": "deadline", "moedt": "met", "planlagt": "booked"}


def finished(verdicts: pl.DataFrame, requirements: pl.DataFrame, history: History) -> pl.DataFrame:
    """The funds of `verdicts` with the columns of `FUND_SCHEMA`, sorted.

    `verdicts` has `case`, `requirement` (a row of `requirements`), `nr`, the day numbers of `_DATES`, `status`,
    `dage`, `aaben`, `pausedage`, `mangler_felt`, `holder` (of `history.responsibility`) and `remarks` (bits of
    `REMARKS`).
    """
    cases = _typed(
        history.cases.with_columns(text_hash(history.cases["forloeb_id"]).alias("hash"), aldersgruppe=age_group())
    )
    ordered = verdicts.sort(_order(cases.height, requirements.height, int(verdicts["nr"].max() or 0)))  # type: ignore[arg-type]
    # A slice at a time: what is only needed on the way then fits the processor's cache, and its memory is used again.
    parts = list(ordered.iter_slices(_SLICE)) or [ordered]
    return pl.concat([_spread(part, cases, _typed(requirements), history.responsibility) for part in parts])


def _order(cases: int, requirements: int, numbers: int) -> pl.Expr:
    """One integer that orders verdicts as (frist, forloeb_id, pakke, krav, nr), an empty frist first: four times as fast."""
    days = 2 * (LAST_DAY + 1)
    assert days * (cases + 1) * (requirements + 1) * (numbers + 1) < 1 << 63, "for mange forløb til én kørsel"  # noqa: S101
    order = (pl.col("deadline").fill_null(-LAST_DAY) + LAST_DAY).cast(pl.Int64)
    for column, count in (("case", cases), ("requirement", requirements), ("nr", numbers + 1)):
        order = order * count + pl.col(column)
    return order


def _spread(
    verdicts: pl.DataFrame, cases: pl.DataFrame, requirements: pl.DataFrame, holders: Responsibility
) -> pl.DataFrame:
    """The verdicts with what they take from their case, their krav and the one responsible written out."""
    case, holder, known = verdicts["case"], pl.col("holder"), pl.col("known")
    case_hash, krav_hash = cases["hash"].gather(case), requirements["hash"].gather(verdicts["requirement"])
    return (
        verdicts.lazy()
        .with_columns(fund_ids(case_hash, krav_hash, verdicts["nr"]), known=holders.known(holder))
        .with_columns(
            *(at(cases[name], pl.col("case")).alias(name) for name in (*_FROM_CASE, "sagsbehandler", "team")),
            *(at(requirements[name], pl.col("requirement")).alias(name) for name in _FROM_KRAV),
            *(to_date(pl.col(number)).alias(name) for name, number in _DATES.items()),
            bemaerkning=at(_REMARK_TEXTS, pl.col("remarks") + pl.when(known).then(0).otherwise(RESPONSIBLE_TODAY)),
        )
        .with_columns(
            sagsbehandler=pl.when(known).then(holders.name("sagsbehandler", holder)).otherwise("sagsbehandler"),
            team=pl.when(known).then(holders.name("team", holder)).fill_null(pl.col("team")),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in FUND_SCHEMA.items())
        # Polars 2.1 takes two columns that are empty throughout for one, whatever their types.
        .collect(engine="in-memory", optimizations=pl.QueryOptFlags(comm_subexpr_elim=False))
    )


def _typed(table: pl.DataFrame) -> pl.DataFrame:
    """The small table with the types of the funds it is spread over, so that no text is written out once per fund."""
    return table.cast({name: dtype for name, dtype in FUND_SCHEMA.items() if name in table.columns})


def requirement_table(requirements: Sequence[tuple[Pack, Krav]]) -> pl.DataFrame:
    """What a fund repeats of its krav, a row each; row 0 is for a forløb that can't be placed. Needs the order of (pakke, krav)."""
    rows = [
        (krav.ejer, pack.id, pack.edition, pack.art, krav.id, krav.haendelse, krav.hjemmel or None)
        for pack, krav in requirements
    ]
    table = pl.DataFrame([(None,) * len(_FROM_KRAV), *rows], schema=dict.fromkeys(_FROM_KRAV, pl.String), orient="row")
    names = table.select(name=pl.concat_str(pl.col("pakke", "krav").fill_null(""), separator="/")).to_series()
    return table.with_columns(hash=text_hash(names))


def age_group() -> pl.Expr:
    """The age group of a forløb on its `startdato` (`spec.md` § 4); null where a date is missing."""
    under_30, between, over = AGE_GROUPS
    age = completed_years(pl.col("foedselsdato"), pl.col("startdato"))
    return (
        pl.when(age < 30)
        .then(pl.lit(under_30))
        .when(age < 50)
        .then(pl.lit(between))
        .when(age.is_not_null())
        .then(pl.lit(over))
    )
