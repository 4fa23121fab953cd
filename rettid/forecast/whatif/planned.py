"""An offer that begins in week N of unemployment for everyone who has not begun one by then (inventory K-04)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine import audit
from rettid.forecast.whatif.past import outcome, with_rows
from rettid.periods import Period
from rettid.tables import LATE, MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rettid.forecast.whatif.past import Outcome, Past
    from rettid.rules import Krav, Pack
    from rettid.tables import Tables

SHORT = 93
"""Days: a deadline of three months or less is one of those that the offer is moved forward for."""


_KINDS = {"pakke": pl.String, "tilbudstype": pl.String, "mindst": pl.Int64}


@dataclass(frozen=True, slots=True)
class Plan:
    """An offer that begins after `uge` weeks on the law's clock, `forsinket` days later than planned, and lasts `ophold`."""

    uge: int
    ophold: Period
    forsinket: int = 0


def planned(past: Past, weeks: Sequence[int], stay: Period, slip: int) -> list[Outcome]:
    """The outcome of each start week, and of each with every start `slip` days late.

    Besides: `nye_pr_uge` offers begun a week by the plan, `deltageruger` weeks spent in them in the period, `forsinket_rettidige` and
    `forsinket_forfaldne` R1 with the slip.
    """
    return [_outcome(past, Plan(week, stay), slip) for week in weeks]


def _outcome(past: Past, plan: Plan, slip: int) -> Outcome:
    begun = starts(past, plan)
    late = outcome("", past, _with(past, starts(past, replace(plan, forsinket=slip))), "tilbud", {}).r1 or {}
    own = begun.filter(pl.col("startdato").is_between(past.span.first, past.span.last))
    told = {
        "nye_pr_uge": own.height / past.weeks,
        "deltageruger": float(own["deltageruger"].sum()),
        "forsinket_rettidige": late.get("rettidige"),
        "forsinket_forfaldne": late.get("forfaldne"),
    }
    return outcome(f"uge {plan.uge}", past, _with(past, begun), "tilbud", told)


def starts(past: Past, plan: Plan) -> pl.DataFrame:
    """Who would have begun: `forloeb_id`, `startdato`, `slutdato` (the offer's), `tilbudstype`, `deltageruger` by `pr`.

    Those without a counting offer by then, of forløb that still ran; nobody whom an exemption frees on the planned day. Where
    the law gives some three months or less, only those: the others are not why the start is moved.
    """
    own = list(past.krav("tilbud").values())
    packs = [replace(pack, krav=krav) for pack in past.packs if (krav := tuple(_planned(pack, plan.uge, own)))]
    kinds = pl.DataFrame([(pack.id, *offer(pack.krav[0])) for pack in packs], schema=_KINDS, orient="row")
    day = pl.col("forfald") + timedelta(days=plan.forsinket)
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("startdato"))
    waiting = pl.col("moedt").is_null() | (pl.col("moedt") > pl.col("startdato"))
    end = pl.max_horizontal(
        plan.ophold.after(pl.col("startdato")), pl.col("startdato") + pl.duration(days="mindst")
    ) - timedelta(days=1)
    spent = pl.min_horizontal(end, "forloebets_slut", pl.lit(past.pr)) - pl.col("startdato")
    return (
        audit(past.tables, packs, pr=past.pr)
        .filter(pl.col("status").is_in([LATE, MISSING]), pl.col("forfald") <= past.pr)
        .with_columns(pl.col("pakke").cast(pl.String), startdato=day)
        .filter(pl.col("startdato") <= past.pr, running, waiting)
        .join(kinds, on="pakke", maintain_order="left")
        .unique("forloeb_id", keep="first", maintain_order=True)
        .rename({"slutdato": "forloebets_slut"})
        .with_columns(slutdato=end)
        .select("forloeb_id", "startdato", "slutdato", "tilbudstype", deltageruger=(spent.dt.total_days() + 1) / 7)
    )


def _with(past: Past, begun: pl.DataFrame) -> Tables:
    rows = begun.drop("deltageruger").with_columns(
        status=pl.lit("igang"), planlagt_slutdato="slutdato", afgivet="startdato", registreret="startdato"
    )
    return with_rows(past.tables, "tilbud", rows.with_columns(slutdato=pl.lit(None, dtype=pl.Date)))


def _planned(pack: Pack, week: int, own: Sequence[Krav]) -> Iterator[Krav]:
    """The law's own krav of a first offer with the start week for its deadline."""
    first = [krav for krav in pack.krav if krav in own and krav.form == "senest"]
    longest = SHORT if any(min(_deadlines(krav), default=SHORT + 1) <= SHORT for krav in first) else None
    period = Period(week, "uger")
    for krav in first:
        bands = tuple(
            replace(band, senest=period) for band in krav.alder or () if _is_for(band.senest or krav.senest, longest)
        )
        if bands or (not krav.alder and _is_for(krav.senest, longest)):
            yield replace(krav, senest=period, alder=bands or None, henstand=None, graense="senest")


def _is_for(deadline: Period | None, longest: int | None) -> bool:
    return deadline is not None and (longest is None or deadline.days_at_most <= longest)


def _deadlines(krav: Krav) -> list[int]:
    periods = [krav.senest, *(band.senest for band in krav.alder or ())]
    return [period.days_at_most for period in periods if period]


def offer(krav: Krav) -> tuple[str, int]:
    """The kind of offer that counts, and the fewest days it must last to."""
    usual = "vejledning_opkvalificering"
    kind = usual if not krav.typer or usual in krav.typer else krav.typer[0]
    return kind, krav.min_varighed.days_at_most if krav.min_varighed else 1
