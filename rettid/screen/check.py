"""`rettid check`: how the files were read, and every row that was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.screen import danish
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.intake import Reading

MOST_ROWS = 50


def show_check(reading: Reading, out: TextIO) -> None:
    """Print how the files were read to `out`."""
    show(_screen(reading), out)


def _screen(reading: Reading) -> Iterable[RenderableType]:
    yield title(f"Læst som {', '.join(reading.profiles)}, udtrukket {danish.day(reading.extracted)}")
    for file in reading.files:
        yield indented([f"{file.navn}  sha256 {file.sha256[:16]}…"], "dim")
    sheets = table("Fil", "Ark", "Læst", "Brugt", "Sat fra", "Blev til")
    for sheet in reading.sheets:
        rows = (sheet.raekker_laest, sheet.raekker_brugt, sheet.raekker_frasorteret)
        read_as = ", ".join(sheet.tabeller) or sheet.note or "ikke brugt"
        sheets.add_row(sheet.fil, sheet.ark, *(danish.whole(number) for number in rows), read_as)
    yield sheets
    yield from _how(reading)
    yield from _unknown(reading)
    yield from _set_aside(reading)


def _how(reading: Reading) -> Iterable[RenderableType]:
    names = {",": "komma", ";": "semikolon", "\t": "tabulator"}
    for sheet in reading.sheets:
        if sheet.tabeller:
            parts = [f"overskrifter i række {sheet.overskriftsraekke}"]
            parts += [sheet.kodning] if sheet.kodning else []
            parts += [f"skilletegn {names.get(sheet.skilletegn, sheet.skilletegn)}"] if sheet.skilletegn else []
            yield bullets([f"{f'{sheet.fil} {sheet.ark}'.strip()}: {', '.join(parts)}."], "dim")


def _unknown(reading: Reading) -> Iterable[RenderableType]:
    if reading.unknown.is_empty():
        return
    yield title("Værdier, som ikke kendes eller ikke kan læses")
    values = table("Tabel", "Kolonne", "Værdi", "Antal")
    for name, column, value, number in reading.unknown.head(MOST_ROWS).iter_rows():
        values.add_row(name, column, value, danish.whole(number))
    yield values
    yield from _more(reading.unknown.height)


def _set_aside(reading: Reading) -> Iterable[RenderableType]:
    if reading.set_aside.is_empty():
        yield indented(["Ingen rækker er sat fra."])
        return
    yield title("Rækker, der er sat fra")
    rows = table("Fil", "Ark", "Række", "Kode", "Hvorfor")
    for file, sheet, row, code, reason in reading.set_aside.head(MOST_ROWS).iter_rows():
        rows.add_row(file, sheet, str(row), code, reason)
    yield rows
    yield from _more(reading.set_aside.height)


def _more(number: int) -> Iterable[RenderableType]:
    if number > MOST_ROWS:
        yield indented([f"{danish.whole(number - MOST_ROWS)} flere."], "dim")
