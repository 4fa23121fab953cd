"""Files to raw sheets of text: what is in the bytes, before anyone asks what it means.

The kind of a file is read from its first bytes, never from its name (`libraries.md` § 1.3).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISDIR
from threading import Lock
from typing import TYPE_CHECKING

from rettid.errors import IntakeError, reason
from rettid.findings import Finding
from rettid.intake import encoding, kinds, textfile
from rettid.intake.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import polars as pl

    from rettid.intake.grid import Grid

FOLDER_SUFFIXES = (".csv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip")
"""What a folder is searched for; a file that is named outright is read whatever it is called."""

THREADS = 4
"""Files and sheets read at the same time."""

Password = Callable[[str], str | None]
"""Gives the password of the file with this name, None where there is none."""


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
    uden_for: tuple[int, ...] = ()
    """Rows far below the table in which a stray cell has text: no part of `cells`, to be set aside."""

    @property
    def sted(self) -> str:
        """The place as a message names it."""
        return f'{self.fil}, ark "{self.ark}"' if self.ark else self.fil


@dataclass(frozen=True, slots=True)
class _How:
    """What the user has said about every file."""

    password: Password | None
    kodning: str | None


def load(
    paths: Sequence[Path],
    progress: Callable[[str, int, int], None] | None = None,
    *,
    password: Password | None = None,
    kodning: str | None = None,
) -> tuple[list[RawSheet], list[SourceFile]]:
    """Every sheet of the files and folders, in order, and the files they came from; the same bytes are read once.

    `password` is asked for each workbook that has one; `kodning` is the encoding of text files, else the bytes decide.
    Raises IntakeError for a file that is missing, empty, protected, damaged or no table at all.
    """
    files = expand(paths)
    how = _How(_one_at_a_time(password), kodning)
    if kodning is not None:
        encoding.known(kodning)
    sheets: list[RawSheet] = []
    sources: dict[str, SourceFile] = {}
    # Hashing and parsing let go of the interpreter, so files are read side by side.
    with ThreadPoolExecutor(THREADS) as pool:
        read = pool.map(lambda path, label: _load(path, label, how), files, _labels(files))
        for number, (source, found) in enumerate(read, start=1):
            if progress is not None:
                progress(source.navn, number, len(files))
            if source.sha256 in sources and any(sheet.cells.height > 1 for sheet in found):
                sheets = _told_twice(sheets, found, sources[source.sha256].navn)
                continue
            sources.setdefault(source.sha256 if source.sha256 not in sources else f"{number}", source)
            sheets.extend(found)
    return sheets, list(sources.values())


def _told_twice(sheets: list[RawSheet], again: list[RawSheet], first: str) -> list[RawSheet]:
    """The sheets, the first of the file that came before with a remark that it was given again."""
    label = again[0].fil
    told = Finding("RT-F11", f"{label} har samme indhold og er ikke læst igen.")
    at = next(at for at, sheet in enumerate(sheets) if sheet.fil.rpartition("/")[2] == first or sheet.fil == first)
    return [*sheets[:at], replace(sheets[at], findings=(*sheets[at].findings, told)), *sheets[at + 1 :]]


def _one_at_a_time(password: Password | None) -> Password | None:
    """The same question, but never two at once: files are read side by side."""
    if password is None:
        return None
    lock = Lock()

    def ask(name: str) -> str | None:
        with lock:
            return password(name)

    return ask


def _load(path: Path, label: str, how: _How) -> tuple[SourceFile, list[RawSheet]]:
    data = _bytes(path)
    digest = hashlib.sha256(data).hexdigest()
    group = str(path.resolve())
    try:
        sheets = list(_sheets(label, group, data, how))
    except MemoryError as fault:
        raise IntakeError(
            f"{label}: filen er for stor til maskinens hukommelse. Del udtrækket i flere filer."
        ) from fault
    return SourceFile(path.name, digest), sheets


def expand(paths: Sequence[Path]) -> list[Path]:
    """The files to read: each file as given, each folder as its tables sorted by name; nothing twice."""
    found: dict[Path, Path] = {}
    for path in paths:
        try:
            is_folder = S_ISDIR(path.stat().st_mode)
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise IntakeError(
                f"{path.name or path}: filen eller mappen findes ikke. Se efter, om stien er skrevet rigtigt."
            ) from fault
        except (OSError, ValueError) as fault:
            why = reason(fault) if isinstance(fault, OSError) else "navnet kan ikke bruges"
            raise IntakeError(
                f"{path.name or path}: filen eller mappen kan ikke åbnes ({why}). Se efter, om stien er rigtig."
            ) from fault
        for file in _tables_in(path) if is_folder else [path]:
            found.setdefault(file.resolve(), file)
    if not found:
        raise IntakeError("Der er ingen filer at læse. Angiv et udtræk: rettid check FIL")
    return list(found.values())


def _tables_in(folder: Path) -> list[Path]:
    try:
        files = sorted(
            file
            for file in folder.iterdir()
            if file.suffix.lower() in FOLDER_SUFFIXES and not file.name.startswith((".", "~$")) and file.is_file()
        )
    except OSError as fault:
        raise IntakeError(
            f"{folder.name}: mappen kan ikke åbnes ({reason(fault)}). Bed om adgang til den, eller kopiér udtrækket ud."
        ) from fault
    if not files:
        raise IntakeError(
            f"{folder.name}: mappen har ingen udtræk ({', '.join(FOLDER_SUFFIXES)}). "
            "Læg udtrækket i mappen, eller angiv filen selv: rettid check FIL"
        )
    return files


def _labels(files: Sequence[Path]) -> list[str]:
    """What each file is called in every account: its base name, with as many folders as tell two of one name apart."""
    paths = [file.resolve().parts for file in files]
    labels = [file.name for file in files]
    depth = 1
    while len(set(labels)) < len(labels) and depth < max(map(len, paths)):
        depth += 1
        labels = [
            "/".join(parts[-depth:]) if labels.count(label) > 1 else label
            for label, parts in zip(labels, paths, strict=True)
        ]
    return labels


def _bytes(path: Path) -> bytes:
    """The bytes of a file that nobody writes to in the meantime."""
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
    except OSError as fault:
        raise IntakeError(
            f"{path.name}: filen kan ikke åbnes ({reason(fault)}). Luk den i andre programmer, og prøv igen."
        ) from fault
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise IntakeError(
            f"{path.name}: filen bliver skrevet, mens den læses. Vent, til udtrækket er færdigt, og prøv igen."
        )
    if not data:
        raise IntakeError(_empty(path.name))
    return data


def _empty(name: str) -> str:
    return f"{name}: filen er tom. Lav udtrækket igen."


def _sheets(label: str, group: str, data: bytes, how: _How, *, inner: bool = False) -> Iterator[RawSheet]:
    """The sheets of a file, or of a member of an archive (`inner`)."""
    kind = kinds.kind(label, data)
    if kind == kinds.EMPTY:
        raise IntakeError(_empty(label))
    if kind == kinds.TEXT:
        found = iter([textfile.read(label, data, how.kodning)])
        yield from _raw(label, group if inner else str(Path(group).parent), found)
        return
    from rettid.intake import markup, protected  # noqa: PLC0415  a text file needs none of it

    if kind == kinds.OLE and protected.is_package(data):
        data = protected.opened(label, data, how.password)
        kind = kinds.kind(label, data)
    if kind == kinds.ZIP:
        archive = Archive(label, data)
        content = _content(archive)
        if content == "":
            yield from _members(label, group, archive, how, inner=inner)
            return
        grids = _from_archive(label, data, archive, content)
    elif kind == kinds.OLE:
        grids = _from_ole(label, data, how)
    elif kind == kinds.HTML:
        grids = markup.read_html(label, data, how.kodning)
    else:
        grids = markup.read_xml(label, data)
    yield from _raw(label, group, grids)


def _raw(label: str, group: str, grids: Iterable[Grid]) -> Iterator[RawSheet]:
    number = 0
    for number, each in enumerate(grids, start=1):  # noqa: B007 - used below
        yield RawSheet(
            label,
            each.ark,
            group,
            each.cells,
            each.foerste_raekke,
            each.kodning,
            each.skilletegn,
            each.tekst,
            each.findings,
            each.uden_for,
        )
    if not number:
        raise IntakeError(f"{label}: projektmappen har ingen ark. Lav udtrækket igen.")


def _content(archive: Archive) -> str:
    """What a zip file is: "xlsx", "xlsb", "ods", or "" for one that holds files."""
    names = {name.replace("\\", "/").lower().lstrip("/") for name in archive.names}
    if any(name.startswith("xl/") and name.endswith(".bin") and "workbook" in name for name in names):
        return "xlsb"
    if "xl/workbook.xml" in names or ("[content_types].xml" in names and any(name.startswith("xl/") for name in names)):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "[content_types].xml" in names or "content.xml" in names:
        raise IntakeError(
            f"{archive.name}: filen er et dokument, ikke en projektmappe. Lav udtrækket som .xlsx eller CSV."
        )
    return ""


def _from_archive(label: str, data: bytes, archive: Archive, content: str) -> Iterator[Grid]:
    from rettid.intake import workbook  # noqa: PLC0415  only when a workbook is read

    if content == "xlsx":
        return workbook.read_xlsx(label, data, archive)
    if content == "xlsb":
        return workbook.read_xlsb(label, data, archive)
    for _ in archive.chunks("content.xml"):
        pass  # its true size, before the reader unpacks it
    return workbook.read_rare(label, data, content)


def _from_ole(label: str, data: bytes, how: _How) -> Iterator[Grid]:
    from rettid.intake import protected, workbook  # noqa: PLC0415  only when a workbook is read

    try:
        return iter(list(workbook.read_rare(label, data, "xls")))
    except workbook.ProtectedError:
        return workbook.read_rare(label, protected.opened(label, data, how.password), "xls")


def _members(label: str, group: str, archive: Archive, how: _How, *, inner: bool) -> Iterator[RawSheet]:
    """The sheets of the tables in an archive, which are one export."""
    tables = [] if inner else sorted({name for name in archive.names if _is_table(name)})
    if not tables:
        raise IntakeError(
            f"{label}: arkivet har ingen udtræk ({', '.join(FOLDER_SUFFIXES[:-1])}). Pak det ud, og angiv filerne."
        )
    for name in tables:
        # Only a name: a path that leads out of the archive leads nowhere, for nothing is unpacked to disk.
        shown = "/".join(part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."})
        member = archive.read(name)
        if not member.strip():
            raise IntakeError(_empty(f"{label}/{shown}"))
        yield from _sheets(f"{label}/{shown}", group, member, how, inner=True)


def _is_table(name: str) -> bool:
    base = name.replace("\\", "/").rpartition("/")[2]
    return base.lower().endswith(FOLDER_SUFFIXES[:-1]) and not base.startswith((".", "~$")) and "__MACOSX" not in name
