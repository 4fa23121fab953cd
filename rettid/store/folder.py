"""The history in a folder: one Parquet file per run.

A file is named `2018-08-27-0007-KØRSEL-AFTRYK.parquet`: the day, the order, the run's id, and the beginning of the
SHA-256 of its own bytes. The bytes are held against the name before anything reads them, so a damaged file is known
without being parsed, and the name tells what was lost. A file is never changed: a run saved anew with other content
is a new file, in place before the old one goes. Facts, rates and caseloads stand as JSON in the file's metadata, the
funds are its rows.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import StoreError, UsageError, reason
from rettid.output import write_files
from rettid.store.frames import CASELOADS, FUNDS, RATES, RUNS, of_runs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from rettid.store.frames import Record
    from rettid.tables import Schema

FORMAT = "1"
"""The layout of a file. One of a later rettid is not guessed at."""

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{4,})-([0-9a-f]{16})-([0-9a-f]{16})\.parquet")
_DIGEST = 16
_LOCK = ".laas"
_WAIT_SECONDS = 60
_TRIES = 5


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the folder, by its name alone."""

    path: Path
    pr: date
    number: int
    run: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Whole:
    """A file that is what its name says."""

    file: _File
    facts: pl.DataFrame
    andele: pl.DataFrame
    sagsstammer: pl.DataFrame


class FolderStore:
    """A history in the folder `place`, which the first save makes. See `store.Store` for what the methods do."""

    def __init__(self, place: Path) -> None:
        self._folder = place
        self._read: dict[str, _Whole | str] = {}

    def save(self, record: Record) -> bool:
        """Store the run; False where it is stored already and says the same."""
        with self._alone():
            files = self._files()
            same = [file for file in files if file.run == record.id]
            latest = max(filter(None, map(self._readable, same)), key=lambda whole: whole.file.number, default=None)
            if latest is not None and latest.facts.item(0, "aftryk") == record.aftryk:
                self._remove([file.path for file in same if file != latest.file])
                return False
            number = max((file.number for file in files), default=0) + 1
            content = _as_parquet(record, number)
            name = f"{record.pr}-{number:04}-{record.id}-{_digest(content)}.parquet"
            self._put(self._folder / name, content)
            self._remove([file.path for file in same])
        return True

    def runs(self) -> pl.DataFrame:
        """The runs, by day and order."""
        facts = [whole.facts for whole in self._all()]
        return pl.concat([pl.DataFrame(schema=RUNS), *facts]).sort("pr", "loebenr")

    def funds(self, runs: Sequence[str], columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The funds of those runs."""
        wanted = list(columns or FUNDS)
        rows = [(whole.file.run, self._rows(whole.file, wanted)) for whole in self._all() if whole.file.run in runs]
        return of_runs(rows, "fund", wanted)

    def rates(self) -> pl.DataFrame:
        """The rates of every run."""
        return of_runs([(whole.file.run, whole.andele) for whole in self._all()], "andele")

    def caseloads(self) -> pl.DataFrame:
        """The caseloads of every run."""
        return of_runs([(whole.file.run, whole.sagsstammer) for whole in self._all()], "sagsstammer")

    def delete_before(self, day: date) -> int:
        """Delete the runs that tell of an earlier day, damaged ones too, and say how many."""
        with self._alone():
            old = [file for file in self._files() if file.pr < day]
            self._remove([file.path for file in old])
        return len({file.run for file in old})

    def faults(self) -> list[str]:
        """What could not be read."""
        faults = [whole for whole in map(self._whole, self._files()) if isinstance(whole, str)]
        strange = [path for path in self._listed() if path.suffix == ".parquet" and not _NAME.fullmatch(path.name)]
        return faults + [f"{path}: filen er ikke en kørsel fra rettid og er sprunget over." for path in strange]

    def _all(self) -> list[_Whole]:
        """Every run that can be read, by day and order. Of a run saved anew while we look, the newest."""
        for _ in range(_TRIES):
            try:
                found = list(filter(None, map(self._readable, self._files())))
            except FileNotFoundError:  # saved anew or deleted since the folder was listed
                continue
            newest = {whole.file.run: whole for whole in sorted(found, key=lambda each: each.file.number)}
            return sorted(newest.values(), key=lambda each: (each.file.pr, each.file.number))
        raise StoreError(f"{self._folder}: historikken bliver ændret hele tiden. Prøv igen om lidt.")

    def _files(self) -> list[_File]:
        named = [(path, _NAME.fullmatch(path.name)) for path in self._listed()]
        return [
            _File(path, date.fromisoformat(name[1]), int(name[2]), name[3], name[4])
            for path, name in named
            if name is not None
        ]

    def _listed(self) -> list[Path]:
        try:
            return sorted(self._folder.iterdir())
        except FileNotFoundError:
            return []
        except OSError as fault:
            raise StoreError(
                f"{self._folder}: historikken kan ikke læses ({reason(fault)}). Ret stien, eller bed om adgang til mappen."
            ) from fault

    def _whole(self, file: _File) -> _Whole | str:
        """The file without its funds, or what is wrong with it. A file that is there never changes, so it is read once."""
        known = self._read.get(file.path.name)
        if known is None:
            known = self._read[file.path.name] = _looked_at(file)
        return known

    def _readable(self, file: _File) -> _Whole | None:
        whole = self._whole(file)
        return whole if isinstance(whole, _Whole) else None

    def _rows(self, file: _File, columns: list[str]) -> pl.DataFrame:
        try:
            content = _content(file)
        except OSError as fault:
            raise StoreError(_unreadable(file.path, reason(fault))) from fault
        if isinstance(content, str):
            raise StoreError(content)
        return pl.read_parquet(io.BytesIO(content), columns=columns).select(
            pl.col(name).cast(FUNDS[name]) for name in columns
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time; what a killed one left behind is cleared away."""
        from filelock import FileLock, Timeout  # noqa: PLC0415  only by those who write

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self._folder / _LOCK, timeout=_WAIT_SECONDS, mode=0o600):
                self._remove([path for path in self._listed() if re.fullmatch(r"\..*\.parquet\..*", path.name)])
                yield
        except Timeout as fault:
            raise StoreError(
                f"{self._folder}: historikken er i brug af en anden kørsel. Prøv igen, når den er færdig."
            ) from fault
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def _put(self, path: Path, content: bytes) -> None:
        def fill(file: BinaryIO) -> None:
            file.write(content)

        try:
            write_files({path: fill})
        except UsageError as fault:
            cause = fault.__cause__
            raise self._unwritable(cause if isinstance(cause, OSError) else OSError()) from fault

    def _remove(self, paths: Sequence[Path]) -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    def _unwritable(self, fault: OSError) -> StoreError:
        return StoreError(
            f"{self._folder}: historikken kan ikke skrives ({reason(fault)}). Skaf plads og adgang til mappen, eller vælg en anden."
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGEST]


def _content(file: _File) -> bytes | str:
    """The bytes of the file, or that they are not those its name tells of."""
    content = file.path.read_bytes()
    return content if _digest(content) == file.digest else _unreadable(file.path, "den er beskadiget")


def _looked_at(file: _File) -> _Whole | str:
    try:
        content = _content(file)
    except FileNotFoundError:
        raise
    except OSError as fault:
        return _unreadable(file.path, reason(fault))
    if isinstance(content, str):
        return content
    said = pl.read_parquet_metadata(io.BytesIO(content))
    if said.get("udgave") != FORMAT:
        return f"{file.path}: kørslen er gemt af en nyere rettid og er sprunget over. Opdatér rettid."
    frames = (_from_json(said[name], schema) for name, schema in _PARTS.items())
    return _Whole(file, *frames)


_PARTS = {"koersel": RUNS, "andele": RATES, "sagsstammer": CASELOADS}


def _as_parquet(record: Record, number: int) -> bytes:
    said = {"koersel": record.run(number), "andele": record.andele, "sagsstammer": record.sagsstammer}
    buffer = io.BytesIO()
    texts = {name: frame.write_json() for name, frame in said.items()}
    record.fund.write_parquet(buffer, metadata={"udgave": FORMAT, **texts})
    return buffer.getvalue()


def _from_json(text: str, schema: Schema) -> pl.DataFrame:
    as_said = {name: pl.String() if dtype == pl.Date else dtype for name, dtype in schema.items()}
    days = [pl.col(name).str.to_date("%Y-%m-%d") for name, dtype in schema.items() if dtype == pl.Date]
    return pl.DataFrame(json.loads(text), schema=as_said).with_columns(days)


def _unreadable(path: Path, why: str) -> str:
    return (
        f"{path}: kørslen kan ikke læses ({why}) og er sprunget over. Hent filen fra en sikkerhedskopi, eller slet den."
    )
