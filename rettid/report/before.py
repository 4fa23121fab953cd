"""The cells that earlier reports printed, read from their manifests: what the guard must know (K-09)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import polars as pl

from rettid.disclosure import PRINTED, printed
from rettid.errors import UsageError, reason

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

KEY = "trykte_celler"
"""Where they stand in a manifest."""

_NAME = re.compile(r"rettid-rapport-(\d{4}-\d{2}-\d{2})\.manifest\.json")


def newest(folder: Path, pr: date) -> Path | None:
    """The newest manifest in the folder of a report of `pr` or before; None where there is none."""
    found = [path for path in folder.glob("rettid-rapport-*.manifest.json") if (_day(path) or "9") <= pr.isoformat()]
    return max(found, key=lambda path: path.name, default=None)


def _day(path: Path) -> str | None:
    match = _NAME.fullmatch(path.name)
    return match[1] if match else None


def read(path: Path) -> pl.DataFrame:
    """The cells of a manifest (`disclosure.PRINTED`). Raises UsageError where it is not the manifest of a report."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return printed(told[KEY])
    except OSError as fault:
        raise UsageError(
            f"--forrige {path}: manifestet kan ikke åbnes ({reason(fault)}). Ret stien til den forrige rapports manifest."
        ) from fault
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as fault:
        raise UsageError(
            f"--forrige {path}: filen er ikke manifestet af en rapport. Vælg rettid-rapport-….manifest.json fra den forrige rapport."
        ) from fault


def together(*frames: pl.DataFrame) -> pl.DataFrame:
    """The cells of several manifests, each once."""
    return pl.concat([pl.DataFrame(schema=PRINTED), *frames]).unique(maintain_order=True)
