"""The fix lists: one CSV per caseworker of what to put right, for Danish Excel."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import UsageError, reason
from rettid.findings import SEVERITIES, catalogue
from rettid.output import neutralised, write_files

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

COLUMNS = ("alvor", "kode", "hvad", "sag", "fil", "ark", "række", "det står der", "gør sådan")
"""The columns of a list; its first line is what a list of ours is known by."""

NOBODY = "uden-ansvarlig"
TO_PUT_RIGHT = SEVERITIES[:2]
"""What is only for information is no task."""

_BOM = "\ufeff".encode()
_LONGEST_NAME = 60
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "oe", "ä": "ae"})


def write_lists(findings: pl.DataFrame, folder: Path) -> dict[str, int]:
    """Write the lists to `folder` and say how many rows each file name has; what moves R1 most comes first in each.

    `findings` as `Inspection.findings`. A list from before of someone who has nothing to put right now is emptied.
    Raises UsageError when a file of that name is not such a list, or can't be written; then nothing is changed.
    """
    tasks = findings.filter(pl.col("alvor").is_in(TO_PUT_RIGHT))
    names = sorted(tasks["sagsbehandler"].drop_nulls().unique())
    files = dict(zip(file_names(names), names, strict=True))
    lists = {name: _rows(tasks.filter(pl.col("sagsbehandler") == worker)) for name, worker in files.items()}
    lists[f"{NOBODY}.csv"] = _rows(tasks.filter(pl.col("sagsbehandler").is_null()))
    _make(folder)
    emptied = [path.name for path in sorted(folder.glob("*.csv")) if path.name not in lists and is_fix_list(path)]
    for name in lists:
        if (folder / name).exists() and not is_fix_list(folder / name):
            raise UsageError(
                f"{folder / name}: filen er ikke en retteliste fra rettid og overskrives ikke. Vælg en anden mappe med --fix-list."
            )
    contents = {name: as_bytes(rows) for name, rows in (lists | dict.fromkeys(emptied, _rows(tasks.clear()))).items()}
    write_files({folder / name: partial(_fill, text) for name, text in contents.items()})
    return {name: rows.height for name, rows in lists.items()}


def file_names(workers: list[str]) -> list[str]:
    """A safe file name for each caseworker, in plain letters; equal ones are numbered.

    >>> file_names(["Bo Ås", "Bo-Aas", "../CON", "CON", "✱"])
    ['bo-aas.csv', 'bo-aas-2.csv', 'con-liste.csv', 'con-liste-2.csv', 'uden-navn.csv']
    """
    taken: dict[str, int] = {NOBODY: 1}
    named = []
    for worker in workers:
        slug = re.sub(r"[^a-z0-9]+", "-", worker.lower().translate(_LETTERS)).strip("-")[:_LONGEST_NAME].strip("-")
        slug = f"{slug}-liste" if _RESERVED.fullmatch(slug) else slug or "uden-navn"
        number = taken.get(slug, 0) + 1
        while number > 1 and f"{slug}-{number}" in taken:
            number += 1
        taken[slug] = number
        name = slug if number == 1 else f"{slug}-{number}"
        taken.setdefault(name, 1)
        named.append(f"{name}.csv")
    return named


def as_bytes(rows: pl.DataFrame) -> bytes:
    """The list as Danish Excel opens it by a double click: UTF-8 with BOM, semicolons; no cell is a formula."""
    buffer = io.BytesIO()
    neutralised(rows).write_csv(buffer, separator=";", include_bom=True, line_terminator="\r\n")
    return buffer.getvalue()


def _rows(tasks: pl.DataFrame) -> pl.DataFrame:
    kinds = catalogue()
    titles, advice = ({code: getattr(kind, what) for code, kind in kinds.items()} for what in ("titel", "goer"))
    ordered = tasks.with_row_index("_nr").sort("vundne", "_nr", descending=[True, False])
    return ordered.select(
        "alvor",
        "kode",
        pl.col("kode").replace_strict(titles, default="", return_dtype=pl.String).alias("hvad"),
        "sag",
        "fil",
        "ark",
        pl.col("raekke").alias("række"),
        pl.col("besked").alias("det står der"),
        pl.col("kode").replace_strict(advice, default="", return_dtype=pl.String).alias("gør sådan"),
    )


def _fill(text: bytes, file: BinaryIO) -> None:
    file.write(text)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(
            f"{folder}: mappen kan ikke laves ({reason(fault)}). Vælg en anden mappe med --fix-list."
        ) from fault


def is_fix_list(path: Path) -> bool:
    """Whether the file is a list of ours, by its first line."""
    first = _BOM + ";".join(COLUMNS).encode()
    try:
        with path.open("rb") as file:
            return file.readline(1000).rstrip(b"\r\n") == first
    except OSError:
        return False
