"""`rettid explain KODE`: what a code means and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rettid.errors import UsageError
from rettid.findings import catalogue
from rettid.screen.paper import indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.findings import FindingKind

GROUPS = {
    "RT-R": "Rækker, der er sat fra",
    "RT-F": "Filer og ark",
    "RT-K": "Kolonner",
    "RT-S": "Det, rækkerne siger",
}
SEVERITY = {
    "fejl": "fejl: en dom kan være forkert, til det er rettet",
    "advarsel": "advarsel: se efter, om det er rigtigt",
    "oplysning": "oplysning: sådan er det læst",
}
"""What a severity means."""


def show_codes(out: TextIO) -> None:
    """Print every code with its title."""
    show(_codes(), out)


def show_code(name: str, out: TextIO) -> None:
    """Print what the code means. Raises UsageError for one that is not in the catalogue."""
    show(_code(_named(name)), out)


def _named(name: str) -> FindingKind:
    from difflib import get_close_matches  # noqa: PLC0415 - only for a name that is wrong

    kinds = catalogue()
    wanted = re.sub(r"(?<=[RFKS])(\d)$", r"0\1", name.strip().upper())
    for code in (wanted, f"RT-{wanted}"):
        if code in kinds:
            return kinds[code]
    near = get_close_matches(wanted, kinds, n=1, cutoff=0)
    raise UsageError(f'Koden "{name}" findes ikke. Mente du {near[0]}? Se dem alle med: rettid explain')


def _codes() -> Iterable[RenderableType]:
    for prefix, name in GROUPS.items():
        yield title(name)
        rows = table("Kode", "Alvor", "Hvad")
        for code, kind in catalogue().items():
            if code.startswith(prefix):
                rows.add_row(code, kind.alvor, kind.titel)
        yield rows
    yield indented(["Se en kode med: rettid explain KODE"], "dim")


def _code(kind: FindingKind) -> Iterable[RenderableType]:
    yield title(f"{kind.kode}: {kind.titel}")
    rows = table("", "")
    rows.show_header = False
    rows.add_row("  Alvor", SEVERITY[kind.alvor])
    rows.add_row("  Hvad", kind.hvad)
    rows.add_row("  Gør sådan", kind.goer)
    if kind.eksempel:
        rows.add_row("  Eksempel", kind.eksempel)
    yield rows
