"""Machine formats, written so that a reader never meets half a file (`spec.md` § 7)."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import polars.selectors as cs

from rettid.errors import UsageError, is_full, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import BinaryIO

FORMATS = ("json", "csv", "parquet")

FORMULA = r"^[=+\-@\t\r]"
"""How a text begins that a spreadsheet would read as a formula."""


def as_bytes(frame: pl.DataFrame, form: str) -> bytes:
    """The frame in one of `FORMATS`: JSON an array of objects, CSV in UTF-8 with commas, LF, ISO dates and empty for missing."""
    buffer = io.BytesIO()
    _WRITERS[form](frame, buffer)
    return buffer.getvalue()


def write(frame: pl.DataFrame, form: str, out: Path | None, manifest: dict[str, Any]) -> None:
    """Write the frame to `out` with its manifest beside it, or to standard output. Raises UsageError when it can't be written."""
    if out is None:
        sys.stdout.buffer.write(as_bytes(frame, form))
        sys.stdout.buffer.flush()
        return
    text = manifest_bytes(manifest)
    beside = out.with_name(manifest_name(out.name))
    write_files({out: lambda file: _WRITERS[form](frame, file), beside: lambda file: file.write(text)})


def manifest_name(name: str) -> str:
    """What the manifest beside the file of this name is called."""
    return f"{name}.manifest.json"


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as it stands in its file: JSON that a person can read, the same for the same manifest."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def write_files(files: Mapping[Path, Callable[[BinaryIO], Any]], last: Callable[[], object] | None = None) -> None:
    """Write every file beside its place first, then move them there: the old files or the new ones, never half of one.

    Only the owner may read them. `last` is called when all are written and none is moved; what it raises goes on, and
    then none is. Raises UsageError when one can't be written, and none has been moved; or when one can't be moved, and
    those before it have been.
    """
    written: dict[Path, Path] = {}
    try:
        for path, fill in files.items():
            with _told(path):
                written[path] = _beside(path)
                _write(written[path], fill)
        if last is not None:
            last()
        for path, new in written.items():
            with _told(path):
                new.replace(path)
    finally:
        for new in written.values():
            with suppress(OSError):
                new.unlink(missing_ok=True)


def _write(path: Path, fill: Callable[[BinaryIO], Any]) -> None:
    """Fill the file; it is on the disk when this ends, so that no power cut leaves an empty file under a moved name."""
    with path.open("w+b") as file:
        fill(file)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise _unwritable(path, fault) from fault


def _beside(path: Path) -> Path:
    """A new empty file in the folder of `path` that only its owner may read."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    return Path(name)


def _unwritable(path: Path, fault: OSError) -> UsageError:
    why = "mappen findes ikke" if fault.errno == errno.ENOENT else reason(fault)
    first = "Skaf plads, eller vælg" if is_full(fault) else "Luk filen, hvis den er åben, eller vælg"
    return UsageError(f"{path}: filen kan ikke skrives ({why}). {first} en anden mappe med --out, og prøv igen.")


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would read as a formula."""
    text = frame.with_columns(cs.categorical().cast(pl.String))
    formula = cs.string().str.contains(FORMULA)
    return text.with_columns(pl.when(formula).then("'" + cs.string()).otherwise(cs.string()).name.keep())


def _write_json(frame: pl.DataFrame, file: BinaryIO) -> None:
    frame.write_json(file)  # type: ignore[call-overload]
    file.write(b"\n")


def _write_csv(frame: pl.DataFrame, file: BinaryIO) -> None:
    neutralised(frame).write_csv(file)


def _write_parquet(frame: pl.DataFrame, file: BinaryIO) -> None:
    frame.write_parquet(file, compression="lz4")


_WRITERS: dict[str, Callable[[pl.DataFrame, Any], None]] = {
    "json": _write_json,
    "csv": _write_csv,
    "parquet": _write_parquet,
}
