"""A line for every run, and nothing about anybody in it."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid import __version__, cli
from rettid.cli import commands
from rettid.errors import IntakeError, RettidError, RuleError, UsageError
from rettid.intake import read
from rettid.unattended import LOG, Told, logged, newest_export
from rettid.unattended import log as module
from rettid.unattended.log import line
from tests.cli.asking import ask, discreet
from tests.depth import tries

if TYPE_CHECKING:
    from collections.abc import Callable

BEGUN = datetime(2018, 8, 27, 6, 30, 4, 999, tzinfo=timezone(timedelta(hours=2)))
HASH = "ab" * 32
DONE = Told(1, {"forpligtelser": 1744, "sat_fra": 0}, [HASH], ["rettid-liste-2018-08-27.xlsx"])
PERSONAL = "610180-1234 Bo Hansen (15.00.00-A26-209-18), Anne Ås, /home/anneaas/udtræk/Bo Hansen.xlsx"


def one_run(folder: Path, fault: BaseException | None = None) -> list[str]:
    """What is told beside the log of a run that ends well, or with the fault."""
    told: list[str] = []
    with logged(folder, "lists", BEGUN, told.append) as record:
        record.tal["forpligtelser"] = 1744
        if fault is not None:
            raise fault
    return told


def lines(folder: Path) -> list[str]:
    return (folder / LOG).read_text(encoding="utf-8").splitlines()


# --- The line ------------------------------------------------------------------------------------------------------


def test_a_run_is_one_line_for_people_and_for_machines() -> None:
    assert line("lists", BEGUN, DONE) == (
        f"2018-08-27T06:30:04+02:00 rettid={__version__} kommando=lists kode=1 forpligtelser=1744 sat_fra=0 "
        f"udtraek=sha256:{HASH} filer=rettid-liste-2018-08-27.xlsx"
    )


def test_a_file_named_by_a_caseworker_is_only_counted() -> None:
    names = [
        "rettid-liste-2018-08-27.xlsx",
        "rettid-liste-2018-08-27.xlsx.manifest.json",
        "bo-aas.xlsx",
        "rettid-liste-2018-08-27-bo-aas.xlsx",
        "rettid-liste-2018-08-27.bo.xlsx",
        "rettid-bo-2018-08-27.xlsx",
    ]
    told = line("lists", BEGUN, Told(filer=names))
    assert told.endswith(f" filer={names[0]},{names[1]} andre_filer=4")


def test_runs_are_added_and_never_written_over(tmp_path: Path) -> None:
    assert one_run(tmp_path) == one_run(tmp_path) == []
    assert len(lines(tmp_path)) == 2
    if os.name != "nt":
        assert (tmp_path / LOG).stat().st_mode & 0o077 == 0


def test_a_log_that_grows_too_long_is_put_by_and_five_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 200)
    for _ in range(20):
        one_run(tmp_path)
    kept = sorted(tmp_path.iterdir())
    assert [path.name for path in kept] == [LOG, *(f"{LOG}.{number}" for number in range(1, 6))]
    assert all(0 < path.stat().st_size <= 200 for path in kept)
    assert os.name == "nt" or not [path for path in kept if path.stat().st_mode & 0o077]


# --- A run that failed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "code", "what"),
    [
        (IntakeError, 2, "udtrækket kan ikke læses"),
        (UsageError, 2, "et tilvalg eller en fil kan ikke bruges"),
        (RuleError, 2, "en regelside er uklar"),
        (KeyboardInterrupt, 2, "afbrudt"),
        (KeyError, 70, "fejl i rettid"),
        (MemoryError, 70, "fejl i rettid"),
        (lambda text: OSError(28, text), 2, "disken er fuld"),
        (lambda text: OSError(5, text), 70, "fejl i rettid"),
    ],
)
def test_a_failed_run_is_told_by_its_kind_and_its_code(
    kind: Callable[[str], BaseException], code: int, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is the one that the command line ends with for the same fault."""
    fault = kind(PERSONAL)
    with pytest.raises(type(fault)) as raised:
        one_run(tmp_path, fault)
    assert raised.value is fault
    (told,) = lines(tmp_path)
    assert f' kode={code} forpligtelser=1744 fejl={type(fault).__name__} hvad="{what}"' in told.replace(
        "=afbrudt", '="afbrudt"'
    )
    assert PERSONAL not in told

    def failing(*_: object) -> None:
        raise kind(PERSONAL)

    monkeypatch.setattr(commands, "configured", failing)
    assert ask("check", "udtræk.csv").code == code
    assert cli.FAULT == 70


def test_the_place_says_which_message_it_was_without_its_words(tmp_path: Path) -> None:
    """Whoever maintains rettid finds the sentence at that line; whoever runs it sees it by running the command by hand."""
    with pytest.raises(RettidError), logged(tmp_path, "lists", BEGUN, print):
        newest_export(tmp_path / "Bo Hansen 610180-1234")
    with pytest.raises(IntakeError), logged(tmp_path, "lists", BEGUN, print):
        read([tmp_path / "Bo Hansen.xlsx"])
    first, second = lines(tmp_path)
    assert re.search(r' fejl=NotNowError hvad="udtræksmappen kan ikke åbnes" sted=unattended/export\.py:\d+$', first)
    assert re.search(r' fejl=IntakeError hvad="udtrækket kan ikke læses" sted=intake/sources\.py:\d+$', second)


@tries(50)
@given(
    st.text(min_size=3),
    st.sampled_from([IntakeError, UsageError, RuleError, RettidError, ValueError, KeyError, OSError]),
)
def test_no_word_of_a_fault_gets_into_the_log(words: str, kind: type[Exception]) -> None:
    """Whatever it says, and whatever it was raised from: the line is the same as of a fault without words."""

    def told(text: str) -> str:
        fault = kind(text)
        fault.__cause__ = ValueError(text)
        return line("lists", BEGUN, DONE, fault)

    assert told(words) == told("")


def test_nothing_personal_is_in_the_log_of_runs_that_failed(tmp_path: Path) -> None:
    for fault in (IntakeError(PERSONAL), UsageError(PERSONAL), ValueError(PERSONAL), OSError(5, PERSONAL, PERSONAL)):
        with pytest.raises(type(fault)):
            one_run(tmp_path, fault)
    text = (tmp_path / LOG).read_text(encoding="utf-8")
    discreet(text)
    for secret in ("Hansen", "610180", "A26-209", "Anne", "anneaas", str(tmp_path), str(Path.home())):
        assert secret not in text


# --- A log that can't be written -----------------------------------------------------------------------------------


def test_a_log_that_can_not_be_written_stops_no_list(tmp_path: Path) -> None:
    (tmp_path / LOG).mkdir()
    assert one_run(tmp_path) == [f"{LOG}: loggen kan ikke skrives (det er en mappe). Kørslen er ikke ændret af det."]
    with pytest.raises(IntakeError):
        one_run(tmp_path, IntakeError("udtrækket er væk."))
    assert one_run(tmp_path / "væk")[0].startswith(f"{LOG}: loggen kan ikke skrives (den findes ikke)")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="kun hvor /dev/full findes")
def test_a_full_disk_stops_no_list(tmp_path: Path) -> None:
    (tmp_path / LOG).symlink_to("/dev/full")
    assert one_run(tmp_path) == [f"{LOG}: loggen kan ikke skrives (disken er fuld). Kørslen er ikke ændret af det."]
