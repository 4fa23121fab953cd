"""What options hold: counts, ranges and times, with a Danish message for what can't be read."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rettid.errors import UsageError

if TYPE_CHECKING:
    from rettid.periods import Period


def count_in(text: str, option: str, example: str) -> Fraction:
    """The number of zero or more, with a comma or a point. Raises UsageError naming the option."""
    try:
        found = Fraction(text.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if found < 0:
        raise UsageError(f'{option}: "{text}" er ikke et antal. Skriv for eksempel {option} {example}.')
    return found


def range_in(text: str, option: str, example: str) -> tuple[Fraction, Fraction]:
    """The two ends of "7..10", or one number twice. Raises UsageError."""
    first, _, last = text.partition("..")
    ends = count_in(first, option, example), count_in(last or first, option, example)
    if ends[0] > ends[1]:
        raise UsageError(f"{option} {text}: skriv det mindste først, for eksempel {option} {example}.")
    return ends


def whole(number: Fraction, option: str, least: int, most: int) -> int:
    """The number, if it is a whole one in the range. Raises UsageError."""
    if number.denominator != 1 or not least <= number <= most:
        raise UsageError(f"{option}: skriv et helt tal fra {least} til {most}.")
    return int(number)


def period_in(text: str, option: str, example: str) -> Period:
    """The time of at least a day that the option holds: "8 uger". Raises UsageError."""
    from rettid.periods import parse_period

    try:
        found = parse_period(text)
    except ValueError:
        raise UsageError(f'{option}: "{text}" er ikke en tid. Skriv for eksempel {option} "{example}".') from None
    if not found.number:
        raise UsageError(f'{option}: "{text}" er ingen tid. Skriv for eksempel {option} "{example}".')
    return found
