"""One run at a time in a folder: real processes, ended and killed."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from rettid.errors import UsageError
from rettid.unattended import only_run
from rettid.unattended.faults import NotNowError
from rettid.unattended.lock import LOCK, RUNNING
from tests.cli.asking import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BEGUN = datetime(2018, 8, 27, 6, 30).astimezone()
HOLDING = """
import sys
from datetime import datetime
from pathlib import Path
from rettid.unattended import only_run

with only_run(Path(sys.argv[1]), datetime(2018, 8, 27, 6, 30).astimezone()):
    print("har den", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_run(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has the lock; it lets go when its standard input ends."""
    command = [sys.executable, "-c", HOLDING, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"har den" + os.linesep.encode()
        yield process
        process.kill()


def test_a_second_run_ends_at_once_and_says_who_is_there(tmp_path: Path) -> None:
    with another_run(tmp_path) as first:
        with pytest.raises(NotNowError) as refused, only_run(tmp_path, BEGUN):
            pytest.fail("to kørsler på én gang")
        assert str(refused.value) == (
            f"{tmp_path}: en anden kørsel er i gang (begyndt 27-08-2018 kl. 06.30, proces {first.pid}). "
            "Vent, til den er færdig, og kør igen."
        )
        assert refused.value.hvad == "en anden kørsel er i gang"
        with only_run(tmp_path / "et andet team", BEGUN):
            pass
        first.communicate()
    with only_run(tmp_path, BEGUN):
        pass


def test_a_run_that_is_killed_leaves_no_lock(tmp_path: Path) -> None:
    with another_run(tmp_path) as first:
        first.kill()
        first.wait()
        assert (tmp_path / RUNNING).exists(), "den nåede ikke at rydde op"
        with only_run(tmp_path, BEGUN):
            assert str(os.getpid()) in (tmp_path / RUNNING).read_text(encoding="utf-8")


def test_nothing_but_the_empty_lock_is_left(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_run(tmp_path, BEGUN):
        _ = 1 / 0
    with only_run(tmp_path, BEGUN):
        pass
    assert {path.name: path.stat().st_size for path in tmp_path.iterdir()} == {LOCK: 0}


def test_what_a_killed_run_left_half_written_is_taken_away(tmp_path: Path) -> None:
    """It holds citizens, and lies hidden. Whole lists, and what is not rettid's, stay."""
    stay = {
        "rettid-liste-2018-08-13.xlsx",
        ".rettid-liste-2018-08-13.xlsx",
        ".funde.csv.k3x_9abc",
        ".rettid-mine-noter.txt",
    }
    for name in (
        *stay,
        ".rettid-liste-2018-08-27.xlsx.k3x_9abc",
        ".rettid-liste-2018-08-27.xlsx.manifest.json.a1b2c3d4",
    ):
        (tmp_path / name).write_text("x", encoding="utf-8")
    with only_run(tmp_path, BEGUN):
        pass
    assert {path.name for path in tmp_path.iterdir()} == stay | {LOCK}


@pytest.mark.parametrize("told", ["", "{", "[]", '{"begyndt": "i går", "proces": 1}', '{"proces": 1}'])
def test_what_can_not_be_read_of_the_first_is_left_out(told: str, tmp_path: Path) -> None:
    with only_run(tmp_path, BEGUN):
        (tmp_path / RUNNING).write_text(told, encoding="utf-8")
        with pytest.raises(NotNowError, match=r"er i gang\. Vent"), only_run(tmp_path, BEGUN):
            pytest.fail("to kørsler på én gang")


def test_the_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    with only_run(tmp_path / "nye" / "lister", BEGUN):
        if os.name != "nt":
            assert (tmp_path / "nye" / "lister").stat().st_mode & 0o077 == 0
            assert (tmp_path / "nye" / "lister" / LOCK).stat().st_mode & 0o077 == 0


def test_a_folder_that_can_not_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    for folder in (tmp_path / "fil", tmp_path / "fil" / "lister"):
        with pytest.raises(UsageError, match=r"mappen kan ikke bruges \(.*--out"), only_run(folder, BEGUN):
            pytest.fail("ingen mappe")
