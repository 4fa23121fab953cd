"""Calendar periods that a rate is counted over: "2018H2", "2018K3", "2018-08", "2018", or from one of them, or a day, to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from rettid.errors import UsageError

_DEFAULT_WEEKS = 13


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included."""

    first: date
    last: date


def parse_day(text: str, option: str) -> date:
    """The day that `text` names, 2018-12-31 or 31-12-2018. Raises UsageError naming the option."""
    for pattern, order in ((r"(\d{4})-(\d{2})-(\d{2})", (1, 2, 3)), (r"(\d{1,2})-(\d{1,2})-(\d{4})", (3, 2, 1))):
        match = re.fullmatch(pattern, text.strip())
        if match:
            try:
                return date(*(int(match[group]) for group in order))
            except ValueError:
                break
    raise UsageError(
        f'{option}: "{text}" er ikke en dato. Skriv for eksempel {option} 2018-12-31 eller {option} 31-12-2018.'
    )


def parse_span(text: str | None, pr: date) -> Span:
    """The period that `text` names; left out: the 13 weeks up to and including `pr`. Raises UsageError."""
    if text is None:
        return Span(pr - timedelta(days=_DEFAULT_WEEKS * 7 - 1), pr)
    if ".." in text:
        (first, _), (_, last) = (
            _calendar(part, text) or (parse_day(part, "--periode"),) * 2 for part in text.split("..", 1)
        )
    elif named := _calendar(text, text):
        first, last = named
    else:
        raise _unknown(text)
    if first > last:
        raise UsageError(f"--periode {text}: perioden slutter, før den begynder. Byt om på de to datoer.")
    return Span(first, last)


def _calendar(part: str, text: str) -> tuple[date, date] | None:
    """The first and last day of a year, half-year, quarter or month by its name; None for anything else."""
    match = re.fullmatch(r"(\d{4})(?:([HhKkQq])(\d)|-(\d{2}))?", part.strip())
    if match is None:
        return None
    year, kind, number = int(match[1]), (match[2] or "").upper(), int(match[3] or match[4] or 1)
    months = {"H": 6, "K": 3, "Q": 3}.get(kind, 1 if match[4] else 12)
    if not 1 <= number <= 12 // months or not 1900 <= year <= 2200:
        raise _unknown(text)
    first = (number - 1) * months
    end = year * 12 + first + months
    return date(year, first + 1, 1), date(end // 12, end % 12 + 1, 1) - timedelta(days=1)


def _unknown(text: str) -> UsageError:
    return UsageError(
        f'--periode: "{text}" er ikke en periode. '
        "Skriv for eksempel 2018H2, 2018K3, 2018-08, 2018, 2017-09..2018-12 eller 2018-07-01..2018-12-31."
    )
