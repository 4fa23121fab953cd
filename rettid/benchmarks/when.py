"""The periods that published figures are of: "2018M05", "2026Q01", "2023QMAT01", "maj 2018", "3. kvartal 2018"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rettid.months import MONTHS
from rettid.spans import Span

if TYPE_CHECKING:
    from collections.abc import Callable

MONTH, QUARTER, HALF_YEAR, YEAR = "måned", "kvartal", "halvår", "år"
ROLLING, TO_DATE, OTHER = "rullende år", "år til dato", "periode"

_SHORT = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}
_NAMED = r"([a-z]{3,9})\.?[ -]*'?(\d{4}|\d{2})"
_LENGTH = {"M": 1, "Q": 3, "K": 3, "H": 6}


@dataclass(frozen=True, slots=True)
class When:
    """The period of a figure: what kind it is, and its days."""

    kind: str
    span: Span

    @property
    def code(self) -> str:
        """The period as machines name it, one spelling for each.

        >>> parse_when("maj 2018").code, parse_when("2023QMAT01").code, parse_when("2018Y01").code
        ('2018M05', '2023QMAT01', '2018')
        """
        first, last = self.span.first, self.span.last
        year, month = last.year, last.month
        return {
            MONTH: f"{year}M{month:02}",
            QUARTER: f"{year}Q{month // 3}",
            HALF_YEAR: f"{year}H{month // 6}",
            YEAR: f"{year}",
            ROLLING: f"{year}QMAT{month // 3:02}" if month % 3 == 0 else f"{year}MMAT{month:02}",
            TO_DATE: f"{year}MYTD{month:02}",
        }.get(self.kind, f"{first.isoformat()}..{last.isoformat()}")

    @property
    def text(self) -> str:
        """The period as a Dane says it.

        >>> parse_when("2018M05").text, parse_when("2018Q4").text, parse_when("2023QMAT01").text
        ('maj 2018', '4. kvartal 2018', 'året til og med marts 2023')
        """
        last = self.span.last
        end = f"{MONTHS[last.month - 1]} {last.year}"
        return {
            MONTH: end,
            QUARTER: f"{last.month // 3}. kvartal {last.year}",
            HALF_YEAR: f"{last.month // 6}. halvår {last.year}",
            YEAR: f"{last.year}",
            ROLLING: f"året til og med {end}",
            TO_DATE: f"januar til og med {end}",
        }.get(self.kind, f"{self.span.first:%d-%m-%Y} til {last:%d-%m-%Y}")


def parse_when(text: str) -> When:
    """The period that `text` names. Raises ValueError with the Danish reason.

    >>> parse_when("1. kvt. 2018").span == parse_when("2018Q01").span
    True
    """
    plain = " ".join(text.replace("\u2013", "-").split()).lower()
    for pattern, made in _FORMS:
        if match := re.fullmatch(pattern, plain):
            return made(match)
    raise ValueError(
        f'"{text.strip()[:40]}" er ikke en periode (skriv fx 2018M05, 2018K3, 2018H2, 2018 eller maj 2018)'
    )


def is_when(text: str) -> bool:
    """Whether the text names a period."""
    try:
        parse_when(text)
    except ValueError:
        return False
    return True


def _months(year: int, month: int, length: int) -> Span:
    """The `length` months that end with the month."""
    if not (1900 <= year <= 2200 and 1 <= month <= 12):
        raise ValueError(f"år {year}, måned {month} findes ikke")
    begins, ends = year * 12 + month - length, year * 12 + month
    return Span(date(begins // 12, begins % 12 + 1, 1), date(ends // 12, ends % 12 + 1, 1) - timedelta(days=1))


def _coded(match: re.Match[str]) -> When:
    year, kind, number = int(match[1]), match[2].upper(), int(match[3])
    length = _LENGTH[kind]
    if not 1 <= number <= 12 // length:
        raise ValueError(f'"{match[0].upper()}" findes ikke: tallet går fra 1 til {12 // length}')
    return When({1: MONTH, 3: QUARTER, 6: HALF_YEAR}[length], _months(year, number * length, length))


def _summed(match: re.Match[str]) -> When:
    month = int(match[4]) * _LENGTH[match[2].upper()]
    rolling = match[3] == "mat"
    return When(ROLLING if rolling else TO_DATE, _months(int(match[1]), month, 12 if rolling else month))


def _ordinal(match: re.Match[str]) -> When:
    number, kind, year = (match[1], match[2], match[3]) if match[3] else (match[5], match[6], match[4])
    length = 3 if kind.startswith("kv") else 6
    if not 1 <= int(number) <= 12 // length:
        raise ValueError(f"{number}. {kind} findes ikke")
    return When(QUARTER if length == 3 else HALF_YEAR, _months(int(year), int(number) * length, length))


def _month_of(name: str, year: str) -> tuple[int, int]:
    month = _SHORT.get(name[:3])
    if month is None or not (MONTHS[month - 1].startswith(name) or name == "sept"):
        raise ValueError(f'"{name} {year}" er ikke en måned')
    return int(year) + (2000 if len(year) == 2 else 0), month


def _named(match: re.Match[str]) -> When:
    return When(MONTH, _months(*_month_of(match[1], match[2]), 1))


def _from_to(match: re.Match[str]) -> When:
    (first_year, first), (year, month) = _month_of(match[1], match[2]), _month_of(match[3], match[4])
    length = year * 12 + month - first_year * 12 - first + 1
    if length < 1:
        raise ValueError(f'"{match[0]}" slutter, før den begynder')
    return When(ROLLING if length == 12 else OTHER, _months(year, month, length))


def _year(match: re.Match[str]) -> When:
    return When(YEAR, _months(int(match[1]), 12, 12))


def _dates(match: re.Match[str]) -> When:
    first, last = _day(match[1]), _day(match[2])
    if first > last:
        raise ValueError(f'"{match[0]}" slutter, før den begynder')
    return When(OTHER, Span(first, last))


def _day(text: str) -> date:
    try:
        return date.fromisoformat("-".join(reversed(text.split("-"))) if text[2] == "-" else text)
    except ValueError:
        raise ValueError(f'"{text}" er ikke en dato') from None


_DAY = r"(\d{4}-\d{2}-\d{2}|\d{2}-\d{2}-\d{4})"
_PART = r"(kvartal|kvt\.?|kv\.?|halvår|halvaar|hå\.?)"
_FORMS: tuple[tuple[str, Callable[[re.Match[str]], When]], ...] = (
    (r"(\d{4}) ?([mqkh]) ?(\d{1,2})", _coded),
    (r"(\d{4})([mqk])(mat|ytd)(\d{1,2})", _summed),
    (r"(\d{4})(?:y\d{1,2})?", _year),
    (_NAMED, _named),
    (rf"{_NAMED} ?- ?{_NAMED}", _from_to),
    (rf"(\d)\. ?{_PART} (\d{{4}})|(\d{{4}}) (\d)\. ?{_PART}", _ordinal),
    (r"(\d{4})-(\d{2})(?:-01(?:[ t]00:00:00)?)?", lambda match: When(MONTH, _months(int(match[1]), int(match[2]), 1))),
    (r"(\d{2})-(\d{4})", lambda match: When(MONTH, _months(int(match[2]), int(match[1]), 1))),
    (rf"{_DAY} ?(?:\.\.|til|-) ?{_DAY}", _dates),
)
