"""The yardstick: read a KANONISK export with Polars, turn its date columns into dates, print the rows; nothing more.

    python benchmarks/bare_read.py DIR

No audit that starts from these files can be faster than this.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
from common import COLUMNS, DATE_COLUMNS


def read_table(folder: Path, table: str) -> pl.DataFrame:
    """Every column of `table`: dates as Date, the rest as text."""
    rows = pl.read_csv(folder / f"{table}.csv", infer_schema=False)
    return rows.with_columns(pl.col(DATE_COLUMNS[table]).str.to_date("%Y-%m-%d"))


def main() -> None:
    """Print the number of rows of each table."""
    folder = Path(sys.argv[1])
    for table in COLUMNS:
        print(f"{table}: {read_table(folder, table).height}")


if __name__ == "__main__":
    main()
