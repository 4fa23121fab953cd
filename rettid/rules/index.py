"""The index over the rule pages, as Markdown: which law holds for whom and when (`rettid/regler/README.md`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.rules import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rettid.rules.pack import Pack


def index(packs: Iterable[Pack]) -> str:
    """The text of the index: the law by target group and first day, then the local packs. Pages are named without their folder."""
    return (
        "\n".join(_lines(sorted(packs, key=lambda pack: (pack.gaelder_fra is not None, pack.gaelder_fra, pack.id))))
        + "\n"
    )


def _lines(packs: list[Pack]) -> Iterator[str]:
    law = [pack for pack in packs if pack.art == "lov"]
    yield "# Reglerne"
    yield ""
    yield "Hver side er lovens ord, tallene og gennemregnede eksempler. Listen er skrevet af `make regler`; ret siderne, ikke listen."
    yield ""
    yield "Et forløb dømmes til sin ende efter den lovpakke, det begyndte under. Lokale pakker dømmes for sig, aldrig sammen med loven."
    for group in sorted({group for pack in law for group in pack.maalgruppe or ()}, key=lambda name: (len(name), name)):
        yield from _table(f"Målgruppe {group}", [pack for pack in law if group in (pack.maalgruppe or ())])
    yield from _table("Lokale pakker", [pack for pack in packs if pack.art == "lokal"])


def _table(heading: str, packs: Iterable[Pack]) -> Iterator[str]:
    yield ""
    yield f"## {heading}"
    yield ""
    yield "| side | forløb, der begynder | krav | frist | ansvar | hjemmel | sikkerhed |"
    yield "|---|---|---|---|---|---|---|"
    for pack in packs:
        for place, krav in enumerate(pack.krav):
            page = f"[{pack.id}]({pack.path.name})" if not place else ""
            span = words.span(pack) if not place else ""
            cells = (
                page,
                span,
                krav.titel,
                words.deadline(krav),
                words.OWNERS[krav.ejer],
                krav.hjemmel,
                words.VERIFIED[krav.efterproevet],
            )
            yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"
