"""Files to raw sheets of text: what is in the bytes, before anyone asks what it means.

The kind of a file is read from its first bytes, never from its name (`libraries.md` § 1.3).
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING

from rettid.errors import IntakeError, reason
from rettid.intake import textfile, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import polars as pl

    from rettid.findings import Finding

FOLDER_SUFFIXES = (".csv", ".txt", ".xlsx")
"""What a folder is searched for; a file that is named outright is read whatever it is called."""

THREADS = 4
"""Files and sheets read at the same time."""

_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read: its base name and the SHA-256 of its bytes."""

    navn: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet (or text file) as text.

    `cells` has the columns "0", "1", … of String, null where a cell is empty; row i of it is row `foerste_raekke` + i
    of the file. Text files can tell their bytes again (`tekst`, UTF-8), so that ragged rows are found once the header
    is known, and have spare columns where some row has too many fields.
    """

    fil: str
    ark: str
    gruppe: str
    cells: pl.DataFrame
    foerste_raekke: int = 1
    kodning: str = ""
    skilletegn: str = ""
    tekst: Callable[[], bytes] | None = None
    findings: tuple[Finding, ...] = ()
    """What is odd about the file or sheet as such (RT-F…)."""

    @property
    def sted(self) -> str:
        """The place as a message names it."""
        return f'{self.fil}, ark "{self.ark}"' if self.ark else self.fil


def load(
    paths: Sequence[Path], progress: Callable[[str, int, int], None] | None = None
) -> tuple[list[RawSheet], list[SourceFile]]:
    """Every sheet of the files and folders, in order, and the files they came from.

    Raises IntakeError for a file that is missing, empty, protected or no table at all.
    """
    files = expand(paths)
    sheets: list[RawSheet] = []
    sources: list[SourceFile] = []
    # Hashing and parsing let go of the interpreter, so files are read side by side.
    with ThreadPoolExecutor(THREADS) as pool:
        for number, (source, found) in enumerate(pool.map(_load, files, _labels(files)), start=1):
            if progress is not None:
                progress(source.navn, number, len(files))
            sources.append(source)
            sheets.extend(found)
    return sheets, sources


def _load(path: Path, label: str) -> tuple[SourceFile, list[RawSheet]]:
    with _opened(path) as data:
        return SourceFile(path.name, hashlib.sha256(data).hexdigest()), list(_sheets(path, label, data))


def expand(paths: Sequence[Path]) -> list[Path]:
    """The files to read: each file as given, each folder as its tables sorted by name; nothing twice."""
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise IntakeError(
                f"{path.name or path}: filen eller mappen findes ikke. Se efter, om stien er skrevet rigtigt."
            )
        for file in _tables_in(path) if path.is_dir() else [path]:
            found.setdefault(file.resolve(), file)
    if not found:
        raise IntakeError("Der er ingen filer at læse. Angiv et udtræk: rettid check FIL")
    return list(found.values())


def _tables_in(folder: Path) -> list[Path]:
    files = sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in FOLDER_SUFFIXES and not file.name.startswith((".", "~$")) and file.is_file()
    )
    if not files:
        raise IntakeError(
            f"{folder.name}: mappen har ingen udtræk ({', '.join(FOLDER_SUFFIXES)}). "
            "Læg udtrækket i mappen, eller angiv filen selv: rettid check FIL"
        )
    return files


def _labels(files: Sequence[Path]) -> list[str]:
    """What each file is called in every account: its base name, with its folder where two share one."""
    names = [file.name for file in files]
    return [f"{file.resolve().parent.name}/{file.name}" if names.count(file.name) > 1 else file.name for file in files]


@contextmanager
def _opened(path: Path) -> Iterator[mmap]:
    """The file as bytes that are not copied until they are looked at."""
    try:
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                raise IntakeError(_empty(path.name))
            with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
                yield data
    except OSError as fault:
        raise IntakeError(
            f"{path.name}: filen kan ikke åbnes ({reason(fault)}). Luk den i andre programmer, og prøv igen."
        ) from fault


def _empty(name: str) -> str:
    return f"{name}: filen er tom. Lav udtrækket igen."


def _sheets(path: Path, label: str, data: mmap) -> Iterator[RawSheet]:
    start = data[:4096]
    if start.startswith(b"PK\x03\x04"):
        for name, cells in workbook.read(path.name, data[:]):
            yield RawSheet(label, name, str(path.resolve()), cells, kodning="xlsx")
    elif start.startswith(_OLE):
        if data.find(_ENCRYPTED) >= 0:
            raise IntakeError(workbook.protected(path.name))
        for name, cells in workbook.read(path.name, data[:]):
            yield RawSheet(label, name, str(path.resolve()), cells, kodning="xls")
    else:
        if not start.strip() and not data[:].strip():
            raise IntakeError(_empty(path.name))
        _refuse_other_kinds(path.name, start)
        text = textfile.read(path, data)
        yield RawSheet(
            label,
            "",
            str(path.resolve().parent),
            text.cells,
            text.foerste_raekke,
            text.kodning,
            text.skilletegn,
            text.tekst,
        )


def _refuse_other_kinds(name: str, head: bytes) -> None:
    start = head[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise IntakeError(
            f"{name}: filen er en web- eller XML-side, ikke en tabel. Åbn den i Excel, og gem den som .xlsx eller CSV."
        )
    if start.startswith(b"%pdf"):
        raise IntakeError(f"{name}: filen er en PDF. Lav udtrækket som .xlsx eller CSV.")
