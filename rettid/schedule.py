"""What makes `rettid lists` run by itself: a line of a crontab, two units of systemd, a task of Windows.

Crontab and systemd can't say "every other week": they start the command every Monday, and the command itself ends at
once where no list belongs to the week. Windows can (`WeeksInterval`), and is only asked to start every Monday where
the lists are kept in even or odd weeks, which two years of 53 weeks would turn.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from codecs import BOM_UTF16_LE
from dataclasses import dataclass
from pathlib import PureWindowsPath
from subprocess import list2cmdline
from typing import TYPE_CHECKING, Any

from rettid.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rettid.rhythm import Rhythm

FORMS = ("cron", "systemd", "windows")
NAME = "rettid-lister"
"""What the units and the task are called."""

TASK = "http://schemas.microsoft.com/windows/2004/02/mit/task"
_LONGEST_LINE = 998
"""Of a command in a crontab: Debian's cron takes no longer one."""

_UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run and when: full paths as texts, the rhythm, the time of day, and further options for `rettid lists`."""

    program: str
    udtraek: str
    out: str
    rhythm: Rhythm
    hour: int = 6
    minute: int = 30
    hoejst_gammel: str = "7 dage"
    tilvalg: tuple[str, ...] = ()

    def words(self, *, every_monday: bool) -> tuple[str, ...]:
        """The command, word by word; `every_monday`: one that is started every Monday and knows its own weeks."""
        first, uger = self.rhythm.first.isoformat(), self.rhythm.uger
        weeks = ("--uger", uger) if uger else ()
        when = ("--hver-14-dag-fra", first, *weeks) if every_monday else ()
        age = ("--hoejst-gammel", self.hoejst_gammel)
        return (self.program, "lists", self.udtraek, "--nyeste", "--out", self.out, *age, *when, *self.tilvalg)


def parse_time(text: str) -> tuple[int, int]:
    """Hour and minute of "06.30" or "6:30". Raises UsageError."""
    found = re.fullmatch(r"(\d{1,2})[.:](\d{2})", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise UsageError(f'--kl: "{text}" er ikke et klokkeslæt. Skriv for eksempel --kl 06.30.')
    return int(found[1]), int(found[2])


def texts(plan: Plan, form: str, *, name: str = NAME) -> dict[str, str]:
    """The files of a form, by their name's ending: one, but for systemd's two.

    Raises UsageError where a path can't be written in that form. `name` is what the units are to be called.
    """
    if form == "systemd" and not re.fullmatch(r"[A-Za-z0-9:_.-]+", name):
        raise UsageError(
            f'systemd: "{name}" kan en enhed ikke hedde. Brug kun bogstaverne a-z, tal, bindestreg og punktum.'
        )
    for word in plan.words(every_monday=True):
        if any(unicodedata.category(sign) in _UNPRINTABLE for sign in word):
            raise UsageError(f"{word!a}: navnet har tegn, der ikke kan skrives. Omdøb mappen, og prøv igen.")
    makers: dict[str, Callable[[Plan], dict[str, str]]] = {
        "cron": lambda plan: {"": crontab(plan)},
        "systemd": lambda plan: {".service": service(plan), ".timer": timer(plan, name)},
        "windows": lambda plan: {".xml": task(plan)},
    }
    return makers[form](plan)


def crontab(plan: Plan) -> str:
    """The line of a crontab. Its answer on standard output is let go; what goes wrong is cron's to mail."""
    words = plan.words(every_monday=True)
    _must_be_unix("cron", words)
    command = f"{shlex.join(words)} >/dev/null"
    if len(command.encode()) > _LONGEST_LINE:
        raise UsageError(f"cron: linjen bliver over {_LONGEST_LINE} tegn. Vælg kortere stier, eller --form systemd.")
    # To cron a bare % is the end of the line, in quotes too.
    return f"{plan.minute} {plan.hour} * * 1 {command}\n".replace("%", r"\%")


def service(plan: Plan) -> str:
    """The unit that makes the lists."""
    words = plan.words(every_monday=True)
    _must_be_unix("systemd", words)
    if not words[0].startswith("/"):
        raise UsageError("systemd: hele stien til rettid mangler. Skriv den med --program.")
    if re.search("['\"]", words[0]):
        raise UsageError(
            f"systemd: {words[0]} har anførselstegn i stien, og det program starter systemd ikke. Flyt rettid."
        )
    # Variables are not looked for in the program itself, so its $ stands as it is.
    command = " ".join([_unit_word(words[0]), *(_unit_word(word.replace("$", "$$")) for word in words[1:])])
    return f"[Unit]\nDescription=rettid: listerne hver 14. dag\n\n[Service]\nType=oneshot\nUMask=0077\nExecStart={command}\n"


def timer(plan: Plan, name: str = NAME) -> str:
    """The unit that starts the service every Monday; a Monday the machine was off is made up for when it is on again."""
    return (
        f"[Unit]\nDescription=rettid: mandag kl. {plan.hour:02}.{plan.minute:02}\n\n"
        f"[Timer]\nOnCalendar=Mon *-*-* {plan.hour:02}:{plan.minute:02}:00\nPersistent=true\n"
        f"Unit={name}.service\n\n[Install]\nWantedBy=timers.target\n"
    )


def task(plan: Plan) -> str:
    """The task of Windows as XML in ASCII, which every encoding that Windows may read it in leaves as it is."""
    from lxml import etree  # noqa: PLC0415  only for this form

    root = _element(_task(plan))
    etree.indent(root)
    return etree.tostring(root, encoding="us-ascii", xml_declaration=False).decode() + "\n"  # type: ignore[no-any-return]


def as_windows_file(xml: str) -> bytes:
    """The task as `schtasks /XML` takes it from a file: UTF-16, little end first, with a mark and a line that says so."""
    text = f'<?xml version="1.0" encoding="UTF-16"?>\n{xml}'
    return BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le")


def _task(plan: Plan) -> tuple[str, Any]:
    """The elements in the order of the schema, a pair each: the name, and its text or its own elements."""
    rhythm = plan.rhythm
    every_monday = rhythm.uger is not None
    command, *arguments = plan.words(every_monday=every_monday)
    if odd := [word for word in (command, *arguments) if re.search(r"%[^%]+%|\$\(", word)]:
        raise UsageError(
            f'windows: "{odd[0]}" vil Windows læse som en variabel. Omdøb mappen, så navnet ikke har to % eller $(.'
        )
    start = f"{rhythm.first.isoformat()}T{plan.hour:02}:{plan.minute:02}:00"
    weekly = [("WeeksInterval", "1" if every_monday else "2"), ("DaysOfWeek", [("Monday", "")])]
    settings = {
        "MultipleInstancesPolicy": "IgnoreNew",
        "DisallowStartIfOnBatteries": "false",
        "StopIfGoingOnBatteries": "false",
        "StartWhenAvailable": "true",
        "ExecutionTimeLimit": "PT1H",
    }
    return "Task", [
        ("RegistrationInfo", [("Description", "rettid: listerne hver 14. dag")]),
        ("Triggers", [("CalendarTrigger", [("StartBoundary", start), ("ScheduleByWeek", weekly)])]),
        ("Principals", [("Principal", [("LogonType", "Password"), ("RunLevel", "LeastPrivilege")])]),
        ("Settings", list(settings.items())),
        ("Actions", [("Exec", [("Command", command), ("Arguments", list2cmdline(arguments))])]),
    ]


def _element(named: tuple[str, Any]) -> Any:  # noqa: ANN401 - lxml has no types
    from lxml import etree  # noqa: PLC0415  only for this form

    name, content = named
    found = etree.Element(f"{{{TASK}}}{name}", nsmap={None: TASK})
    if isinstance(content, str):
        found.text = content or None
    else:
        found.extend(_element(each) for each in content)
    if name == "Task":
        found.set("version", "1.2")
    return found


def _must_be_unix(form: str, words: tuple[str, ...]) -> None:
    """Crons differ in what they make of a backslash, and a Windows path is nothing to Linux."""
    for word in words:
        if PureWindowsPath(word).drive or "\\" in word:
            raise UsageError(f'{form}: "{word}" er ikke en sti på Linux. Brug stier uden drev og omvendt skråstreg.')


def _unit_word(word: str) -> str:
    """One word of a command line in a unit."""
    text = _specified(word).replace("\\", "\\\\").replace('"', '\\"')
    return text if re.fullmatch(r"[\w.,:/%+@=-]+", text) else f'"{text}"'


def _specified(text: str) -> str:
    return text.replace("%", "%%")
