"""A cell with a number, as the person who typed it saw it: 42, 42,5, 50%, 27-08-2018, 10:30.

A file has the number and the code of its format; that a number is a day stands only in the code (ECMA-376, part 1,
18.8.30). What the code says of decimals and thousands is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from rettid.intake import markup
from rettid.intake.archive import damaged

if TYPE_CHECKING:
    from rettid.intake.archive import Archive

_BUILT_IN = (
    dict.fromkeys(("14", "15", "16", "17", *map(str, range(27, 37)), *map(str, range(50, 59))), "dd-mm-yyyy")
    | dict.fromkeys(("18", "19", "20", "21", "45", "46", "47"), "hh:mm")
    | {"22": "dd-mm-yyyy hh:mm", "9": "0%", "10": "0.00%"}
)
"""The formats that have a number and no code, as far as they tell days, times and percentages."""

_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general', re.IGNORECASE)
"""What in a code is text, filling, colour or language."""

_LAST = 2_958_465
"""The number of 31-12-9999."""


@dataclass(frozen=True, slots=True)
class Formats:
    """The codes of the formats by the number that cells name; `first` is the day 0."""

    codes: dict[str, str] = field(default_factory=dict)
    first: datetime = datetime(1899, 12, 30)  # noqa: DTZ001 - days of a calendar, no moments

    @classmethod
    def of(cls, archive: Archive) -> Formats:
        """The formats of an .xlsx; none where it says nothing of them. Raises IntakeError for parts that can't be read."""
        parts = {name.lower(): name for name in archive.names}
        if "xl/workbook.xml" not in parts:
            raise damaged(archive.name)
        book = markup.parsed(archive.name, archive.read(parts["xl/workbook.xml"]))
        about = book.find("{*}workbookPr")
        late = about is not None and about.get("date1904") in ("1", "true")
        first = datetime(1904, 1, 1) if late else datetime(1899, 12, 30)  # noqa: DTZ001
        if "xl/styles.xml" not in parts:
            return cls(first=first)
        styles = markup.parsed(archive.name, archive.read(parts["xl/styles.xml"]))
        own = {each.get("numFmtId", ""): each.get("formatCode", "") for each in styles.iterfind("{*}numFmts/{*}numFmt")}
        used = [each.get("numFmtId", "0") for each in styles.iterfind("{*}cellXfs/{*}xf")]
        codes = {str(at): (_BUILT_IN | own).get(number, "") for at, number in enumerate(used)}
        return cls(codes, first)

    def shown(self, value: str, style: str) -> str:
        """The number as it is seen; `style` is what the cell names.

        >>> Formats({"1": "dd/mm/yyyy"}).shown("43339", "1"), Formats().shown("42.5", "0")
        ('27-08-2018', '42,5')
        """
        try:
            number = float(value)
        except ValueError:
            return value
        code = _SAID.sub("", self.codes.get(style, "")).split(";")[0].lower()
        if "%" in code:
            return f"{_plain(100 * number)}%"
        day, time = set(code) & set("dy") or (set(code) & set("m") and not set(code) & set("hs")), set(code) & set("hs")
        if not (day or time) or not 0 <= number <= _LAST:
            return _plain(number)
        return self._moment(number, day=bool(day), time=bool(time), seconds="s" in code, sum_="[h" in code)

    def _moment(self, number: float, *, day: bool, time: bool, seconds: bool, sum_: bool) -> str:
        whole = round(number * 86_400)
        early = number < 60 and day and self.first.year == 1899  # the calendar of Excel has a 29 February 1900
        moment = self.first + timedelta(days=int(early), seconds=whole)
        clock = f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
        if sum_:
            clock = f"{whole // 3600}{clock[2:]}"
        return " ".join(
            ([f"{moment:%d-%m-%Y}"] if day else []) + ([clock] if time and (not day or whole % 86_400) else [])
        )


def _plain(number: float) -> str:
    """The number with a decimal comma, without an exponent."""
    text = f"{Decimal(repr(round(number, 12))):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
