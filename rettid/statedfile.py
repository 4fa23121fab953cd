"""Stated figures as people type them: a text file or a workbook with a row per figure, to `stated.Figures`. Faults are said at once."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from rettid.errors import UsageError
from rettid.intake import sources
from rettid.intake.names import normalise
from rettid.stated import Figures, Listed, Parts, Share
from rettid.statistics.figures import Stated, percent
from rettid.targets.written import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rettid.intake.sources import Password, RawSheet, SourceFile

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "hvad": ("hvad", "tekst", "påstand"),
    "taeller": ("tæller", "antal"),
    "naevner": ("nævner", "ud af", "af"),
    "sagt": ("sagt", "procent", "pct", "andel"),
    "del_af": ("del af", "sum"),
    "varslet": ("varslet", "annonceret"),
    "opregnet": ("opregnet", "nævnt"),
}
FORMAT = (
    "Skriv en række pr. tal med kolonnerne hvad, tæller, nævner og sagt (1160; 1744; 74). Dele, der skal give 100, har sagt og del af; "
    "lister har varslet og opregnet."
)
MOST_TOLD = 10
SEARCHED_ROWS = 30
TOTAL = ("i alt", "sum", "total")


@dataclass(frozen=True)
class _Row:
    sted: str
    tekst: Mapping[str, str]

    def whole(self, name: str) -> int | None:
        """A whole number. Raises UsageError."""
        text = self.tekst.get(name)
        if not text:
            return None
        found = _number(text)
        if found is None or found.denominator != 1:
            raise UsageError(f'{self.sted}, {HEADINGS[name][0]}: "{text}" er ikke et helt tal.')
        return int(found)

    def percent(self) -> tuple[Fraction | None, int]:
        """The stated percentage and its decimals. Raises UsageError."""
        text = self.tekst.get("sagt", "")
        try:
            return percent(text.lower().replace("pct.", "").replace("pct", "")) if text else (None, 0)
        except ValueError as fault:
            raise UsageError(
                f'{self.sted}, sagt: "{text}" er ikke en procent. Skriv for eksempel 74 eller 66,5.'
            ) from fault


def read(path: Path, password: Password | None = None) -> tuple[Figures, SourceFile]:
    """The figures in the file, and the file.

    Raises UsageError with every fault and where it stands, IntakeError for a file that can't be opened.
    """
    sheets, (source, *_) = sources.load([path], password=password)
    rows = [row for sheet in sheets for row in _rows(sheet)]
    if not rows:
        raise UsageError(f"{path.name}: der er ingen rækker med tal. {FORMAT}")
    return _figures(rows), source


def _rows(sheet: RawSheet) -> Iterator[_Row]:
    """The rows below the headings; none where the sheet has none."""
    for at, cells in enumerate(sheet.cells.head(SEARCHED_ROWS).iter_rows()):
        heads = {normalise(cell): place for place, cell in enumerate(cells) if cell}
        places = {
            name: heads[normalise(word)]
            for name, words in HEADINGS.items()
            for word in [next((word for word in words if normalise(word) in heads), None)]
            if word is not None
        }
        if "taeller" in places or "varslet" in places or {"sagt", "del_af"} <= places.keys():
            for number_, row in enumerate(sheet.cells[at + 1 :].iter_rows(), start=sheet.foerste_raekke + at + 1):
                said = {name: (row[place] or "").strip() for name, place in places.items()}
                if any(said.values()):
                    yield _Row(f"{sheet.sted}, række {number_}", said)
            return


def _figures(rows: list[_Row]) -> Figures:
    shares: list[Share] = []
    lists: list[Listed] = []
    sums: dict[str, list[tuple[_Row, Fraction, int]]] = {}
    faults: list[str] = []
    for row in rows:
        try:
            if row.tekst.get("varslet") or row.tekst.get("opregnet"):
                lists.append(_listed(row))
            elif row.tekst.get("del_af"):
                share, digits = row.percent()
                sums.setdefault(row.tekst["del_af"], []).append((row, share or Fraction(), digits))
            else:
                shares.append(_share(row))
        except UsageError as fault:
            faults.append(str(fault))
    if faults:
        more = [f"Og {len(faults) - MOST_TOLD} fejl mere."] if len(faults) > MOST_TOLD else []
        raise UsageError("\n".join([*faults[:MOST_TOLD], *more, "Ret filen, og kør igen."]))
    return Figures(shares, [_parts(name, own) for name, own in sums.items()], lists)


def _share(row: _Row) -> Share:
    hits, everybody = row.whole("taeller"), row.whole("naevner")
    if hits is None:
        raise UsageError(f"{row.sted}, tæller: cellen er tom. Skriv antallet.")
    said, digits = row.percent()
    return Share(row.tekst.get("hvad", ""), Stated(hits, everybody, said, digits), row.sted)


def _listed(row: _Row) -> Listed:
    announced, listed = row.whole("varslet"), row.whole("opregnet")
    if announced is None or listed is None:
        raise UsageError(f"{row.sted}: skriv både varslet og opregnet.")
    return Listed(row.tekst.get("hvad", ""), announced, listed, row.sted)


def _parts(name: str, rows: list[tuple[_Row, Fraction, int]]) -> Parts:
    """The parts of a sum; a row called "i alt" is what was stated of the whole."""
    whole = [share for row, share, _ in rows if row.tekst.get("hvad", "").casefold() in TOTAL]
    own = [(share, digits) for row, share, digits in rows if row.tekst.get("hvad", "").casefold() not in TOTAL]
    digits = min((digits for _, digits in own), default=0)
    return Parts(name, tuple(share for share, _ in own), whole[0] if whole else Fraction(100), digits, rows[0][0].sted)


def _number(text: str) -> Fraction | None:
    try:
        return number(text)
    except ValueError:
        return None
