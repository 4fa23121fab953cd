"""How much of a miss can be registration: the lowest and highest R1, and the corrections that move it most.

The doubtful rows are altered and the same engine judges again. Only interviews and offers are doubted here: starts,
target groups and absences are taken as they stand, and rows that were set aside cannot be counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.quality.replay import replayed
from rettid.rates import due_in
from rettid.tables import CODES, HELD, LATE, MISSING, TIMELY, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rettid.quality.grounds import Grounds
    from rettid.rules import Pack
    from rettid.spans import Span

MAY_BE_WRONG = ("RT-S09", "RT-S25", "RT-S26")
"""What now counts as met, though it may not be so: held on a closed day or in writing, a date that may be a day early."""

MAY_BE_MET = ("RT-S02", "RT-S03", "RT-S04", "RT-S05", "RT-S26", "RT-S30")
"""What does not count, though it may have happened on its day. Not RT-S01: a date to come says nothing of a deadline that has passed."""

KIND = ("ejer", "haendelse")
"""What R1 by law is never added across."""

_LOWEST, _HIGHEST = "lavest", "hoejest"
_EVENTS = ("samtaler", "tilbud")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Bounds:
    """R1 by law as recorded, at its lowest and highest, and what each correction gains.

    `rates`: KIND, `rettidige`, `forfaldne`, then `lav_` and `hoej_` of both.
    `by_code`: `kode`, KIND, `rettelser`, `vundne` (duties in time), `rettidige`, `forfaldne` before and `nye_` of both
    after; most gained per correction first. `by_caseworker`: `sagsbehandler`, `rettelser`, `vundne`, by name.
    `by_row`: `tabel`, `nr`, `forloeb_id`, `kode`, `vundne` of the rows that gain anything alone, most first.
    """

    rates: pl.DataFrame
    by_code: pl.DataFrame
    by_caseworker: pl.DataFrame
    by_row: pl.DataFrame


def bounds(grounds: Grounds, findings: pl.DataFrame, holders: pl.DataFrame, span: Span) -> Bounds:
    """The bounds for the duties by law that R1 counts in the period (`rates.due_in`).

    `findings` has PLACE; `holders` has `forloeb_id` and `sagsbehandler`.
    """
    counted = _counted(grounds.funds, span, grounds)
    doubts = _doubts(findings, counted)
    packs = [pack for pack in grounds.packs if pack.art == "lov"]
    altered = replayed(
        grounds.tables,
        packs,
        doubts.select("variant", "forloeb_id"),
        {name: _alteration(name, doubts, packs) for name in _EVENTS},
        pr=grounds.pr,
    )
    changes = _changes(_counted(altered, span, grounds), counted, doubts)
    totals = _totals(counted)
    return Bounds(
        rates=_rates(totals, changes),
        by_code=_by_code(totals, changes, doubts),
        by_caseworker=_by_caseworker(changes, doubts, holders),
        by_row=_by_row(changes, doubts),
    )


def straddles(rate: dict[str, int], target: float) -> bool:
    """Whether a row of `Bounds.rates` has its lowest under the target (a share of 1) and its highest at or over it.

    >>> straddles({"lav_rettidige": 40, "lav_forfaldne": 60, "hoej_rettidige": 46, "hoej_forfaldne": 60}, 0.75)
    True
    """
    lowest, highest = (rate[f"{edge}_rettidige"] / max(rate[f"{edge}_forfaldne"], 1) for edge in ("lav", "hoej"))
    return lowest < target <= highest


def _counted(funds: pl.DataFrame, span: Span, grounds: Grounds) -> pl.DataFrame:
    """The funds by law that R1 counts, with `til_tiden` as 0 or 1."""
    law = funds.filter(pl.col("art") == "lov")
    return due_in(law, span, grounds.pr).with_columns(
        pl.col(KIND).cast(pl.String), til_tiden=(pl.col("status") == TIMELY).cast(pl.Int64)
    )


def _doubts(findings: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """The variants to judge: `variant`, `forloeb_id`, `tabel`, `nr`, `kode`, a row per doubtful row and code in it.

    Only of forløb that a doubt can change: one with a duty in time for the lowest, with a missed one for the highest.
    """
    events = findings.filter(pl.col("tabel").is_in(_EVENTS), pl.col("forloeb_id").is_not_null())
    rows = events.select("forloeb_id", "tabel", "nr", "kode").unique(maintain_order=True)
    met, missed = (
        counted.filter(pl.col("status").is_in(statuses))["forloeb_id"].unique().implode()
        for statuses in ([TIMELY], [LATE, MISSING])
    )
    down = rows.filter(pl.col("kode").is_in(MAY_BE_WRONG), pl.col("forloeb_id").is_in(met))
    up = rows.filter(pl.col("kode").is_in(MAY_BE_MET), pl.col("forloeb_id").is_in(missed))
    one = pl.concat_str("tabel", "nr", separator=" ")
    parts = [down.with_columns(variant=pl.lit(_LOWEST)), up.with_columns(variant=pl.lit(_HIGHEST))]
    parts += [up.with_columns(variant=pl.col("kode")), up.with_columns(variant=one)]
    return pl.concat(parts)


def _alteration(table: str, doubts: pl.DataFrame, packs: Sequence[Pack]) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """The table's rows with the doubtful ones of each variant altered."""
    codes = (
        doubts.filter(pl.col("tabel") == table)
        .group_by("variant", "forloeb_id", "nr")
        .agg(koder=pl.col("kode").sort().str.join(" "))
        .lazy()
    )

    def alter(rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows.join(codes, on=["variant", "forloeb_id", "nr"], how="left", maintain_order="left").with_columns(
            _interviews(packs) if table == "samtaler" else _offers(packs)
        )

    return alter


def _has(*codes: str) -> pl.Expr:
    said = pl.col("koder").fill_null("")
    return pl.any_horizontal(said.str.contains(code, literal=True) for code in codes)


def _interviews(packs: Sequence[Pack]) -> list[pl.Expr]:
    down = pl.col("variant") == _LOWEST
    return [
        pl.when(down & _has("RT-S09", "RT-S25")).then(pl.lit(UNKNOWN))
        .when(~down & _has("RT-S02", "RT-S04")).then(pl.lit(HELD))
        .otherwise("status").alias("status"),
        pl.when(_has("RT-S05")).then(pl.lit(_best_type("samtale", packs))).otherwise("samtaletype").alias("samtaletype"),
        _shifted("dato", down),
    ]  # fmt: skip


def _offers(packs: Sequence[Pack]) -> list[pl.Expr]:
    endless = _has("RT-S03")
    return [
        pl.when(_has("RT-S04", "RT-S30")).then(pl.lit("igang")).otherwise("status").alias("status"),
        pl.when(_has("RT-S05")).then(pl.lit(_best_type("tilbud", packs))).otherwise("tilbudstype").alias("tilbudstype"),
        *(pl.when(~endless).then(name).alias(name) for name in ("slutdato", "planlagt_slutdato")),
        _shifted("startdato", pl.col("variant") == _LOWEST),
    ]


def _shifted(date: str, later: pl.Expr) -> pl.Expr:
    step = pl.when(later).then(pl.lit(_DAY)).otherwise(pl.lit(-_DAY))
    return pl.when(_has("RT-S26")).then(pl.col(date) + step).otherwise(date).alias(date)


def _best_type(event: str, packs: Sequence[Pack]) -> str:
    """The type that most requirements count."""
    named = Counter(
        kind for pack in packs for krav in pack.krav if krav.haendelse == event for kind in krav.typer or ()
    )
    most = sorted(named.items(), key=lambda item: (-item[1], item[0]))
    return most[0][0] if most else CODES["samtaletype" if event == "samtale" else "tilbudstype"][0]


def _changes(altered: pl.DataFrame, counted: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    """Per variant, forløb and KIND: `rettidige` and `forfaldne` more (or fewer) than as recorded."""
    key = ["variant", "forloeb_id", *KIND]
    before = doubts.select("variant", "forloeb_id").unique().join(counted, on="forloeb_id")
    signed = pl.concat(
        [
            frame.select(*key, rettidige=sign * pl.col("til_tiden"), forfaldne=pl.lit(sign, dtype=pl.Int64))
            for frame, sign in ((altered, 1), (before, -1))
        ]
    )
    return signed.group_by(key).agg(pl.col("rettidige", "forfaldne").sum()).sort(key)


def _totals(counted: pl.DataFrame) -> pl.DataFrame:
    return counted.group_by(KIND).agg(rettidige=pl.col("til_tiden").sum(), forfaldne=pl.len().cast(pl.Int64)).sort(KIND)


def _rates(totals: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    rates = totals
    for edge, variant in (("lav", _LOWEST), ("hoej", _HIGHEST)):
        moved = (
            changes.filter(pl.col("variant") == variant)
            .group_by(KIND)
            .agg(pl.col("rettidige", "forfaldne").sum().name.prefix("_"))
        )
        rates = (
            rates.join(moved, on=KIND, how="left")
            .with_columns(
                (pl.col(name) + pl.col(f"_{name}").fill_null(0)).alias(f"{edge}_{name}")
                for name in ("rettidige", "forfaldne")
            )
            .drop("_rettidige", "_forfaldne")
        )
    return rates.sort(KIND)


def _by_code(totals: pl.DataFrame, changes: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    gaining = changes.filter(pl.col("variant").is_in(MAY_BE_MET), pl.col("rettidige") > 0)
    rows = doubts.filter(pl.col("variant") == pl.col("kode")).select("forloeb_id", "kode", "tabel", "nr")
    needed = (
        gaining.select("forloeb_id", *KIND, kode="variant")
        .join(rows, on=["forloeb_id", "kode"])
        .filter((pl.col("tabel") == "samtaler") == (pl.col("haendelse") == "samtale"))
        .group_by("kode", *KIND)
        .agg(rettelser=pl.len().cast(pl.Int64))
    )
    moved = (
        changes.filter(pl.col("variant").is_in(MAY_BE_MET))
        .group_by(*KIND, kode="variant")
        .agg(vundne=pl.col("rettidige").sum(), flere=pl.col("forfaldne").sum())
    )
    return (
        moved.join(needed, on=["kode", *KIND])
        .join(totals, on=KIND, how="left")
        .filter(pl.col("vundne") > 0)
        .with_columns(
            nye_rettidige=pl.col("rettidige") + pl.col("vundne"), nye_forfaldne=pl.col("forfaldne") + pl.col("flere")
        )
        .sort(
            pl.col("vundne") / pl.col("rettelser"),
            "vundne",
            "kode",
            *KIND,
            descending=[True, True, False, False, False],
        )
        .select("kode", *KIND, "rettelser", "vundne", "rettidige", "forfaldne", "nye_rettidige", "nye_forfaldne")
    )


def _by_caseworker(changes: pl.DataFrame, doubts: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """In the order of names: what each can put right is no measure of anyone."""
    gained = (
        changes.filter(pl.col("variant") == _HIGHEST)
        .group_by("forloeb_id")
        .agg(vundne=pl.col("rettidige").sum())
        .filter(pl.col("vundne") > 0)
    )
    rows = doubts.filter(pl.col("variant") == _HIGHEST).unique(["tabel", "nr"])
    rettelser = rows.group_by("forloeb_id").agg(rettelser=pl.len().cast(pl.Int64))
    return (
        gained.join(rettelser, on="forloeb_id")
        .join(holders, on="forloeb_id", how="left")
        .group_by("sagsbehandler")
        .agg(pl.col("rettelser", "vundne").sum())
        .sort("sagsbehandler", nulls_last=True)
    )


def _by_row(changes: pl.DataFrame, doubts: pl.DataFrame) -> pl.DataFrame:
    gained = (
        changes.group_by("variant", "forloeb_id").agg(vundne=pl.col("rettidige").sum()).filter(pl.col("vundne") > 0)
    )
    rows = doubts.filter(~pl.col("variant").is_in([_LOWEST, _HIGHEST, *MAY_BE_MET])).unique(
        ["tabel", "nr"], keep="first", maintain_order=True
    )
    return (
        rows.join(gained, on=["variant", "forloeb_id"])
        .sort("vundne", "tabel", "nr", descending=[True, False, False])
        .select("tabel", "nr", "forloeb_id", "kode", "vundne")
    )
