"""Headers: their normal form, the row they stand in, and the profile they fit (`formats.md` § 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rettid.intake.names import last_part, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.intake.profiles import Profile, SheetProfile
    from rettid.intake.sources import RawSheet

SEARCHED_ROWS = 30
_LOOKS_LIKE_DATA = re.compile(r"^[\d\s.,:/+TZ-]*\d[\d\s.,:/+TZ-]*$|\d{6}[-–\s]?[\dX*]{4}")


@dataclass(frozen=True, slots=True)
class BlockMatch:
    """A profile's block and where its columns stand: canonical name to column number, and that of its row filter."""

    block: SheetProfile
    columns: Mapping[str, int]
    filter_column: int | None


@dataclass(frozen=True, slots=True)
class SheetMatch:
    """A sheet that a profile knows: its header row (counted from 0 in the cells) and the blocks that read it."""

    profile: Profile
    header: int
    names: tuple[str, ...]
    blocks: tuple[BlockMatch, ...]

    @property
    def score(self) -> int:
        """The number of columns that were recognised."""
        return max(len(match.columns) for match in self.blocks)

    @property
    def literal(self) -> int:
        """The number of headers spelled as the profile spells them, to the letter."""
        return sum(
            self.names[at].strip() in match.block.kolonner[name]
            for match in self.blocks
            for name, at in match.columns.items()
        )

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables the sheet feeds."""
        return tuple(dict.fromkeys(match.block.tabel for match in self.blocks))


def head_rows(sheet: RawSheet) -> list[list[str]]:
    """The first rows of the sheet as text, empty cells as ""."""
    return [[cell or "" for cell in row] for row in sheet.cells.head(SEARCHED_ROWS).rows()]


def match_sheet(sheet: RawSheet, profile: Profile) -> SheetMatch | None:
    """How the profile reads the sheet: by the row in which it knows the most headers; None when it doesn't.

    A sheet that bears the name of a block is read by that block or not at all.
    """
    best: SheetMatch | None = None
    for number, names in enumerate(head_rows(sheet)):
        if (
            sum(normalise(name) in profile.overskrifter or last_part(name) in profile.overskrifter for name in names)
            < 2
        ):
            continue
        blocks = _blocks_for(sheet, profile, names)
        if blocks and (best is None or max(len(each.columns) for each in blocks) > best.score):
            best = SheetMatch(profile, number, tuple(names), tuple(blocks))
    return best


def _blocks_for(sheet: RawSheet, profile: Profile, names: Sequence[str]) -> list[BlockMatch]:
    named = [block for block in profile.ark if is_named(sheet, block)]
    fitting = [match for block in named or profile.ark if (match := match_block(block, names)) and not missing(match)]
    if not fitting:
        return []
    best = max(fitting, key=lambda match: len(match.columns) + (match.filter_column is not None))
    if best.filter_column is None:
        return [best]
    return [match for match in fitting if match.filter_column == best.filter_column]


def is_named(sheet: RawSheet, block: SheetProfile) -> bool:
    """Whether the sheet (or, for a text file, the file) bears one of the block's names."""
    name = sheet.ark or sheet.fil.rpartition("/")[2].rpartition(".")[0]
    return normalise(name) in {normalise(hint) for hint in block.navne}


def match_block(block: SheetProfile, names: Sequence[str]) -> BlockMatch | None:
    """Where the block's columns stand among the headers: whole names first, then the part after a dot."""
    whole = _positions([normalise(name) for name in names])
    columns = _look_up(block.kolonner, whole)
    free = ["" if at in columns.values() else last_part(name) for at, name in enumerate(names)]
    rest = {column: accepted for column, accepted in block.kolonner.items() if column not in columns}
    columns |= _look_up(rest, _positions(free))
    if not columns:
        return None
    kind = None if block.naar is None else _look_up({"": block.naar.kolonne}, whole).get("")
    return BlockMatch(block, columns, kind)


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
