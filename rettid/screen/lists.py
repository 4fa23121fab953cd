"""What `rettid lists` says when the lists are made: a few lines, and no citizen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.lists.memory import LEFT, NEW, SOLVED, STILL, WORSE
from rettid.screen import danish
from rettid.screen.paper import indented, show, title
from rettid.tables import COMING, MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.lists.model import Lists

_FEW = 8


def show_made(lists: Lists, folder: Path, files: Iterable[str], out: TextIO) -> None:
    """Print what the lists hold, what has changed, and which files were written."""
    show(_told(lists, folder, [name for name in files if not name.endswith(".manifest.json")]), out)


def _told(lists: Lists, folder: Path, files: list[str]) -> Iterator[RenderableType]:
    yield title(f"Lister pr. {danish.day(lists.summary.pr)}")
    remembers = any(name.endswith(".xlsx") for name in files)
    yield indented([_lines(lists), _since(lists, remembers=remembers), *_to_mend(lists)])
    shown = [f"{folder / name}" for name in files[:_FEW]]
    more = [f"{danish.further(len(files) - _FEW)} i {folder}."] * (len(files) > _FEW)
    yield indented(["Skrevet: " + name for name in shown] + more, "dim")


def _lines(lists: Lists) -> str:
    status = lists.lines["status"]
    overdue, ahead = int((status == MISSING).sum()), int((status == COMING).sum())
    people = danish.count(len(lists.workers), "sagsbehandler", "sagsbehandlere")
    return (
        f"{danish.count(lists.cases.height, 'åben sag', 'åbne sager')} hos {people}: {danish.count(overdue, 'frist', 'frister')} "
        f"er overskredet, {danish.whole(ahead)} skal der handles på inden {lists.choice.horisont}."
    )


def _since(lists: Lists, *, remembers: bool) -> str:
    """What has changed. Without a workbook among the files there is nothing that `remembers` until next time."""
    found = lists.since
    if found.pr is None and not remembers:
        return "Der er ingen liste at holde den op mod; det er projektmappen (xlsx), der husker til næste gang."
    if found.pr is None:
        return "Det er den første liste: næste gang siger den, hvad der er nyt, løst og forværret."
    counts: Mapping[str, int] = found.counts
    parts = [f"{danish.whole(counts[mark])} {word}" for mark, word in _WORDS.items()]
    return f"Siden listen pr. {danish.day(found.pr)}: {', '.join(parts)}."


_WORDS = {NEW: "nye", STILL: "fortsat", WORSE: "forværret", SOLVED: "løst", LEFT: "fjernet"}


def _to_mend(lists: Lists) -> Iterator[str]:
    if lists.orphans:
        yield f"{danish.count(lists.orphans, 'åben sag', 'åbne sager')} har ingen ansvarlig: se arket Uden ansvarlig."
    if lists.summary.untold:
        what = " og ".join(f"{danish.EVENTS[event]} ({why})" for event, why in lists.summary.untold.items())
        yield f"Kan ikke afgøres, og er derfor ikke på listen: {what}."
    if lists.summary.guessed_day:
        yield "NB: Udtræksdatoen står ikke i filen, så der er regnet pr. i dag. Sig dagen med --pr."
