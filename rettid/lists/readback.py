"""The list before, read back with what people have typed in it; or a message, and nothing has been touched."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.errors import IntakeError, ListError, UsageError, reason
from rettid.intake import kinds, protected
from rettid.lists import cells, locks, prints
from rettid.lists.layout import DATA, DATA_COLUMNS, DATA_HEADER, META, VERSION
from rettid.lists.memory import ROW_SCHEMA, Before
from rettid.lists.own import own_rows
from rettid.lists.seen import CELL_SCHEMA, SHEET_SCHEMA, Filled, rows, tables
from rettid.lists.typed import edited, taken_out, typed, with_remarks
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rettid.lists.cells import Cells
    from rettid.summary import Summary

_NAME = re.compile(r"rettid-liste-(\d{4}-\d{2}-\d{2})(?:-([a-z0-9-]+))?\.xlsx")
_OF_ONE_RUN = ("pr", "team", "maskine-id")
_EARLIER = "Hent en tidligere udgave af filen, eller angiv en anden liste med --forrige."
_DAY = len("rettid-liste-2018-08-27")
ENOUGH = 5
"""From so many rows on, a list of which no case is in the export must be of another municipality."""


def newest_list(folder: Path, pr: date, *, part: str | None = None) -> list[Path]:
    """The files of the newest day not after `pr` on which lists were made in the folder, the whole list first; none for none.

    `part`: only files of this name (`rettid-liste-2018-08-27-PART.xlsx`), a team's, and those of its caseworkers, whose
    names go on from there. Those of `pr` itself are its first edition. Raises UsageError for a folder that can't be opened.
    """
    days = [day for day, _, _ in _listed(folder, part) if day <= pr]
    return lists_of(folder, max(days), part=part) if days else []


def lists_of(folder: Path, day: date, *, part: str | None = None) -> list[Path]:
    """As `newest_list`, of this day alone."""
    return [path for its, _, path in _listed(folder, part) if its == day]


def lists_before(folder: Path, day: date, *, part: str | None = None) -> list[list[Path]]:
    """As `newest_list`, of every earlier day, the latest first."""
    days = sorted({its for its, _, _ in _listed(folder, part) if its < day}, reverse=True)
    return [lists_of(folder, each, part=part) for each in days]


def _day(path: Path) -> date | None:
    """The day of a list by its name; None for a file that is called something else."""
    name = _NAME.fullmatch(path.name)
    try:
        return date.fromisoformat(name[1]) if name else None
    except ValueError:
        return None


def _listed(folder: Path, part: str | None) -> list[tuple[date, str, Path]]:
    """The lists in the folder: their days, what is the name of each part, and where they are; in that order."""
    try:
        days = [(_day(path), path) for path in folder.iterdir()] if folder.is_dir() else []
    except OSError as fault:
        raise UsageError(
            f"{folder}: mappen kan ikke åbnes ({reason(fault)}). Bed om adgang til den, eller vælg en anden med --out."
        ) from fault
    named = [(day, path.stem[_DAY:], path) for day, path in days if day is not None]
    return sorted(each for each in named if part is None or f"{each[1]}-".startswith(f"-{part}-"))


def read_before(path: Path, *, password: str | None = None) -> Before:
    """The list in the file, with what people have typed by now. Raises ListError, in Danish, for what can't be read for sure."""
    return read_before_all([path], password=password)


def read_before_all(paths: Sequence[Path], *, password: str | None = None) -> Before:
    """The lists of one day put together (`--delt`): the whole one first, then those of single caseworkers.

    Raises ListError where one can't be read, and where they are not of one day, team and machine.
    """
    return _together(_parts(paths, password))


def read_own(
    paths: Sequence[Path], team: str | None, *, password: str | None = None
) -> tuple[list[Path], Before | None]:
    """Those of the files that are lists of the team, or of all teams (None), and what they say put together; None for none.

    Raises ListError as `read_before_all`; also for another team's list that can't be read, for whose it is can't be known.
    """
    own = [
        (path, part)
        for path, part in zip(paths, _parts(paths, password), strict=True)
        if (part.about["team"] or None) == team
    ]
    return [path for path, _ in own], _together([part for _, part in own]) if own else None


def _parts(paths: Sequence[Path], password: str | None) -> list[_Part]:
    """The workbooks, in order; several are read at a time, for the reader lets go of the interpreter."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda path: _part(path, password), paths))


def _together(parts: Sequence[_Part]) -> Before:
    first = parts[0]
    for other in parts[1:]:
        if any(other.about[name] != first.about[name] for name in _OF_ONE_RUN):
            raise ListError(
                f"{first.name} og {other.name}: listerne er ikke fra den samme kørsel (dag, team eller maskine er forskellig). "
                "Angiv filer fra én dag med --forrige."
            )
    filled = _filled(parts)
    found = tables(filled)
    seen = rows(filled, found)
    noted = with_remarks(filled, found, seen)
    pr = first.about["pr"]
    return Before(
        navn=first.name,
        pr=pr,
        foer_pr=first.about["foer_pr"],
        rows=typed(filled, noted, pr),
        kommune=first.about["kommune"],
        team=first.about["team"] or None,
        maskine_id=first.about["maskine-id"],
        own=own_rows(filled, found, seen),
        edited=edited(filled, found, noted),
        deleted=taken_out(filled, noted),
    )


def check_same_municipality(before: Before, summary: Summary, maskine_id: str = "") -> None:
    """Raise ListError for a list of another municipality: by its name, its key, or because none of its cases is here."""
    if before.kommune and summary.kommune and before.kommune.casefold() != summary.kommune.casefold():
        raise ListError(
            f"{before.navn}: listen er lavet for {before.kommune}, og denne kørsel er for {summary.kommune}. "
            "Angiv den rigtige liste med --forrige, eller vælg en anden mappe med --out."
        )
    if before.maskine_id and maskine_id and before.maskine_id != maskine_id:
        raise ListError(
            f"{before.navn}: listen er lavet med en anden nøgle, så borgerne kan ikke kendes igen. "
            "Brug den samme nøglefil som sidst med --noegle, eller vælg en anden mappe med --out."
        )
    here = summary.tables["forloeb"].select("forloeb_id").collect()
    cases = before.rows.select("forloeb_id").drop_nulls().unique()
    if before.rows.height >= ENOUGH and cases.join(here, on="forloeb_id", how="semi").is_empty():
        raise ListError(
            f"{before.navn}: ingen af listens {danish.count(cases.height, 'sag', 'sager')} er i dette udtræk, så den er fra en anden "
            "kommune eller et andet system. Angiv den rigtige liste med --forrige, eller vælg en anden mappe med --out."
        )


def check_fits(before: Before, summary: Summary, maskine_id: str = "") -> None:
    """Raise ListError for a list that this run can't be held up against: a later one, another team's or municipality's."""
    if before.pr > summary.pr:
        raise ListError(
            f"{before.navn}: listen er pr. {danish.day(before.pr)}, og denne kørsel er pr. {danish.day(summary.pr)}. "
            "Angiv en ældre liste med --forrige, eller en senere dag med --pr."
        )
    check_same_municipality(before, summary, maskine_id)
    if before.team != summary.team:
        of = [f"teamet {team}" if team else "alle team" for team in (before.team, summary.team)]
        raise ListError(
            f"{before.navn}: listen er lavet for {of[0]}, og denne kørsel er for {of[1]}. "
            "Angiv den rigtige liste med --forrige, eller vælg en anden mappe med --out."
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """One workbook: its name, what the list is, its cells, and the rows as they were written."""

    name: str
    about: dict[str, Any]
    columns: tuple[str, ...]
    texts: frozenset[str] | None
    cells: Cells
    written: pl.DataFrame


def _part(path: Path, password: str | None) -> _Part:
    locks.check_closed(path)
    name = path.name
    found = _cells(name, _plain(name, _bytes(path), password))
    if found.data is None:
        raise _not_ours(name, found)
    told = dict(zip(META, (cells.joined(found.data, row) for row in range(len(META))), strict=True))
    version = told[META[0]]
    if not version.isdigit() or int(version) > int(VERSION):
        raise ListError(
            f"{name}: listen er lavet med en nyere udgave af rettid ({told['rettid'] or 'ukendt'}). Opdatér rettid, og prøv igen."
        )
    if found.far:
        ark, sted = found.far[0]
        raise ListError(
            f'{name}, ark "{ark}": i celle {sted}, langt uden for tabellen, er der skrevet noget, som rettid ikke kan tage med. '
            "Flyt det ind i Note, eller slet det, gem, og prøv igen."
        )
    try:
        return _told(name, told, found, found.data)
    except (ValueError, TypeError, IndexError, pl.exceptions.PolarsError) as fault:
        raise ListError(f'{name}: det skjulte ark "{DATA}" er ændret og kan ikke læses. {_EARLIER}') from fault


def _told(name: str, told: dict[str, str], found: Cells, data: pl.DataFrame) -> _Part:
    about = {key: told[key] for key in ("kommune", "team", "maskine-id")} | {
        "pr": date.fromisoformat(told["pr"]),
        "foer_pr": date.fromisoformat(told["foer_pr"]) if told["foer_pr"] else None,
    }
    columns = tuple(json.loads(told["kolonner"] or "[]"))
    texts = frozenset(json.loads(told["tekster"])) if told["tekster"] else None
    prints.unpacked(told["laesetekster"])
    return _Part(name, about, columns, texts, found, _written(name, data))


def _written(name: str, data: pl.DataFrame) -> pl.DataFrame:
    """The rows as they were written (`seen.Filled.written`). Raises ValueError where the sheet has other columns."""
    whole = pl.concat_str(pl.all(), ignore_nulls=True)
    head, last = data.slice(DATA_HEADER - 1, 1).select(whole).item(), len(DATA_COLUMNS) - 1
    rows = data.slice(DATA_HEADER).select(whole.str.json_decode(pl.List(pl.String)).alias("vist"))
    if json.loads(head) != list(DATA_COLUMNS) or rows.filter(pl.col("vist").list.len() < last).height:
        raise ValueError(DATA)
    told = rows.select(
        pl.lit(name).alias("fil"),
        *(pl.col("vist").list.get(at).alias(key) for at, key in enumerate(DATA_COLUMNS[:-1])),
        pl.col("vist").list.slice(last),
    )
    return told.with_columns(
        pl.col(key).str.to_date("%Y-%m-%d") if kind == pl.Date else pl.col(key).cast(kind)
        for key, kind in ROW_SCHEMA.items()
    ).with_columns(pl.col("siden_sidst").fill_null(""))


def _filled(parts: Sequence[_Part]) -> Filled:
    sheets, seen, comments, first = [], [], [], 0
    for part in parts:
        numbers = range(first, first + len(part.cells.sheets))
        sheets += [(number, part.name, ark) for number, ark in zip(numbers, part.cells.sheets, strict=True)]
        seen.append(part.cells.cells.with_columns(pl.col("ark") + first))
        comments.append(part.cells.comments.with_columns(pl.col("ark") + first))
        first = numbers.stop
    known = [part.texts for part in parts if part.texts is not None]
    return Filled(
        pl.DataFrame(sheets, schema=SHEET_SCHEMA, orient="row"),
        pl.concat(seen).match_to_schema(CELL_SCHEMA),
        pl.concat(comments).match_to_schema(CELL_SCHEMA),
        pl.concat([_aligned(part, parts[0].columns) for part in parts]),
        parts[0].columns,
        frozenset().union(*known) if known else None,
    )


def _aligned(part: _Part, columns: tuple[str, ...]) -> pl.DataFrame:
    """The written rows of the workbook with `vist` in the order of these columns; it may have been made with other optional ones."""
    if part.columns == columns:
        return part.written
    places = {key: number for number, key in enumerate(part.columns)}
    cells = [
        pl.col("vist").list.get(places[key], null_on_oob=True) if key in places else pl.lit(None, pl.String)
        for key in columns
    ]
    return part.written.with_columns(
        vist=pl.when(pl.col("fund_id").is_null()).then("vist").otherwise(pl.concat_list(cells))
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise ListError(
            f"{path.name}: den forrige liste findes ikke. Se efter, om stien er skrevet rigtigt, eller udelad --forrige."
        ) from fault
    except OSError as fault:
        raise ListError(
            f"{path.name}: den forrige liste kan ikke åbnes ({reason(fault)}). "
            "Luk den, hvis den er åben, eller angiv en anden med --forrige."
        ) from fault


def _plain(name: str, data: bytes, password: str | None) -> bytes:
    """The workbook without its encryption."""
    if not data.startswith(b"\xd0\xcf\x11\xe0") or not protected.is_package(data):
        return data
    for tried in (password, protected.OPEN_TO_ALL):
        try:
            plain = protected.decrypted(name, data, tried) if tried else None
        except IntakeError as fault:
            raise _damaged(name) from fault
        if plain is not None:
            return plain
    if password:
        raise ListError(f"{name}: adgangskoden passer ikke til listen. Giv den rigtige med --adgangskode-fil.")
    raise ListError(
        f"{name}: listen er beskyttet med adgangskode. Giv den med --adgangskode-fil, eller fjern den i Excel, og gem."
    )


def _cells(name: str, data: bytes) -> Cells:
    try:
        if kinds.kind(name, data) != kinds.ZIP:
            raise ListError(f"{name}: filen er ikke en Excel-projektmappe (.xlsx). {_EARLIER}")
        return cells.read(name, data)
    except IntakeError as fault:
        raise _damaged(name) from fault


def _damaged(name: str) -> ListError:
    return ListError(f"{name}: filen er beskadiget, eller den er ikke gemt færdig. {_EARLIER}")


def _not_ours(name: str, found: Cells) -> ListError:
    heads = found.cells.filter(pl.col("tekst") == "rettid-id")
    if heads.height:
        return ListError(
            f'{name}: det skjulte ark "{DATA}" er slettet, så rettid kan ikke se, hvad der er skrevet siden. {_EARLIER}'
        )
    return ListError(f"{name}: filen er ikke en liste fra rettid. {_EARLIER}")
