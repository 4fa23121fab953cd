"""Numbers and dates as Danes write them: 31-12-2018, 70,6 %, 1.744."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.rates import FEWEST_FOR_PERCENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

EVENTS = {"samtale": "samtaler", "tilbud": "tilbud"}


def day(value: date | None) -> str:
    """dd-mm-yyyy, or a dash for no date.

    >>> from datetime import date
    >>> day(date(2018, 12, 31))
    '31-12-2018'
    """
    return "–" if value is None else f"{value:%d-%m-%Y}"


def whole(number: int) -> str:
    """A whole number with a point between thousands.

    >>> whole(1744)
    '1.744'
    """
    return f"{number:,}".replace(",", ".")


def decimal(number: float, digits: int = 1) -> str:
    """A number with a decimal comma and a point between thousands.

    >>> decimal(66.51), decimal(2823.5)
    ('66,5', '2.823,5')
    """
    return f"{number:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(number: float) -> str:
    """A percentage, with a decimal where it is not whole.

    >>> percent(80), percent(66.51)
    ('80 %', '66,5 %')
    """
    return f"{decimal(number, 0 if number == int(number) else 1)} %"


def count(number: int, one: str, many: str) -> str:
    """The number and the word that fits it.

    >>> count(1, "dag", "dage"), count(1744, "dag", "dage")
    ('1 dag', '1.744 dage')
    """
    return f"{whole(number)} {one if number == 1 else many}"


def days(number: float) -> str:
    """A number of days, whole or with a decimal.

    >>> days(1), days(40.5)
    ('1 dag', '40,5 dage')
    """
    return count(int(number), "dag", "dage") if number == int(number) else f"{decimal(number)} dage"


def further(number: int) -> str:
    """How many more there are than those shown.

    >>> further(1), further(22)
    ('Én til', '22 flere')
    """
    return "Én til" if number == 1 else f"{whole(number)} flere"


def share(rate: Mapping[str, Any] | None) -> str:
    """A row of `rates.r1` in words: numerator and denominator first, then the percentage and its interval (`spec.md` § 5)."""
    if rate is None or not rate["forfaldne"]:
        return "ingen i målgruppen"
    counts = f"{whole(rate['rettidige'])} af {whole(rate['forfaldne'])}"
    if rate["forfaldne"] < FEWEST_FOR_PERCENT:
        return f"{counts} (for få til en procent)"
    low, high = decimal(100 * rate["lav"]), decimal(100 * rate["hoej"])
    return f"{counts} = {decimal(100 * rate['andel'])} % ({low}–{high})"
