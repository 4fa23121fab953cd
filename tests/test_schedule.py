"""The three schedules, read back as those read them who will run them, with paths that are a trial to quote."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from rettid.errors import UsageError
from rettid.rhythm import Rhythm
from rettid.schedule import FORMS, TASK, Plan, as_windows_file, crontab, parse_time, service, task, texts, timer
from tests.depth import tries

KOEGE = Rhythm(date(2018, 8, 13))
PLAN = Plan("/usr/bin/rettid", "/srv/udtræk", "/srv/lister", KOEGE)
WINDOWS = Plan(r"C:\Program Files\rettid\rettid.exe", r"\\fil01\jobcenter\udtræk", r"D:\Lister & noter" + "\\", KOEGE)

ANALYZE = shutil.which("systemd-analyze")

SIGNS = "a æøåÆ'\"&<>%$`!#~*?[](){}=,;|:@+.-_"
NASTY = "/srv/Ærø & co/100% 'nyt' \"$HOME\" `x`; #1"
linux_paths = st.text(SIGNS, min_size=1, max_size=30).map(lambda text: f"/{text}")
windows_paths = st.text(SIGNS.replace("%", "").replace("$", "") + "\\", max_size=30).map(lambda text: f"C:\\{text}")


def a_plan(folder: str, *more: str) -> Plan:
    program = re.sub("['\"]", "", folder)  # systemd starts no program with a quotation mark in its path
    return replace(PLAN, program=f"{program}/rettid", udtraek=folder, out=f"{folder}/lister", tilvalg=more)


def as_cron_reads(line: str) -> str:
    """The command of a line, as crontab(5): five fields, then the command up to a % without a backslash before it."""
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert re.match(r"30 6 \* \* 1 \S", line)
    command, *rest = re.split(r"(?<!\\)%", line.rstrip("\n").split(" ", 5)[5])
    assert not rest, "en % uden omvendt skråstreg slutter linjen"
    return command.replace(r"\%", "%")


def as_systemd_reads(unit: str) -> list[str]:
    """The words of ExecStart, as systemd.service(5): a %% is a %, then words in quotes, then a $$ is a $."""
    (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    assert "%" not in line.replace("%%", "")
    program, *words = shlex.split(line.replace("%%", "%"))
    assert not [word for word in words if "$" in word.replace("$$", "")]
    return [program, *(word.replace("$$", "$") for word in words)]


def as_windows_reads(arguments: str) -> list[str]:
    """The words of a command line as a C program of Windows is given them; written from Microsoft's rules."""
    words, word, quoted, at = [], "", False, 0
    while at < len(arguments):
        slashes = re.match(r'(\\*)("?)', arguments[at:])
        assert slashes is not None
        if slashes[2]:
            word += "\\" * (len(slashes[1]) // 2)
            at += len(slashes[0])
            if len(slashes[1]) % 2:
                word += '"'
            else:
                quoted = not quoted
        elif slashes[1]:
            word += slashes[1]
            at += len(slashes[1])
        elif arguments[at] == " " and not quoted:
            words.append(word)
            word = ""
            at += 1
        else:
            word += arguments[at]
            at += 1
    return [*words, word]


def the_task(xml: str | bytes) -> dict[str, str]:
    """The leaves of the task by name, once the schema has passed it."""
    root = etree.fromstring(xml)
    schema = etree.XMLSchema(etree.parse(Path(__file__).parent / "data" / "opgave.xsd"))
    schema.assertValid(root)
    return {etree.QName(each).localname: each.text for each in root.iter() if not len(each)}


# --- What they say -----------------------------------------------------------------------------------------------------


def test_the_line_of_a_crontab() -> None:
    """Every Monday at half past six; the command knows its own weeks."""
    assert crontab(PLAN) == (
        "30 6 * * 1 /usr/bin/rettid lists '/srv/udtræk' --nyeste --out /srv/lister --hoejst-gammel '7 dage' "
        "--hver-14-dag-fra 2018-08-13 >/dev/null\n"
    )
    assert "--hver-14-dag-fra 2018-08-13 --uger ulige " in crontab(replace(PLAN, rhythm=Rhythm(KOEGE.first, "ulige")))


def test_the_units_of_systemd() -> None:
    assert "\nOnCalendar=Mon *-*-* 06:05:00\nPersistent=true\nUnit=koege.service\n" in timer(
        replace(PLAN, minute=5), "koege"
    )
    assert "\nType=oneshot\n" in service(PLAN)
    assert as_systemd_reads(service(PLAN)) == list(PLAN.words(every_monday=True))


def test_windows_counts_the_weeks_itself_unless_they_are_to_be_even_or_odd() -> None:
    fortnight, odd = (the_task(task(replace(WINDOWS, rhythm=Rhythm(KOEGE.first, uger)))) for uger in (None, "ulige"))
    assert (fortnight["StartBoundary"], fortnight["WeeksInterval"]) == ("2018-08-13T06:30:00", "2")
    assert "--hver-14-dag-fra" not in fortnight["Arguments"]
    assert odd["WeeksInterval"] == "1"
    assert odd["Arguments"].endswith("--hver-14-dag-fra 2018-08-13 --uger ulige")
    assert fortnight["StartWhenAvailable"] == "true", "en glemt mandag tages, når maskinen er tændt igen"
    assert fortnight["LogonType"] == "Password", "uden nogen, der er logget på"


def test_a_file_for_schtasks_is_utf_16_and_says_so() -> None:
    """schtasks takes UTF-16 with its mark, little end first, and refuses UTF-8; what is piped is ASCII and needs neither."""
    xml = task(WINDOWS)
    assert xml.isascii()
    file = as_windows_file(xml)
    assert file.startswith(b"\xff\xfe<\x00?\x00x\x00m\x00l\x00")
    assert file.decode("utf-16").startswith('<?xml version="1.0" encoding="UTF-16"?>\r\n<Task ')
    assert the_task(file) == the_task(xml) == the_task(xml.encode("cp1252"))
    assert etree.fromstring(file).tag == f"{{{TASK}}}Task"


# --- Paths that are a trial ----------------------------------------------------------------------------------------


@tries(50)
@given(linux_paths)
@example(NASTY)
def test_cron_and_systemd_read_back_every_path(folder: str) -> None:
    plan = a_plan(folder, "--horisont", "6 uger")
    *words, redirection = shlex.split(as_cron_reads(crontab(plan)))
    assert (words, redirection) == (list(plan.words(every_monday=True)), ">/dev/null")
    assert as_systemd_reads(service(plan)) == words


@tries(50)
@given(windows_paths)
@example('C:\\O\'Neill & Ærø <x>\\100% "nyt"\\')
@example("\\\\fil01\\deling\\")
def test_windows_reads_back_every_path(folder: str) -> None:
    plan = replace(WINDOWS, udtraek=folder, out=f"{folder}2")
    told = the_task(task(plan))
    assert [told["Command"], *as_windows_reads(told["Arguments"])] == list(plan.words(every_monday=False))


@pytest.mark.skipif(os.name == "nt", reason="kun hvor der er en sh")
@pytest.mark.parametrize("folder", [NASTY, "/x/'", "/æ/a  b", "/-rf *", "/${HOME}/$(id)"])
def test_the_shell_gives_rettid_the_words_that_were_meant(folder: str, tmp_path: Path) -> None:
    """The line is run as cron runs it: `sh -c`, with next to nothing in the environment, and a rettid in the PATH."""
    fake = tmp_path / "rettid"
    fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$TIL"\necho "I dag er ikke en listedag."\n', encoding="utf-8")
    fake.chmod(0o700)
    plan = replace(a_plan(folder, "--horisont", "6 uger"), program="rettid")
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": "/", "TIL": str(tmp_path / "ord")}
    done = subprocess.run(["/bin/sh", "-c", as_cron_reads(crontab(plan))], env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "ord").read_text(encoding="utf-8").splitlines() == list(plan.words(every_monday=True))[1:]


@pytest.mark.skipif(ANALYZE is None, reason="kun hvor systemd er")
def test_systemd_itself_finds_no_fault(tmp_path: Path) -> None:
    (tmp_path / "100% nyt $x").mkdir()
    shutil.copy("/bin/true", tmp_path / "100% nyt $x" / "rettid")
    for ending, text in texts(a_plan(f"{tmp_path}/100% 'nyt' $x"), "systemd").items():
        (tmp_path / f"rettid-lister{ending}").write_text(text, encoding="utf-8")
    units = [str(tmp_path / f"rettid-lister{ending}") for ending in (".service", ".timer")]
    checked = subprocess.run([str(ANALYZE), "verify", *units], capture_output=True, encoding="utf-8", check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    (when,) = re.findall("OnCalendar=(.*)", timer(PLAN))
    told = subprocess.run([str(ANALYZE), "calendar", when], capture_output=True, encoding="utf-8", check=True)
    assert "Normalized form: Mon *-*-* 06:30:00" in told.stdout


# --- What can't be written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("plan", "form", "told"),
    [
        (WINDOWS, "cron", "ikke en sti på Linux"),
        (WINDOWS, "systemd", "ikke en sti på Linux"),
        (replace(PLAN, out="/srv/a\\b"), "cron", "ikke en sti på Linux"),
        (replace(PLAN, out="/srv/" + "langt/" * 160), "cron", "over 998 tegn"),
        (replace(PLAN, program="rettid"), "systemd", "--program"),
        (replace(PLAN, program="/opt/o'neill/rettid"), "systemd", "Flyt rettid"),
        (replace(WINDOWS, out=r"C:\%TEMP%\lister"), "windows", "som en variabel"),
        (replace(WINDOWS, out=r"C:\$(Arg0)"), "windows", "som en variabel"),
        *((replace(PLAN, udtraek="/srv/to\nlinjer"), form, "tegn, der ikke kan skrives") for form in FORMS),
        *((replace(PLAN, udtraek="/srv/\udce6"), form, "tegn, der ikke kan skrives") for form in FORMS),
    ],
)
def test_a_path_that_would_be_misread_is_refused(plan: Plan, form: str, told: str) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        texts(plan, form)


@pytest.mark.parametrize(
    ("text", "time"), [("06.30", (6, 30)), ("6:30", (6, 30)), ("0.00", (0, 0)), ("23.59", (23, 59))]
)
def test_a_time_of_day(text: str, time: tuple[int, int]) -> None:
    assert parse_time(text) == time


@pytest.mark.parametrize("text", ["24.00", "6", "06.60", "halv syv", "06.3", "-1.00"])
def test_no_time_of_day(text: str) -> None:
    with pytest.raises(UsageError, match=re.escape("Skriv for eksempel --kl 06.30.")):
        parse_time(text)
