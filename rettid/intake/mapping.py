"""A profile proposed for an export that no profile knows: what is sure, what is likely, what must be asked.

Pure: sheets in, a proposal out. Nothing that was only suggested is ever applied (`formats.md` §§ 3, 9.9).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import polars as pl

from rettid.intake import convert, cpr, headers, profiles
from rettid.intake.contents import MOSTLY, Contents
from rettid.intake.names import last_part, normalise
from rettid.intake.screening import TOTALS
from rettid.intake.synonyms import synonyms
from rettid.tables import CODE_LIST_OF, CODES, SCHEMAS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rettid.intake.convert import CodeBook
    from rettid.intake.headers import BlockMatch, SheetMatch
    from rettid.intake.sources import RawSheet

How = Literal["taget", "foreslaaet", "spoerges", "bruges_ikke"]
TAKEN: Final = "taget"
SUGGESTED: Final = "foreslaaet"
ASKED: Final = "spoerges"
UNUSED: Final = "bruges_ikke"

NEAR = 0.8
"""How alike two words must be for the one to be suggested for the other (`difflib`)."""
LIKELY = 0.6
"""The share of values that a code list must know for a column to be suggested as it."""
_FEWEST, _FEWEST_WITHOUT_ID = 1.0, 2.0
"""What a sheet must score to be taken for a table."""
_MOST_WORDS = 40
"""Different unknown words of a coded column that are asked about; with more it holds no codes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it is taken for: `felt` is a canonical name, empty where nothing is proposed.

    `grund` says in Danish why; `eksempler` are masked; `form` is what the values are.
    """

    nr: int
    overskrift: str
    hvordan: How
    felt: str
    grund: str
    form: str
    udfyldt: int
    eksempler: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """The column that tells the tables of one sheet apart, and what it holds for one of them."""

    overskrift: str
    er: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one table would be read from a sheet. `tabel` is empty for a sheet that looks like none."""

    sheet: RawSheet
    overskriftsraekke: int
    tabel: str
    kolonner: tuple[Column, ...]
    rows: pl.DataFrame
    kraever: tuple[tuple[str, ...], ...] = ()
    naar: Kind | None = None
    faste: Mapping[str, str] = field(default_factory=dict)
    profil: str = ""
    """The profile that knows the sheet already."""

    def taken(self) -> dict[str, Column]:
        """The columns that are settled, by field."""
        return {column.felt: column for column in self.kolonner if column.hvordan == TAKEN}

    def found(self) -> dict[str, Column]:
        """The columns that are settled or suggested, by field."""
        return {column.felt: column for column in self.kolonner if column.hvordan in (TAKEN, SUGGESTED)}

    def missing(self, *, suggested: bool = False) -> list[tuple[str, ...]]:
        """What the table can't do without and no settled column gives, each with its alternatives."""
        have = self.found() if suggested else self.taken()
        return [either for either in self.kraever if not any(name in have for name in either)]

    def cells(self, column: Column) -> pl.Series:
        """The cells of a column."""
        return self.rows[str(column.nr)]

    def with_column(self, nr: int, how: How, felt: str) -> Plan:
        """The plan after somebody said what a column is; whoever had the field before is asked about again."""
        changed = [
            replace(each, hvordan=how, felt=felt)
            if each.nr == nr
            else replace(each, hvordan=ASKED, felt="")
            if felt and each.felt == felt
            else each
            for each in self.kolonner
        ]
        return replace(self, kolonner=tuple(changed))


@dataclass(frozen=True, slots=True)
class Word:
    """A value of a coded column that no code list knows, and the code it is near, if any."""

    kodeliste: str
    raa: str
    antal: int
    hvordan: How
    kode: str
    grund: str


@dataclass(frozen=True)
class Proposal:
    """A profile in the making. `profil` is the shipped or own profile that fits already, else empty."""

    plans: tuple[Plan, ...]
    profil: str = ""
    vaerdier: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Words that are settled: those of the profile that fits, and those the user has said."""
    extra_codes: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[Plan, ...]:
        """The plans that have a table."""
        return tuple(plan for plan in self.plans if plan.tabel)

    @cached_property
    def ord(self) -> tuple[Word, ...]:
        """The unknown words of the columns that are settled."""
        found: dict[tuple[str, str], Word] = {}
        for plan in self.tables:
            for felt, column in plan.taken().items():
                listed = code_list(plan.tabel, felt)
                if not listed:
                    continue
                for word in self._words(listed, Contents.of(plan.cells(column))):
                    found.setdefault((listed, normalise(word.raa)), word)
        return tuple(found.values())

    def _words(self, listed: str, contents: Contents) -> list[Word]:
        book = code_book(listed, self.extra_codes, self.vaerdier.get(listed, {}))
        unknown = [each for each in contents.unknown(book) if not _is_group(listed, each[0])]
        if len(unknown) > _MOST_WORDS:
            return []
        return [_word(listed, raw, number, book) for raw, number in unknown]

    @property
    def is_open(self) -> bool:
        """Whether there is anything to suggest or ask about."""
        asked = (column.hvordan in (SUGGESTED, ASKED) for plan in self.plans for column in plan.kolonner)
        return bool(self.ord) or not self.profil or any(asked)

    def codes(self, listed: str) -> tuple[str, ...]:
        """The codes of a list that a word may stand for."""
        given = CODES.get(listed, tuple(dict.fromkeys(profiles.shared().koder.get(listed, {}).values())))
        more = sorted(set(self.extra_codes.get(listed, ())) - set(given))
        return (*(code for code in given if code != UNKNOWN), *more)


def propose(
    sheets: Sequence[RawSheet],
    matches: Sequence[SheetMatch | None] | None = None,
    extra_codes: Mapping[str, Iterable[str]] | None = None,
) -> Proposal:
    """A proposal for all sheets; `matches` are those of a profile that fits, which is then only added to."""
    known = matches or [None] * len(sheets)
    plans = [plan for sheet, match in zip(sheets, known, strict=True) for plan in plan_sheet(sheet, match)]
    used = next((match.profile for match in known if match is not None), None)
    return Proposal(
        tuple(_with_shared_ids(plans)),
        used.navn if used else "",
        dict(used.vaerdier) if used else {},
        extra_codes or {},
    )


def plan_sheet(sheet: RawSheet, match: SheetMatch | None = None, table: str | None = None) -> list[Plan]:
    """The tables of one sheet, as a profile reads it, as `table` if one is named, else as what it most looks like."""
    if match is not None:
        rows = _below(sheet, match.header)
        return [_known_plan(sheet, match, block, rows) for block in match.blocks]
    at = header_row(sheet)
    if at is None:
        return [Plan(sheet, 0, "", (), sheet.cells[:0])]
    names = headers.head_rows(sheet)[at]
    rows = _below(sheet, at)
    if table is None and (kinds := _kinds(names, rows)):
        return [
            _Assignment(_Below(names, part), each, settled=True).plan(sheet, at, kind) for each, kind, part in kinds
        ]
    tables = [table] if table else list(SCHEMAS)
    below = _Below(names, rows)
    tried = [_Assignment(below, each, settled=table is not None or _named(sheet, each)) for each in tables]
    best = max(tried, key=lambda each: each.score)
    if table is None and best.score < (_FEWEST if best.has_id else _FEWEST_WITHOUT_ID):
        return [Plan(sheet, at, "", best.nothing(), rows)]
    return [best.plan(sheet, at, None)]


def header_row(sheet: RawSheet) -> int | None:
    """The row (from 0) that most looks like headers: most different words that are known, one of them an id or a date.

    Where no row has two such words, the row with most words that are no data; None when no row will do.
    """
    rows = headers.head_rows(sheet)
    hits = [_hits(row) for row in rows]
    best = max(range(len(rows)), key=lambda at: hits[at], default=None)
    if best is not None and hits[best] >= 2:
        return best
    words = headers.describe(sheet)
    return next(
        (at for at, row in enumerate(rows) if words and [cell.strip() for cell in row if cell.strip()] == words), None
    )


def _hits(row: Sequence[str]) -> int:
    known = synonyms()
    words = {normalise(cell) for cell in row} | {last_part(cell) for cell in row}
    words -= {""}
    fields = {words_of[word] for words_of in known.felter.values() for word in words if word in words_of}
    if not headers.all_words(row) or not any(
        field in profiles.IDS or _is_date(table, field) for table in SCHEMAS for field in fields
    ):
        return 0
    return sum(any(word in of for of in (*known.felter.values(), known.kendte)) for word in words)


def _below(sheet: RawSheet, header: int) -> pl.DataFrame:
    """The rows below the header that may be data."""
    rows = sheet.cells[header + 1 :]
    first = pl.coalesce(pl.all())
    return rows.filter(first.is_not_null() & ~first.str.contains(TOTALS)) if rows.height else rows


@dataclass(frozen=True)
class _Below:
    """The headers of a sheet, the rows below them, and what each column that has a header holds."""

    names: Sequence[str]
    rows: pl.DataFrame

    @cached_property
    def contents(self) -> dict[int, Contents]:
        return {at: Contents.of(self.rows[str(at)]) for at, name in enumerate(self.names) if name.strip()}


def _named(sheet: RawSheet, table: str) -> bool:
    """Whether the sheet's name (or a text file's) has a word of the table in it."""
    name = normalise(sheet.ark or sheet.fil.rpartition("/")[2].rpartition(".")[0])
    return any(word in name for word in synonyms().navne[table])


def _kinds(names: Sequence[str], rows: pl.DataFrame) -> list[tuple[str, Kind, pl.DataFrame]]:
    """The tables of a sheet that holds several, each with what tells it and its rows; none for an ordinary sheet."""
    for at, name in enumerate(names):
        contents = Contents.of(rows[str(at)])
        raws = contents.values["raa"].to_list()
        if not name.strip() or not 2 <= len(raws) <= 12:
            continue
        found = {
            table: tuple(raw for raw in raws if normalise(raw) in words) for table, words in synonyms().arter.items()
        }
        told = {table: words for table, words in found.items() if words}
        if len(told) > 1 and sum(map(len, told.values())) == len(raws):
            column = pl.col(str(at)).str.strip_chars()
            return [(table, Kind(name.strip(), er), rows.filter(column.is_in(er))) for table, er in told.items()]
    return []


def _known_plan(sheet: RawSheet, match: SheetMatch, block: BlockMatch, rows: pl.DataFrame) -> Plan:
    """The plan of a sheet that a profile reads: its columns are settled, the rest may be suggested."""
    made = _Assignment(
        _Below(match.names, rows), block.block.tabel, settled=True, given=block.columns, by=match.profile.navn
    )
    kind = None
    if block.filter_column is not None and block.block.naar is not None:
        raws = rows[str(block.filter_column)].drop_nulls().unique(maintain_order=True)
        kind = Kind(
            match.names[block.filter_column].strip(),
            tuple(raw for raw in raws if normalise(raw) in block.block.naar.er),
        )
    plan = made.plan(sheet, match.header, kind)
    return replace(plan, kraever=block.block.kraever, faste=block.block.faste, profil=match.profile.navn)


class _Assignment:
    """What each column would be if the sheet were a given table, and how well that goes."""

    def __init__(
        self,
        below: _Below,
        table: str,
        *,
        settled: bool,
        given: Mapping[str, int] | None = None,
        by: str = "",
    ) -> None:
        self.names, self.rows, self.contents = below.names, below.rows, below.contents
        self.table, self.settled = table, settled
        self.words = synonyms().felter[table]
        self.columns: dict[int, Column] = {}
        for felt, at in (given or {}).items():
            self._put(at, TAKEN, felt, f'profilen "{by}"')
        if not given:
            self._exact(ambiguous=False)
            self._exact(ambiguous=True)
        self._numbers()
        self._near()
        self._by_values()

    @property
    def fields(self) -> dict[str, Column]:
        return {column.felt: column for column in self.columns.values() if column.felt}

    @property
    def has_id(self) -> bool:
        return any(name in self.fields for name in profiles.IDS)

    @property
    def score(self) -> float:
        """How much speaks for the table: columns known by name, those only it has twice, and its name."""
        own = synonyms().egne[self.table]
        points = 2.0 * self.settled
        for felt, column in self.fields.items():
            sure = normalise(column.overskrift) not in synonyms().tvetydige and column.hvordan == TAKEN
            points += (1.0 if sure else 0.5) * (2 if felt in own else 1)
        lacking = [each for each in synonyms().kraever[self.table] if not any(name in self.fields for name in each)]
        return points - 1.5 * len(lacking)

    def plan(self, sheet: RawSheet, header: int, kind: Kind | None) -> Plan:
        left = [
            replace(each, hvordan=UNUSED, grund="siger, hvilken tabel rækken hører til")
            if kind is not None and each.overskrift == kind.overskrift
            else each
            for each in self.leftovers()
        ]
        columns = tuple(sorted([*self.columns.values(), *left], key=lambda column: column.nr))
        required = synonyms().kraever[self.table]
        return Plan(sheet, header, self.table, columns, self.rows, required, kind, _fixed(self.table))

    def nothing(self) -> tuple[Column, ...]:
        """The columns of a sheet that is no table."""
        self.columns = {}
        return tuple(self.leftovers())

    def leftovers(self) -> list[Column]:
        """The columns that nothing was proposed for; empty ones aside."""
        known = synonyms().kendte
        return [
            self._column(at, UNUSED, "", "kendt, men bruges ikke af rettid")
            if normalise(self.names[at]) in known or profiles.is_private(self.names[at])
            else self._column(at, ASKED, "", "")
            for at, contents in self.contents.items()
            if at not in self.columns and contents.filled
        ]

    def _exact(self, *, ambiguous: bool) -> None:
        known = synonyms()
        for form in (normalise, last_part):
            for at in self._free():
                word = form(self.names[at])
                felt = self.words.get(word, "")
                if not felt or felt in self.fields or (word in known.tvetydige) is not ambiguous:
                    continue
                against = self._against(felt, at)
                if against:
                    self._put(at, ASKED, "", f"hedder som {felt}, men {against}")
                elif ambiguous and not (self.settled or self._clear):
                    self._put(at, SUGGESTED, felt, "navnet kan betyde flere ting")
                else:
                    self._put(at, TAKEN, felt, "navnet er kendt")

    @property
    def _clear(self) -> bool:
        """Whether a column that only this table has tells what the sheet is."""
        own = synonyms().egne[self.table]
        return any(
            felt in own and normalise(column.overskrift) not in synonyms().tvetydige
            for felt, column in self.fields.items()
        )

    def _near(self) -> None:
        known = synonyms()
        for at in self._free():
            if not self._open(at):
                continue
            word = normalise(self.names[at])
            free = {each: felt for each, felt in self.words.items() if felt not in self.fields}
            for near in difflib.get_close_matches(word, free, n=3, cutoff=NEAR):
                felt = free[near]
                if not self._against(felt, at) and self._agrees(felt, at) is not False:
                    spelled = next(each for each in known.stavet[self.table, felt] if normalise(each) == near)
                    self._put(at, SUGGESTED, felt, self._evidence(f'ligner "{spelled}"', at, felt))
                    break

    def _by_values(self) -> None:
        """Suggestions from what the columns hold: words of a code list, best known first, and the day that lacks."""
        lists = {felt: code_list(self.table, felt) for felt in SCHEMAS[self.table] if felt not in self.fields}
        hits = []
        for at in (at for at in self._free() if self._open(at)):
            for felt, book in ((felt, code_book(listed)) for felt, listed in lists.items() if listed):
                share = self.contents[at].known(book)
                if share >= LIKELY and not self._against(felt, at):
                    hits.append((share, self._likeness(felt, at), felt, at))
        for _, _, felt, at in sorted(hits, reverse=True):
            if felt not in self.fields and at not in self.columns:
                self._put(at, SUGGESTED, felt, self._evidence("", at, felt))
        self._dates()

    def _numbers(self) -> None:
        """The column of CPR numbers, whatever it is called."""
        for at in self._free():
            if self.contents[at].cprs >= MOSTLY and "cpr" not in self.fields:
                self._put(at, SUGGESTED, "cpr", self._evidence("", at, "cpr"))

    def _likeness(self, felt: str, at: int) -> float:
        """How like its nearest synonym the header is."""
        word = normalise(self.names[at])
        spelled = synonyms().stavet.get((self.table, felt), (felt,))
        return max(difflib.SequenceMatcher(None, word, normalise(each)).ratio() for each in spelled)

    def _open(self, at: int) -> bool:
        """Whether a column may be suggested as something: neither known by name as another thing nor private."""
        return normalise(self.names[at]) not in synonyms().kendte and not profiles.is_private(self.names[at])

    def _dates(self) -> None:
        """The day a table can't do without, where it is lacking and columns of dates are left."""
        lacking = [
            names
            for names in synonyms().kraever[self.table]
            if _is_date(self.table, names[0]) and not any(name in self.fields for name in names)
        ]
        left = [at for at in self._free() if self.contents[at].dates >= MOSTLY and self._open(at)]
        if lacking and len(left) == 1:
            self._put(
                left[0],
                SUGGESTED,
                lacking[0][0],
                self._evidence("den eneste kolonne med datoer", left[0], lacking[0][0]),
            )

    def _free(self) -> list[int]:
        return [at for at, contents in self.contents.items() if at not in self.columns and contents.filled]

    def _put(self, at: int, how: How, felt: str, why: str) -> None:
        self.columns[at] = self._column(at, how, felt, why)

    def _column(self, at: int, how: How, felt: str, why: str) -> Column:
        contents = self.contents[at]
        samples = () if profiles.is_private(self.names[at]) else contents.samples()
        if felt == "cpr" or contents.cprs >= MOSTLY:
            samples = (cpr.MASK,)  # nothing from such a column is shown, whatever else stands in it
        return Column(at, self.names[at].strip(), how, felt, why, contents.form, contents.filled, samples)

    def _agrees(self, felt: str, at: int) -> bool | None:
        """Whether the values are of the field's kind; None where any text would do."""
        contents = self.contents[at]
        if felt == "cpr":
            return contents.cprs >= MOSTLY
        if _is_date(self.table, felt):
            return contents.any_dates >= MOSTLY
        if (listed := code_list(self.table, felt)) and felt != "maalgruppe":
            return contents.known(code_book(listed)) >= LIKELY
        if SCHEMAS[self.table].get(felt) == pl.Float64:
            return contents.numbers >= MOSTLY
        return None

    def _against(self, felt: str, at: int) -> str:
        """What the values say against the field; empty when nothing."""
        contents = self.contents[at]
        if _is_date(self.table, felt) and contents.any_dates < 0.5:
            return f"kun {_percent(contents.any_dates)} af værdierne er datoer"
        if felt not in profiles.IDS and contents.cprs >= MOSTLY:
            return "værdierne ligner CPR-numre"
        listed = code_list(self.table, felt)
        if listed and felt != "maalgruppe" and contents.dates >= MOSTLY:
            return "værdierne er datoer"
        if SCHEMAS[self.table].get(felt) == pl.Float64 and contents.numbers < 0.5:
            return f"kun {_percent(contents.numbers)} af værdierne er tal"
        return ""

    def _evidence(self, first: str, at: int, felt: str) -> str:
        contents = self.contents[at]
        number = f"{contents.filled} værdier" if contents.filled > 1 else "1 værdi"
        listed = code_list(self.table, felt)
        if felt == "cpr":
            told = f"{_percent(contents.cprs)} af {number} ligner CPR-numre"
        elif _is_date(self.table, felt):
            told = f"{_percent(contents.any_dates)} af {number} er datoer"
        elif listed:
            told = f"{_percent(contents.known(code_book(listed)))} af {number} er kendte ord for {felt}"
        else:
            told = ""
        return "; ".join(part for part in (first, told) if part)


def code_list(table: str, felt: str) -> str:
    """The code list of a field, empty for one that has none."""
    return "maalgruppe" if (table, felt) == ("forloeb", "maalgruppe") else CODE_LIST_OF.get((table, felt), "")


def code_book(
    listed: str, extra: Mapping[str, Iterable[str]] | None = None, own: Mapping[str, str] | None = None
) -> CodeBook:
    """The code book of a list, with the codes that packs name and the words that are settled."""
    words = profiles.shared().koder.get(listed, {})
    codes = {*CODES.get(listed, set(words.values())), *(extra or {}).get(listed, ())}
    return convert.code_book(codes, words, own or {})


def _is_group(listed: str, raw: str) -> bool:
    """Whether a target group says its number itself: "6.1 Dagpengemodtagere"."""
    if listed != "maalgruppe":
        return False
    book = code_book(listed)
    return convert.target_groups(pl.Series([raw]), book).item() in book.codes


def _word(listed: str, raw: str, number: int, book: CodeBook) -> Word:
    spelled = {**{normalise(code): code for code in book.codes if code != UNKNOWN}, **book.words}
    near = difflib.get_close_matches(normalise(raw), spelled, n=1, cutoff=NEAR)
    if near and spelled[near[0]] != UNKNOWN:
        return Word(listed, raw, number, SUGGESTED, spelled[near[0]], f"ligner et ord for {spelled[near[0]]}")
    return Word(listed, raw, number, ASKED, "", "")


def _with_shared_ids(plans: Sequence[Plan]) -> list[Plan]:
    """The plans, with the case number suggested where a sheet's values are those of the case numbers of another."""
    numbers = {
        raw
        for plan in plans
        if plan.tabel == "forloeb" and (column := plan.found().get("forloeb_id"))
        for raw in plan.cells(column).drop_nulls().unique()
    }
    return [_with_shared_id(plan, numbers) if numbers and plan.tabel else plan for plan in plans]


def _with_shared_id(plan: Plan, numbers: set[str]) -> Plan:
    if any(name in plan.found() for name in profiles.IDS):
        return plan
    for column in plan.kolonner:
        raws = plan.cells(column).drop_nulls().unique()
        share = sum(raw in numbers for raw in raws) / max(1, len(raws))
        if column.hvordan == ASKED and share >= MOSTLY:
            why = f"{_percent(share)} af værdierne er sagsnumre fra arket med forløb"
            new = replace(column, hvordan=SUGGESTED, felt="forloeb_id", grund=why)
            return replace(plan, kolonner=tuple(new if each is column else each for each in plan.kolonner))
    return plan


def _fixed(table: str) -> Mapping[str, str]:
    """What first, last and next interview of a case row are read as."""
    own = profiles.shipped()[profiles.CANONICAL]
    return next(block.faste for block in own.ark if block.tabel == table)


def allowed(table: str) -> tuple[str, ...]:
    """The fields that a column of a table may be."""
    return tuple(dict.fromkeys((*profiles.IDS, *SCHEMAS[table], *profiles.EXTRA_COLUMNS.get(table, ()))))


def _is_date(table: str, felt: str) -> bool:
    return SCHEMAS[table].get(felt) == pl.Date or felt in (*profiles.CASE_EVENTS, *profiles.TWO_DATES)


def _percent(share: float) -> str:
    return f"{int(100 * share)} %"


def label(table: str, felt: str) -> str:
    """What a field is called when a person is asked about it."""
    return synonyms().headers(table, felt, 1)[0]


def fits(table: str, felt: str, contents: Contents) -> bool:
    """Whether a column with such contents may be a field at all."""
    if _is_date(table, felt):
        return contents.any_dates >= 0.5
    if SCHEMAS[table].get(felt) == pl.Float64:
        return contents.numbers >= 0.5
    if contents.cprs >= MOSTLY:
        return felt in profiles.IDS
    return contents.dates < MOSTLY and felt != "cpr"


def groups() -> dict[str, str]:
    """The target groups of LAB § 6, each with a word for it."""
    found = {}
    for code, words in profiles.code_words("maalgruppe").items():
        said = [word.lower() for word in words if word[:1].isupper() and "§" not in word]
        found[code] = " ".join([code, *said[:1]])
    return found
