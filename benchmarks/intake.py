"""Time reading an export against the bare library's read of the same files; print a Markdown table.

    python benchmarks/intake.py [--rows 100000] [--runs 5]

The export is Workbase's: a list of interviews with 14 columns and, for every ten of them, one forløb. Every row has a
CPR number (day + 60), which is keyed. It is made in `benchmarks/data/` the first time, as a folder of CSV files (UTF-8,
semicolon) and as one .xlsx. The bare reads are Polars' of the CSV files and fastexcel's of the workbook, all cells as
text, with nothing looked at. Each measurement is a fresh process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from run import Command, measure, measure_in_turn, table

HERE = Path(__file__).resolve().parent
FORLOEB = ("CPR-nr.", "Navn", "Ydelse", "Målgruppe", "Ledig fra", "Afmeldt", "Sagsbeh.", "Udtræksdato")
SAMTALER = ("CPR-nr.", "Navn", "Samtaletype", "Planlagt dato", "Afholdt dato", "Status", "Kontaktform", "Afholdt af",
            "A-kasse deltog", "Registreret", "Sagsbeh.", "Team", "Kommune", "Sted")  # fmt: skip
FIRST = date(2018, 1, 1)

BARE_CSV = (
    "import polars as pl, sys; from pathlib import Path; "
    "print(sum(pl.read_csv(f, separator=';', infer_schema=False).height for f in Path(sys.argv[1]).iterdir()))"
)
BARE_XLSX = (
    "import fastexcel, sys; book = fastexcel.read_excel(sys.argv[1]); "
    "print(sum(book.load_sheet(s, dtypes='string').to_polars().height for s in book.sheet_names))"
)
RETTID = (
    "import sys; from pathlib import Path; from rettid.intake import read; "
    "found = read([Path(sys.argv[1])], key_file=Path(sys.argv[2])); "
    "print(sum(sheet.raekker_brugt for sheet in found.sheets))"
)


def danish(day: date) -> str:
    """The day as Danish systems write it."""
    return f"{day:%d-%m-%Y}"


def citizen(number: int) -> tuple[str, str]:
    """CPR number and name."""
    day, month, year = 61 + number % 28, 1 + number // 28 % 12, 60 + number // 336 % 40
    return f"{day:02}{month:02}{year:02}-{number % 4}{number // 13440:03}", f"Borger Nr {number}"


def forloeb(number: int) -> tuple[str, ...]:
    """One row of the list of forløb."""
    start = FIRST + timedelta(days=number * 7 % 180)
    end = danish(start + timedelta(days=90 + number % 90)) if number % 3 == 0 else ""
    return (*citizen(number), "A-dagpenge", "6.1", danish(start), end, f"medarbejder{number // 100}", "31-12-2018")


def samtale(row: int) -> tuple[str, ...]:
    """One row of the list of interviews."""
    number, nr = divmod(row, 10)
    day = FIRST + timedelta(days=number * 7 % 180 + 14 + nr * 17)
    held = row % 5 > 0
    return (
        *citizen(number), ("Jobsamtale", "Fælles jobsamtale", "CV-samtale")[row % 3], danish(day),
        danish(day) if held else "", "Afholdt" if held else "Udeblevet", ("Personligt", "Telefonisk")[row % 2],
        ("Jobcenter", "A-kasse")[row % 7 == 0], ("Nej", "Ja")[row % 3 == 1], danish(day + timedelta(days=row % 6)),
        f"medarbejder{number // 100}", f"Team {number // 800}", "Køge", "Lokale 2",
    )  # fmt: skip


def make(number: int) -> tuple[Path, Path]:
    """The folder and the workbook, made unless they are there."""
    folder, book = HERE / "data" / f"workbase-{number}", HERE / "data" / f"workbase-{number}.xlsx"
    if not book.exists():
        import xlsxwriter  # noqa: PLC0415  only when the export is made

        folder.mkdir(parents=True, exist_ok=True)
        tables = {
            "Forløb": [FORLOEB, *map(forloeb, range(number // 10))],
            "Samtaler": [SAMTALER, *map(samtale, range(number))],
        }
        with xlsxwriter.Workbook(book) as workbook:
            for name, rows in tables.items():
                sheet = workbook.add_worksheet(name)
                for at, cells in enumerate(rows):
                    for column, cell in enumerate(cells):
                        sheet.write_string(at, column, cell)
                text = "".join(";".join(cells) + "\r\n" for cells in rows)
                (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder, book


def main() -> int:
    """Print the two tables; 1 when any command failed."""
    parser = argparse.ArgumentParser(description="Time rettid's reading against the bare library's.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    text, book = make(args.rows)
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "noegle"
        key.write_text("6b" * 32, encoding="ascii")
        for path, bare in ((text, BARE_CSV), (book, BARE_XLSX)):
            commands = [
                Command("bare read", [sys.executable, "-c", bare, str(path)]),
                Command("rettid", [sys.executable, "-c", RETTID, str(path), str(key)]),
            ]
            for command in commands:
                measure(command)  # unmeasured: brings files and libraries into the disk cache
            results = measure_in_turn(commands, args.runs)
            print(f"\n### {path.name}: medians of {args.runs} runs\n\n{table(results, 'bare read')}", flush=True)
            failed |= any(measured[-1].code for measured in results.values())
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
