"""`rettid schedule` as the one who sets it up meets it."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from rettid.cli import judging
from rettid.cli.judging import now
from rettid.rhythm import Rhythm
from rettid.screen.schedule import not_today
from tests.cli.asking import Answer, ask, presentable, refused

if TYPE_CHECKING:
    from collections.abc import Callable

RETTID = ("--program", "/usr/bin/rettid")


@pytest.fixture(autouse=True)
def in_august_2018(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(judging, "_today", lambda: date(2018, 8, 14))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "udtræk").mkdir()


def schedule(*more: object, fra: str = "2018-08-13") -> Answer:
    return ask("schedule", "udtræk", "--out", "lister", "--fra", fra, *RETTID, *more)


# --- The page ------------------------------------------------------------------------------------------------------


def test_the_page_tells_when_and_has_all_three(tmp_path: Path) -> None:
    answer = schedule()
    assert (answer.code, answer.message) == (0, "")
    page = answer.screen
    assert page.startswith("Listerne laves hver 14. dag om mandagen kl. 06.30, første gang 13-08-2018 (uge 33)\n")
    runs = re.findall(r"^  mandag (\S+ \(uge \d+\))$", page, re.MULTILINE)
    assert runs[:2] == ["27-08-2018 (uge 35)", "10-09-2018 (uge 37)"], "fra i dag, 14-08-2018"
    assert len(runs) == 8
    assert "Efter uge 53 i 2020 falder listen i lige uger, første gang 11-01-2021 (uge 2)." in page
    assert "Efter uge 53 i 2026 falder listen i ulige uger, første gang 04-01-2027 (uge 1)." in page
    assert "Skal listen altid falde i ulige uger, så tilføj --uger ulige" in page
    for heading in (
        "\nCrontab (Linux)\n",
        "\nSystemd (Linux)\n",
        "\nWindows Opgavestyring\n",
        "\nPrøv kommandoen i hånden",
    ):
        assert heading in page
    assert f"\n30 6 * * 1 /usr/bin/rettid lists '{tmp_path}/udtræk' --nyeste --out {tmp_path}/lister " in page
    assert "\n# rettid-lister.service\n[Unit]\n" in page
    assert "\n# rettid-lister.timer\n[Unit]\n" in page
    assert "<WeeksInterval>2</WeeksInterval>" in page
    presentable(
        "".join(line for line in page.splitlines(keepends=True) if "rettid lists" not in line and "lists " not in line)
    )


@pytest.mark.parametrize(
    ("fra", "uger", "told"),
    [
        ("2018-08-13", "ulige", "2020 har 53 uger: der går 7 dage fra 28-12-2020 (uge 53) til 04-01-2021 (uge 1)."),
        ("2018-08-20", "lige", "2020 har 53 uger: der går 21 dage fra 21-12-2020 (uge 52) til 11-01-2021 (uge 2)."),
    ],
)
def test_even_or_odd_weeks_and_what_a_53rd_week_does_to_them(fra: str, uger: str, told: str) -> None:
    page = schedule("--uger", uger, fra=fra).screen
    assert page.startswith(f"Listerne laves hver mandag i {uger} uger kl. 06.30")
    assert told in page
    assert page.count(f"--hver-14-dag-fra {fra} --uger {uger}") == 3
    assert "<WeeksInterval>1</WeeksInterval>" in page
    assert "tilføj --uger" not in page


def test_a_path_that_one_form_can_not_have_costs_only_that_form() -> None:
    answer = ask("schedule", r"D:\udtræk", "--out", r"D:\lister", "--fra", "2018-08-13", "--program", r"C:\rettid.exe")
    assert (answer.code, answer.message) == (0, "")
    assert answer.screen.count("Det kan ikke skrives her.") == 2
    assert r"<Arguments>lists D:\udtr&#230;k --nyeste" in answer.screen
    assert answer.screen.endswith(
        'C:\\rettid.exe lists D:\\udtræk --nyeste --out D:\\lister --hoejst-gammel "7 dage"\n'
    )


def test_further_options_and_the_configuration_go_along(tmp_path: Path) -> None:
    (tmp_path / "rettid.toml").write_text("", encoding="utf-8")
    line = schedule("--form", "cron", "--kl", "5:05", "--hoejst-gammel", "2 uger", "--", "--horisont", "6 uger").screen
    assert line.startswith("5 5 * * 1 ")
    assert "--hoejst-gammel '2 uger'" in line
    assert line.endswith(f"--opsaetning {tmp_path}/rettid.toml --horisont '6 uger' >/dev/null\n")


def test_the_program_is_this_one_and_stands_with_its_whole_path(tmp_path: Path) -> None:
    """Cron looks in /usr/bin and /bin only."""
    (tmp_path / "udtræk").mkdir(exist_ok=True)
    told = [
        ask("schedule", "udtræk", "--out", "l", "--fra", "2018-08-13", "--form", "cron", *own).screen
        for own in ((), ("--program", "bin/rettid"))
    ]
    for line, program in zip(
        told, (Path(sys.executable).with_name("rettid"), tmp_path / "bin" / "rettid"), strict=True
    ):
        assert line.startswith(f"30 6 * * 1 {program} lists ")


def test_a_folder_that_is_not_there_is_told_beside_the_answer(tmp_path: Path) -> None:
    (tmp_path / "udtræk").rmdir()
    answer = schedule("--form", "cron")
    assert answer.code == 0
    assert answer.screen.count("\n") == 1
    assert answer.message == f"{tmp_path}/udtræk: mappen findes ikke her på maskinen.\n"


# --- One form, raw -------------------------------------------------------------------------------------------------


def test_one_form_is_that_and_no_more() -> None:
    page = schedule().screen
    for form, first in (("cron", "30 6 * * 1 "), ("systemd", "# rettid-lister.service\n"), ("windows", "<Task ")):
        answer = schedule("--form", form)
        assert (answer.code, answer.message) == (0, "")
        assert answer.screen.startswith(first)
        assert f"\n{answer.screen}" in page, "det samme står på siden"


def test_the_files_are_written_as_they_are_wanted(tmp_path: Path) -> None:
    answer = schedule("--form", "windows", "--skriv", "rettid-lister.xml")
    assert (answer.code, answer.out) == (0, b"")
    assert answer.message == (
        'rettid-lister.xml: skrevet. Næste: schtasks /create /tn "rettid lister" /xml rettid-lister.xml /ru BRUGER /rp *\n'
    )
    file = (tmp_path / "rettid-lister.xml").read_bytes()
    assert file.startswith(b"\xff\xfe")
    assert etree.tostring(etree.fromstring(file)) == etree.tostring(
        etree.fromstring(schedule("--form", "windows").screen)
    )
    schedule("--form", "cron", "--skriv", "cron.txt")
    assert (tmp_path / "cron.txt").read_bytes() == schedule("--form", "cron").out
    assert "systemctl enable --now koege.timer" in schedule("--form", "systemd", "--skriv", "koege.timer").message
    assert "Unit=koege.service" in (tmp_path / "koege.timer").read_text(encoding="utf-8")
    assert "ExecStart=/usr/bin/rettid lists " in (tmp_path / "koege.service").read_text(encoding="utf-8")


def test_a_file_that_is_there_is_kept_unless_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "koege.service").write_text("min egen", encoding="utf-8")
    refused(schedule("--form", "systemd", "--skriv", "koege"), "koege.service: filen findes", "--overskriv")
    assert (tmp_path / "koege.service").read_text(encoding="utf-8") == "min egen"
    assert not (tmp_path / "koege.timer").exists()
    assert schedule("--form", "systemd", "--skriv", "koege", "--overskriv").code == 0


# --- What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attempt", "told"),
    [
        (lambda: schedule(fra="2018-08-14"), ("--fra", "tirsdag", "13-08-2018 (uge 33)", "20-08-2018 (uge 34)")),
        (lambda: schedule(fra="i morgen"), ("--fra", "ikke en dato")),
        (lambda: schedule("--uger", "lige"), ("06-08-2018 (uge 32)", "20-08-2018 (uge 34)")),
        (lambda: schedule("--kl", "25.00"), ("--kl", "06.30")),
        (lambda: schedule("--form", "at"), ("cron, systemd, windows",)),
        (lambda: schedule("--skriv", "x"), ("--skriv x", "--form cron eller systemd eller windows")),
        (lambda: schedule("--hoejst-gammel", "ung"), ("--hoejst-gammel", "7 dage")),
        (lambda: schedule("lister"), ('"lister" er for meget', "to streger")),
        (lambda: schedule("--form", "systemd", "--skriv", "Køges lister"), ("Køges lister", "kun bogstaverne a-z")),
        (lambda: ask("schedule", "m", "--out", "m", "--fra", "2018-08-13"), ("--out m", "Vælg en anden mappe")),
        (lambda: ask("schedule", "m", "--fra", "2018-08-13"), ("Der mangler --out MAPPE.", "rettid schedule --help")),
        (lambda: schedule("--form", "cron", "--skriv", "væk/cron.txt"), ("væk/cron.txt", "kan ikke skrives")),
    ],
)
def test_what_can_not_be_used_is_refused_in_a_line(attempt: Callable[[], Answer], told: tuple[str, ...]) -> None:
    refused(attempt(), *told)


# --- For the command that is run -----------------------------------------------------------------------------------


def test_a_run_in_a_week_without_a_list_says_when_the_next_is() -> None:
    rhythm = Rhythm(date(2018, 8, 13))
    assert not_today(date(2018, 8, 20), rhythm) == (
        "I dag, 20-08-2018 (uge 34), er ikke en listedag. Næste liste: 27-08-2018 (uge 35)."
    )
    assert not_today(date(2018, 8, 1), rhythm).endswith("Næste liste: 13-08-2018 (uge 33).")


def test_the_moment_has_its_distance_to_utc() -> None:
    assert now().utcoffset() is not None
