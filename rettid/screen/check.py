"""`rettid check`: how the files were read, what is wrong in them, and what to put right first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.table import Table
from rich.text import Text

from rettid.continuity import MISSING, counts
from rettid.errors import typed
from rettid.findings import SEVERITIES, catalogue
from rettid.screen import danish
from rettid.screen.figures import figures
from rettid.screen.first import configured
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.inspection import Inspection
    from rettid.intake import Reading

MOST_ROWS = 50
MOST_EXAMPLES = 4
SET_ASIDE = "RT-R"
"""Codes of rows set aside: they have a table of their own."""

_SIGNS = {",": "komma", ";": "semikolon", "\t": "tabulator", "|": "lodret streg"}
_HEADINGS = {
    "fejl": "Fejl: en dom kan være forkert, til det er rettet",
    "advarsel": "Advarsler: se, om det er rigtigt",
    "oplysning": "Oplysninger: sådan er det læst",
}


def show_check(
    inspection: Inspection,
    out: TextIO,
    *,
    given: Sequence[str] = (),
    columns: bool = False,
    target: float | None = None,
) -> None:
    """Print what the export holds and what is wrong in it; with `columns` every column, else the doubtful ones.

    `given` is what the user called the export, for the next command; `target` a share in percent to hold the bounds
    up against.
    """
    show(_screen(inspection, given, columns=columns, target=target), out)


def _screen(
    inspection: Inspection, given: Sequence[str], *, columns: bool, target: float | None
) -> Iterable[RenderableType]:
    reading = inspection.summary.reading
    yield from _heading(inspection)
    yield from _sheets(reading)
    yield from _columns(reading, every=columns)
    yield from _unknown(reading)
    yield from _findings(inspection)
    yield from _caseworkers(inspection)
    yield from _set_aside(reading)
    yield from _systems(inspection)
    yield from figures(inspection, target)
    yield from _next(inspection, given)


def _heading(inspection: Inspection) -> Iterable[RenderableType]:
    summary = inspection.summary
    reading = summary.reading
    taken = f"udtrukket {danish.day(reading.extracted)}" if reading.extracted else "udtræksdato ukendt"
    told = [
        danish.count(inspection.findings.filter(pl.col("alvor") == each).height, *words)
        for each, words in zip(
            SEVERITIES, (("fejl", "fejl"), ("advarsel", "advarsler"), ("oplysning", "oplysninger")), strict=True
        )
    ]
    yield Text(f"Datatjek pr. {danish.day(summary.pr)}: {', '.join(told)}", style="bold")
    yield indented([f"Læst som {', '.join(reading.profiles)}, {taken}."], "dim")
    yield from configured(inspection.summary)
    if summary.guessed_day:
        yield indented(["NB: Udtræksdatoen står ikke i filen, så der er regnet pr. i dag. Sig dagen med --pr."])


def _sheets(reading: Reading) -> Iterable[RenderableType]:
    yield title("Filer og ark")
    sheets = table("Fil", "Ark", "Læst", "Brugt", "Sat fra", "Blev til")
    for sheet in reading.sheets:
        rows = (sheet.raekker_laest, sheet.raekker_brugt, sheet.raekker_frasorteret)
        read_as = ", ".join(sheet.tabeller) or sheet.note or "ikke brugt"
        sheets.add_row(sheet.fil, sheet.ark, *(danish.whole(number) for number in rows), read_as)
    yield sheets
    for how, where in _how(reading).items():
        yield bullets([f"{', '.join(where)}: {how}."], "dim")


def _how(reading: Reading) -> dict[str, list[str]]:
    """How the sheets were read, each way once with the sheets it holds for."""
    ways: dict[str, list[str]] = {}
    for sheet in reading.sheets:
        if sheet.tabeller:
            parts = [f"overskrifter i række {sheet.overskriftsraekke}", sheet.kodning]
            parts += [f"skilletegn {_SIGNS.get(sheet.skilletegn, sheet.skilletegn)}"] if sheet.skilletegn else []
            ways.setdefault(", ".join(filter(None, parts)), []).append(sheet.ark or sheet.fil)
    return ways


def _columns(reading: Reading, *, every: bool) -> Iterable[RenderableType]:
    columns = reading.columns.with_columns(
        tabel=pl.col("felt").fill_null("").str.split(".").list.first(),
        navn=pl.col("felt").fill_null("").str.split(".").list.last(),
        sted=pl.when(pl.col("ark").fill_null("") != "").then("ark").otherwise("fil"),
    )
    if columns.is_empty():
        return
    yield title("Kolonner")
    known = (
        columns.filter(pl.col("tabel") != "")
        .group_by("tabel", maintain_order=True)
        .agg(pl.col("navn").unique(maintain_order=True))
    )
    yield indented([f"{table}: {', '.join(names)}." for table, names in known.iter_rows()], "dim")
    shown = columns if every else columns.filter((pl.col("tabel") == "") | (pl.col("udfyldt") == 0)).head(MOST_ROWS)
    for (place,), own in shown.group_by("sted", maintain_order=True):
        rows = table(str(place), "Felt", "Læst som", "Udfyldt", "Eksempler")
        for row in own.iter_rows(named=True):
            filled = danish.whole(row["udfyldt"] or 0)
            rows.add_row(row["kolonne"], row["navn"] or "ikke brugt", row["form"], filled, row["eksempler"])
        yield rows
    if not every:
        told = (
            "Alle er brugt og udfyldt"
            if shown.is_empty()
            else danish.count(columns.height - shown.height, "kolonne mere", "flere kolonner")
        )
        yield indented([f"{told}. Se alle med: --kolonner"], "dim")


def _unknown(reading: Reading) -> Iterable[RenderableType]:
    if reading.unknown.is_empty():
        return
    yield title("Værdier, som ikke kendes eller ikke kan læses")
    values = table("Tabel", "Kolonne", "Værdi", "Antal")
    for name, column, value, number in reading.unknown.head(MOST_ROWS).iter_rows():
        values.add_row(name, column, value, danish.whole(number))
    yield values
    if reading.unknown.height > MOST_ROWS:
        yield indented([f"Og {danish.whole(reading.unknown.height - MOST_ROWS)} værdier til."], "dim")


def _findings(inspection: Inspection) -> Iterable[RenderableType]:
    shown = inspection.findings.filter(~pl.col("kode").str.starts_with(SET_ASIDE))
    if shown.is_empty():
        yield title("Ingen anmærkninger til det, rækkerne siger")
        return
    files = len(inspection.summary.reading.files) > 1
    for severity in SEVERITIES:
        own = shown.filter(pl.col("alvor") == severity)
        if own.is_empty():
            continue
        yield title(_HEADINGS[severity])
        rows = Table.grid(padding=(0, 2, 0, 0))
        rows.add_column(justify="right")
        rows.add_column()
        rows.add_column(overflow="fold")
        for (code,), group in own.group_by("kode", maintain_order=True):
            kind = catalogue()[str(code)]
            rows.add_row(danish.whole(group.height), kind.kode, Text(kind.titel, style="bold"))
            rows.add_row("", "", Text(_examples(group, files=files)))
            if kind.goer != "Intet.":
                rows.add_row("", "", Text(f"Gør: {kind.goer}", style="dim"))
        yield rows


def _examples(group: pl.DataFrame, *, files: bool) -> str:
    """The first rows of each place, then what stands in the first."""
    said = group.item(0, "besked")
    placed = group.filter(pl.col("raekke").is_not_null())
    if placed.is_empty():
        where = ", ".join(filter(None, (group.item(0, "fil"), group.item(0, "ark"))))
        return f"{where}: {said}" if where else said
    fil, ark = placed.item(0, "fil") or "", placed.item(0, "ark") or ""
    here = placed.filter(pl.col("fil").fill_null("") == fil, pl.col("ark").fill_null("") == ark)
    numbers = ", ".join(str(number) for number in here["raekke"].head(MOST_EXAMPLES))
    place = " ".join(filter(None, (fil if files else "", ark)))
    if group.height == 1:
        return f"{place}{' ' if place else ''}række {numbers}: {said}"
    more = " …" if group.height > min(here.height, MOST_EXAMPLES) else "."
    return f"{place}{' ' if place else ''}række {numbers}{more} Den første: {said}"


def _caseworkers(inspection: Inspection) -> Iterable[RenderableType]:
    own = inspection.findings.filter(pl.col("forloeb_id").is_not_null())
    if own.is_empty():
        return
    tasks = (
        own.group_by("sagsbehandler")
        .agg(*((pl.col("alvor") == each).sum().alias(each) for each in SEVERITIES[:2]), pl.col("forloeb_id").n_unique())
        .filter(pl.col("fejl") + pl.col("advarsel") > 0)
        .sort("sagsbehandler", nulls_last=True)
    )
    yield title("At rette, efter hvem der har sagen nu (i navneorden)")
    rows = table("Sagsbehandler", "Fejl", "Advarsler", numbers=True)
    for row in tasks.head(MOST_ROWS).iter_rows(named=True):
        rows.add_row(row["sagsbehandler"] or "ingen", danish.whole(row["fejl"]), danish.whole(row["advarsel"]))
    yield rows
    if tasks.height > MOST_ROWS:
        yield indented([f"Og {danish.whole(tasks.height - MOST_ROWS)} sagsbehandlere til."], "dim")


def _set_aside(reading: Reading) -> Iterable[RenderableType]:
    if reading.set_aside.is_empty():
        yield indented(["", "Ingen rækker er sat fra."])
        return
    yield title("Rækker, der er sat fra")
    rows = table("Fil", "Ark", "Række", "Kode", "Hvorfor")
    for file, sheet, row, code, reason in reading.set_aside.head(MOST_ROWS).iter_rows():
        rows.add_row(file, sheet, str(row), code, reason)
    yield rows
    if reading.set_aside.height > MOST_ROWS:
        yield indented([f"{danish.further(reading.set_aside.height - MOST_ROWS)}."], "dim")


def _systems(inspection: Inspection) -> Iterable[RenderableType]:
    """What became of the old system's open cases."""
    report = inspection.summary.reading.continuity
    if report is None:
        return
    found = counts(report)
    yield title("To systemer: er alle sager kommet med?")
    yield bullets(
        [
            f"Åbne sager i det gamle system: {danish.whole(found.aabne_gammelt)}. I det nye: {danish.whole(found.aabne_nyt)}.",
            f"I begge: {danish.whole(found.i_begge)}. Nye: {danish.whole(found.nye)}. Mangler i det nye: {danish.whole(found.mangler)}.",
        ]
    )
    lost = report.filter(pl.col("stand") == MISSING)
    if lost.is_empty():
        return
    rows = table("Mangler i det nye", "Start", "Team", "Sagsbehandler")
    for row in lost.head(MOST_ROWS).iter_rows(named=True):
        case = inspection.summary.case_numbers.get(row["forloeb_gammelt"], row["forloeb_gammelt"])
        rows.add_row(case, danish.day(row["startdato_gammelt"]), row["team"] or "–", row["sagsbehandler"] or "ingen")
    yield rows
    if lost.height > MOST_ROWS:
        yield indented([f"Og {danish.whole(lost.height - MOST_ROWS)} sager til."], "dim")


def _next(inspection: Inspection, given: Sequence[str]) -> Iterable[RenderableType]:
    names = typed(*given) or "FIL"
    own = inspection.findings.filter(~pl.col("kode").str.starts_with(SET_ASIDE))
    code = "KODE" if own.is_empty() else own.item(0, "kode")
    lines = [f"Hvad betyder en kode?         rettid explain {code}"]
    if not inspection.findings.filter(pl.col("alvor") != SEVERITIES[2]).is_empty():
        lines.append(f"Rettelister pr. person:       rettid check {names} --fix-list lister")
    lines.append(f"Hvem fik det til tiden?       rettid audit {names}")
    yield title("Næste skridt")
    yield indented(lines)
