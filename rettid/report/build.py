"""The reports of one audit: what leaves the team through the guard, what stays as it is. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rettid.exits import Exits
from rettid.report import guard
from rettid.report.committee import committee
from rettid.report.guard import Guarded, guarded
from rettid.report.ministry import ministry
from rettid.report.monthly import monthly
from rettid.report.numbers import Numbers, few_in_months, numbers
from rettid.report.parts import monthly_events
from rettid.report.replayed import replayed

if TYPE_CHECKING:
    from rettid.report.model import Kind, Report
    from rettid.report.replayed import Replayed
    from rettid.report.sources import Sources
    from rettid.summary import Summary


@dataclass(frozen=True)
class Reports:
    """What can be made of one audit and its sources; each part is counted when it is asked for."""

    summary: Summary
    sources: Sources

    def report(self, kind: Kind) -> Report:
        """The report of a kind."""
        if kind == "maaned":
            return monthly(self.internal, self.sources, self.replayed, Exits(self.summary))
        return (ministry if kind == "ministerium" else committee)(self.outward, self.sources)

    @cached_property
    def outward(self) -> Guarded:
        """The numbers that may leave the team."""
        calendar = guard.months_or_quarters(self._plain, self.sources.trykt)
        found = numbers(self.summary, calendar) if "kvartal" in calendar.values() else self._plain
        return guarded(found, self.sources.trykt)

    @cached_property
    def internal(self) -> Numbers:
        """The numbers as they are."""
        return numbers(self.summary, few_in_months(self._plain), internal=True)

    @cached_property
    def replayed(self) -> Replayed | None:
        """The year's months judged again, of the events that are told by month."""
        return replayed(self.summary, monthly_events(self.internal), self.sources.brud)

    @cached_property
    def _plain(self) -> Numbers:
        return numbers(self.summary)
