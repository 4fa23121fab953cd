"""The sample's reports that several tests look at; each is made once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rettid.report.build import Reports
from rettid.report.sources import Sources
from tests.report.samples import half_year

if TYPE_CHECKING:
    from rettid.report.model import Kind, Report
    from rettid.statistics.control import Break


@cache
def reports(*breaks: Break) -> Reports:
    """The reports of the half year, of nothing but the audit and the breaks."""
    return Reports(half_year(), Sources(brud=breaks))


@cache
def report(kind: Kind) -> Report:
    """One of them, without breaks."""
    return reports().report(kind)
