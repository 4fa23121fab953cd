"""The duties that a period counts otherwise now than it did then, case by case, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import polars as pl

from rettid.rates.groupings import KIND, in_order, with_groups
from rettid.tables import FUND_SCHEMA
from rettid.trend.counts import held

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.trend.replay import Judged
    from rettid.trend.steps import Step

REGISTERED, SETTLED = "registreret senere", "afgjort senere"
"""Why: a row was registered after the period; or nothing was, and what happened after it settled what was open then."""

IN_TIME, NOT_IN_TIME, WAITS, NOT_COUNTED = "til tiden", "ikke til tiden", "venter", "ikke med"

_TEXT, _DATE = pl.String(), pl.Date()

DIFFERENCES: dict[str, pl.DataType] = {
    "maal": _TEXT,
    "periode": _TEXT,
    "sag": _TEXT,
    "forloeb_id": _TEXT,
    "fund_id": _TEXT,
    **dict.fromkeys(KIND, _TEXT),
    "pakke": _TEXT,
    "krav": _TEXT,
    "nr": FUND_SCHEMA["nr"],
    "team": _TEXT,
    "sagsbehandler": _TEXT,
    "frist_da": _DATE,
    "frist_nu": _DATE,
    "status_da": _TEXT,
    "status_nu": _TEXT,
    "regnet_da": _TEXT,
    "regnet_nu": _TEXT,
    "moedt": _DATE,
    "registreret": _DATE,
    "aarsag": _TEXT,
}
"""One row per duty. `regnet_…` is how the measure counts it, `status_…` and `frist_…` how it was judged (empty: it was not there);
`moedt` the event that meets it now, `registreret` when that was registered, where it was after the period; `aarsag` why."""

_OF_THE_FUND = ("forloeb_id", *KIND, "pakke", "krav", "nr", "team", "sagsbehandler", "moedt")
_VERDICT = ("frist", "status", "moedt")


class Source(Protocol):
    """Whoever knows more of a case than its funds say."""

    def again(self, step: Step, cases: pl.Series) -> pl.DataFrame | None:
        """The funds of the forløb as of the period's day, by all that is known now; None where nobody can tell."""

    def numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows (`forloeb_id`, `haendelse`, `moedt`, `til`) with `sag` and `registreret`, in their order."""


def differences(
    maal: str, then: Mapping[str, Judged], now: Mapping[str, Judged], found: Sequence[Step], source: Source
) -> pl.DataFrame:
    """The rows of DIFFERENCES of one measure, of the periods told both then and now: the latest first, then by deadline."""
    told_twice = [step for step in found if step.periode in then and step.periode in now]
    was, is_ = (held(maal, told, told_twice).select("periode", "fund_id", "i_taeller") for told in (then, now))
    both = was.join(is_, on=["periode", "fund_id"], how="full", coalesce=True, suffix="_nu")
    other = both.filter(pl.col("i_taeller").ne_missing(pl.col("i_taeller_nu"))).with_columns(
        regnet_da=_as_counted(maal, pl.col("i_taeller")), regnet_nu=_as_counted(maal, pl.col("i_taeller_nu"))
    )
    parts = [pl.DataFrame(schema=DIFFERENCES)]
    for step in reversed(told_twice):
        rows = other.filter(pl.col("periode") == step.periode)
        if not rows.is_empty():
            parts.append(_of_step(rows, step, then[step.periode].funds, now[step.periode].funds, source))
    told = pl.concat(parts, how="diagonal_relaxed").with_columns(maal=pl.lit(maal))
    return told.select(pl.col(name).cast(dtype) for name, dtype in DIFFERENCES.items())


def _as_counted(maal: str, counted: pl.Expr) -> pl.Expr:
    met = pl.lit(WAITS if maal == "R2" else IN_TIME)
    return pl.when(counted).then(met).when(~counted).then(pl.lit(NOT_IN_TIME)).otherwise(pl.lit(NOT_COUNTED))


def _of_step(rows: pl.DataFrame, step: Step, then: pl.DataFrame, now: pl.DataFrame, source: Source) -> pl.DataFrame:
    """The differences of one period, as both sides judge them."""
    was, is_ = (_among(funds, rows["fund_id"]) for funds in (then, now))
    facts = pl.concat([is_, was], how="vertical_relaxed").unique("fund_id", keep="first", maintain_order=True)
    told = rows.join(facts.select("fund_id", *_OF_THE_FUND), on="fund_id")
    for side, suffix in ((was, "_da"), (is_, "_nu")):
        verdict = side.select("fund_id", pl.col("frist", "status").name.suffix(suffix))
        told = told.join(verdict, on="fund_id", how="left")
    told = source.numbered(told.with_columns(til=pl.lit(step.span.last)))
    again = source.again(step, told["forloeb_id"].unique())
    caused = told.with_columns(aarsag=pl.lit(None, pl.String)) if again is None else _with_reason(told, was, again)
    return caused.sort(pl.coalesce("frist_da", "frist_nu"), "forloeb_id", "pakke", "krav", "nr", nulls_last=True)


def _among(funds: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    few = funds.filter(pl.col("fund_id").is_in(ids.implode()))
    return in_order(with_groups(few, "frist", ())).select("fund_id", *_OF_THE_FUND, "frist", "status")


def _with_reason(told: pl.DataFrame, was: pl.DataFrame, again: pl.DataFrame) -> pl.DataFrame:
    """REGISTERED where the same day judges otherwise by all that is known now, else SETTLED."""
    before, after = (
        side.select("fund_id", pl.struct(pl.col(_VERDICT).cast(pl.String)).alias(name))
        for side, name in ((was, "_da"), (again, "_igen"))
    )
    joined = told.join(before, on="fund_id", how="left").join(after, on="fund_id", how="left")
    other = pl.col("_da").ne_missing(pl.col("_igen"))
    return joined.with_columns(aarsag=pl.when(other).then(pl.lit(REGISTERED)).otherwise(pl.lit(SETTLED)))
