"""A report as a Word document, made in a template that the municipality may replace by its own letterhead."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rettid.errors import UsageError, reason
from rettid.report import render, shown
from rettid.screen import danish

if TYPE_CHECKING:
    from rettid.report.model import Diagram, Report, Section, Table

TEMPLATE = Path(__file__).parent / "skabeloner" / "brevpapir.docx"
"""The letterhead that is used where none is given."""

MARK = "indhold"
"""The mark `{{ indhold }}` of a template, in a paragraph of its own: where the report stands."""

NAMES = ("titel", "undertitel", "kommune", "pr", MARK)
"""What a template may name in double braces."""

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest that a part of a document can be of."""

_JOIN = {"Definition": " "}
_PLACE = "rettid-rapporten-staar-her"
_HEAD, _RULE = "E5E8EB", "9AA3AB"
_WIDTH = 16.4
"""Of pictures and tables, in cm."""

_LONGEST, _SHORT = 42, 8
"""Of a cell's text, in letters: beyond the first it asks for no more room, up to the second it is not broken."""

_LETTER, _PADDING = 0.18, 0.4
"""In cm: how wide a letter of a table is, and what a cell has besides its text."""


def docx(report: Report, template: Path | None = None) -> bytes:
    """The document. Raises UsageError for a template that can't be used."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - of the extra `rapport`

    path = template or TEMPLATE
    filled = DocxTemplate(io.BytesIO(_template(path)))
    _check_marks(filled, path)
    texts = {"titel": report.titel, "undertitel": report.undertitel, "kommune": report.kommune or "Jobcentret"}
    filled.render({**texts, "pr": danish.day(report.pr), MARK: _PLACE}, autoescape=True)
    _write_in_place(filled.docx, report, path)
    properties = filled.docx.core_properties
    properties.title, properties.author, properties.subject = report.titel, "rettid", report.undertitel
    return _bytes(filled)


def check_template(path: Path) -> None:
    """Raise UsageError where the template can't be used."""
    from docxtpl import DocxTemplate  # noqa: PLC0415 - as above

    _check_marks(DocxTemplate(io.BytesIO(_template(path))), path)


def _template(path: Path) -> bytes:
    """The bytes of a template. Raises UsageError where it can't be read or is no Word document."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise UsageError(
            f"--skabelon {path}: skabelonen kan ikke åbnes ({reason(fault)}). Ret stien, eller udelad --skabelon."
        ) from fault
    if (
        not zipfile.is_zipfile(io.BytesIO(content))
        or "word/document.xml" not in zipfile.ZipFile(io.BytesIO(content)).namelist()
    ):
        raise UsageError(
            f"--skabelon {path}: filen er ikke et Word-dokument. Gem brevpapiret som .docx (ikke .doc eller .dotx)."
        )
    return content


def _check_marks(filled: Any, path: Path) -> None:  # noqa: ANN401 - the library has no types
    """Raise UsageError where the template lacks the report's place, names something unknown, or has a broken mark."""
    from jinja2 import TemplateError  # noqa: PLC0415 - comes with docxtpl

    try:
        named = filled.get_undeclared_template_variables()
    except TemplateError as fault:
        raise UsageError(
            f"--skabelon {path}: et felt i skabelonen kan ikke læses. Skriv felterne som {{{{ titel }}}} og {{{{ {MARK} }}}}."
        ) from fault
    if MARK not in named:
        raise _no_place(path)
    unknown = sorted(named - set(NAMES))
    if unknown:
        raise UsageError(
            f'--skabelon {path}: skabelonen nævner "{unknown[0]}", som rettid ikke kender. Felterne er: {", ".join(NAMES)}.'
        )


def _write_in_place(body: Any, report: Report, path: Path) -> None:  # noqa: ANN401 - as above
    """Write the report at the document's end, then move it to the mark. Raises UsageError where no paragraph is the mark."""
    mark = next((each for each in body.paragraphs if each.text.strip() == _PLACE), None)
    if mark is None:
        raise _no_place(path)
    before = set(body.element.body)
    for number, section in enumerate(report.alle_afsnit()):
        if number == len(report.afsnit):
            body.add_page_break()
        _section(body, section, compact=report.kompakt)
    if report.kompakt:
        _rest_together(body, report)
    for element in [each for each in body.element.body if each not in before]:
        mark._p.addprevious(element)  # noqa: SLF001 - the library can't move a paragraph
    mark._p.getparent().remove(mark._p)  # noqa: SLF001 - as above


def _no_place(path: Path) -> UsageError:
    return UsageError(
        f"--skabelon {path}: feltet {{{{ {MARK} }}}} mangler. Skriv det i et afsnit for sig selv, hvor rapporten skal stå."
    )


def _section(body: Any, section: Section, *, compact: bool) -> None:  # noqa: ANN401 - as above
    _heading(body, section.titel, 1, compact=compact)
    for text in section.ord:
        _paragraph(body, text, compact=compact)
    for prompt in section.skriv:
        _prompt(body, f"[Skriv her: {prompt}]")
    for table in section.tabeller:
        _table(body, table, compact=compact)
    for diagram in section.diagrammer:
        _diagram(body, diagram, compact=compact)
    for why in section.udeladt:
        body.add_paragraph().add_run(why).italic = True


def _paragraph(body: Any, text: str, *, compact: bool) -> None:  # noqa: ANN401 - as above
    """A paragraph; smaller and closer where all is to be on one page."""
    from docx.shared import Pt  # noqa: PLC0415 - as above

    paragraph = body.add_paragraph()
    run = paragraph.add_run(text)
    if compact:
        run.font.size, paragraph.paragraph_format.space_after = Pt(9), Pt(3)


def _heading(body: Any, text: str, level: int, *, compact: bool) -> None:  # noqa: ANN401 - as above
    """A heading; bold where the template has no such style, and with little air above it where all is to be on one page."""
    from docx.shared import Pt  # noqa: PLC0415 - as above

    style = _style(body, f"Heading {level}")
    paragraph = body.add_paragraph(style=style)
    paragraph.add_run(text).bold = style is None or None
    if compact:
        paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = True


def _style(body: Any, name: str) -> str | None:  # noqa: ANN401 - as above
    """The style, where the template has it."""
    return name if name in {style.name for style in body.styles} else None


def _prompt(body: Any, text: str) -> None:  # noqa: ANN401 - as above
    """A place for the chief's own words, marked so that nobody overlooks it."""
    from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415 - comes with docxtpl

    run = body.add_paragraph().add_run(text)
    run.bold, run.font.highlight_color = True, WD_COLOR_INDEX.YELLOW


def _table(body: Any, table: Table, *, compact: bool) -> None:  # noqa: ANN401 - as above
    from docx.shared import Cm  # noqa: PLC0415 - as above

    _heading(body, table.titel, 2, compact=compact)
    rows = list(shown.rows(table))
    if not rows:
        body.add_paragraph("ingen i målgruppen")
    else:
        made = body.add_table(rows=0, cols=len(table.kolonner))
        made.autofit = False
        _bordered(made)
        widths = _widths(table, rows)
        for place, width in enumerate(widths):
            made.columns[place].width = Cm(width)
        for number, cells in enumerate([[column.titel for column in table.kolonner], *rows]):
            row = made.add_row()
            _keep_together(row, header=number == 0)
            for place, text in enumerate(cells):
                row.cells[place].width = Cm(widths[place])
                _fill(row.cells[place], text, table.kolonner[place].slags, header=number == 0, compact=compact)
    if not compact:
        _rests_on(body, table)


def _widths(table: Table, rows: list[list[str]]) -> list[float]:
    """The width of each column in cm: room for its longest word, and of what is left by how much more its longest text asks for."""
    texts = [[column.titel, *(row[place] for row in rows)] for place, column in enumerate(table.kolonner)]
    least = [_PADDING + _LETTER * max(map(_unbroken, column)) for column in texts]
    lines = [min(max(map(len, column)), _LONGEST) for column in texts]
    more = [max(_PADDING + _LETTER * line - floor, 0) for line, floor in zip(lines, least, strict=True)]
    part = min(max(_WIDTH - sum(least), 0) / max(sum(more), _LETTER), 1)
    widths = [floor + part * wish for floor, wish in zip(least, more, strict=True)]
    return [_WIDTH * each / sum(widths) for each in widths]


def _unbroken(text: str) -> int:
    """How many letters must stand on one line: those of a short text, else of its longest word."""
    return len(text) if len(text) <= _SHORT else max(map(len, text.split()))


def _fill(cell: Any, text: str, kind: str, *, header: bool, compact: bool) -> None:  # noqa: ANN401 - as above
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415 - as above

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1 if compact else 2)
    run = paragraph.add_run(text)
    run.bold, run.font.size = header, Pt(9)
    if kind in ("antal", "dage", "decimal"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if header:
        _shade(cell, _HEAD)


def _diagram(body: Any, diagram: Diagram, *, compact: bool) -> None:  # noqa: ANN401 - as above
    from docx.shared import Cm  # noqa: PLC0415 - as above

    _heading(body, diagram.titel, 2, compact=compact)
    paragraph = body.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    picture = paragraph.add_run().add_picture(io.BytesIO(render.png(diagram)), width=Cm(_WIDTH))
    described = picture._inline.docPr  # noqa: SLF001 - the library has no alternative text of its own
    described.set("descr", diagram.alt)
    described.set("title", diagram.titel)
    if not compact:
        body.add_paragraph(diagram.alt)
        _rests_on(body, diagram)


def _rests_on(body: Any, part: Table | Diagram) -> None:  # noqa: ANN401 - as above
    note = getattr(part, "note", "")
    body.add_paragraph(f"{note} {part.herkomst}".strip(), style=_style(body, "Caption"))


def _rest_together(body: Any, report: Report) -> None:  # noqa: ANN401 - as above
    """What all the numbers of the page rest on, each thing said once."""
    found = [part.herkomst.lines() for part in _with_origin(report)]
    told: dict[str, dict[str, None]] = {}
    for heading, text in (line for lines in found for line in lines):
        told.setdefault(heading, {})[text] = None
    words = " · ".join(
        f"{heading}: {_JOIN.get(heading, '; ').join(_not_within(list(texts)))}" for heading, texts in told.items()
    )
    body.add_paragraph(words, style=_style(body, "Caption"))


def _not_within(texts: list[str]) -> list[str]:
    """The texts that are no part of another."""
    return [text for text in texts if not any(text in other for other in texts if other != text)]


def _with_origin(report: Report) -> list[Table | Diagram]:
    return [*report.tabeller(), *report.diagrammer()]


def _bordered(made: Any) -> None:  # noqa: ANN401 - as above
    """Thin rules under the rows, and none between the columns."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _RULE)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    made._tbl.tblPr.append(borders)  # noqa: SLF001 - as above


def _keep_together(row: Any, *, header: bool) -> None:  # noqa: ANN401 - as above
    """A row is never torn over two pages, and the headings stand on each."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _shade(cell: Any, colour: str) -> None:  # noqa: ANN401 - as above
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - as above


def _bytes(filled: Any) -> bytes:  # noqa: ANN401 - as above
    """The document, the same bytes for the same report: the library would stamp each part with the clock."""
    saved, same = io.BytesIO(), io.BytesIO()
    filled.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(same, "w", zipfile.ZIP_DEFLATED) as stamped:
        for part in parts.infolist():
            stamped.writestr(zipfile.ZipInfo(part.filename, _FIRST_DAY), parts.read(part), zipfile.ZIP_DEFLATED)
    return same.getvalue()
