"""The reading edge: exports in, canonical tables and a full account of every row out.

`read` is the way in. The bytes become sheets of text (`sources`), a profile recognises them by their headers
(`recognise`, `profiles`), rows that are no data are set aside (`screening`), columns are typed (`layouts`, `blocks`,
`convert`, `cpr`), and events find their forløb (`linking`).
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid import findings
from rettid.errors import IntakeError
from rettid.findings import Finding
from rettid.intake import accounts, aggregates, beside, linking, personal, profiles, recognise, sources
from rettid.intake.accounts import SheetAccount
from rettid.intake.dates import dates
from rettid.intake.layouts import SheetRows, read_sheet
from rettid.intake.screening import DAY_OF
from rettid.intake.settings import Settings
from rettid.intake.sources import SourceFile
from rettid.tables import SOURCE, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from rettid.intake.headers import SheetMatch
    from rettid.intake.linking import Linked
    from rettid.intake.mapping import Proposal
    from rettid.intake.profiles import OwnProfiles, Profile
    from rettid.intake.repeats import Clock
    from rettid.intake.sources import RawSheet

__all__ = ["Reading", "SheetAccount", "SourceFile", "propose", "read"]

NO_DAY, LIKE_A_TABLE, NO_ROWS = "RT-F12", "RT-F14", "RT-F15"
NOT_A_TABLE = "ikke en tabel, som profilen kender"
_TITLE_DATE = re.compile(
    r"(?:udtr[æa]k\w*|udtrukket|trukket|dannet|opgjort|\bpr\.?)\D{0,30}?(\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_TIME_OF_DAY = r"[T ,.]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)? ?(?:Z|[+-]\d{2}:?\d{2})?$|^\d{5}[.,]\d+$"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one or more exports hold, and how they were read.

    `tables` has the columns of SCHEMAS and SOURCE, then the export's own. `set_aside`: fil, ark, raekke, kode, aarsag.
    `unknown`: tabel, kolonne, vaerdi, antal of values that became "ukendt" or could not be read. Neither shows a CPR
    number.
    `columns` (accounts.COLUMNS) says how each column was understood, `findings` (findings.FINDING_SCHEMA) what is odd
    about files, sheets and columns; neither shows a CPR number.
    `extracted` is the latest `udtraeksdato`, else the date of the title rows.
    `cpr` (`borger_id`, `cpr`) only where the numbers were asked for; it is never printed with the rest.
    `joined` is how many forløb were put together because a system had split them. `continuity`
    (continuity.SCHEMA): what became of the old system's open cases; None unless two exports share a caseload.
    """

    tables: Tables
    sheets: tuple[SheetAccount, ...]
    set_aside: pl.DataFrame
    unknown: pl.DataFrame
    extracted: date | None
    profiles: tuple[str, ...]
    files: tuple[SourceFile, ...]
    columns: pl.DataFrame
    findings: pl.DataFrame
    joined: int = 0
    continuity: pl.DataFrame | None = None
    cpr: pl.DataFrame | None = field(default=None, repr=False)


def read(  # noqa: PLR0913 - each is something the user can say
    paths: Sequence[Path],
    *,
    profile: str | Path | None = None,
    own_profiles: OwnProfiles = profiles.NONE_OF_OWN,
    key_file: Path | None = None,
    extra_codes: Mapping[str, Iterable[str]] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    password: Callable[[str], str | None] | None = None,
    kodning: str | None = None,
    keep_cpr: bool = False,
) -> Reading:
    """The tables of the files and folders in `paths`.

    `profile` is a profile's name or a TOML file, else the headers decide between the shipped ones and the user's own
    (`own_profiles`). `key_file` holds the secret that citizens are keyed with, else the user's own. `extra_codes` are
    codes that packs name, per code list.
    `password` is asked for the password of a file, by its name; `kodning` is the encoding of text files, else the bytes
    decide. `keep_cpr` keeps the citizens' CPR numbers beside the tables (`Reading.cpr`).
    Raises IntakeError for exports that can't be read, UsageError for a profile or key that can't be used.
    """
    kodning = _declared_encoding(profile, own_profiles) if kodning is None else kodning
    sheets, files = sources.load(paths, progress, password=password, kodning=kodning)
    sheets = beside.named(sheets)
    matches = recognise.recognise(sheets, profile, own_profiles)
    settings = Settings(key_file, extra_codes or {}, personal.Numbers() if keep_cpr else None)
    with ThreadPoolExecutor(sources.THREADS) as pool:
        rows = list(pool.map(lambda sheet, match: match and read_sheet(sheet, match, settings), sheets, matches))
    used = [part for each in rows if each is not None for part in each.parts]
    if not any(part.frame.height for part in used if part.tabel == "forloeb"):
        raise IntakeError(_no_forloeb(sheets, matches, rows))
    titled = _titled(sheets, matches)
    linked = linking.link(used, titled, _clock(sheets, matches))
    extracted = _extracted(linked.frames["forloeb"], titled)
    aside = [*linked.set_aside, *(frame for each in rows if each for frame in each.set_aside)]
    set_aside = accounts.without_used(accounts.one_per_row(aside), linked.frames.values())
    return Reading(
        tables=Tables({name: frame.lazy() for name, frame in linked.frames.items()}, linked.partial),
        sheets=tuple(_accounts(sheets, matches, rows, linked, set_aside)),
        set_aside=set_aside,
        unknown=accounts.summed([frame for each in rows if each for frame in each.unknown]),
        extracted=extracted,
        profiles=tuple(dict.fromkeys(match.profile.navn for match in matches if match is not None)),
        files=tuple(files),
        columns=pl.concat(
            [pl.DataFrame(schema=accounts.COLUMNS), *(part for each in rows if each for part in each.columns)]
        ),
        findings=findings.together(
            [
                *_of_sheets(sheets, matches, rows),
                *_of_all(sheets, matches, extracted),
                *_of_empty(sheets, matches, linked),
                linked.findings,
            ]
        ),
        joined=linked.joined,
        continuity=linked.continuity,
        cpr=settings.numbers.of(linked.frames["forloeb"]["borger_id"]) if settings.numbers is not None else None,
    )


def _declared_encoding(profile: str | Path | None, own: OwnProfiles) -> str | None:
    """The encoding of text files that the chosen profile declares."""
    return profiles.find(profile, own).tegnsaet or None if profile is not None else None


def propose(  # noqa: PLR0913 - as `read`
    paths: Sequence[Path],
    *,
    profile: str | Path | None = None,
    own_profiles: OwnProfiles = profiles.NONE_OF_OWN,
    extra_codes: Mapping[str, Iterable[str]] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    password: Callable[[str], str | None] | None = None,
    kodning: str | None = None,
) -> Proposal:
    """What the columns of the files may mean, for `rettid map`: of a profile that fits already, only the rest is open.

    Raises IntakeError for exports that can't be opened, UsageError for a profile that can't be used.
    """
    from rettid.intake import mapping  # noqa: PLC0415  only for `rettid map`

    kodning = _declared_encoding(profile, own_profiles) if kodning is None else kodning
    sheets, _ = sources.load(paths, progress, password=password, kodning=kodning)
    sheets = beside.named(sheets)
    matches = recognise.matches_of(sheets, profile, own_profiles)
    if not any(matches) and (why := aggregates.refusal(sheets)):
        raise IntakeError(why)
    return mapping.propose(sheets, matches, extra_codes)


def _of_sheets(
    sheets: Sequence[RawSheet], matches: Sequence[SheetMatch | None], rows: Sequence[SheetRows | None]
) -> Iterable[pl.DataFrame]:
    """What is odd about the files, sheets and columns."""
    used = _used(matches)
    for sheet, found in zip(sheets, rows, strict=True):
        yield findings.of_sheet(
            sheet.fil, sheet.ark, [*sheet.findings, *(found.findings if found else _why_not(sheet, used))]
        )


def _used(matches: Sequence[SheetMatch | None]) -> list[Profile]:
    return list({match.profile.navn: match.profile for match in matches if match is not None}.values())


def _of_all(
    sheets: Sequence[RawSheet], matches: Sequence[SheetMatch | None], extracted: date | None
) -> Iterable[pl.DataFrame]:
    """What only the whole reading can tell."""
    if extracted is None:
        first = next(
            sheet
            for sheet, match in zip(sheets, matches, strict=True)
            if match is not None and "forloeb" in match.tables
        )
        message = "Ingen kolonne og ingen titel siger, hvilken dag udtrækket er lavet."
        yield findings.of_sheet(first.fil, first.ark, [Finding(NO_DAY, message)])


def _of_empty(
    sheets: Sequence[RawSheet], matches: Sequence[SheetMatch | None], linked: Linked
) -> Iterable[pl.DataFrame]:
    """The lists of interviews and offers that were given and hold none."""
    for table in ("samtaler", "tilbud"):
        if table not in linked.frames or linked.frames[table].height:
            continue
        for sheet, match in zip(sheets, matches, strict=True):
            if match is not None and table in match.tables:
                text = f"Ingen række er brugt som {table}. Alle frister for {table} regnes som ikke mødt."
                yield findings.of_sheet(sheet.fil, sheet.ark, [Finding(NO_ROWS, text)])


def _why_not(sheet: RawSheet, used: Sequence[Profile]) -> list[Finding]:
    """Why a sheet with rows was not used, where it is anything like a table."""
    if (counts := aggregates.finding(sheet)) is not None:
        return [counts]
    if sheet.cells.height < 2:
        return []
    other = recognise.any_profile([sheet], None, profiles.NONE_OF_OWN)[0]
    if other is not None:
        tables = " og ".join(other.tables)
        return [Finding(LIKE_A_TABLE, f'Arket ligner {tables} i profilen "{other.profile.navn}" og er ikke brugt.')]
    why = recognise.why_unused(sheet, used)
    return [Finding(LIKE_A_TABLE, f"{why[0].upper()}{why[1:]}.")] if why else []


def _no_forloeb(
    sheets: Sequence[RawSheet], matches: Sequence[SheetMatch | None], rows: Sequence[SheetRows | None]
) -> str:
    at = next(at for at, match in enumerate(matches) if match is not None and "forloeb" in match.tables)
    found = rows[at]
    read_rows = found.raekker if found is not None else 0
    what = f"ingen af de {read_rows} rækker er et forløb" if read_rows else "der er overskrifter, men ingen rækker"
    why = (
        f" ({found.set_aside[0]['aarsag'][0].rstrip('.')})"
        if found is not None and read_rows and found.set_aside
        else ""
    )
    return f"{sheets[at].sted}: {what}{why}. Lav udtrækket igen, og se hvordan det læses: rettid check {sheets[at].fil}"


def _accounts(
    sheets: Sequence[RawSheet],
    matches: Sequence[SheetMatch | None],
    rows: Sequence[SheetRows | None],
    linked: Linked,
    set_aside: pl.DataFrame,
) -> Iterable[SheetAccount]:
    used = _used(matches)
    counted = {(fil, ark): number for fil, ark, number in set_aside.group_by("fil", "ark").len().iter_rows()}
    for sheet, match, found in zip(sheets, matches, rows, strict=True):
        if match is None or found is None:
            note = recognise.why_unused(sheet, used) or NOT_A_TABLE
            yield SheetAccount(sheet.fil, sheet.ark, "", (), 0, 0, 0, None, sheet.kodning, sheet.skilletegn, note)
            continue
        aside = counted.get((sheet.fil, sheet.ark), 0)
        tables, notes = _tables_of(match, linked, found.notes)
        yield SheetAccount(
            sheet.fil,
            sheet.ark,
            match.profile.navn,
            tables,
            found.raekker,
            found.raekker - aside,
            aside,
            sheet.foerste_raekke + match.header,
            sheet.kodning,
            sheet.skilletegn,
            "; ".join(notes),
        )


def _tables_of(match: SheetMatch, linked: Linked, notes: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The tables a sheet feeds, with those that its case rows were un-pivoted to."""
    partial = {table: lacking for table, lacking in linked.partial.items() if lacking != linking.NOT_TOLD}
    if "forloeb" not in match.tables or not partial:
        return match.tables, list(notes)
    told = [f"{table} er læst af sagens egne datoer; ukendt: {lacking}" for table, lacking in partial.items()]
    return tuple(dict.fromkeys([*match.tables, *partial])), [*notes, *told]


def _clock(sheets: Sequence[RawSheet], matches: Sequence[SheetMatch | None]) -> Clock:
    """The times of day as the cells have them; asked for only where rows agree in all else."""
    own = {(sheet.fil, sheet.ark): (sheet, match) for sheet, match in zip(sheets, matches, strict=True) if match}

    def clock(table: str, rows: pl.DataFrame) -> pl.Series:
        numbered = rows.select(*SOURCE).with_row_index("_nr")
        found = []
        for (fil, ark), some in numbered.group_by("kilde_fil", "kilde_ark"):
            sheet, match = own[str(fil), str(ark)]
            days = [
                block.columns[name]
                for block in match.blocks
                if block.block.tabel == table
                for name in DAY_OF[table]
                if name in block.columns
            ]
            cells = sheet.cells[[str(at) for at in dict.fromkeys(days)]][some["kilde_raekke"] - sheet.foerste_raekke]
            times = [pl.col(name).str.extract_all(_TIME_OF_DAY).list.join(" ") for name in cells.columns]
            told = pl.concat_str(times, separator=" ", ignore_nulls=True) if times else pl.lit("")
            found.append(some.select("_nr").with_columns(cells.select(told.alias("tid"))))
        return pl.concat(found).sort("_nr")["tid"]

    return clock


def _extracted(forloeb: pl.DataFrame, titled: Mapping[str, date]) -> date | None:
    latest = forloeb["udtraeksdato"].max()
    return latest if isinstance(latest, date) else max(titled.values(), default=None)


def _titled(sheets: Sequence[RawSheet], matches: Sequence[SheetMatch | None]) -> dict[str, date]:
    """The latest day that the title rows of an export name, by export."""
    titles = [
        (sheet.gruppe, " ".join(cell for cell in row if cell))
        for sheet, match in zip(sheets, matches, strict=True)
        if match is not None
        for row in sheet.cells.head(match.header).rows()
    ]
    found = [(group, hit[1]) for group, title in titles for hit in [_TITLE_DATE.search(title)] if hit]
    if not found:
        return {}
    days = dates(pl.Series([text for _, text in found], dtype=pl.String)).values.to_list()
    latest: dict[str, date] = {}
    for (group, _), day in zip(found, days, strict=True):
        if day is not None:
            latest[group] = max(day, latest.get(group, day))
    return latest
