"""Headers: their normal form, the row they stand in, and the profile they fit (`formats.md` § 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.findings import Finding
from rettid.intake.names import last_part, normalise, one_line
from rettid.intake.profiles import CASE_EVENTS, IDS, SheetProfile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rettid.intake.profiles import Profile
    from rettid.intake.sources import RawSheet

SEARCHED_ROWS = 30
FAR_ROWS = 500
"""How far down a header is looked for where the first rows have none."""

_LOOKS_LIKE_DATA = re.compile(r"^[\d\s.,:/+TZ-]*\d[\d\s.,:/+TZ-]*$|\d{6}[-–\s]?[\dX*]{4}")
_TECHNICAL = re.compile(r"(?:Metadata|CPR|(?:Dato|Klokkeslæt|Tekst|Numerisk)\d+)$", re.IGNORECASE)
_WORD, _NUMBER = re.compile(r"[^\W\d_]{2}"), re.compile(r"\b\d{6}[-–]?\d{4}\b")
_MOST_REPEATED = 60
_ENTITIES = {
    "samtaler": ("samtale", "samtaler", "moede", "moeder"),
    "tilbud": ("tilbud", "aktivitet", "aktiviteter"),
    "fravaer": ("fravaer", "fritagelse", "fritagelser"),
}
"""What a dotted or grouped header begins with when it is about one table: `Samtale.Dato` is no date of an offer."""
_SHARED = (*IDS, "sagsbehandler", "team")
"""Columns that say the same to every table of a joined list."""


@dataclass(frozen=True, slots=True)
class BlockMatch:
    """A profile's block and where its columns stand: canonical name to column number, and that of its row filter.

    `sammen` has the columns that are one value together (first name and last name), `hele` the names that were found by
    their whole header.
    """

    block: SheetProfile
    columns: Mapping[str, int]
    filter_column: int | None
    sammen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    hele: frozenset[str] = frozenset()
    nr: int = 0
    """The number of a numbered block: 3 of `Samtale 3`; 0 for any other."""


@dataclass(frozen=True, slots=True)
class SheetMatch:
    """A sheet that a profile knows: its header row (counted from 0 in the cells) and the blocks that read it."""

    profile: Profile
    header: int
    names: tuple[str, ...]
    blocks: tuple[BlockMatch, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def score(self) -> int:
        """The number of columns that were recognised."""
        return len({at for match in self.blocks for at in match.columns.values()})

    @property
    def joined(self) -> bool:
        """Whether several tables are read from the same rows."""
        return len(self.blocks) > 1 and self.blocks[0].filter_column is None

    @property
    def literal(self) -> int:
        """The number of headers spelled as the profile spells them, to the letter."""
        return sum(
            self.names[at].strip() in match.block.kolonner.get(name, ())
            for match in self.blocks
            for name, at in match.columns.items()
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables the sheet feeds."""
        return tuple(dict.fromkeys(match.block.tabel for match in self.blocks))


def head_rows(sheet: RawSheet) -> list[list[str]]:
    """The first rows of the sheet as text, empty cells as ""."""
    return _texts(sheet.cells.head(SEARCHED_ROWS))


def _texts(cells: pl.DataFrame) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in cells.rows()]


@dataclass(frozen=True)
class HeaderRows:
    """The rows of a sheet that may be its header, found once for all the profiles that are tried on it."""

    sheet: RawSheet

    @cached_property
    def near(self) -> list[tuple[int, list[str]]]:
        """The first rows, each with its number."""
        return list(_candidates(head_rows(self.sheet)))

    @cached_property
    def far(self) -> list[tuple[int, list[str]]]:
        """The rows further down that may be one, each with its number."""
        return list(_far(self.sheet))


def match_sheet(rows: HeaderRows, profile: Profile, *, by_name: bool = True) -> SheetMatch | None:
    """How the profile reads the sheet: by the row in which it knows the most headers; None when it doesn't.

    A header may take two rows (groups above names, or technical names above the user's own), and may stand further down
    where the first rows hold none. `by_name`: a sheet that bears the name of a block is read by that block or not at all.
    """
    sheet = rows.sheet
    named = [block for block in profile.ark if by_name and is_named(sheet, block)]
    blocks = named or profile.ark
    return _best(sheet, profile, blocks, rows.near) or _best(sheet, profile, blocks, rows.far)


def _best(
    sheet: RawSheet, profile: Profile, blocks: Sequence[SheetProfile], candidates: Sequence[tuple[int, list[str]]]
) -> SheetMatch | None:
    best: SheetMatch | None = None
    for number, names in candidates:
        known = sum(
            normalise(name) in profile.overskrifter or last_part(name) in profile.overskrifter for name in names
        )
        if known < 2:
            continue
        fitting, told = _blocks_for(sheet, blocks, number, names)
        if not fitting:
            continue
        match = SheetMatch(profile, number, tuple(names), tuple(fitting), tuple(told))
        if best is None or match.score > best.score:
            best = match
    return best


def _candidates(rows: list[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Every row as a header, and the row together with the one above it where that may be a header's upper half."""
    for number, names in enumerate(rows):
        above = rows[number - 1] if number else []
        if above and all(_TECHNICAL.match(cell.strip()) for cell in above if cell.strip()) and any(above):
            yield number, [up if normalise(up) == "cpr" else name for up, name in zip(above, names, strict=True)]
            continue
        yield number, names
        if any(above) and not all(above) and not any(_LOOKS_LIKE_DATA.search(cell) for cell in above):
            yield number, _grouped(above, names)


def _grouped(above: Sequence[str], names: Sequence[str]) -> list[str]:
    """The names under their groups: `Samtale`, blank above `Type`, `Dato` is `Samtale.Type`, `Samtale.Dato`."""
    group, found = "", []
    for up, name in zip(above, names, strict=True):
        group = up.strip() or group
        found.append(f"{group}.{name.strip()}" if group and name.strip() else name.strip() or up.strip())
    return found


def _far(sheet: RawSheet) -> Iterator[tuple[int, list[str]]]:
    """The rows further down that have words in them and no numbers."""
    rest = sheet.cells[SEARCHED_ROWS:FAR_ROWS]
    if not rest.height:
        return
    cells = [pl.col(name) for name in rest.columns]
    filled = pl.sum_horizontal(cell.is_not_null() for cell in cells)
    worded = ~pl.any_horizontal(cell.str.contains(r"\d{3}").fill_null(value=False) for cell in cells)
    found = rest.select(worded=worded & (filled >= 2))["worded"].arg_true().to_list()
    for at in found[:SEARCHED_ROWS]:
        yield SEARCHED_ROWS + at, _texts(rest[at])[0]


def _blocks_for(
    sheet: RawSheet, blocks: Sequence[SheetProfile], header: int, names: Sequence[str]
) -> tuple[list[BlockMatch], list[Finding]]:
    found = [match_block(block, names) for block in blocks]
    numbered = [_with_number(sheet, header, match) for match in found if match is not None]
    fitting = [match for match in numbered if not missing(match)]
    if not fitting:
        return [], []
    best = max(fitting, key=lambda match: len(match.columns) + (match.filter_column is not None))
    if best.filter_column is not None:
        return [match for match in fitting if match.filter_column == best.filter_column], []
    chosen, told = _joined(best, fitting, names)
    repeated = [each for match in chosen for each in _repeated(match, names)]
    return [_without_repeated(match, repeated) for match in chosen] + repeated, told


def _with_number(sheet: RawSheet, header: int, match: BlockMatch) -> BlockMatch:
    """With the column that has name and CPR number in one cell, where no other column has the number."""
    if any(name in match.columns for name in IDS) or "cpr" not in match.block.kolonner:
        return match
    sample = sheet.cells[header + 1 : header + 1 + SEARCHED_ROWS]
    for at, cells in enumerate(zip(*sample.rows(), strict=True)):
        filled = [cell for cell in cells if cell]
        if filled and sum(map(_is_name_and_number, filled)) * 2 > len(filled):
            return replace(match, columns={**match.columns, "cpr": at}, hele=match.hele | {"cpr"})
    return match


def _is_name_and_number(cell: str) -> bool:
    """Whether a CPR number stands after a word. Two searches, for one pattern would go over a long cell again and again."""
    number = _NUMBER.search(cell)
    return number is not None and _WORD.search(cell, 0, number.start()) is not None


def _joined(
    best: BlockMatch, fitting: list[BlockMatch], names: Sequence[str]
) -> tuple[list[BlockMatch], list[Finding]]:
    """The blocks of a list that holds several tables in every row, the forløb first, and what is unclear about it.

    A block joins when the columns it requires are its own. A column that two want belongs to the one that knows its
    whole header, else to the one that knows more columns; a finding tells of it.
    """
    chosen, told = [best], []
    for match in sorted(fitting, key=lambda match: -len(match.columns)):
        if match.block.tabel in [each.block.tabel for each in chosen] or match.filter_column is not None:
            continue
        taken = {at: each for each in chosen for name, at in each.columns.items() if name not in _SHARED}
        clash = {name: at for name, at in match.columns.items() if at in taken and name not in _SHARED}
        own = replace(match, columns={name: at for name, at in match.columns.items() if name not in clash})
        if missing(own):
            continue
        chosen.append(own)
        told += [
            Finding(
                "RT-K11",
                f'Kolonnen "{one_line(names[at])}" er læst som {taken[at].block.tabel}, men kunne også høre til '
                f"{match.block.tabel}.",
            )
            for name, at in clash.items()
            if name in match.hele
        ]
    return sorted(chosen, key=lambda match: match.block.tabel != "forloeb"), told


def _repeated(match: BlockMatch, names: Sequence[str]) -> list[BlockMatch]:
    """One block for each number of a row of numbered columns: `Samtale 1`, `Samtale 2`, …; a single one is no row."""
    whole = _positions([normalise(name) for name in names])
    found = []
    for table, columns in match.block.gentaget.items():
        ids = {name: at for name, at in match.columns.items() if name in IDS}
        hits = []
        for nr in range(1, _MOST_REPEATED + 1):
            words = {name: [word.replace("{nr}", str(nr)) for word in accepted] for name, accepted in columns.items()}
            if (at := _look_up(words, whole)) and "dato" in at:
                hits.append(BlockMatch(_numbered(match.block, table), {**ids, **at}, None, nr=nr))
        found += hits if len(hits) > 1 else []
    return found


def _numbered(block: SheetProfile, table: str) -> SheetProfile:
    return SheetProfile(table, (), None, (), {}, {**block.faste, "status": block.faste.get("status", "afholdt")})


def _without_repeated(match: BlockMatch, repeated: Sequence[BlockMatch]) -> BlockMatch:
    taken = {at for each in repeated for name, at in each.columns.items() if name not in IDS}
    kept = {name: at for name, at in match.columns.items() if name not in CASE_EVENTS or at not in taken}
    return match if len(kept) == len(match.columns) else replace(match, columns=kept)


def one_case_list(sheets: Sequence[RawSheet], matches: Sequence[SheetMatch | None]) -> list[SheetMatch | None]:
    """The matches, where an export with a list of cases takes none from its lists of events.

    A column `Startdato` beside interviews may be anything; only where no other sheet has the cases is it believed.
    """
    listed = {
        sheet.gruppe
        for sheet, match in zip(sheets, matches, strict=True)
        if match is not None and "forloeb" in match.tables and not _with_events(match)
    }
    return [
        replace(match, blocks=tuple(block for block in match.blocks if block.block.tabel != "forloeb"))
        if match is not None and sheet.gruppe in listed and "forloeb" in match.tables and _with_events(match)
        else match
        for sheet, match in zip(sheets, matches, strict=True)
    ]


def _with_events(match: SheetMatch) -> bool:
    return any(block.block.tabel != "forloeb" and not block.nr for block in match.blocks)


def is_named(sheet: RawSheet, block: SheetProfile) -> bool:
    """Whether the sheet (or, for a text file, the file) bears one of the block's names."""
    name = sheet.ark or sheet.fil.rpartition("/")[2].rpartition(".")[0]
    return normalise(name) in {normalise(hint) for hint in block.navne}


def match_block(block: SheetProfile, names: Sequence[str]) -> BlockMatch | None:
    """Where the block's columns stand among the headers: whole names first, then the part after a dot."""
    whole = _positions([normalise(name) for name in names])
    columns = _look_up(block.kolonner, whole)
    found = frozenset(columns)
    free = ["" if at in columns.values() else _last_part_for(block.tabel, name) for at, name in enumerate(names)]
    rest = {column: accepted for column, accepted in block.kolonner.items() if column not in columns}
    columns |= _look_up(rest, _positions(free))
    together = _together(block, whole, columns)
    columns = {**{name: at[0] for name, at in together.items()}, **columns}
    if not columns:
        return None
    kind = None if block.naar is None else _look_up({"": block.naar.kolonne}, whole).get("")
    return BlockMatch(block, columns, kind, together, found)


def _together(block: SheetProfile, whole: Mapping[str, int], columns: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Columns that are one value together, written `Fornavn + Efternavn` in the profile."""
    found: dict[str, tuple[int, ...]] = {}
    for name, accepted in block.kolonner.items():
        for words in (word.split(" + ") for word in accepted if " + " in word and name not in columns):
            at = [whole[key] for word in words if (key := normalise(word)) in whole]
            if len(at) == len(words):
                found.setdefault(name, tuple(at))
    return found


def _last_part_for(table: str, name: str) -> str:
    """What follows the last dot, unless what stands before it says that the column is about another table."""
    head = normalise(name.rpartition(".")[0])
    others = {word for other, words in _ENTITIES.items() if other != table for word in words}
    return "" if head in others else last_part(name)


def duplicates(match: SheetMatch) -> Iterator[Finding]:
    """RT-K08 for each header in use that stands in two columns: the first is read."""
    used = {at for block in match.blocks for at in block.columns.values()}
    first: dict[str, int] = {}
    for at, name in enumerate(match.names):
        key = normalise(name)
        if key and first.setdefault(key, at) != at and first[key] in used and at not in used:
            yield Finding(
                "RT-K08",
                f'"{one_line(name)}" står over kolonne nr. {first[key] + 1} og nr. {at + 1}; den første er brugt.',
            )


def missing(match: BlockMatch) -> list[tuple[str, ...]]:
    """The required columns that were not found, each with its alternatives."""
    absent = [either for either in match.block.kraever if not any(name in match.columns for name in either)]
    if match.block.naar is not None and match.filter_column is None:
        absent.append(match.block.naar.kolonne[:1])
    return absent


def _positions(keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, key in enumerate(keys):
        if key:
            found.setdefault(key, at)
    return found


def _look_up(wanted: Mapping[str, Sequence[str]], where: Mapping[str, int]) -> dict[str, int]:
    found = {}
    for column, accepted in wanted.items():
        hits = [where[key] for name in accepted if (key := normalise(name)) in where]
        if hits:
            found[column] = hits[0]
    return found


def describe(sheet: RawSheet) -> list[str]:
    """The headers of a sheet that no profile knows, for a message; none when the row may hold a citizen's data."""
    rows = [[cell.strip() for cell in row if cell.strip()] for row in head_rows(sheet)]
    return max((row for row in rows if len(row) > 1 and all_words(row)), key=len, default=[])


def all_words(row: Sequence[str]) -> bool:
    """Whether no cell of a row reads as a number, a date or a CPR number: only such a row can be headers."""
    return not any(_LOOKS_LIKE_DATA.search(cell.strip()) for cell in row)
