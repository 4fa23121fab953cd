"""An export read and judged as the options of `audit` and `check` ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rettid.cli.opening import Opening, packs_asked_for, read_export
from rettid.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.summary import Summary


@dataclass(frozen=True, slots=True)
class Question:
    """What `audit` and `check` are asked, as the options stand."""

    filer: list[Path]
    pr: str | None
    profil: str | None
    regler: list[Path] | None
    lokal: list[str] | None
    periode: str | None
    noegle: Path | None
    kendt_pr: str | None = None
    team: str | None = None
    valg: list[str] | None = None
    personhenfoerbar: bool = False
    """Whether names and CPR numbers were asked for: the reading then keeps the numbers (`Reading.cpr`)."""


def judged(question: Question, opening: Opening) -> Summary:
    """The export, judged. Days and periods are looked at before the files, which may take a while."""
    from rettid import spans
    from rettid.engine import audit_periods
    from rettid.engine.spells import spells
    from rettid.quality.deadlines import marked
    from rettid.summary import Summary

    known = spans.parse_day(question.kendt_pr, "--kendt-pr") if question.kendt_pr is not None else None
    asked = spans.parse_day(question.pr, "--pr") if question.pr is not None else None
    spans.parse_span(question.periode, asked or date(2000, 1, 1))
    setup = opening.setup
    packs = packs_asked_for(question.regler, question.lokal, setup, question.valg)
    keep = question.personhenfoerbar
    reading = read_export(question.filer, question.profil, question.noegle, packs, opening, keep_cpr=keep)
    pr = asked or reading.extracted or _today()
    tables = spells(reading.tables, packs, pr).tables
    funds = marked(audit_periods(tables, packs, pr=pr, kendt_pr=known), tables)
    summary = Summary(
        reading,
        funds,
        packs,
        pr=pr,
        kendt_pr=known,
        span=spans.parse_span(question.periode, pr),
        team=question.team,
        guessed_day=not (asked or reading.extracted),
        opsaetning=(setup.fil, setup.sha256) if setup.fil else None,
        kommune=setup.kommune,
        registreret_senest_dage=setup.registreret_senest_dage,
        as_judged=tables,
    )
    if question.team is not None and question.team not in summary.teams:
        raise UsageError(
            f'--team: teamet "{question.team}" findes ikke i udtrækket. '
            f"Der er: {', '.join(summary.teams) or 'ingen team'}."
        )
    return summary


def today() -> date:
    """The calendar day it is."""
    return _today()


def now() -> datetime:
    """The moment it is, with the machine's distance to UTC."""
    return datetime.now().astimezone()


def _today() -> date:
    return date.today()  # noqa: DTZ011 - a Danish calendar day on a Danish machine
