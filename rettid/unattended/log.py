"""A line in the log for every run, without anything about a citizen or a caseworker.

A fault is told by its kind and the place in rettid where it was raised, never by its own words: they may hold names.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from rettid import __version__
from rettid.errors import (
    IntakeError,
    ListError,
    ListOpenError,
    RettidError,
    RuleError,
    StoreError,
    UsageError,
    exit_code,
    is_full,
    reason,
)
from rettid.unattended.faults import NotNowError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from io import TextIOWrapper

LOG = "rettid.log"
LARGEST = 256 * 1024
"""Bytes in a log before it is put by as rettid.log.1; five such are kept."""
KEPT = 5

_KINDS: dict[type[BaseException], str] = {
    IntakeError: "udtrækket kan ikke læses",
    RuleError: "en regelside er uklar",
    ListOpenError: "listen fra sidst er åben",
    ListError: "den forrige liste kan ikke læses eller passer ikke",
    StoreError: "historikken kan ikke læses eller skrives",
    UsageError: "et tilvalg eller en fil kan ikke bruges",
    RettidError: "noget i det givne kan ikke bruges",
    KeyboardInterrupt: "afbrudt",
}
_PUBLIC_NAME = re.compile(r"rettid-lister?-\d{4}-\d{2}-\d{2}(\.(xlsx|html|csv|json|parquet|ics|zip|manifest))+")
"""The names that tell nothing; a caseworker's own file is named by the caseworker, and is only counted."""
_HOME = Path(__file__).parents[1]


@dataclass(slots=True)
class Told:
    """What a run tells of itself as it goes: its exit code, counts by name, the SHA-256 of its input, what it wrote."""

    kode: int = 0
    tal: dict[str, int] = field(default_factory=dict)
    udtraek: list[str] = field(default_factory=list)
    filer: list[str] = field(default_factory=list)


@contextmanager
def logged(folder: Path, kommando: str, begun: datetime, tell: Callable[[str], object]) -> Iterator[Told]:
    """Gives the record to fill in, and writes its line when the block ends, however it ends.

    A fault goes on as it came. `tell` is given one line where the log can't be written; that stops no list, and of a folder
    that is not there the fault itself tells.
    """
    told = Told()
    fault: BaseException | None = None
    try:
        yield told
    except BaseException as raised:
        fault = raised
        raise
    finally:
        try:
            _append(folder, line(kommando, begun, told, fault))
        except OSError as refused:
            if fault is None or os.path.isdir(folder):  # noqa: PTH112 - also where the path itself can't be used
                tell(f"{LOG}: loggen kan ikke skrives ({reason(refused)}). Kørslen er ikke ændret af det.")


def line(kommando: str, begun: datetime, told: Told, fault: BaseException | None = None) -> str:
    """The line: when it began with the distance to UTC, then names and values. A value with a space is in quotes."""
    public = [name for name in told.filer if _PUBLIC_NAME.fullmatch(name)]
    values = {
        "rettid": __version__,
        "kommando": kommando,
        "kode": exit_code(fault) if fault else told.kode,
        **told.tal,
        "udtraek": ",".join(f"sha256:{digest}" for digest in told.udtraek),
        "filer": ",".join(public),
        "andre_filer": len(told.filer) - len(public) or "",
        **(_fault(fault) if fault else {}),
    }
    words = (f"{name}={_value(value)}" for name, value in values.items() if value != "")
    return " ".join([begun.isoformat(timespec="seconds"), *words])


def _fault(fault: BaseException) -> dict[str, str]:
    kinds = (kind for known, kind in _KINDS.items() if isinstance(fault, known))
    own = fault.hvad if isinstance(fault, NotNowError) else "disken er fuld" if is_full(fault) else None
    return {
        "fejl": type(fault).__name__,
        "hvad": own or next(kinds, "fejl i rettid"),
        "sted": _place(fault),
    }


def _place(fault: BaseException) -> str:
    """The last place in rettid that the fault went through, as module and line; no path of the machine's."""
    places = [
        f"{Path(frame.f_code.co_filename).relative_to(_HOME).as_posix()}:{number}"
        for frame, number in traceback.walk_tb(fault.__traceback__)
        if Path(frame.f_code.co_filename).is_relative_to(_HOME)
    ]
    return places[-1] if places else ""


def _value(value: object) -> str:
    text = str(value)
    return text if re.fullmatch(r"[\w.,:/+-]+", text) else json.dumps(text, ensure_ascii=False)


def _append(folder: Path, text: str) -> None:
    """Add the line to the log; only its owner may read it. Raises OSError."""
    handler = _Log(folder / LOG, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    try:
        handler.setFormatter(logging.Formatter("%(message)s"))
        handler.handle(logging.makeLogRecord({"msg": text}))
    finally:
        handler.close()


class _Log(RotatingFileHandler):
    """A log of which every new file is its owner's only, and that says when it can't be written."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's name
        raise  # noqa: PLE0704 - called where the fault is being handled
