"""`benchmark.csv`, written by hand: one figure a row, columns named in the first line (`docs/benchmarks.md`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from rettid.benchmarks.figures import (
    FIGURES,
    HIDDEN,
    NUMBER,
    OTHER,
    PERCENT,
    SAME,
    area_kind,
    figures,
    unit_of,
)
from rettid.benchmarks.table import shown
from rettid.benchmarks.when import parse_when
from rettid.errors import IntakeError, UsageError
from rettid.intake.names import normalise
from rettid.spans import parse_day

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from rettid.intake.sources import RawSheet

NEEDED = ("omraade", "periode", "noegletal")
COLUMNS = (
    *NEEDED, "vaerdi", "enhed", "taeller", "naevner", "maalgruppe", "sammenlign", "definition", "kilde", "tabel_id",
    "opdateret", "hentet", "bemaerkning",
)  # fmt: skip
"""What the first line can name; those after `noegletal` may be left out, but for `vaerdi` or both `taeller` and `naevner`."""

UNITS = {"procent": PERCENT, "pct": PERCENT, "%": PERCENT, "antal": NUMBER, "personer": NUMBER}
LONGEST = 2_000
_MOST = 100


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as texts by column, and where it stands."""

    sheet: RawSheet
    raekke: int
    text: dict[str, str]

    def fault(self, what: str, mend: str) -> IntakeError:
        """The fault of this row."""
        return IntakeError(f"{self.sheet.sted}, række {self.raekke}: {what}. {mend}")


def heading_row(sheet: RawSheet) -> int | None:
    """The place of the row that names `noegletal`; None for a sheet that was not made by hand."""
    for at, row in enumerate(sheet.cells[:20].iter_rows()):
        if "noegletal" in {normalise(cell or "") for cell in row}:
            return at
    return None


def read_handmade(sheet: RawSheet, sha256: str, at: int) -> pl.DataFrame:
    """The figures of a `benchmark.csv`, whose headings stand in row `at`. Raises IntakeError naming row and column."""
    names = _names(sheet, at)
    body = sheet.cells[at + 1 :]
    if body.height > LONGEST:
        raise IntakeError(
            f"{sheet.sted}: der er {body.height} rækker, og en benchmark.csv har højst {LONGEST}. Behold de tal, der skal bruges."
        )
    lines = [
        _Line(
            sheet, sheet.foerste_raekke + at + 1 + number, {name: (row[n] or "").strip() for n, name in names.items()}
        )
        for number, row in enumerate(body.iter_rows())
        if any((cell or "").strip() for cell in row)
    ]
    if not lines:
        raise IntakeError(f"{sheet.sted}: filen har overskrifter, men ingen tal. Skriv en række pr. tal.")
    return figures(_figure(line) | {"fil": sheet.fil, "ark": sheet.ark, "fil_sha256": sha256} for line in lines)


def _names(sheet: RawSheet, at: int) -> dict[int, str]:
    known = {normalise(name): name for name in COLUMNS}
    found = {}
    for n, cell in enumerate(sheet.cells.row(at)):
        if not (cell or "").strip():
            continue
        key = normalise(cell)
        if key not in known:
            near = get_close_matches(key, known, n=1)
            meant = f' Mente du "{known[near[0]]}"?' if near else f" Kolonnerne er: {', '.join(COLUMNS)}."
            raise IntakeError(
                f"{sheet.sted}, række {sheet.foerste_raekke + at}: kolonnen {shown(cell)} kendes ikke.{meant}"
            )
        found[n] = known[key]
    lacking = [name for name in NEEDED if name not in found.values()]
    if not ("vaerdi" in found.values() or {"taeller", "naevner"} <= set(found.values())):
        lacking.append("vaerdi")
    if lacking:
        raise IntakeError(
            f"{sheet.sted}, række {sheet.foerste_raekke + at}: kolonnen {' og '.join(lacking)} mangler. "
            f"Skriv den i første linje; kolonnerne er: {', '.join(COLUMNS)}."
        )
    return found


def _figure(line: _Line) -> dict[str, Any]:
    text = line.text
    for name in NEEDED:
        if not text[name]:
            raise line.fault(f"{name} mangler", f"Skriv {name} i rækken, eller slet rækken.")
    try:
        when = parse_when(text["periode"])
    except ValueError as fault:
        raise line.fault(f"perioden {_said(fault, text['periode'])}", "Ret perioden.") from fault
    return {
        "kilde": text.get("kilde") or "benchmark.csv",
        "tabel_id": text.get("tabel_id") or None,
        "maaling": text["noegletal"],
        "omraade": text["omraade"],
        "omraadetype": area_kind(text["omraade"]),
        "periode": when.code,
        "periodetype": when.kind,
        "fra": when.span.first,
        "til": when.span.last,
        "maalgruppe": text.get("maalgruppe", "").replace(" ", "") or None,
        "sammenlign": text.get("sammenlign") or None,
        "definition": _definition(line),
        "opdateret": _day(line, "opdateret"),
        "hentet": _day(line, "hentet"),
        "bemaerkning": text.get("bemaerkning") or None,
        "raekke": line.raekke,
        **_value(line),
    }


def _said(fault: ValueError, text: str) -> str:
    return str(fault) if shown(text).startswith('"') else f"{shown(text)} kan ikke læses"


def _definition(line: _Line) -> str:
    said = line.text.get("definition", "").lower()
    if said in ("", OTHER):
        return OTHER
    if said != SAME:
        raise line.fault(
            f"definition er {shown(said)}",
            f'Skriv "{SAME}", hvis tallet er regnet af rettid med de samme pakker, ellers ingenting.',
        )
    return SAME


def _day(line: _Line, name: str) -> date | None:
    text = line.text.get(name, "").removesuffix(" 00:00:00")
    try:
        return parse_day(text, name) if text else None
    except UsageError as fault:
        raise line.fault(f"{name} {shown(text)} er ikke en dato", "Skriv fx 31-12-2018.") from fault


def _value(line: _Line) -> dict[str, Any]:
    """`vaerdi`, `enhed`, `taeller`, `naevner`, `skjult`: of a hidden figure no number at all."""
    hits, trials = (_whole(line, name) for name in ("taeller", "naevner"))
    raw = line.text.get("vaerdi", "")
    unit = _unit(line, raw, counted=trials is not None)
    if raw.lower() in HIDDEN:
        return _counted(line, hits, trials, unit)
    number = _number(line, raw)
    if unit == PERCENT:
        if not 0 <= number <= _MOST:
            raise line.fault(
                f"vaerdi {shown(raw)} er ikke fra 0 til 100 procent", "Ret tallet, eller skriv enhed: antal."
            )
        if 0 < number < 1 and "%" not in raw:
            raise line.fault(
                f"vaerdi {shown(raw)} er under 1 procent",
                "Skriv 78, hvis det er 78 procent, eller sæt %, hvis det er under én.",
            )
        if hits is not None and trials and abs(100 * hits / trials - number) > 1:
            raise line.fault(
                f"vaerdi {shown(raw)} passer ikke med {hits} af {trials}", "Ret det ene, eller lad vaerdi stå tom."
            )
    exact = 100 * hits / trials if hits is not None and trials and unit == PERCENT else number
    return {"vaerdi": exact, "enhed": unit, "taeller": hits, "naevner": trials, "skjult": False}


def _counted(line: _Line, hits: int | None, trials: int | None, unit: str) -> dict[str, Any]:
    """A figure without a value of its own: what is counted of how many, or hidden."""
    if hits is None or not trials:
        if trials == 0:
            raise line.fault("naevner er 0", "Slet rækken: der er ingen at tage en andel af.")
        return {"vaerdi": None, "enhed": unit, "taeller": None, "naevner": trials, "skjult": True}
    if hits > trials:
        raise line.fault(f"taeller {hits} er større end naevner {trials}", "Ret tallene.")
    return {"vaerdi": 100 * hits / trials, "enhed": PERCENT, "taeller": hits, "naevner": trials, "skjult": False}


def _unit(line: _Line, raw: str, *, counted: bool) -> str:
    said = line.text.get("enhed", "").lower().rstrip(".")
    if said:
        if said not in UNITS:
            raise line.fault(f"enhed {shown(said)} kendes ikke", "Skriv procent eller antal.")
        return UNITS[said]
    return PERCENT if counted or "%" in raw else unit_of(line.text["noegletal"])


def _whole(line: _Line, name: str) -> int | None:
    text = line.text.get(name, "")
    if text.lower() in HIDDEN:
        return None
    number = _number(line, text, name)
    if number < 0 or number != int(number):
        raise line.fault(f"{name} {shown(text)} er ikke et helt antal", "Ret tallet.")
    return int(number)


def _number(line: _Line, text: str, name: str = "vaerdi") -> float:
    """A Danish number: a point between thousands, a comma before decimals; a point alone before one or two is a decimal point."""
    plain = re.sub(r"\s|%|pct\.?", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", plain) or "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        raise line.fault(f"{name} {shown(text)} er ikke et tal", f"Ret {name}, eller skriv -, hvis tallet er skjult.")
    return float(plain)


assert set(COLUMNS) - {"noegletal"} <= set(FIGURES)  # noqa: S101 - a column of the file is one of the figure
