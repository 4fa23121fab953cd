"""One table's rows of a sheet to typed columns; what can't be read is set aside or counted, never dropped."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.findings import Finding, counted
from rettid.intake import accounts, columns, convert, cpr, ids, profiles
from rettid.intake.columns import Seen
from rettid.intake.dates import How, Typed, dates
from rettid.intake.ids import Cells, first
from rettid.intake.names import normalise, snake
from rettid.intake.profiles import TABLES, TWO_DATES
from rettid.intake.screening import DAY_OF, ROW
from rettid.tables import BOOKED, CODE_LIST_OF, HELD, SOURCE, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.intake.headers import BlockMatch, SheetMatch
    from rettid.intake.settings import Settings
    from rettid.intake.sources import RawSheet


EDGE = "graensestempel"
"""A Boolean column of a table, only where some row has it: a date of the row comes from a stamp that may be a day off."""
EDGE_TABLES = ("forloeb", "samtaler", "tilbud")

DEADLINES = ("frist_system", "rettighedsdato_system")
NO_VERDICT = ("foedselsdato", "registreret", "udtraeksdato", *DEADLINES)
"""Dates that no verdict counts days from."""
ANY_DEADLINE = ("frist", "fristdato", "deadline")
"""Headers of a deadline, in normal form, that do not say which one it is."""
PEOPLE = ("navn", "sagsbehandler")

_EDGE = "_graense"
_MONTH, _TOOK_PART, _DECLINED = "maaned", "a_kasse_deltog", "a_kasse_fravalgt"
_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """What a sheet gave one table: typed rows, each with `borger_id` and SOURCE, and the block's fixed values."""

    tabel: str
    frame: pl.DataFrame
    faste: Mapping[str, str]
    gruppe: str
    """The export it came with: a workbook, or the text files of one folder."""
    joined: bool = False
    """Whether other tables were read from the same rows: a row without an event for this one is no fault."""
    partial: str = ""
    """What the part does not tell, where it is known not to be the whole story (`tables.Tables.partial`)."""


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
    seen: list[Seen] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    edges: list[pl.Series] = field(default_factory=list)

    @property
    def table(self) -> str:
        """The table that the block feeds."""
        return self.block.block.tabel

    def read(self, rows: pl.DataFrame) -> Part:
        """The typed rows; rows without an id or, for events, without a date are set aside."""
        given = {name: rows[str(self.block.columns[name])] for name in profiles.IDS if name in self.block.columns}
        found = ids.identify(given, rows.height, self.settings.key)
        if self.settings.numbers is not None:
            self.settings.numbers.keep(given, found)
        if (reasons := ids.bad_numbers(found)) is not None:
            self.unknown.append(accounts.unknowns(self.table, "cpr", reasons))
        self._see_ids(found)
        rows, found = self._keep(rows, found, ids.without_id(found))
        days = self._days(rows)
        if self.table != "forloeb":
            rows, both = self._dated(rows, found, days)
            found, days = {name: both[name] for name in found}, {name: both[name] for name in days}
        frame = self._typed(rows, found, days)
        return Part(self.table, frame, self.block.block.faste, self.sheet.gruppe, self.match.joined)

    def _dated(self, rows: pl.DataFrame, found: Cells, days: Cells) -> tuple[pl.DataFrame, Cells]:
        """Rows and columns with a day. Of a list of several tables, rows without this one's event just have none."""
        bad = self._without_day(rows, days)
        if bad is None or not self.match.joined:
            return self._keep(rows, found | days, bad)
        keep = bad["kode"].is_null()
        for name in self._day_columns():
            self._count(name, rows[str(self.block.columns[name])], days.get("_failed"), unread=True)
        kind = {"samtaler": "samtaletype", "tilbud": "tilbudstype", "fravaer": "fravaerstype"}.get(self.table, "")
        if (at := self.block.columns.get(kind)) is not None:
            undated = rows.filter((bad["kode"] == accounts.NO_DATE).fill_null(value=False))[[ROW, str(at)]].drop_nulls()
            if undated.height:
                text = f"{counted(undated.height, 'række har', 'rækker har')} {kind} uden dato og giver ingen hændelse."
                self.findings.append(Finding(accounts.NO_DATE, text, undated[ROW][0]))
        return rows.filter(keep), {name: column.filter(keep) for name, column in (found | days).items()}

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
        read = {name: self._date(name, rows[str(self.block.columns[name])], rows[ROW]) for name in names}
        name = "dato" if names[0] in TWO_DATES else names[0]
        values = [day.values for day in read.values()]
        found: Cells = {name: values[0] if len(values) == 1 else first(values[0], values[1])}
        failures = [day.failed for day in read.values() if day.failed is not None]
        if failures:
            found["_failed"] = failures[0] if len(failures) == 1 else failures[0] | failures[1]
        if (edge := _edge_of(list(read.values()))) is not None:
            found[_EDGE] = edge
        if names[0] in TWO_DATES and "status" not in self.block.columns:
            found["status"] = self._held_or_booked(read, rows)
        return found

    def _held_or_booked(self, read: Mapping[str, Typed], rows: pl.DataFrame) -> pl.Series:
        """The status that the two date columns tell: held where there is a date of it, else booked.

        A word where the date should be ("Ja", "aflyst") says neither, and is accounted for.
        """
        if TWO_DATES[0] not in read:
            return pl.repeat(BOOKED, rows.height, dtype=pl.String, eager=True)
        told = read[TWO_DATES[0]]
        status = told.values.is_not_null().replace_strict([True, False], [HELD, BOOKED], return_dtype=pl.String)
        if told.failed is None:
            return status
        self._count(TWO_DATES[0], rows[str(self.block.columns[TWO_DATES[0]])], told.failed, unread=True)
        return status.zip_with(~told.failed, pl.Series([UNKNOWN]))

    def _day_columns(self) -> list[str]:
        names = [name for name in DAY_OF[self.table] if name in self.block.columns]
        return names if not names or names[0] in TWO_DATES else names[:1]

    def _date(self, name: str, cells: pl.Series, numbers: pl.Series) -> Typed:
        header = self._header(name)
        where = f'{self.sheet.sted}, kolonne "{header}"'
        if name == "frist_system" and normalise(header) in ANY_DEADLINE:
            self.findings.append(Finding("RT-K09", f'Overskriften "{header}" siger ikke, hvilken frist det er.'))
        how = How(self.match.profile.dato, past=name == "foedselsdato", weeks=name in DEADLINES, months=name == _MONTH)
        read = dates(cells, how, rows=numbers, where=where)
        return self._read_as(name, replace(read, values=read.values.dt.month_start()) if name == _MONTH else read)

    def _read_as(self, name: str, read: Typed) -> Typed:
        """The column as it was read, once its form and findings are told."""
        self._see(name, read.form)
        self.findings += [Finding(code, f'Kolonnen "{self._header(name)}": {text}') for code, text in read.told]
        return read

    def _number_groups(self, rows: pl.DataFrame, typed: Cells) -> None:
        """Numbers of target groups as LAB § 6 has them, by the law of the forløb's start; RT-K12 where that can't be told."""
        if self.table != "forloeb":
            return
        profile, cells = self.match.profile, rows[str(self.block.columns["maalgruppe"])]
        codes, own = self.settings.book("maalgruppe", profile).codes, profile.vaerdier.get("maalgruppe", {})
        groups, unsure = convert.numbered_groups(cells, typed["maalgruppe"], typed["startdato"], codes, own)
        typed["maalgruppe"] = groups
        if unsure is None or not unsure.any():
            return
        shown = cpr.masked(pl.col("cell")).alias("cell")
        raws = pl.DataFrame({"cell": cells.filter(unsure)}).select(shown)["cell"].unique().sort().head(3)
        said = " og ".join(f'"{raw.strip()}"' for raw in raws)
        text = (
            f"{counted(int(unsure.sum()), 'række har', 'rækker har')} målgruppen {said}, som står, som den er skrevet."
        )
        self.findings.append(Finding("RT-K12", f'Kolonnen "{self._header("maalgruppe")}": {text}'))

    def _tell_lost_zero(self, rows: pl.DataFrame, typed: Cells) -> None:
        """RT-K10 where 6.1 may be 6.10 that a spreadsheet kept as a number: in CSV with a comma, in a workbook always.

        Not where the benefit says dagpenge, which is 6.1.
        """
        cells = rows[str(self.block.columns["maalgruppe"])].str.strip_chars()
        mark = "6.1" if self.sheet.kodning.startswith("xls") else "6,1"
        if cells.str.contains(r"^6[.,]10").any():
            return
        benefit = typed["ydelse"].str.to_lowercase()
        dagpenge = benefit.str.contains("dagpenge") & ~benefit.str.contains("syge")
        lost = int(((cells == mark) & ~dagpenge.fill_null(value=False)).sum())
        if lost:
            text = f'{counted(lost, "række har", "rækker har")} målgruppe "{mark}". Er cellerne tal, kan det ikke ses, om der er ment 6.10.'
            self.findings.append(Finding("RT-K10", f'Kolonnen "{self._header("maalgruppe")}": {text}'))

    def _see(self, name: str, form: str) -> None:
        for at in self.block.sammen.get(name, [self.block.columns[name]] if name in self.block.columns else []):
            self.seen.append(Seen(at, f"{self.table}.{name}", form))

    def _see_ids(self, found: Cells) -> None:
        for name in profiles.IDS:
            self._see(name, columns.CPR if name == "cpr" else columns.ID)
        if "mistet_nul" in found and (lost := int(found["mistet_nul"].sum())):
            header = self._header("cpr")
            self.findings.append(
                Finding(
                    "RT-K05", f'Kolonnen "{header}": {counted(lost, "CPR-nummer", "CPR-numre")} havde kun ni cifre.'
                )
            )

    def _header(self, column: str) -> str:
        at = self.block.columns.get(column)
        return column if at is None else columns.shown(self.match.names[at])

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
        schema = TABLES[self.table]
        typed: Cells = {"forloeb_id": found["forloeb_id"], "borger_id": found["borger_id"]}
        typed |= {name: day for name, day in days.items() if name in schema}
        if "_failed" in days and self.table == "forloeb":
            self._count("startdato", rows[str(self.block.columns["startdato"])], days["_failed"], unread=True)
        self.edges = [days[_EDGE]] if _EDGE in days else []
        more = [name for name in self.block.columns if name not in {*schema, *profiles.IDS, *TWO_DATES}]
        for name in (name for name in (*schema, *more) if name not in typed):
            typed[name] = self._column(rows, name, schema.get(name))
        if "foedselsdato" in found and "foedselsdato" in schema:
            typed["foedselsdato"] = first(typed["foedselsdato"], found["foedselsdato"])
        if self.edges and self.table in EDGE_TABLES:
            typed[EDGE] = pl.DataFrame(self.edges).select(pl.any_horizontal(pl.all())).to_series()
        if _TOOK_PART in self.block.columns and _DECLINED not in self.block.columns:
            typed[_DECLINED] = convert.declined(rows[str(self.block.columns[_TOOK_PART])])
        if "maalgruppe" in self.block.columns:
            self._number_groups(rows, typed)
            self._tell_lost_zero(rows, typed)
        typed |= self._extras(rows, {*typed, *SOURCE})
        frame = pl.DataFrame({name: column.alias(name) for name, column in typed.items()})
        source = {"kilde_fil": pl.lit(self.sheet.fil), "kilde_ark": pl.lit(self.sheet.ark)}
        return frame.with_columns(kilde_raekke=rows[ROW].cast(pl.UInt32), **source)

    def _column(self, rows: pl.DataFrame, name: str, kind: pl.DataType | None) -> pl.Series:
        if (at := self.block.columns.get(name)) is not None:
            return self._converted(name, self._cells(rows, name, at), rows[ROW], kind)
        if name == "navn" and self._names_beside_numbers(rows):
            self._see("cpr", columns.CPR + " og navn")
            return convert.names(rows[str(self.block.columns["cpr"])])
        of_sheet = self.sheet.ark if name == self.block.block.ark_er else ""
        fixed = of_sheet or self.block.block.faste.get(name)
        if fixed is None:
            return pl.repeat(None, rows.height, dtype=kind or pl.String(), eager=True)
        return self._converted(name, pl.repeat(fixed, rows.height, dtype=pl.String, eager=True), rows[ROW], kind)

    def _cells(self, rows: pl.DataFrame, name: str, at: int) -> pl.Series:
        """The cells of a column; of several that are one value together, joined by a blank."""
        if name not in self.block.sammen:
            return rows[str(at)]
        parts = [pl.col(str(each)).str.strip_chars() for each in self.block.sammen[name]]
        whole = pl.concat_str(parts, separator=" ", ignore_nulls=True)
        return rows.select(pl.when(whole != "").then(whole).alias("whole"))["whole"]

    def _names_beside_numbers(self, rows: pl.DataFrame) -> bool:
        at = self.block.columns.get("cpr")
        return at is not None and bool(rows[str(at)].head(_SAMPLE).str.contains(cpr.WITH_NAME).any())

    def _converted(self, name: str, cells: pl.Series, numbers: pl.Series, kind: pl.DataType | None) -> pl.Series:
        if (self.table, name) in CODE_LIST_OF:
            self._see(name, "kode")
            return self._coded(name, cells)
        if name == "maalgruppe":
            self._see(name, "målgruppekode")
            return convert.target_groups(convert.texts(cells), self.settings.book(name, self.match.profile))
        if kind == pl.Date or name in profiles.CASE_EVENTS:
            read = self._date(name, cells, numbers)
            if read.graense is not None and name not in NO_VERDICT:
                self.edges.append(read.graense)
        elif kind == pl.Float64 or name == profiles.INTERVIEWS:
            read = self._read_as(name, convert.numbers(cells, self.match.profile.decimal))
        elif kind == pl.Boolean:
            no = convert.DECLINED if name == _TOOK_PART else frozenset[str]()
            read = self._read_as(name, convert.booleans(cells, no))
        elif kind is None:
            read = self._read_as(name, convert.date_or_text(cells))
        else:
            self._see(name, columns.NAME if name in PEOPLE else "tekst")
            return convert.staff(cells) if name == "sagsbehandler" else convert.names(cells)
        self._count(name, cells, read.failed, unread=True)
        return read.values

    def _coded(self, name: str, cells: pl.Series) -> pl.Series:
        book = self.settings.book(CODE_LIST_OF[self.table, name], self.match.profile)
        coded, failed = convert.codes(cells, book, blank_is_unknown=name == "status")
        self._count(name, cells, failed)
        return coded

    def _count(self, name: str, cells: pl.Series, failed: pl.Series | None, *, unread: bool = False) -> None:
        """Account for the raw values that could not be read; `unread` are no codes, and a finding tells of them."""
        if failed is None or not failed.any():
            return
        raws = pl.DataFrame({"raa": cells.filter(failed)})
        shown = raws.select(cpr.masked(pl.col("raa")).fill_null(convert.EMPTY)).to_series()
        self.unknown.append(accounts.unknowns(self.table, name, shown))
        if unread:
            examples = ", ".join(f'"{text}"' for text in shown.unique(maintain_order=True).head(3))
            values = counted(len(shown), "værdi kan ikke læses og er tom", "værdier kan ikke læses og er tomme")
            text = f'Kolonnen "{self._header(name)}": {values}: {examples}.'
            self.findings.append(Finding("RT-K03", text))

    def _extras(self, rows: pl.DataFrame, taken: set[str]) -> Cells:
        """Columns that the profile does not name, under their own name; free text, health and CPR are left out."""
        blocks = self.match.blocks if self.match.joined else (self.block,)
        used = {at for block in blocks for at in block.columns.values()} | {self.block.filter_column}
        used |= {at for block in blocks for several in block.sammen.values() for at in several}
        extras: Cells = {}
        if self.match.joined and self.block is not self.match.blocks[0]:
            return extras
        for at, header in enumerate(self.match.names):
            name, cells = snake(header), rows[str(at)]
            if at in used or not name or cells.null_count() == len(cells):
                continue
            private = profiles.is_private(header)
            if private or cpr.looks_like_cpr(cells).any():
                self.seen.append(Seen(at, "", columns.LEFT_OUT))
                text = f'Kolonnen "{columns.shown(header)}" er fritekst, helbred eller CPR.'
                self.findings.append(Finding("RT-K04", text))
                continue
            read = convert.date_or_text(cells)
            self.seen.append(Seen(at, "", f"{columns.OWN}: {read.form}"))
            extras[_free(name, {*taken, *extras})] = read.values
        return extras


def _edge_of(read: Sequence[Typed]) -> pl.Series | None:
    """Per row whether the day that is used comes from a stamp that may be a day off; None when none does."""
    edges = [each.graense for each in read]
    if all(edge is None for edge in edges):
        return None
    none = pl.repeat(value=False, n=len(read[0].values), eager=True)
    own, other = [none if edge is None else edge for edge in (*edges, None)[:2]]
    return own.zip_with(read[0].values.is_not_null(), other)


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
