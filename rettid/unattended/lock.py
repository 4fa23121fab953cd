"""One run at a time in a folder. The lock is the system's and goes with the process, so a run that is killed leaves none."""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from rettid.errors import UsageError, reason
from rettid.unattended.faults import NotNowError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".rettid.lock"
RUNNING = ".rettid.koersel.json"
"""When the run that has the lock began, and its process: only for telling; what is left of a killed run locks nothing."""


_HALF = re.compile(r"\.rettid-.+\.[a-z0-9_]{8}")


@contextmanager
def only_run(folder: Path, begun: datetime) -> Iterator[None]:
    """Makes the folder if it is not there, and holds it until the block ends; `begun` is what another run is told.

    What a killed run left half written is taken away. Raises NotNowError at once where another run has it, UsageError
    where the folder can't be made or written to.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  it takes a while to load

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = FileLock(folder / LOCK, mode=0o600).acquire(blocking=False)
    except Timeout:
        raise NotNowError(
            f"{folder}: en anden kørsel er i gang{_who(folder)}. Vent, til den er færdig, og kør igen.",
            "en anden kørsel er i gang",
        ) from None
    except OSError as fault:
        raise UsageError(
            f"{folder}: mappen kan ikke bruges ({reason(fault)}). Vælg en anden mappe med --out, eller bed om adgang til den."
        ) from fault
    with held:
        _sweep(folder)
        _tell(folder, begun)
        try:
            yield
        finally:
            with suppress(OSError):
                (folder / RUNNING).unlink()


def _sweep(folder: Path) -> None:
    """Take away the half lists of runs that were killed (`output.write_files`): they hold citizens, and nobody sees them."""
    for path in folder.glob(".rettid-*"):
        if _HALF.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def _tell(folder: Path, begun: datetime) -> None:
    """Leave word of this run; a list is not given up because that can't be done."""
    text = json.dumps({"begyndt": begun.isoformat(timespec="seconds"), "proces": os.getpid()})
    with suppress(OSError):
        (folder / RUNNING).write_text(text, encoding="utf-8")


def _who(folder: Path) -> str:
    """The start and the process of the run that has the lock, where they can be read."""
    try:
        told = json.loads((folder / RUNNING).read_text(encoding="utf-8"))
        begun = datetime.fromisoformat(told["begyndt"])
        return f" (begyndt {begun:%d-%m-%Y kl. %H.%M}, proces {int(told['proces'])})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
