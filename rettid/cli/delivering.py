"""Where an answer goes: the screen, a file, a folder of lists; and what code it ends with."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rettid.cli.options import say
from rettid.errors import BROKEN, DONE, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from rettid.inspection import Inspection
    from rettid.summary import Summary


def audit_format(form: str | None, out: Path | None) -> str | None:
    """The format that `rettid audit` is asked for; None for the screen."""
    from rettid.output import FORMATS

    if form is not None and form not in FORMATS:
        raise UsageError(f'--format: "{form}" er ikke et format. Vælg blandt: {", ".join(FORMATS)}.')
    if form is None and out is not None:
        form = out.suffix.removeprefix(".").lower()
        if form not in FORMATS:
            raise UsageError(
                f"--out {out}: sig også, hvilket format filen skal have: --format {' eller '.join(FORMATS)}."
            )
    return form


def check_format(form: str | None, out: Path | None) -> bool:
    """Whether `rettid check` is asked for data; it has one format."""
    if form not in (None, "json"):
        raise UsageError(f'--format: "{form}" er ikke et format for check. Der er ét: json.')
    if form is None and out is not None and out.suffix.lower() != ".json":
        raise UsageError(f"--out {out}: sig også, hvilket format filen skal have: --format json.")
    return form is not None or out is not None


def percent(text: str | None, option: str) -> float | None:
    """The percentage that an option holds. Raises UsageError for anything but 0 to 100."""
    if text is None:
        return None
    try:
        percent = float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise UsageError(
            f'{option}: "{text}" er ikke en procent. Skriv et tal fra 0 til 100, for eksempel {option} 80.'
        )
    return percent


def deliver(summary: Summary, form: str | None, out: Path | None) -> None:
    """The answer of `rettid audit`: on the screen, or as data."""
    if form is None:
        from rettid.screen.first import show_first

        show_first(summary, sys.stdout)
        return
    from rettid.manifest import manifest

    write_data(summary.funds, form, out, manifest(summary), ("forpligtelser", "forpligtelser"))


def write_data(
    rows: pl.DataFrame,
    form: str,
    out: Path | None,
    manifest: dict[str, Any],
    named: tuple[str, str] = ("række", "rækker"),
) -> None:
    """The rows as data: to the screen, or to a file with the manifest beside it, and then how many of what is `named` (one, several)."""
    from rettid.output import write
    from rettid.screen import danish

    write(rows, form, out, manifest)
    if out is not None:
        say(f"{out}: {danish.count(rows.height, *named)} skrevet.", DONE)


def deliver_data(inspection: Inspection, out: Path | None) -> None:
    """The answer of `rettid check` as data."""
    from rettid.check_document import as_bytes
    from rettid.output import write_files

    content = as_bytes(inspection)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_files({out: lambda file: file.write(content)})
    say(f"{out}: skrevet.", DONE)


def write_fix_lists(inspection: Inspection, folder: Path) -> None:
    """The fix lists, one per caseworker."""
    from rettid.fixlists import write_lists
    from rettid.screen import danish

    lists = write_lists(inspection.findings, folder)
    tasks = danish.count(sum(lists.values()), "ting at rette", "ting at rette")
    say(f"{folder}: {danish.count(len(lists), 'retteliste', 'rettelister')} skrevet, {tasks} i alt.", DONE)


def below(summary: Summary, threshold: float | None) -> int:
    """The exit code: BROKEN where a rate by law is under the threshold, which is then said."""
    from rettid.screen import danish

    if threshold is None:
        return DONE
    for event, why in summary.untold.items():
        say(f"Grænsen er ikke prøvet for {danish.EVENTS[event]}: {why}.", DONE)
    broken = [(what, rate) for what, rate in summary.by_law if 100 * rate["andel"] < threshold]
    for what, rate in broken:
        say(f"Under grænsen på {danish.decimal(threshold)} %: {what}, {danish.share(rate)}.", BROKEN)
    return BROKEN if broken else DONE
