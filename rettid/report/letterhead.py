"""Makes the Word template that is shipped: `python -m rettid.report.letterhead`.

A municipality replaces it with its own letterhead; the marks in double braces are what `rettid report` fills in.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

_INK = RGBColor(0x1C, 0x28, 0x33)
_STYLES = (
    *(("Normal", 10, 0, 4), ("Title", 20, 0, 2), ("Subtitle", 11, 0, 10)),
    *(("Heading 1", 14, 14, 4), ("Heading 2", 11, 10, 3), ("Caption", 7, 2, 6)),
)
"""Name, size, and the space above and below, in points."""

_HEADER = "{{ kommune }}"
_FOOTER = "{{ titel }} · {{ pr }} · side "
_BODY = (("{{ titel }}", "Title"), ("{{ undertitel }}", "Subtitle"), ("{{ indhold }}", "Normal"))


def template() -> DocumentType:
    """The template: A4, letterhead above, page number below, and one mark where the whole report stands."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    for name, size, above, below in _STYLES:
        _style(document, name, size, above, below)
    section.header.paragraphs[0].text = _HEADER
    foot = section.footer.paragraphs[0]
    foot.text = _FOOTER
    _page_number(foot.add_run())
    for text, style in _BODY:
        document.add_paragraph(text, style=style)
    document.core_properties.title = "Skabelon til rettid report"
    document.core_properties.author = "rettid"
    document.core_properties.language = "da-DK"
    return document


def _style(document: DocumentType, name: str, size: int, above: int, below: int) -> None:
    style = document.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), _INK
    style.font.italic = False
    style.font.bold = name.startswith("Heading")
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for place in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(place), "Arial")
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
    for border in style.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)


def _page_number(run: Any) -> None:  # noqa: ANN401 - the library has no types
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind is None:
            part = OxmlElement("w:instrText")
            part.text = text
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)  # noqa: SLF001 - the library has no field of its own


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "skabeloner" / "brevpapir.docx"
    template().save(str(target))
