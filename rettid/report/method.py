"""The method appendix: what every word means, which rules judged and how sure each is, and what the data were. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.report.model import Column, Section, Table
from rettid.report.provenance import DEFINITIONS, INTERVAL, packs, provenance
from rettid.rules import words
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.report.numbers import Numbers
    from rettid.summary import Summary


_WHERE_SHOWN = ("tendens-da", "kurver", "mål")
"""What not every report has, and what it is stands where it is shown."""


def appendix(numbers: Numbers, notes: Iterable[str] = ()) -> Section:
    """Definitions, rules and data; `notes` say what is hidden. Nothing in it is of single citizens."""
    summary = numbers.summary
    definitions = (words for name, words in DEFINITIONS.items() if name not in _WHERE_SHOWN)
    paragraphs = [*definitions, INTERVAL, *_data(summary), *notes]
    return Section("metode", "Bilag: Sådan er tallene gjort op", paragraphs, tabeller=[_rules(numbers)])


def _rules(numbers: Numbers) -> Table:
    """The krav of the packs of law that judged some forløb, and how sure each is."""
    summary = numbers.summary
    rows = [
        (f"{pack.id} {pack.edition}", krav.titel, words.deadline(krav), krav.hjemmel, words.VERIFIED[krav.efterproevet])
        for pack, _ in summary.packs
        if pack.art == "lov"
        for krav in pack.krav
        if krav.ejer == "jobcenter"
    ]
    columns = (
        Column("side", "Regelside"),
        Column("krav", "Krav"),
        Column("frist", "Frist"),
        Column("hjemmel", "Hjemmel"),
        Column("sikkerhed", "Hvor sikker er reglen?"),
    )
    frame = pl.DataFrame(rows, schema={column.id: pl.String for column in columns}, orient="row")
    return Table("regler", "Reglerne bag tallene", columns, frame, provenance(summary, "R1", numbers.span))


def _data(summary: Summary) -> Iterable[str]:
    """What was read, in counts of rows."""
    reading = summary.reading
    used = sum(sheet.raekker_brugt for sheet in reading.sheets)
    aside = sum(sheet.raekker_frasorteret for sheet in reading.sheets)
    read = f"{danish.count(len(reading.files), 'fil', 'filer')}, {danish.whole(used)} rækker brugt"
    yield f"Data: {read}, {danish.whole(aside)} sat fra. Regler: {packs(summary)}."
    if summary.untold:
        what = " og ".join(danish.EVENTS[event] for event in summary.untold)
        yield f"Udtrækket siger ikke noget om {what}, som derfor ikke kan gøres op."
