"""Files of published figures as they come from Jobindsats and from a hand, and caseloads with a known gap to them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import openpyxl

from rettid import Tables, load_packs
from rettid.benchmarks.read import read_figures
from tests.asking import on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

    from rettid.rules import Pack

V2 = [
    {
        "Variables": [
            {"Name": "Area", "Label": "Område"},
            {"Name": "Period", "Label": "Periode"},
            {"Name": "_kon", "Label": "Køn"},
            {"Name": "mgrpa02_1", "Label": "Antal personer"},
        ],
        "Data": [
            ["Hele landet", "2023M05", "Kvinder", "41.234"],
            ["Hillerød", "2023M05", "Kvinder", "312"],
            ["Uoplyst område", "2023M05", "Kvinder", None],
        ],
    }
]
V3 = {
    "columns": [
        "Periode",
        "Område",
        "A-kasse",
        "Samtaler i alt",
        "Fysiske samtaler",
        "Telefoniske samtaler",
        "Videosamtaler",
        "Anden kontakt",
    ],
    "rows": [
        ["2026M04", "Hele landet", "A-kasse i alt", 22741, 11686, 7849, 3203, 3],
        ["2026M04", "Hele landet", "Socialpædagogernes A-Kasse", 245, 83, 156, 6, None],
        ["2026M04", "Uoplyst område", "A-kasse i alt", 12, 5, 4, 3, None],
    ],
}
WEB = """Tidspunkt for første aktive tilbud (y01c11)
Opdateret den 10-01-2019

Periode;Område;Andel inden 6 måneder;Antal forløb
2018M12;Hele landet;64,5;12.345
;Hillerød;58,0;-
;Resten af landet;64,6;12.033
;Uoplyst område;*;
2018M11;Hele landet;63,0;12.001
Kilde: Jobindsats.dk
"""


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text file."""
    path.write_bytes(text.encode(encoding))
    return path


def answer(path: Path, content: Any) -> Path:
    """A JSON file."""
    return written(path, json.dumps(content, ensure_ascii=False))


def workbook(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """An .xlsx of one sheet, "Tabel"."""
    book = openpyxl.Workbook()
    book.active.title = "Tabel"
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def benchmark(path: Path, *lines: str, heads: str = "omraade;periode;noegletal;vaerdi") -> Path:
    """A benchmark.csv made by hand."""
    return written(path, "\n".join([heads, *lines]) + "\n")


def figures(path: Path, **how: Any) -> pl.DataFrame:
    """The figures of a file."""
    return read_figures([path], **how)


def told(path: Path, *columns: str, **how: Any) -> list[tuple[Any, ...]]:
    """Those columns of its figures."""
    return figures(path, **how).select(columns).rows()


PACK = """
id = "proeve"
titel = "Prøve"
art = "lov"
version = "1"
hjemmel = "LBK nr. 0 af 01/01/2016"
kilde = "prøve"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1", "6.2"]
gaelder_fra = 2015-07-01
ur = "kalender"

[fravaer]
fritager = ["mindre_intensiv_indsats"]

[[krav]]
id = "tilbud"
titel = "Første tilbud"
haendelse = "tilbud"
form = "senest"
senest = "13 uger"
"""
START, DEADLINE = on("2018-07-02"), on("2018-10-01")
PR, DATA_DAY = on("2018-12-31"), on("2018-11-15")


def packs(folder: Path) -> tuple[Pack, ...]:
    """One law: the first offer within 13 weeks, for 6.1 and 6.2."""
    return load_packs([written(folder / "proeve.toml", PACK)])


def case(name: str, group: str = "6.1") -> dict[str, Any]:
    """A forløb whose first offer is due on DEADLINE."""
    return {
        "forloeb_id": name,
        "borger_id": f"b-{name}",
        "maalgruppe": group,
        "ydelse": "dagpenge",
        "startdato": START,
        "foedselsdato": on("1980-05-12"),
    }


def offer(name: str, registered: int | None = 0) -> dict[str, Any]:
    """An offer begun on the deadline, registered so many days after it."""
    return {
        "forloeb_id": name,
        "tilbudstype": "virksomhedspraktik",
        "status": "igang",
        "startdato": DEADLINE,
        "registreret": None if registered is None else DEADLINE + timedelta(days=registered),
    }


def caseload(groups: Sequence[tuple[str, int, Sequence[int | None]]]) -> Tables:
    """For each (target group, how many, the days after the deadline on which the offers of the first of them were registered)."""
    forloeb, tilbud = [], []
    for at, (group, number, registered) in enumerate(groups):
        forloeb += [case(f"{at}-{n}", group) for n in range(number)]
        tilbud += [offer(f"{at}-{n}", days) for n, days in enumerate(registered)]
    return Tables.from_rows({"forloeb": forloeb, "tilbud": tilbud, "fravaer": [], "samtaler": []})
