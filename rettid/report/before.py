"""The cells that earlier reports printed, read from their manifests: what the guard must know (K-09)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from rettid.disclosure import PRINTED, printed
from rettid.errors import UsageError, reason

if TYPE_CHECKING:
    from pathlib import Path

KEY = "trykte_celler"
"""Where they stand in a manifest."""


def manifests(folder: Path) -> list[Path]:
    """The manifests of reports in the folder, by day: those of later days too, for what was printed is printed."""
    return sorted(folder.glob("rettid-rapport-*.manifest.json"))


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
