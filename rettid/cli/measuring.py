"""`rettid measure`: the measure that was named, taken of the export."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rettid.cli.delivering import write_data
from rettid.cli.judging import Question, judged
from rettid.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rettid.cli.opening import Opening
    from rettid.measures import Measure, Result
    from rettid.summary import Summary


def measure_named(name: str) -> Measure:
    """The measure of that name. Raises UsageError with the nearest name."""
    from difflib import get_close_matches

    from rettid.measures import load_measures

    measures = {measure.id: measure for measure in load_measures()}
    if name in measures:
        return measures[name]
    near = get_close_matches(name, measures, n=1)
    meant = f' Mente du "{near[0]}"?' if near else ""
    raise UsageError(f'Målet "{name}" findes ikke.{meant} Se dem alle med: rettid measure')


def taken(measure: Measure, question: Question, opening: Opening) -> tuple[Result, Summary]:
    """The measure, and the audit of the same export that its file basis is told from."""
    from rettid.measures import Asked, measured
    from rettid.spans import parse_span

    summary = judged(question, opening)
    span = parse_span(question.periode, summary.pr) if question.periode is not None else None
    result = measured(measure, Asked(summary.reading.tables, summary.judged_by, summary.pr, span, question.team))
    if not result.days:
        raise UsageError(
            f"--periode {question.periode}: ingen måling falder i perioden, før {summary.pr:%d-%m-%Y}. "
            "Målet tages ved månedens udgang: vælg en periode med en hel måned, der er slut."
        )
    return result, summary


def deliver_measure(result: Result, summary: Summary, form: str | None, out: Path | None, *, cases: bool) -> None:
    """The numbers, or the cases behind them: on the screen, or as data."""
    if form is None:
        from rettid.screen.measure import show_measure

        show_measure(result, summary, sys.stdout, cases=cases)
        return

    frame = result.persons if cases else result.numbers
    write_data(frame, form, out, _manifest(result, summary))


def _manifest(result: Result, summary: Summary) -> dict[str, Any]:
    """The manifest of an audit, with the measure and its days in place of the funds and their period."""
    from rettid.manifest import manifest

    measure, common = result.measure, manifest(summary)
    kept = {name: value for name, value in common.items() if name not in {"periode", "forpligtelser", "andele"}}
    return kept | {
        "maal": {
            "id": measure.id,
            "version": measure.version,
            "kilde": measure.kilde,
            "efterproevet": measure.efterproevet,
        },
        "dage": [day.isoformat() for day in result.days],
    }
