"""The page of `rettid schedule`: when the lists come, what turns the weeks, and what to put where."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from itertools import islice
from subprocess import list2cmdline
from typing import TYPE_CHECKING

from rich.text import Text

from rettid.errors import UsageError
from rettid.rhythm import list_days, parity, turns, with_week
from rettid.schedule import FORMS, NAME, texts
from rettid.screen.paper import bullets, indented, show, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import TextIO

    from rettid.rhythm import Rhythm
    from rettid.schedule import Plan

RUNS_SHOWN = 8
TURNS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class _Where:
    """Where a form is put: its heading, what to do, and the commands of it, which are never broken."""

    heading: str
    text: str
    commands: tuple[str, ...] = ()


_CREATE = f'schtasks /create /tn "rettid lister" /xml {NAME}.xml /ru BRUGER /rp *'
_ENABLE = f"systemctl enable --now {NAME}.timer"
_WHERE = {
    "cron": _Where(
        "Crontab (Linux)",
        "Åbn crontab som den bruger, der skal lave listerne, og sæt linjen ind. Den starter hver mandag, og rettid slutter "
        "selv, når ugen ingen liste har. Er maskinen slukket den mandag, så kør den i hånden samme uge.",
        ("crontab -e",),
    ),
    "systemd": _Where(
        "Systemd (Linux)",
        "Gem de to filer i /etc/systemd/system, og slå dem til. For din egen bruger: i ~/.config/systemd/user, med "
        "systemctl --user og loginctl enable-linger. De starter hver mandag, eller når maskinen tændes igen, og rettid "
        "slutter selv, når ugen ingen liste har.",
        (_ENABLE,),
    ),
    "windows": _Where(
        "Windows Opgavestyring",
        f"Skriv filen med --form windows --skriv {NAME}.xml, og opret opgaven. Den spørger om brugerens adgangskode, så "
        "listerne også laves, når ingen er logget på. Er maskinen slukket, kører den, når den tændes igen.",
        (_CREATE,),
    ),
}


def show_plan(plan: Plan, since: date, out: TextIO) -> None:
    """Print the page to `out`: the lists on and after `since`, then every form; texts to be copied are never broken."""
    show(_days(plan, since), out)
    for form in FORMS:
        where = _WHERE[form]
        show([title(where.heading), Text(where.text + _elsewhere(plan, form)), indented(where.commands)], out)
        out.write(f"\n{_copied(plan, form)}")
    show([title("Prøv kommandoen i hånden først")], out)
    out.write(f"\n{by_hand(plan)}\n")


def _elsewhere(plan: Plan, form: str) -> str:
    """What to know where the paths are none of the system that the form is for."""
    foreign = form == "windows" and plan.udtraek.startswith("/")
    return " Stierne er herfra: kør kommandoen på den Windows-maskine, der skal lave listerne." if foreign else ""


def raw(plan: Plan, form: str) -> str:
    """The text of one form alone; where it is two files, each after a line with its name, as `systemctl cat` shows them."""
    files = texts(plan, form)
    if len(files) == 1:
        return next(iter(files.values()))
    return "\n".join(f"# {NAME}{ending}\n{text}" for ending, text in files.items())


def by_hand(plan: Plan) -> str:
    """The command as it is typed, on any day."""
    words = plan.words(every_monday=False)
    return shlex.join(words) if words[0].startswith("/") else list2cmdline(words)


def next_step(form: str, file: str) -> str:
    """What to do with the file that was written."""
    return {
        "cron": f"Næste: crontab -e, og sæt linjen fra {file} ind.",
        "systemd": f"Næste: læg de to filer i /etc/systemd/system, og kør systemctl enable --now {file}.timer",
        "windows": f'Næste: schtasks /create /tn "rettid lister" /xml {list2cmdline([file])} /ru BRUGER /rp *',
    }[form]


def not_today(day: date, rhythm: Rhythm) -> str:
    """The line with which a run ends that was started in a week without a list."""
    following = next(list_days(rhythm, day))
    return f"I dag, {with_week(day)}, er ikke en listedag. Næste liste: {with_week(following)}."


def _copied(plan: Plan, form: str) -> str:
    try:
        return raw(plan, form)
    except UsageError as fault:
        return f"Det kan ikke skrives her. {fault}\n"


def _days(plan: Plan, since: date) -> Iterable[Text]:
    rhythm = plan.rhythm
    weeks = f"hver mandag i {rhythm.uger} uger" if rhythm.uger else "hver 14. dag om mandagen"
    when = f"kl. {plan.hour:02}.{plan.minute:02}, første gang {with_week(rhythm.first)}"
    yield Text(f"Listerne laves {weeks} {when}", style="bold")
    yield title("De næste lister")
    yield indented(f"mandag {with_week(day)}" for day in islice(list_days(rhythm, since), RUNS_SHOWN))  # type: ignore[misc]
    yield Text("")
    yield bullets(_turned(rhythm, since))  # type: ignore[misc]


def _turned(rhythm: Rhythm, since: date) -> Iterable[str]:
    """What a year of 53 weeks does to the rhythm, and what can be done about it."""
    found = list(islice(turns(rhythm, since), TURNS_SHOWN))
    for before, after in found:
        year = before.isocalendar().year
        if rhythm.uger is None:
            yield f"Efter uge 53 i {year} falder listen i {parity(after)} uger, første gang {with_week(after)}."
        else:
            days = (after - before).days
            yield f"{year} har 53 uger: der går {days} dage fra {with_week(before)} til {with_week(after)}."
    if rhythm.uger is None:
        kept = parity(rhythm.first)
        yield f"Skal listen altid falde i {kept} uger, så tilføj --uger {kept}; da går der {_gap(kept)} dage over de årsskifter."
    yield "Klokken er maskinens egen."


def _gap(kept: str) -> int:
    """The days over the end of a year of 53 weeks: from week 52 to 2, or from 53 to 1."""
    return 21 if kept == "lige" else 7
