"""What `rettid check` says, gathered from one reading: findings, completeness, latency, and how far the rates can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid import findings
from rettid.findings import FINDING_SCHEMA, SEVERITIES, Finding
from rettid.quality import bounds, checks, completeness, latency
from rettid.quality.grounds import LATE_REGISTRATION, PLACE, Grounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rettid.quality.bounds import Bounds
    from rettid.summary import Summary

NO_DAY, IDLE_SHEET = "RT-F12", "RT-F09"
WHY_IDLE = ("RT-F10", "RT-F14")
"""What the readers say of a sheet that they could not use."""


@dataclass(frozen=True)
class Inspection:
    """One export, read and judged, and looked at for what cannot be right."""

    summary: Summary

    @cached_property
    def grounds(self) -> Grounds:
        """What the checks look at."""
        own = self.summary.registreret_senest_dage
        days = LATE_REGISTRATION if own is None else own
        return Grounds(self.summary.tables, self.summary.funds, self.summary.judged_by, self.summary.pr, days)

    @cached_property
    def rows(self) -> pl.DataFrame:
        """What the rows say: see `checks.run`."""
        return checks.run(self.grounds)

    @cached_property
    def holders(self) -> pl.DataFrame:
        """Who has each forløb now."""
        return checks.holders(self.grounds)

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Every finding, the gravest first, of one gravity by code and place.

        FINDING_SCHEMA, `alvor`, `sagsbehandler` and `team` as they are now, `sag`, and `vundne`: how many more duties
        would be in time if this row alone were put right.
        """
        reading = self.summary.reading
        aside = reading.set_aside.rename({"aarsag": "besked"})
        parts = [self._told, aside, self.rows]
        whole = pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *parts], how="diagonal_relaxed")
        gained = self.bounds.by_row.select(*PLACE, "vundne")
        cases = self.summary.case_numbers
        ordered = (
            checks.with_case(whole, self.grounds)
            .join(gained, on=PLACE, how="left", maintain_order="left")
            .with_columns(
                pl.col("vundne").fill_null(0),
                sag=pl.col("forloeb_id").replace_strict(
                    list(cases), list(cases.values()), default=None, return_dtype=pl.String
                ),
                grad=pl.col("alvor").replace_strict(
                    list(SEVERITIES), range(len(SEVERITIES)), default=len(SEVERITIES), return_dtype=pl.Int8
                ),
            )
            .sort("grad", "kode", "fil", "ark", "raekke", "nr", "besked", nulls_last=False)
        )
        return ordered.select(*FINDING_SCHEMA, "alvor", "sagsbehandler", "team", "sag", "vundne")

    @cached_property
    def bounds(self) -> Bounds:
        """How far registration alone can move R1 by law in the period; nothing of events that are not told in full."""
        found = bounds.bounds(self.grounds, self.rows, self.holders, self.summary.span)
        told = ~pl.col("haendelse").cast(pl.String).is_in(list(self.summary.untold))
        return replace(found, rates=found.rates.filter(told), by_code=found.by_code.filter(told))

    @cached_property
    def completeness(self) -> pl.DataFrame:
        """See `completeness.completeness`."""
        return completeness.completeness(self.open_cases)

    @cached_property
    def usable(self) -> tuple[int, int]:
        """See `completeness.usable`."""
        return completeness.usable(self.open_cases)

    @cached_property
    def latency(self) -> pl.DataFrame:
        """See `latency.latency`."""
        return latency.latency(self.grounds)

    @cached_property
    def looked_late(self) -> pl.DataFrame:
        """See `latency.looked_late`."""
        return latency.looked_late(self.grounds, self.summary.span)

    @cached_property
    def without_pack(self) -> int:
        """How many open forløb no pack covers: they have no deadline of ours."""
        return int(self.open_cases[completeness.NO_PACK].sum())

    @cached_property
    def open_cases(self) -> pl.DataFrame:
        """See `completeness.open_cases`."""
        return completeness.open_cases(self.grounds, self.holders)

    @cached_property
    def _told(self) -> pl.DataFrame:
        """What the readers found; that the file does not say its day matters only when the user did not either."""
        told = findings.together([self.summary.reading.findings, *self._idle_sheets()])
        if not self.summary.guessed_day:
            return told.filter(pl.col("kode") != NO_DAY)
        if NO_DAY in told["kode"]:
            return told
        return findings.together([told, findings.of_sheet("", "", [Finding(NO_DAY, "Der er regnet pr. i dag.")])])

    def _idle_sheets(self) -> Iterator[pl.DataFrame]:
        """The sheets that were not used, less those of which the readers have said why."""
        reading = self.summary.reading
        why_not = reading.findings.filter(pl.col("kode").is_in(WHY_IDLE))
        told = set(why_not.select("fil", "ark").iter_rows())
        for sheet in reading.sheets:
            if not sheet.tabeller and (sheet.fil, sheet.ark) not in told:
                why = sheet.note or "arket er ikke en tabel, som profilen kender"
                yield findings.of_sheet(sheet.fil, sheet.ark, [Finding(IDLE_SHEET, f"{why[0].upper()}{why[1:]}.")])
