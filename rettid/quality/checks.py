"""Every check of what the rows say, in the order of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.findings import FINDING_SCHEMA, catalogue
from rettid.quality import cases, deadlines, events
from rettid.quality.grounds import PLACE
from rettid.quality.holders import holders_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rettid.quality.grounds import Grounds

CHECKS: Mapping[str, Callable[[Grounds], pl.LazyFrame]] = {
    "RT-S01": events.held_in_the_future,
    "RT-S02": events.planned_in_the_past,
    "RT-S03": events.ends_before_it_begins,
    "RT-S04": events.unknown_status,
    "RT-S05": events.unknown_type,
    "RT-S06": cases.nobody_responsible,
    "RT-S07": cases.no_system_deadline,
    "RT-S08": events.registered_late,
    "RT-S09": events.on_a_closed_day,
    "RT-S10": cases.overlapping,
    "RT-S11": cases.a_system_has_the_case,
    "RT-S12": cases.a_team_has_the_case,
    "RT-S13": events.open_for_long,
    "RT-S14": deadlines.registered_after_the_deadline,
    "RT-S15": events.two_on_a_day,
    "RT-S16": events.outside_the_forloeb,
    "RT-S17": cases.same_start,
    "RT-S18": cases.no_birth_date,
    "RT-S19": cases.unlikely_age,
    "RT-S20": cases.no_start,
    "RT-S21": cases.no_target_group,
    "RT-S24": cases.spelled_two_ways,
    "RT-S25": events.in_writing,
    "RT-S26": deadlines.borderline,
    "RT-S27": deadlines.other_deadline,
    "RT-S28": cases.ended_before_it_began,
    "RT-S30": events.offer_planned_in_the_past,
    "RT-S32": cases.contacted_long_before,
    "RT-S33": cases.category_no_pack_names,
}
"""The check behind each code. RT-S22, RT-S23, RT-S29 and RT-S31 are found while rows are linked."""


def run(grounds: Grounds) -> pl.DataFrame:
    """The findings of all checks: FINDING_SCHEMA and PLACE, by code, then file, sheet and row."""
    parts = [check(grounds) for check in CHECKS.values()]
    whole = pl.concat(parts, how="diagonal_relaxed").collect()
    return whole.select(*FINDING_SCHEMA, *PLACE).sort("kode", "fil", "ark", "raekke", "nr", "besked", nulls_last=False)


def with_case(findings: pl.DataFrame, grounds: Grounds) -> pl.DataFrame:
    """Adds `alvor`, and of the forløb `sagsbehandler` and `team` as they are now: by `ansvar` where it knows, else by the forløb."""
    grave = {code: kind.alvor for code, kind in catalogue().items()}
    return findings.with_columns(
        alvor=pl.col("kode").replace_strict(list(grave), list(grave.values()), default=None, return_dtype=pl.String)
    ).join(holders(grounds), on="forloeb_id", how="left", maintain_order="left")


def holders(grounds: Grounds) -> pl.DataFrame:
    """See `holders.holders_now`."""
    return holders_now(grounds.tables, grounds.pr)
