"""How long runs are kept: "24 måneder", "2 år"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rettid.periods import Period, parse_period

if TYPE_CHECKING:
    from datetime import date

_MOST_DAYS = 100 * 12 * 31
EXAMPLES = "90 dage, 26 uger, 24 måneder eller 2 år"

_YEARS = re.compile(r"(\d{1,3}) år")


def parse_keep(text: str) -> Period:
    """The period that runs are kept: as the law's periods, and in years too (the law counts none). Raises ValueError.

    A period of nothing, which would delete everything, and one over a hundred years or so are none.

    >>> str(parse_keep("2 år")), str(parse_keep("1 måned"))
    ('24 måneder', '1 måned')
    """
    years = _YEARS.fullmatch(text.strip())
    period = Period(12 * int(years[1]), "måneder") if years else parse_period(text)
    if not 0 < period.days_at_most <= _MOST_DAYS:
        raise ValueError(text)
    return period


def first_kept(keep: Period, today: date) -> date:
    """The earliest day whose runs are kept; runs that tell of an earlier one are deleted (`Store.delete_before`)."""
    return keep.before_day(today)
