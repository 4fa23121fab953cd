"""Danish public holidays, the days on which a jobcentre is closed by law."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.easter import easter

_FIXED = ((1, 1), (12, 25), (12, 26))
_FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Skærtorsdag, langfredag, påskedag, 2. påskedag, Kristi himmelfart, pinsedag, 2. pinsedag."""
_PRAYER_DAY, _LAST_PRAYER_DAY = 26, 2023
"""Store bededag, abolished by lov nr. 214 af 06/03/2023 from 2024 on."""


def public_holidays(first: int, last: int) -> list[date]:
    """The public holidays of the years from `first` to `last`, both included, in order.

    5 June, 24 December and 31 December are none: many offices are open on one of them.

    >>> [f"{day:%d-%m}" for day in public_holidays(2023, 2023) if day.month == 5]
    ['05-05', '18-05', '28-05', '29-05']
    """
    return sorted(day for year in range(first, last + 1) for day in _of(year))


def _of(year: int) -> set[date]:
    moving = (*_FROM_EASTER, _PRAYER_DAY) if year <= _LAST_PRAYER_DAY else _FROM_EASTER
    return {date(year, *each) for each in _FIXED} | {easter(year) + timedelta(days=each) for each in moving}
