"""The workbook itself: one place that writes a cell, makes a format, and sets up a sheet for the printer."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from rettid import __version__
from rettid.lists.layout import DATA, FOR_READING
from rettid.lists.sheets.texts import fitted, harmless
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from xlsxwriter.format import Format

LAST_ROW = 1_048_575
"""The last row of a sheet, counted from 0."""

_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": "none", "valign": "top"}
_EPOCH, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
_DATE = "dd-mm-yyyy"
_A4 = 9
_LINE_PIXELS, _HIGHEST = 17, 545
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def serial(day: date) -> int:
    """The number by which a spreadsheet knows a day."""
    return (day - _EPOCH).days


_PLAIN = {"String", "Number", "Blank"}
_letters = cache(xl_col_to_name)


class _Growing(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet whose rows are as high as we say, and still grow when people write more in them; and that is written fast.

    The library marks a height that is given as one that is not to be changed; without the mark LibreOffice takes it as
    it stands, and Excel too until a cell of the row is edited. And the library writes a cell in general ways: of the time it
    took, most went to looking for signs to escape in its place and format, where there are none, and to the reach of each
    row, which is optional. Nor need every cell be asked whether its row is a number, or a place like A1.
    """

    write_string, write_number, write_blank = Worksheet._write_string, Worksheet._write_number, Worksheet._write_blank  # noqa: SLF001

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        super()._xml_start_tag_unencoded(tag, [each for each in attributes if each[0] != "customHeight"])

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401 - one of the library's tuples
        look, kind = cell.format, cell.__class__.__name__
        if kind not in _PLAIN or (look is None and (row in self.row_info or col in self.col_info)):
            super()._write_cell(row, col, cell)
            return
        start = f'<c r="{_letters(col)}{row + 1}"' + (f' s="{look._get_xf_index()}"' if look else "")  # noqa: SLF001
        if kind == "String":
            self.fh.write(f'{start} t="s"><v>{cell.string}</v></c>')
        elif kind == "Number":
            self.fh.write(f"{start}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(f"{start}/>")

    def _calculate_spans(self) -> None:
        self.row_spans: dict[int, str] = {}


class Book:
    """A workbook in the making. Used in a `with`: what is written is in the file when it ends.

    `lost`: what of a text could not be written, as sheet, row, column (both from 0) and what it cost, in Danish.
    `ours`: the texts that stand above the tables; what else stands there, people have written.
    """

    def __init__(self, file: BinaryIO, title: str, pr: date, company: str) -> None:
        self.pr = pr
        self.lost: list[tuple[str, int, int, str]] = []
        self.ours: set[str] = set()
        self.read: set[str] = set()
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        font = dict(_FONT)  # a copy: the library adds to what it is given
        self._workbook = xlsxwriter.Workbook(file, {**_OPTIONS, "default_format_properties": font})
        about = {"title": title, "author": "rettid", "company": company, "subject": "Rettidighed"}
        made = datetime(pr.year, pr.month, pr.day)  # noqa: DTZ001 - the day of the list; no clock
        self._workbook.set_properties({**about, "comments": f"Lavet med rettid {__version__}", "created": made})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, fault: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if fault is None:
            self._workbook.close()

    def look(self, **properties: object) -> Format:
        """The format with these properties, made once: those of xlsxwriter, and `day=True` for a date."""
        key = tuple(sorted(properties.items()))
        if key not in self._looks:
            chosen = dict(properties)
            if chosen.pop("day", False):
                chosen = {"num_format": _DATE, "align": "left"} | chosen
            self._looks[key] = self._workbook.add_format(_FONT | chosen)
        return self._looks[key]

    def conditional(self, **properties: object) -> Format:
        """A format for a conditional format, which may say nothing but what it changes."""
        key = tuple(sorted({**properties, "conditional": True}.items()))
        if key not in self._looks:
            self._looks[key] = self._workbook.add_format(properties)
        return self._looks[key]

    def page(self, name: str) -> Page:
        """A new sheet, after those there are."""
        return Page(self, name, self._workbook.add_worksheet(name, _Growing))

    def chart(self) -> Any:  # noqa: ANN401 - the library has no types for it
        """A new chart of lying bars, one upon the other."""
        return self._workbook.add_chart({"type": "bar", "subtype": "stacked"})

    def line_chart(self) -> Any:  # noqa: ANN401 - as above
        """A new chart of lines."""
        return self._workbook.add_chart({"type": "line"})


class Page:
    """One sheet. Rows and columns count from 0; every `write` gives back what then stands in the cell, as text."""

    def __init__(self, book: Book, name: str, sheet: Worksheet) -> None:
        self.book, self.name, self.sheet = book, name, sheet
        self._is_for_reading = name in FOR_READING

    def text(self, row: int, column: int, text: str | None, look: Format | None = None, *, typed: bool = False) -> str:
        """Write a text as text, whatever it looks like. What people have `typed` stays as it is, even if it begins with `=`."""
        if not text:
            return self.blank(row, column, look)
        clean, cost = fitted(text if typed else harmless(text))
        if cost and self.name != DATA:
            self.book.lost.append((self.name, row, column, cost))
        self.checked(self.sheet.write_string(row, column, clean, look))
        return self._said(clean)

    def _said(self, text: str) -> str:
        """The text, remembered where it stands on a sheet that is only for reading."""
        if self._is_for_reading:
            self.book.read.add(text)
        return text

    def above(self, row: int, column: int, text: str, look: Format | None = None) -> str:
        """Write a text of ours above a table."""
        clean = self.text(row, column, text, look)
        if clean:
            self.book.ours.add(clean)
        return clean

    def number(self, row: int, column: int, number: float | None, look: Format | None = None) -> str:
        """Write a number."""
        if number is None:
            return self.blank(row, column, look)
        self.checked(self.sheet.write_number(row, column, number, look))
        return str(number)

    def day(self, row: int, column: int, day: date | None, look: Format | None = None) -> str:
        """Write a real date; given back in ISO. A day before Excel's calendar is written as text."""
        if day is None:
            return self.blank(row, column, look)
        if day < _FIRST_DAY:
            return self.text(row, column, danish.day(day), look)
        self.checked(self.sheet.write_number(row, column, serial(day), look))
        return day.isoformat()

    def blank(self, row: int, column: int, look: Format | None = None) -> str:
        """Write nothing, but with the format."""
        if look is not None:
            self.checked(self.sheet.write_blank(row, column, None, look))
        return ""

    def height(self, row: int, lines: int) -> None:
        """Make the row high enough for so many lines of text."""
        if lines > 1:
            self.checked(self.sheet.set_row_pixels(row, min(_LINE_PIXELS * lines + 3, _HIGHEST)))

    def link(self, row: int, column: int, name: str, text: str, look: Format | None = None) -> str:
        """Write a text that leads to the sheet of this name."""
        shown = harmless(fitted(text)[0])
        quoted = name.replace("'", "''")
        self.checked(self.sheet.write_url(row, column, f"internal:'{quoted}'!A1", look, shown))
        return self._said(shown)

    def across(self, row: int, first: int, last: int, text: str, look: Format) -> str:
        """Write a text over the columns from `first` to `last`."""
        clean = harmless(fitted(text)[0])
        self.checked(self.sheet.merge_range(row, first, row, last, clean, look))
        return self._said(clean)

    def for_paper(self, header: int | None, last: tuple[int, int], *, wide: bool = True) -> None:
        """Set up the printer: A4, one page wide, the header row on every page; name, page and day at the foot. `last`: row and column."""
        sheet = self.sheet
        sheet.set_paper(_A4)
        if wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(f"&L&8&A&C&8Side &P af &N&R&8pr. {danish.day(self.book.pr)}")
        sheet.print_area(0, 0, *last)
        if header is not None:
            sheet.repeat_rows(header)

    def checked(self, code: int) -> None:
        """Raise AssertionError where the library says that it has not done what it was asked."""
        if code != 0:
            raise AssertionError(f"arket {self.name!r} blev ikke skrevet ({code})")
