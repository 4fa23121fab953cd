"""The report as one page that needs nothing else: readable as it is, with sorting, filters and rows where its script may run."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rettid.report.page import drill
from rettid.report.page.charts import figure
from rettid.report.page.tables import block
from rettid.report.render import svg
from rettid.screen.webpage import document, footer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rettid.report.model import Report, Section
    from rettid.report.page.drill import Explorer


def page(report: Report, rests_on: Mapping[str, Any], explorer: Explorer | None = None) -> str:
    """The whole page; the same report gives the same page. `rests_on` is the manifest.

    `explorer` adds the shares by group and, where it has them, the rows behind; only to a report that stays in the team:
    raises ValueError for another.
    """
    if explorer is not None and not report.intern:
        raise ValueError("small cells and rows stay in the team")
    body = [
        '<a class="spring" href="#indhold">Spring til indholdet</a>',
        *_head(report),
        '<div class="spalter">',
        *_contents(report, explorer),
        '<main id="indhold" tabindex="-1">',
        *(line for section in report.alle_afsnit() for line in _section(section)),
        *(() if explorer is None else (*drill.explored(explorer), *drill.listed(explorer))),
        "</main>",
        "</div>",
        *footer(rests_on, _who(explorer)),
    ]
    return document(report.titel, body, _beside("page.css"), _beside("page.js"))


def _head(report: Report) -> Iterator[str]:
    of = f"{escape(report.kommune)} · " if report.kommune else ""
    yield f'<header><h1>{escape(report.titel)}</h1><p class="om">{of}{escape(report.undertitel)}</p></header>'


def _contents(report: Report, explorer: Explorer | None) -> Iterator[str]:
    links = [(section.id, section.titel) for section in report.alle_afsnit()]
    links += [] if explorer is None else drill.contents(explorer)
    items = "".join(f'<li><a href="#{escape(place)}">{escape(title)}</a></li>' for place, title in links)
    yield f'<nav aria-labelledby="indhold-titel"><h2 id="indhold-titel">Indhold</h2><ul>{items}</ul></nav>'


def _section(section: Section) -> Iterator[str]:
    """A section in the order of the model: words, tables, charts, what people write themselves, what is left out."""
    yield f'<section id="{escape(section.id)}"><h2>{escape(section.titel)}</h2>'
    yield from (f"<p>{escape(words)}</p>" for words in section.ord)
    for table in section.tabeller:
        yield from block(table)
    for diagram in section.diagrammer:
        yield from figure(diagram, svg(diagram))
    yield from (f'<p class="skriv">Skriv her: {escape(words)}</p>' for words in section.skriv)
    if section.udeladt:
        left_out = "".join(f"<li>{escape(words)}</li>" for words in section.udeladt)
        yield f'<div class="udeladt"><p>Ikke med her:</p><ul>{left_out}</ul></div>'
    yield "</section>"


def _who(explorer: Explorer | None) -> str:
    if explorer is not None and explorer.raekker:
        return "Siden viser sager ved deres sagsnummer; den har ingen navne på borgere og ingen CPR-numre."
    return "Siden har ingen navne på borgere og ingen CPR-numre."


@cache
def _beside(name: str) -> str:
    """A file of this room, with line breaks as the policy counts them."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
