"""`rettid explain FIL HVAD`: one citizen's time as a picture, and each duty step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from rettid.screen import danish, reasons
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.screen.timeline import drawn, timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Case:
    """One forløb and the funds that are explained of it; `alene` where one fund was asked for."""

    forloeb_id: str
    forklaringer: Sequence[Explanation]
    pr: date
    kendt_pr: date | None = None
    alene: bool = False
    udaekket: str = ""
    """Why there is no fund; empty where there is one."""
    raekker: Mapping[str, list[dict[str, Any]] | None] = field(default_factory=dict)
    """The citizen's rows of every table; None for a table that was not supplied."""


def show_cases(cases: Sequence[Case], out: TextIO) -> None:
    """Print the cases, one under the other."""
    show([part for case in cases for part in _case(case)], out)


def headline(case: Case) -> str:
    """What is explained, and as of when: "Forløb 4711 pr. 31-12-2018"."""
    known = f", som kendt {danish.day(case.kendt_pr)}" if case.kendt_pr else ""
    return f"Forløb {case.forloeb_id} pr. {danish.day(case.pr)}{known}"


def _case(case: Case) -> Iterable[RenderableType]:
    yield title(headline(case))
    if case.udaekket:
        yield indented([case.udaekket])
        return
    yield indented([reasons.case_line(case.forklaringer[0])], "dim")
    line = timeline(case.forklaringer, case.pr)
    if line is not None:
        yield Text("\n".join(["", *drawn(line)]), no_wrap=True, overflow="ignore")
    told = [reasons.told(each, case.pr) for each in case.forklaringer]
    if case.alene:
        yield from _alone(told[0])
        return
    common = reasons.common(told)
    for each in told:
        yield from _among(each, common)
    if common:
        yield title("Gælder for alle fristerne")
        yield bullets(common)
    yield indented(["", "Se alle rækkerne bag én frist med: rettid explain FIL FUND"], "dim")


def _alone(told: reasons.Told) -> Iterable[RenderableType]:
    """One fund with everything behind it."""
    yield Text(f"\n{told.overskrift}: {told.dom}", style="bold")
    yield indented(told.om, "dim")
    yield _numbered(told.trin)
    if told.noter or told.forbehold:
        yield bullets([*told.noter, *told.forbehold])
    if told.haendelser:
        yield title("Rækkerne bag: hændelser")
        yield _rows(("Dag", "Hvad", "Tæller", "Kilde"), told.haendelser)
    if told.timer:
        yield title("Rækkerne bag: udbetalte timer")
        yield _rows(("Måned", "Timer", "Hvordan", "Kilde"), told.timer)
    if told.fravaer:
        yield title("Rækkerne bag: fravær og fritagelser")
        yield _rows(("Fra", "Til", "Hvad", "Hvad det gør", "Kilde"), told.fravaer)


def _among(told: reasons.Told, common: Sequence[str]) -> Iterable[RenderableType]:
    """One fund of several; what holds for all of them is left to the end."""
    yield Text(f"\n{told.overskrift}: {told.dom}", style="bold")
    yield indented(told.om[:1], "dim")
    yield _numbered(told.trin)
    notes = [*told.naesten, *told.noter, *(note for note in told.forbehold if note not in common)]
    if notes:
        yield bullets(notes)


def _numbered(lines: Sequence[str]) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    for number, line in enumerate(lines, 1):
        grid.add_row(f"{number:>2}.", Text(line))
    return grid


def _rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> RenderableType:
    made = table(*headings)
    for row in rows:
        made.add_row(*row)
    return made
