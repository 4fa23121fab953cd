"""One table's rows of a sheet to typed columns; what can't be read is set aside or counted, never dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import accounts, convert, cpr, ids, profiles
from rettid.intake.ids import Cells, first
from rettid.intake.names import normalise, snake
from rettid.intake.profiles import TWO_DATES
from rettid.intake.screening import DAY_OF, ROW
from rettid.tables import BOOKED, CODE_LIST_OF, HELD, SCHEMAS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rettid.intake.headers import BlockMatch, SheetMatch
    from rettid.intake.settings import Settings
    from rettid.intake.sources import RawSheet


@dataclass(frozen=True, slots=True)
class Part:
    """What a sheet gave one table: typed rows, each with `borger_id` and SOURCE, and the block's fixed values."""

    tabel: str
    frame: pl.DataFrame
    faste: Mapping[str, str]
    gruppe: str
    """The export it came with: a workbook, or the text files of one folder."""


@dataclass(slots=True)
class BlockReader:
    """Reads the rows of one block; afterwards holds what was set aside, unknown or left out."""

    sheet: RawSheet
    match: SheetMatch
    block: BlockMatch
    settings: Settings
    set_aside: list[pl.DataFrame] = field(default_factory=list)
    unknown: list[pl.DataFrame] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def table(self) -> str:
        """The table that the block feeds."""
        return self.block.block.tabel

    def read(self, rows: pl.DataFrame) -> Part:
        """The typed rows; rows without an id or, for events, without a date are set aside."""
        given = {name: rows[str(self.block.columns[name])] for name in profiles.IDS if name in self.block.columns}
        found = ids.identify(given, rows.height, self.settings.key)
        if (reasons := ids.bad_numbers(found)) is not None:
            self.unknown.append(accounts.unknowns(self.table, "cpr", reasons))
        rows, found = self._keep(rows, found, ids.without_id(found))
        days = self._days(rows)
        if self.table != "forloeb":
            rows, both = self._keep(rows, found | days, self._without_day(rows, days))
            found, days = {name: both[name] for name in found}, {name: both[name] for name in days}
        return Part(self.table, self._typed(rows, found, days), self.block.block.faste, self.sheet.gruppe)

    def _keep(self, rows: pl.DataFrame, columns: Cells, bad: pl.DataFrame | None) -> tuple[pl.DataFrame, Cells]:
        """Rows and columns without those whose `kode` is set; these are accounted for."""
        if bad is None:
            return rows, columns
        keep = bad["kode"].is_null()
        told = bad.with_columns(rows[ROW]).filter(~keep)
        for code in told["kode"].unique().sort():
            part = told.filter(kode=code)
            source = (self.sheet.fil, self.sheet.ark)
            self.set_aside.append(accounts.aside(source, part[ROW], code, part["aarsag"]))
        return rows.filter(keep), {name: column.filter(keep) for name, column in columns.items()}

    def _days(self, rows: pl.DataFrame) -> Cells:
        """The day of each row under its canonical name, what `_failed`, and `status` where two date columns tell it."""
        names = self._day_columns()
        if not names:
            return {DAY_OF[self.table][0]: pl.repeat(None, rows.height, dtype=pl.Date, eager=True)}
        read = {name: self._date(name, rows[str(self.block.columns[name])]) for name in names}
        name = "dato" if names[0] in TWO_DATES else names[0]
        values = [day.values for day in read.values()]
        found: Cells = {name: values[0] if len(values) == 1 else first(values[0], values[1])}
        failures = [day.failed for day in read.values() if day.failed is not None]
        if failures:
            found["_failed"] = failures[0] if len(failures) == 1 else failures[0] | failures[1]
        if names[0] in TWO_DATES and "status" not in self.block.columns:
            found["status"] = _held_or_booked(read, rows.height)
        return found

    def _day_columns(self) -> list[str]:
        names = [name for name in DAY_OF[self.table] if name in self.block.columns]
        return names if not names or names[0] in TWO_DATES else names[:1]

    def _date(self, name: str, cells: pl.Series) -> convert.Typed:
        where = f'{self.sheet.sted}, kolonne "{self._header(name)}"'
        return convert.dates(cells, self.match.profile.dato, where=where, past=name == "foedselsdato")

    def _header(self, column: str) -> str:
        at = self.block.columns.get(column)
        return column if at is None else self.match.names[at].strip()

    def _without_day(self, rows: pl.DataFrame, days: Cells) -> pl.DataFrame | None:
        """Per row `kode` and `aarsag`, null where the row has a day; None when all have."""
        day = days["dato"] if "dato" in days else days[DAY_OF[self.table][0]]
        if not day.null_count():
            return None
        names = self._day_columns()
        headers = " og ".join(f'"{self._header(name)}"' for name in names)
        text = cpr.masked(pl.coalesce(pl.col(str(self.block.columns[name])) for name in names))
        failed = days.get("_failed", pl.repeat(value=False, n=rows.height, eager=True))
        code = pl.when("_failed").then(pl.lit(accounts.BAD_DATE)).otherwise(pl.lit(accounts.NO_DATE))
        return rows.with_columns(_day=day, _failed=failed).select(
            kode=pl.when(pl.col("_day").is_null()).then(code),
            aarsag=pl.when("_failed")
            .then(pl.format('{}: "{}" er ikke en dato.', pl.lit(headers), text))
            .otherwise(pl.lit(f"{headers}: datoen mangler.")),
        )

    def _typed(self, rows: pl.DataFrame, found: Cells, days: Cells) -> pl.DataFrame:
        """Every column of the table, `borger_id`, dates of a case per row, columns of the user's own, and SOURCE."""
        schema = SCHEMAS[self.table]
        columns: Cells = {"forloeb_id": found["forloeb_id"], "borger_id": found["borger_id"]}
        columns |= {name: day for name, day in days.items() if name in schema}
        if "_failed" in days and self.table == "forloeb":
            self._count("startdato", rows[str(self.block.columns["startdato"])], days["_failed"])
        more = [name for name in self.block.columns if name not in {*schema, *profiles.IDS, *TWO_DATES}]
        for name in (name for name in (*schema, *more) if name not in columns):
            columns[name] = self._column(rows, name, schema.get(name))
        if "foedselsdato" in found and "foedselsdato" in schema:
            columns["foedselsdato"] = first(columns["foedselsdato"], found["foedselsdato"])
        columns |= self._extras(rows, {*columns, *SOURCE})
        typed = pl.DataFrame({name: column.alias(name) for name, column in columns.items()})
        source = {"kilde_fil": pl.lit(self.sheet.fil), "kilde_ark": pl.lit(self.sheet.ark)}
        return typed.with_columns(kilde_raekke=rows[ROW].cast(pl.UInt32), **source)

    def _column(self, rows: pl.DataFrame, name: str, kind: pl.DataType | None) -> pl.Series:
        at = self.block.columns.get(name)
        if at is not None:
            return self._converted(name, rows[str(at)], kind)
        fixed = self.block.block.faste.get(name)
        if fixed is None:
            return pl.repeat(None, rows.height, dtype=kind or pl.String(), eager=True)
        return self._converted(name, pl.repeat(fixed, rows.height, dtype=pl.String, eager=True), kind)

    def _converted(self, name: str, cells: pl.Series, kind: pl.DataType | None) -> pl.Series:
        profile = self.match.profile
        if (listed := CODE_LIST_OF.get((self.table, name))) is not None:
            book = self.settings.book(listed, profile)
            coded, failed = convert.codes(cells, book, blank_is_unknown=name == "status")
            self._count(name, cells, failed)
            return coded
        if name == "maalgruppe":
            return convert.target_groups(convert.texts(cells), self.settings.book(name, profile))
        if kind == pl.Date or name in profiles.CASE_EVENTS:
            return self._counted(name, cells, self._date(name, cells))
        if kind == pl.Float64:
            return self._counted(name, cells, convert.numbers(cells))
        if kind == pl.Boolean:
            return self._counted(name, cells, convert.booleans(cells))
        return convert.names(cells) if kind is not None else convert.date_or_text(cells)

    def _counted(self, name: str, cells: pl.Series, read: convert.Typed) -> pl.Series:
        self._count(name, cells, read.failed)
        return read.values

    def _count(self, name: str, cells: pl.Series, failed: pl.Series | None) -> None:
        """Account for the raw values that could not be read."""
        if failed is not None and failed.any():
            raws = pl.DataFrame({"raa": cells.filter(failed)})
            shown = raws.select(cpr.masked(pl.col("raa")).fill_null(convert.EMPTY)).to_series()
            self.unknown.append(accounts.unknowns(self.table, name, shown))

    def _extras(self, rows: pl.DataFrame, taken: set[str]) -> Cells:
        """Columns that the profile does not name, under their own name; free text, health and CPR are left out."""
        used = {*self.block.columns.values(), self.block.filter_column}
        extras: Cells = {}
        for at, header in enumerate(self.match.names):
            name, cells = snake(header), rows[str(at)]
            if at in used or not name or cells.null_count() == len(cells):
                continue
            private = any(word in normalise(header) for word in profiles.shared().udelades)
            if private or cpr.looks_like_cpr(cells).any():
                self.notes.append(f'kolonnen "{header.strip()}" er ikke læst ind (fritekst, helbred eller CPR)')
                continue
            extras[_free(name, {*taken, *extras})] = convert.date_or_text(cells)
        return extras


def _held_or_booked(read: Mapping[str, convert.Typed], height: int) -> pl.Series:
    """The status that the two date columns tell: held where there is a date of it, else booked."""
    if TWO_DATES[0] not in read:
        return pl.repeat(BOOKED, height, dtype=pl.String, eager=True)
    held = read[TWO_DATES[0]].values.is_not_null()
    return held.replace_strict([True, False], [HELD, BOOKED], return_dtype=pl.String)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
