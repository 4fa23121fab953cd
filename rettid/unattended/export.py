"""The newest export in a folder, where every fortnight leaves one more."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from rettid.errors import reason
from rettid.fixlists import is_fix_list
from rettid.intake.sources import FOLDER_SUFFIXES, expand
from rettid.unattended.faults import NotNowError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from os import stat_result
    from pathlib import Path

OWN = "rettid-"
"""What the names of rettid's own lists begin with."""

_TEXTS = (".csv", ".txt")
_TOGETHER = timedelta(hours=1)
"""Loose text files written within this of each other are taken for the parts of one export."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export: the path to read it by (a file or a folder), its files, and when the last of them was written."""

    path: Path
    files: tuple[Path, ...]
    skrevet: datetime


def newest_export(folder: Path, pattern: str = "*", apart_from: Collection[Path] = ()) -> Export:
    """The export that was written last in `folder`; of two written at once the one whose name comes last.

    An export is a file that can be read, or a folder of such files. `pattern` is what its name must look like
    ("fasit*"). Hidden, temporary and locking files are none, nor is what rettid has written, nor `apart_from`.
    Raises NotNowError where there is none, or where loose text files look like the parts of one.
    """
    apart = {path.resolve() for path in apart_from}
    found = [
        export
        for path in _listed(folder)
        if fnmatch(path.name, pattern) and path.resolve() not in apart
        for export in _export(path)
    ]
    if not found:
        raise NotNowError(_none(folder, pattern), "der er intet udtræk i mappen")
    newest = max(found, key=lambda export: (export.skrevet, export.path.name))
    _refuse_parts(newest, found)
    return newest


def given_export(paths: Sequence[Path]) -> Export:
    """The export of the files and folders that were named. Raises IntakeError as reading them would."""
    files = tuple(expand(paths))
    return Export(paths[0], files, max(_written(file.stat()) for file in files))


def tables_in(folder: Path) -> tuple[Path, ...]:
    """The files in the folder that an export can be read from, by name; none where it is no folder."""
    return tuple(file for file in _listed(folder) if _is_table(file)) if folder.is_dir() else ()


def _export(path: Path) -> Iterator[Export]:
    """The path as an export, if it is one. One that is gone by now is none."""
    files = (path,) if _is_table(path) else tables_in(path)
    with suppress(FileNotFoundError):
        if files:
            yield Export(path, files, max(_written(file.stat()) for file in files))


def _is_table(file: Path) -> bool:
    if file.suffix.lower() not in FOLDER_SUFFIXES or not file.is_file():
        return False
    own = file.name.startswith(OWN) or file.with_name(f"{file.name}.manifest.json").exists()
    return not own and not (file.suffix.lower() == ".csv" and is_fix_list(file))


def _listed(folder: Path) -> list[Path]:
    """What lies in the folder, by name; nothing hidden, and none of the files by which programs hold a document."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$", "__MACOSX")))
    except OSError as fault:
        raise NotNowError(
            f"{folder}: mappen kan ikke åbnes ({reason(fault)}). Se efter, om stien er rigtig, og om drevet er der.",
            "udtræksmappen kan ikke åbnes",
        ) from fault


def _written(state: stat_result) -> datetime:
    return datetime.fromtimestamp(state.st_mtime).astimezone()


def _none(folder: Path, pattern: str) -> str:
    named = "" if pattern == "*" else f", der hedder {pattern}"
    kinds = ", ".join(FOLDER_SUFFIXES)
    return f"{folder}: mappen har intet udtræk{named} ({kinds}). Læg udtrækket i mappen, og kør igen."


def _refuse_parts(newest: Export, found: Iterable[Export]) -> None:
    """Several loose text files of one time and of different names are one export, and one of them is not enough."""
    if newest.path.suffix.lower() not in _TEXTS or newest.path not in newest.files:
        return
    others = [
        other.path.name
        for other in found
        if other.path.suffix.lower() in _TEXTS
        and newest.skrevet - other.skrevet <= _TOGETHER
        and _series(other.path) != _series(newest.path)
    ]
    if others:
        raise NotNowError(
            f"{newest.path}: {', '.join(sorted(others))} er fra samme time og ligner dele af samme udtræk. "
            "Læg dem i en mappe for sig, eller angiv mappen uden --nyeste.",
            "flere løse tekstfiler ligner ét udtræk",
        )


def _series(path: Path) -> str:
    """The name without its figures: equal for the same export of another day."""
    return re.sub(r"\d+", "", path.stem.lower())
