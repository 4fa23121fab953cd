"""The history: what each run said, kept so that later runs can be held against it (`spec.md` § 7, `Store`).

Two stores give the same answers to the same calls: a folder with one Parquet file per run (`folder`), and PostgreSQL
(`postgres`). `record` makes what is stored, `changes` says what happened between two runs, `retention` what is too old.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rettid.store.address import database, is_url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from rettid.store.frames import Record


class Store(Protocol):
    """Runs over time. Every method raises StoreError where the place can't be reached, read or written."""

    def save(self, record: Record) -> bool:
        """Store the run, wholly or not at all, and say whether anything was new.

        A run whose id is stored already replaces that one, as the latest; if it says the same, nothing is written.
        """

    def runs(self) -> pl.DataFrame:
        """The runs (`frames.RUNS`), by day and then in the order they were saved; none where nothing was saved."""

    def funds(self, runs: Sequence[str], columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The funds of those runs that are stored: `koersel`, then `frames.FUNDS` or the `columns` of it, in the order of `runs()`."""

    def rates(self) -> pl.DataFrame:
        """The rates of every run: `koersel`, then `frames.RATES`, in the order of `runs()`."""

    def caseloads(self) -> pl.DataFrame:
        """The caseloads of every run: `koersel`, then `frames.CASELOADS`, in the order of `runs()`."""

    def delete_before(self, day: date) -> int:
        """Delete the runs that tell of an earlier day than `day`, and say how many."""

    def faults(self) -> list[str]:
        """Danish sentences on what could not be read and was left out of every answer; none is no fault."""


def open_store(place: str | Path) -> Store:
    """The store at `place`: a folder, or a database where it begins with postgresql:// or postgres://.

    Nothing is looked at or made yet. Raises StoreError for another kind of address, and where psycopg is missing.
    """
    if is_url(place):
        from rettid.store.postgres import PostgresStore  # noqa: PLC0415  only where a database is asked for

        return PostgresStore(database(place))
    from rettid.store.folder import FolderStore  # noqa: PLC0415  brings Polars

    return FolderStore(Path(place))
