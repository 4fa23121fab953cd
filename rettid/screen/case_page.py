"""`rettid explain FIL HVAD --html SIDE`: the explanation as one page that needs nothing else: no script, no picture, no network."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rettid.months import SHORT
from rettid.screen import danish, reasons
from rettid.screen.case import headline
from rettid.screen.timeline import timeline
from rettid.screen.webpage import document, footer, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from rettid.screen.case import Case
    from rettid.screen.timeline import Stretch, Timeline

_LEFT, _WIDTH, _TOP, _ROW = 90, 890, 44, 34
_DARK, _PALE, _WARN = "#123f6d", "#8a8a8a", "#b3261e"


def page(cases: Sequence[Case], rests_on: Mapping[str, object]) -> str:
    """The whole page. `rests_on` is the manifest: what the answer rests on, printed at the end."""
    name = headline(cases[0]) if len(cases) == 1 else f"{len(cases)} forløb pr. {danish.day(cases[0].pr)}"
    parts = [part for case in cases for part in _case(case)]
    return document(name, ["<main>", *parts, "</main>", *footer(rests_on, "Siden har ingen navne og ingen CPR-numre.")])


def _case(case: Case) -> Iterator[str]:
    yield f"<h1>{escape(headline(case))}</h1>"
    if case.udaekket:
        yield f"<p>{escape(case.udaekket)}</p>"
        return
    yield f'<p class="om">{escape(reasons.case_line(case.forklaringer[0]))}</p>'
    line = timeline(case.forklaringer, case.pr)
    if line is not None:
        yield from _figure(line)
    for each in case.forklaringer:
        yield from _fund(reasons.told(each, case.pr), alone=case.alene)


def _fund(told: reasons.Told, *, alone: bool) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(told.overskrift)}: {escape(told.dom)}</h2>"
    yield from (f'<p class="om">{escape(line)}</p>' for line in told.om)
    yield from _list("ol", told.trin)
    yield from _list("ul", [*([] if alone else told.naesten), *told.noter, *told.forbehold])
    if alone and told.haendelser:
        yield from table("Rækkerne bag: hændelser", ("Dag", "Hvad", "Tæller", "Kilde"), told.haendelser)
    if alone and told.timer:
        yield from table("Rækkerne bag: udbetalte timer", ("Måned", "Timer", "Hvordan", "Kilde"), told.timer)
    if alone and told.fravaer:
        headings = ("Fra", "Til", "Hvad", "Hvad det gør", "Kilde")
        yield from table("Rækkerne bag: fravær og fritagelser", headings, told.fravaer)
    yield "</section>"


def _list(kind: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"<{kind}>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + f"</{kind}>"


# --- The picture -----------------------------------------------------------------------------------------------


def _figure(line: Timeline) -> Iterator[str]:
    """The timeline as a drawing; what it shows stands in words below it too."""
    height = _TOP + _ROW * len(line.rows) + 8
    used = {each.tegn: each.ord for stretches in line.rows.values() for each in stretches}
    span = f"Tidslinje fra {danish.day(line.first)} til {danish.day(line.last)}"
    yield "<figure>"
    yield f'<svg viewBox="0 0 {_LEFT + _WIDTH + 10} {height + 24 * -(-len(used) // 4)}" role="img" aria-label="{span}">'
    yield from _months(line, height - 8)
    for number, (name, stretches) in enumerate(line.rows.items()):
        y = _TOP + _ROW * number + _ROW // 2
        yield f'<text x="0" y="{y + 4}">{escape(name)}</text>'
        for each in sorted(stretches, key=lambda each: each.tegn not in "=~-:"):
            yield _drawn(each, line, y, _TOP, height - 8)
    for number, (mark, text) in enumerate(used.items()):
        x, y = _LEFT + number % 4 * _WIDTH // 4, height + 14 + 24 * (number // 4)
        yield _shape(mark, x, x + 14, y) + f'<text x="{x + 22}" y="{y + 4}">{escape(text)}</text>'
    yield "</svg>\n</figure>"


def _x(day: date, line: Timeline) -> float:
    return round(_LEFT + _WIDTH * (day - line.first).days / max((line.last - line.first).days, 1), 1)


def _months(line: Timeline, bottom: int) -> Iterator[str]:
    """A stroke at the first of each month, with its name where there is room, and the year at the first and each January."""
    months = (line.last.year - line.first.year) * 12 + line.last.month - line.first.month + 1
    every = next(step for step in (1, 2, 3, 6, 12, 1200) if months / step <= 24)
    yield f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{_TOP - 6}" y2="{_TOP - 6}" stroke="{_PALE}"/>'
    year = None
    for number in range(1, months):
        month = line.first.month + number - 1
        first = line.first.replace(year=line.first.year + month // 12, month=month % 12 + 1, day=1)
        x = _x(first, line)
        yield f'<line x1="{x}" x2="{x}" y1="{_TOP - 12}" y2="{bottom}" stroke="#dddddd"/>'
        if (first.month - 1) % every == 0 and x < _LEFT + _WIDTH - 24:
            yield f'<text x="{x + 2}" y="{_TOP - 14}">{SHORT[first.month - 1]}</text>'
            if first.year != year:
                year = first.year
                yield f'<text x="{x + 2}" y="{_TOP - 30}" font-weight="600">{year}</text>'


def _drawn(each: Stretch, line: Timeline, y: int, top: int, bottom: int) -> str:
    when = danish.day(each.fra) if each.fra == each.til else f"{danish.day(each.fra)} til {danish.day(each.til)}"
    x, to = _x(each.fra, line), _x(each.til, line)
    through = f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" stroke="{_DARK}" stroke-dasharray="3 3"/>'
    shape = (through if each.tegn in "|]" else "") + _shape(each.tegn, x, to, y)
    return f"<g><title>{escape(when)}: {escape(each.ord)}</title>{shape}</g>"


def _shape(mark: str, x: float, to: float, y: int) -> str:
    """A mark by its form first and its colour second, so that it holds in black and white."""
    if mark in "=~-:":
        look = {"=": f'fill="{_DARK}"', "~": f'fill="white" stroke="{_DARK}" stroke-width="2"'}
        style = look.get(mark, f'fill="{_PALE}"' if mark == "-" else 'fill="#cfe0f1"')
        return f'<rect x="{x}" y="{y - 6}" width="{max(to - x, 4):.1f}" height="12" {style}/>'
    bar = (
        f'<rect x="{x}" y="{y - 2}" width="{to - x:.1f}" height="4" fill="{_DARK}"/>'
        if mark in "#*" and to > x + 20
        else ""
    )
    stroke = f'fill="none" stroke="{_WARN if mark in "x!" else _DARK}" stroke-width="2"'
    return bar + {
        "#": f'<path d="M{x} {y - 9}l8 9l-8 9l-8 -9z" fill="{_DARK}"/>',
        "*": f'<circle cx="{x}" cy="{y}" r="6" fill="{_DARK}"/>',
        "o": f'<circle cx="{x}" cy="{y}" r="5" {stroke}/>',
        "x": f'<path d="M{x - 5} {y - 5}l10 10m0 -10l-10 10" {stroke}/>',
        "+": f'<path d="M{x - 6} {y}h12m-6 -6v12" {stroke}/>',
        "v": f'<path d="M{x - 6} {y}l5 6l8 -12" {stroke}/>',
        "!": f'<path d="M{x} {y - 8}v9m0 4v3" {stroke}/>',
        "F": f'<path d="M{x} {y + 8}v-16l9 4l-9 4" {stroke}/>',
        "?": f'<text x="{x - 4}" y="{y + 5}" font-weight="600">?</text>',
        "|": f'<path d="M{x} {y - 8}v16" {stroke}/>',
        "]": f'<path d="M{x - 5} {y - 8}h5v16h-5" {stroke}/>',
    }.get(mark, f'<circle cx="{x}" cy="{y}" r="2.5" fill="{_DARK}"/>')
