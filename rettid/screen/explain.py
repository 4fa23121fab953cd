"""`rettid explain KODE` and `rettid explain PAKKE/KRAV`: what a code means and what to do; what a krav says and where from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from rettid.errors import UsageError
from rettid.findings import catalogue
from rettid.rules import words
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.findings import FindingKind
    from rettid.rules import Krav, Pack

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


def is_code(name: str) -> bool:
    """Whether the name has the form of a code."""
    return re.fullmatch(r"(RT-)?[RFKS]\d{1,2}", name.strip().upper()) is not None


def show_of_pack(pack: Pack, out: TextIO) -> None:
    """Print what the pack's krav are called, and where to read them all."""
    rows = table("Krav", "Hvad")
    for krav in pack.krav:
        rows.add_row(f"{pack.id}/{krav.id}", krav.titel)
    hint = f"Se et krav med: rettid explain {pack.id}/KRAV. Se hele pakken: rettid rules {pack.id}"
    show([title(f"{pack.titel} ({pack.id})"), rows, indented([hint], "dim")], out)


def show_krav(pack: Pack, name: str, out: TextIO) -> None:
    """Print what a krav says: the law's words from the page, the deadline, whom it is for, who answers, how well it is known.

    Raises UsageError for one that the pack has not.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only for a name that is wrong

    place = next((place for place, krav in enumerate(pack.krav) if krav.id == name), None)
    if place is None:
        names = [krav.id for krav in pack.krav]
        near = get_close_matches(name, names, n=1)
        meant = f"Mente du {pack.id}/{near[0]}?" if near else f"Der er: {', '.join(names)}."
        raise UsageError(f'Kravet "{name}" findes ikke i pakken {pack.id}. {meant}')
    show(_krav(pack, pack.krav[place], place), out)


def _krav(pack: Pack, krav: Krav, place: int) -> Iterable[RenderableType]:
    from rettid.rules import read_page  # noqa: PLC0415 - only for a krav

    yield title(f"{krav.titel} ({pack.id}/{krav.id})")
    quoted, said = _prose(read_page(pack.path).prose("krav", place))
    if quoted:
        yield indented(quoted, "italic")
    if said:
        yield Text()
        yield bullets(said)
    yield title("Kravet")
    kind = "loven" if pack.art == "lov" else "lokal aftale"
    yield bullets(
        [
            f"{words.covers(pack)} ({kind}).",
            *([] if krav.form == "andel" else [f"Opfyldes af {words.event(krav)}."]),
            f"Frist: {words.deadline(krav)}.",
            *words.conditions(krav),
            *words.time(pack),
            f"Ansvar: {words.OWNERS[krav.ejer]}.",
        ]
    )
    yield title("Hjemmel")
    yield bullets(
        [
            f"{krav.hjemmel or 'Ingen hjemmel er nævnt'}. Sikkerhed: {words.VERIFIED[krav.efterproevet]}.",
            f"Kilde: {krav.kilde or '–'}",
            f"Siden: {pack.path}",
        ]
    )


def _prose(text: str) -> tuple[list[str], list[str]]:
    """The law's words and what the page says of them, a paragraph each, without the marks of Markdown."""
    paragraphs = [
        " ".join(part.split())
        for part in re.split(r"\n\s*\n|\n(?=[*-] )", text)
        if not part.lstrip().startswith(("|", "#"))
    ]
    quoted = [re.sub(r"(^| )> ?", r"\1", part).strip() for part in paragraphs if part.startswith(">")]
    said = [re.sub(r"[*`]", "", part).strip() for part in paragraphs if not part.startswith(">")]
    return quoted, said


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
