"""Whether an export has been written to its end."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING

from rettid.unattended.export import tables_in
from rettid.unattended.faults import NotNowError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rettid.unattended.export import Export

MOMENT = 2.0
"""Seconds between the two looks."""

QUIET = timedelta(seconds=5)
"""A file written less than this ago may still be at it."""

_AGAIN = timedelta(minutes=5)
_ARCHIVE = b"PK\x03\x04"


def refuse_unfinished(
    export: Export, now: datetime, moment: float = MOMENT, wait: Callable[[float], object] | None = None
) -> None:
    """Nothing, where no file of the export is being written; looks at them twice, `moment` seconds apart.

    Raises NotNowError, with when to try again, for a file that changes, that was written in the last seconds, that is
    empty, or that is a zip file (.xlsx too) without its last record.
    """
    before = _state(export)
    for file, (_, written) in before.items():
        if why := _young(written, now):
            raise _unfinished(file.name, why, now)
    (wait or Event().wait)(moment)
    after = _state(export)
    if changed := sorted(file.name for file in before.keys() | after.keys() if before.get(file) != after.get(file)):
        raise _unfinished(changed[0], "den ændrer sig", now)
    for file in export.files:
        if why := _torn(file):
            raise _unfinished(file.name, why, now)


def _state(export: Export) -> dict[Path, tuple[int, int]]:
    """Size and time of writing, in nanoseconds, of the export's files and of those that have come to its folder since."""
    found: dict[Path, tuple[int, int]] = {}
    for file in (*export.files, *tables_in(export.path)):
        with suppress(FileNotFoundError):
            state = file.stat()
            found[file] = state.st_size, state.st_mtime_ns
    return found


def _young(written: int, now: datetime) -> str:
    age = now - datetime.fromtimestamp(written / 1e9).astimezone()
    if age < -QUIET:
        return f"den er dateret {now - age:%d-%m-%Y kl. %H.%M}, som ikke er kommet endnu; går et ur forkert?"
    return "den blev ændret for et øjeblik siden" if age < QUIET else ""


def _torn(file: Path) -> str:
    """Why the bytes can't be all. A file that can't be opened is left to the reading, which says why."""
    with suppress(OSError), file.open("rb") as content:
        start = content.read(4)
        if not start:
            return "den er tom"
        return "den mangler sin slutning" if start == _ARCHIVE and not zipfile.is_zipfile(content) else ""
    return ""


def _unfinished(name: str, why: str, now: datetime) -> NotNowError:
    again = f"Prøv igen kl. {now + _AGAIN:%H.%M}"
    return NotNowError(
        f"{name}: filen bliver måske stadig skrevet ({why}). {again}; er det stadig sådan, så lav udtrækket igen.",
        "udtrækket bliver måske stadig skrevet",
    )
