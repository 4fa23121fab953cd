"""0 done, 1 a threshold of the user's is broken, 2 wrong use or unreadable input, 70 a fault in rettid (`spec.md` § 6)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

import rettid.engine
from rettid import __version__, intake
from tests.cli.asking import FASIT, MOMENTUM, WORKBASE, ask, asked, presentable

if TYPE_CHECKING:
    from collections.abc import Callable

YEAR_END = (FASIT, "--pr", "2018-12-31")
PERSON = "610180-1234 Bo Hansen"


def _process(*arguments: object, **more: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "rettid", *map(str, arguments)]
    return subprocess.Popen(command, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more})  # type: ignore[call-overload]


# --- 0 and 1 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("threshold", "broken"),
    [
        ("0", []),
        ("76", []),
        ("76,1", ["Første tilbud"]),
        ("80%", ["Første tilbud"]),
        ("80.7", ["Samtaler", "Første tilbud"]),
    ],
)
def test_a_threshold_names_each_rate_below_it(threshold: str, broken: list[str]) -> None:
    """237 of 294 and 19 of 25: 80.6 and exactly 76 per cent. A rate on the threshold is not under it."""
    answer = ask("audit", *YEAR_END, "--fejl-under", threshold)
    assert answer.code == (1 if broken else 0)
    presentable(answer.message)
    lines = answer.message.splitlines()
    assert len(lines) == len(broken)
    limit = f"{float(threshold.replace(',', '.').removesuffix('%')):.1f}".replace(".", ",")
    for name in broken:
        (line,) = [line for line in lines if f" {name}, " in line]
        assert line.startswith(f"Under grænsen på {limit} %: ")
        assert re.search(r"\d+ af \d+ = \d+,\d % \(\d+,\d–\d+,\d\)\.$", line)
    assert answer.screen == asked("audit", *YEAR_END).screen, "skærmen er den samme med og uden grænse"


def test_a_threshold_holds_for_the_law_and_not_for_a_local_promise() -> None:
    answer = ask("audit", *YEAR_END, "--lokal", "broendby-2018", "--fejl-under", "100")
    assert answer.code == 1
    assert "broendby" not in answer.message
    assert "broendby" in answer.screen


def test_a_threshold_counts_the_a_kasse_too_by_name() -> None:
    answer = ask("audit", MOMENTUM, "--pr", "2026-10-31", "--fejl-under", "95")
    assert answer.code == 1
    assert "Samtaler, a-kassen, 22 af 24" in answer.message


def test_a_threshold_does_not_disturb_the_machine_format() -> None:
    plain, tested = (asked("audit", *YEAR_END, "--format", "csv", *more) for more in ((), ("--fejl-under", "99")))
    assert (plain.code, tested.code) == (0, 1)
    assert plain.out == tested.out
    assert "Under grænsen" in tested.message


def test_nothing_due_breaks_no_threshold() -> None:
    """A share of nobody is not 0 per cent."""
    answer = ask("audit", *YEAR_END, "--periode", "2014", "--fejl-under", "100")
    assert (answer.code, answer.err) == (0, b"")
    assert answer.screen.count("ingen i målgruppen") == 4


# --- 70 --------------------------------------------------------------------------------------------------------


def _raises(kind: type[BaseException]) -> Callable[..., object]:
    def fail(*_: object, **__: object) -> object:
        cpr = PERSON
        raise kind(f"kan ikke regne {cpr}") from KeyError(cpr)

    return fail


@pytest.mark.parametrize(
    "kind", [ValueError, AssertionError, KeyError, MemoryError, OSError, pl.exceptions.ComputeError]
)
def test_a_fault_of_ours_is_told_without_a_value(monkeypatch: pytest.MonkeyPatch, kind: type[Exception]) -> None:
    monkeypatch.setattr(rettid.engine, "audit_periods", _raises(kind))
    answer = ask("audit", *YEAR_END)
    assert answer.code == 70
    assert answer.out == b""
    assert answer.message.startswith(f"Fejl i rettid {__version__} ({kind.__name__}).")
    assert "Send denne tekst til" in answer.message
    assert 'judging.py", line' in answer.message
    for secret in ("Traceback", "610180", "Bo Hansen"):
        assert secret not in answer.message


def test_a_panic_in_polars_is_a_fault_of_ours_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """PanicException is no Exception: let through, it ends in a traceback with the value, and in exit code 1."""
    assert not issubclass(pl.exceptions.PanicException, Exception)
    monkeypatch.setattr(intake, "read", _raises(pl.exceptions.PanicException))
    try:
        answer = ask("audit", *YEAR_END)
    except pl.exceptions.PanicException as panic:
        pytest.fail(f"slap ud af rettid: {type(panic).__name__}")
    assert answer.code == 70
    assert answer.out == b""
    assert answer.message.startswith("Fejl i rettid")
    assert "610180" not in answer.message


def test_an_interrupted_run_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C: told in a line, and never as "a threshold is broken" or as done. 130 is what a shell expects of it."""
    monkeypatch.setattr(intake, "read", _raises(KeyboardInterrupt))
    answer = ask("check", FASIT)
    assert answer.code in {2, 130}
    assert answer.message == "Afbrudt. Intet er skrevet.\n"


# --- The process -----------------------------------------------------------------------------------------------


def test_the_process_ends_as_the_command_does(tmp_path: Path) -> None:
    """`python -m rettid` gives the same bytes, whatever the machine's hash seed, threads and encoding."""
    hostile = {"PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1", "PYTHONIOENCODING": "ascii", "TZ": "Pacific/Auckland"}
    broken = _process("audit", *YEAR_END, "--fejl-under", "80", env=os.environ | hostile)
    missing = _process("audit", tmp_path / "findes-ikke.xlsx", env=os.environ | hostile)
    here = ask("audit", *YEAR_END, "--fejl-under", "80")
    out, err = broken.communicate()
    assert (broken.returncode, out, err) == (1, here.out, here.err)
    out, err = missing.communicate()
    assert (missing.returncode, out) == (2, b"")
    assert err.decode() == ask("audit", tmp_path / "findes-ikke.xlsx").message


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    """`rettid audit … | head` ends quietly, as every other command does: the screen and the machine formats."""
    ended = {}
    for form in (None, "csv", "parquet"):
        reader, writer = os.pipe()
        ended[form] = _process("audit", *YEAR_END, *(["--format", form] if form else []), stdout=writer)
        os.close(reader)
        os.close(writer)
    said = {form: process.communicate()[1].decode() for form, process in ended.items()}
    assert {form: (process.returncode, said[form]) for form, process in ended.items()} == dict.fromkeys(ended, (0, ""))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="kun hvor /dev/full findes")
def test_a_full_disk_is_told_and_is_not_a_fault_of_ours() -> None:
    with Path("/dev/full").open("wb") as full:
        process = _process("audit", *YEAR_END, "--format", "csv", stdout=full)
        said = process.communicate()[1].decode()
    assert process.returncode == 2, said
    assert said.count("\n") == 1


def test_the_answer_is_readable_without_colour_and_plain_when_it_is_not_a_terminal() -> None:
    for command in (("audit", WORKBASE), ("check", WORKBASE), ("rules",), ("rules", "dagpenge-2017")):
        assert b"\x1b" not in asked(*command).out


def test_a_file_is_told_of_beside_the_screen(tmp_path: Path) -> None:
    """The word about the file goes to standard error, so that a pipe stays clean; numbers as Danes write them."""
    answer = ask("audit", *YEAR_END, "--out", tmp_path / "funde.json")
    assert (answer.code, answer.out) == (0, b"")
    number = len(json.loads((tmp_path / "funde.json").read_bytes()))
    assert answer.message == f"{tmp_path / 'funde.json'}: {number:,} forpligtelser skrevet.\n".replace(",", ".")
