"""Machine formats, written so that a reader never meets half a file (`spec.md` § 7)."""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import polars.selectors as cs

from rettid.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

FORMATS = ("json", "csv", "parquet")


def as_bytes(frame: pl.DataFrame, form: str) -> bytes:
    """The frame in one of `FORMATS`: JSON an array of objects, CSV in UTF-8 with commas, LF, ISO dates and empty for missing."""
    buffer = io.BytesIO()
    _WRITERS[form](frame, buffer)
    return buffer.getvalue()


def write(frame: pl.DataFrame, form: str, out: Path | None, manifest: dict[str, Any]) -> None:
    """Write the frame to `out` with its manifest beside it, or to standard output. Raises UsageError when `out` can't be written."""
    if out is None:
        _WRITERS[form](frame, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    write_file(out, lambda file: _WRITERS[form](frame, file))
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    write_file(out.with_name(f"{out.name}.manifest.json"), lambda file: file.write(text.encode()))


def write_file(path: Path, fill: Callable[[BinaryIO], Any]) -> None:
    """Write beside `path` first, then rename: the old file or the new one is there, never half of one. Only the owner may read it."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent or Path(), prefix=f".{path.name}.")
    except OSError as fault:
        raise _unwritable(path, fault) from fault
    try:
        with os.fdopen(handle, "w+b") as file:
            fill(file)
        Path(name).replace(path)
    except OSError as fault:
        raise _unwritable(path, fault) from fault
    finally:
        Path(name).unlink(missing_ok=True)


def _unwritable(path: Path, fault: OSError) -> UsageError:
    return UsageError(
        f"{path}: filen kan ikke skrives ({fault.strerror}). Vælg en anden mappe med --out, eller luk filen, hvis den er åben."
    )


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would read as a formula."""
    text = frame.with_columns(cs.categorical().cast(pl.String))
    formula = cs.string().str.contains(r"^[=+\-@\t\r]")
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
