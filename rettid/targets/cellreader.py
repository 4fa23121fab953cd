"""The texts of one row made values; what can't be is a fault with its place, and the others are read on."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from rettid.errors import UsageError
from rettid.periods import Period, parse_period
from rettid.spans import Span, parse_day, parse_span
from rettid.targets.fields import shown
from rettid.targets.goal import PERCENT
from rettid.targets.model import Amount
from rettid.targets.written import amount, kroner, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from rettid.targets.fields import Entry

T = TypeVar("T")

_TIME = re.compile(r"[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?$")
_LIST, _CODES = re.compile(r"\s*[;\n]\s*"), re.compile(r"\s*[;,/\n]\s*|\s+og\s+")
_YES, _NO = ("ja", "true", "x", "1"), ("nej", "false", "0")
_PERIODS = "2018H2, 2018K3, 2018-08, 2018 eller 2018-07-01..2018-12-31"


class CellReader:
    """One row of a table; `faults` is where what is wrong is written down."""

    def __init__(self, kind: str, entry: Entry, faults: list[str]) -> None:
        self.kind, self.entry, self.faults = kind, entry, faults

    def text(self, name: str) -> str:
        """The text of a field, empty where it says nothing."""
        return self.entry.tekst.get(name, "")

    def fault(self, name: str, what: str) -> None:
        """Note what is wrong with a field."""
        raw = self.text(name)
        said = f'"{raw}" ' if raw else ""
        self.faults.append(f"{self.entry.sted}, {shown(self.kind, name)}: {said}{what}")

    def texts(self, name: str) -> tuple[str, ...]:
        """The names of a field that may hold several, with semicolons between."""
        return tuple(word for word in _LIST.split(self.text(name)) if word)

    def codes(self, name: str, known: Sequence[str] = ()) -> tuple[str, ...]:
        """The codes of a field that may hold several; where `known` are all there are, others are faults."""
        found = tuple(word for word in _CODES.split(self.text(name)) if word)
        for word in found:
            if known and word not in known:
                near = get_close_matches(word, known, n=1)
                meant = f'Mente du "{near[0]}"?' if near else f"Der er: {', '.join(known)}."
                self.fault(
                    name, f'har "{word}", som ikke kendes. {meant}' if len(found) > 1 else f"kendes ikke. {meant}"
                )
        return found

    def day(self, name: str) -> date | None:
        """A day; of a period (2018K3) its last."""
        return self._read(name, _day, f"er ikke en dag. Skriv for eksempel 30-09-2018, eller en periode: {_PERIODS}.")

    def first_day(self, name: str) -> date | None:
        """A day; of a period its first."""
        span = self._read(name, _span_or_day, "er ikke en måned. Skriv for eksempel 2019-03.")
        return None if span is None else span.first

    def span(self, name: str) -> Span | None:
        """A period."""
        return self._read(name, _span, f"er ikke en periode. Skriv for eksempel {_PERIODS}.")

    def period(self, name: str) -> Period | None:
        """A length of time."""
        return self._read(name, parse_period, "er ikke en tid. Skriv for eksempel 6 måneder, 12 uger eller 14 dage.")

    def whole(self, name: str) -> int | None:
        """A whole number."""
        return self._read(name, _whole, "er ikke et helt tal.")

    def number(self, name: str) -> Fraction | None:
        """A number."""
        return self._read(name, number, "er ikke et tal.")

    def kroner(self, name: str) -> Fraction | None:
        """An amount of money."""
        return self._read(name, kroner, "er ikke et beløb. Skriv for eksempel 1,5 mill. kr.")

    def yes(self, name: str) -> bool:
        """Whether a field says yes."""
        said = self.text(name).casefold()
        if said and said not in (*_YES, *_NO):
            self.fault(name, "er hverken ja eller nej.")
        return said in _YES

    def choice(self, name: str, known: Sequence[str]) -> str:
        """One of the words that are known, else empty."""
        said = self.text(name)
        found = next((word for word in known if word.casefold() == said.casefold()), "")
        if said and not found:
            near = get_close_matches(said, known, n=1)
            self.fault(
                name, f'kendes ikke. Mente du "{near[0]}"?' if near else f"kendes ikke. Der er: {', '.join(known)}."
            )
        return found

    def amount(self, name: str, unit: str) -> Amount | None:
        """A number, or a number out of another. In percent a number up to 1 is refused: a cell of 52,4 % reads as 0,524."""
        found = self._read(name, amount, "er ikke et tal. Skriv for eksempel 80, 52,4 pct. eller 40 af 600.")
        if found is None:
            return None
        value, own, everybody = found
        if everybody is not None:
            if not everybody:
                self.fault(name, "har 0 som nævner: en andel af ingen findes ikke.")
                return None
            return Amount(100 * value / everybody, PERCENT, value, everybody)
        if unit == PERCENT and not own and 0 < value < 1:
            self.fault(name, "er under 1 pct. Er cellen formateret som procent? Skriv tallet som tekst: 52,4 pct.")
            return None
        return Amount(value, own or unit)

    def _read(self, name: str, read: Callable[[str], T], what: str) -> T | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return read(text)
        except (ValueError, UsageError):
            self.fault(name, what)
            return None


def _whole(text: str) -> int:
    found = number(text)
    if found.denominator != 1:
        raise ValueError(text)
    return int(found)


def _day(text: str) -> date:
    return _span_or_day(text).last


def _span_or_day(text: str) -> Span:
    plain = _TIME.sub("", text)
    try:
        day = parse_day(plain, "")
    except UsageError:
        return _span(plain)
    return Span(day, day)


def _span(text: str) -> Span:
    return parse_span(text, date.min)  # the day is only asked for where the text is left out
