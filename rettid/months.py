"""The months' Danish names, wherever a person reads or writes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT = tuple(name[:3] for name in MONTHS)
"""What a chart or a timeline has room for."""


def month(day: date) -> str:
    """The month that a day is in.

    >>> from datetime import date
    >>> month(date(2019, 3, 31))
    'marts 2019'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"
