"""Time `rettid lists`: 2 000 open cases of 60 caseworkers in one workbook, and 100 000 in one file per team.

    python benchmarks/lists.py [--open 2000] [--caseworkers 60] [--runs 5] [--per-team] [--data DIR]

Every case is open and began within the year. The first list is made, notes are typed in it, and the next one is made
fourteen days later with it before: each in a fresh process, wall clock and CPU from the operating system.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import date
from pathlib import Path
from statistics import median

import make_data
import openpyxl
import polars as pl
from run import HERE, Command, measure

FIRST, NEXT = "2019-12-30", "2020-01-13"
NOTES = 20
MADE_FOR_EACH_OPEN = 2.3


def write_open_cases(out: Path, cases: int, workers: int) -> None:
    """An export of `cases` that have begun within the year and are open on the day, with ten events for each case made."""
    made = round(cases * MADE_FOR_EACH_OPEN)
    make_data.FIRST_START, make_data.LAST_START = date(2019, 1, 1), date(2019, 12, 27)
    make_data.CASES_PER_WORKER = made // workers
    make_data.write_export(out, made, made * 10, seed=1)
    rows = pl.read_csv(out / "forloeb.csv", infer_schema=False)
    now = rows.filter(pl.col("slutdato").is_null() | (pl.col("slutdato") > NEXT)).head(cases)
    if now.height < cases:
        raise SystemExit(f"only {now.height} open cases of {made}: raise MADE_FOR_EACH_OPEN")
    for path in out.glob("*.csv"):
        pl.read_csv(path, infer_schema=False).filter(pl.col("forloeb_id").is_in(now["forloeb_id"].implode())).write_csv(
            path
        )


def fill_in(folder: Path) -> None:
    """Type notes into the first caseworkers' sheets of each workbook."""
    for path in sorted(folder.glob("*.xlsx"))[:3]:
        book = openpyxl.load_workbook(path)
        for sheet in [each for each in book.worksheets if each.sheet_state == "visible"][1:4]:
            head = next((cell for row in sheet.iter_rows(max_row=12) for cell in row if cell.value == "Note"), None)
            for row in range(head.row + 1, head.row + 1 + NOTES) if head else ():
                sheet.cell(row, head.column).value = f"Ringet, række {row}"
        book.save(path)


def lists(export: Path, out: Path, pr: str, *, per_team: bool) -> Command:
    """The command line that makes the lists of a day."""
    line = [sys.executable, "-m", "rettid", "lists", str(export), "--out", str(out), "--pr", pr]
    return Command(pr, [*line, *(["--pr-team"] if per_team else [])])


def main() -> None:
    """Read the command line, make the data, time both lists and print a line each."""
    parser = argparse.ArgumentParser(description="Time rettid lists.")
    parser.add_argument("--open", type=int, default=2000)
    parser.add_argument("--caseworkers", type=int, default=60)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--per-team", action="store_true")
    parser.add_argument("--data", type=Path, default=HERE / "data" / "lists")
    args = parser.parse_args()
    export, out = args.data / f"{args.open}-{args.caseworkers}", args.data / "out"
    if not export.is_dir():
        write_open_cases(export, args.open, args.caseworkers)
    found: dict[str, list[tuple[float, float]]] = {FIRST: [], NEXT: []}
    for _ in range(args.runs):
        shutil.rmtree(out, ignore_errors=True)
        for pr, times in found.items():
            told = measure(lists(export, out, pr, per_team=args.per_team))
            if not told.succeeded:
                raise SystemExit(f"{pr}: {told.message}")
            times.append((told.wall, told.cpu))
            if pr == FIRST:
                fill_in(out)
    sizes = [path.stat().st_size for path in out.glob(f"*{NEXT}*.xlsx")]
    for pr, times in found.items():
        wall, cpu = (median(column) for column in zip(*times, strict=True))
        print(f"{pr}: {wall:.2f} s (CPU {cpu:.2f} s), median of {args.runs}")
    print(f"{len(sizes)} workbooks, {sum(sizes) / 1e6:.2f} MB, the largest {max(sizes) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
