"""A report's charts on the page: the drawing as SVG in the page itself, the picture in words, and the numbers behind it."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from lxml import etree

from rettid.report.page import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rettid.report.model import Diagram

_SVG = "{http://www.w3.org/2000/svg}"
_SPOKEN = ("aria-label", "aria-roledescription", "role", "aria-hidden", "pointer-events", "class", "tabindex")
"""What Vega says of every mark: a screen reader hears the picture in words instead."""

_POINTS_AT = re.compile(r"url\(['\"]?#([^)'\"]+)['\"]?\)")
_LONG = re.compile(r"(\d+\.\d{2})\d+")


def figure(diagram: Diagram, drawing: str) -> Iterator[str]:
    """The chart as `drawing` (SVG) shows it, with its words, its numbers, and what they rest on."""
    name = escape(diagram.id)
    yield f'<div class="blok" id="{name}"><figure aria-labelledby="{name}-titel"><h3 id="{name}-titel">{escape(diagram.titel)}</h3>'
    yield f'<div class="tegning" tabindex="0" role="region" aria-labelledby="{name}-titel">{tidied(drawing, diagram)}</div>'
    yield f'<figcaption class="billedtekst" id="{name}-ord">{escape(diagram.alt)}</figcaption>'
    yield "<details><summary>Tallene i diagrammet</summary>"
    title = f"Tallene i diagrammet: {diagram.titel}"
    yield from tables.grid(tables.of_data(title, diagram.data, diagram.excel[1], diagram.herkomst), "kun-hoert", "data")
    yield "</details></figure>"
    yield from tables.rests_on(diagram.herkomst)
    yield "</div>"


def tidied(drawing: str, diagram: Diagram) -> str:
    """The drawing as one image to a screen reader, with ids of its own, and without styles that the page's policy forbids."""
    root = etree.fromstring(drawing.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    ids = {str(node.get("id")): f"{diagram.id}-{place}" for place, node in enumerate(root.xpath("//*[@id]"))}
    for node in root.iter(etree.Element):
        for name in (*_SPOKEN, "style"):
            _taken_off(node, name)
        for name, value in node.attrib.items():
            node.set(name, _LONG.sub(r"\1", _POINTS_AT.sub(lambda found: f"url(#{ids[found[1]]})", value)))
        if "id" in node.attrib:
            node.set("id", ids[node.get("id")])
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{diagram.id}-titel")
    root.set("aria-describedby", f"{diagram.id}-ord")
    return str(etree.tostring(root, encoding="unicode"))


def _taken_off(node: etree._Element, name: str) -> None:
    """The attribute gone; a style's declarations become attributes, which a policy has nothing to say about."""
    value = node.attrib.pop(name, None)
    if name == "style" and value is not None:
        for key, _, text in (part.partition(":") for part in str(value).split(";") if ":" in part):
            node.set(key.strip(), text.strip())
