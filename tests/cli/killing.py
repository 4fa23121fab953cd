"""Runs of `rettid lists` that are killed: real processes, forked from one that has loaded everything but done nothing.

As a program it reads a line of JSON per run (`arguments`, `out`, `point`, `seconds`), makes the run in a child of its own, and
answers with a line. The child is killed (SIGKILL) just before it touches the folder `out` for the `point`th time, or after
`seconds`; with neither it runs to its end and says how many times it touched the folder, and how long it took.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TOUCHING = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "fcntl.flock"}
"""Events of Python's audit that are a step on the disk. `open` is reading too: that is where somebody could save meanwhile."""


class Runs:
    """The program, as a test speaks to it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(
        self, out: Path, *arguments: object, point: int | None = None, seconds: float | None = None
    ) -> dict[str, Any]:
        """`code` (−9 for a run that was killed), `points` and `seconds`."""
        assert self._process.stdin
        assert self._process.stdout
        asked = {"arguments": [*map(str, arguments)], "out": str(out), "point": point, "seconds": seconds}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def runs() -> Iterator[Runs]:
    """The program, until the block ends."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.cli.killing"]
    streams: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}, **streams
    ) as process:
        yield Runs(process)
        process.stdin.close()  # type: ignore[union-attr]


def _serve() -> None:
    from rettid import cli  # noqa: PLC0415

    _load()
    for line in sys.stdin:
        asked = json.loads(line)
        back, forth = os.pipe()
        begun = time.monotonic()
        child = os.fork()
        if not child:
            os.close(back)
            _child(cli.run, asked, forth)
        os.close(forth)
        if asked["seconds"] is not None:
            _kill_after(child, asked["seconds"])
        with os.fdopen(back, "rb") as heard:
            told = heard.read()
        _, status = os.waitpid(child, 0)
        answer = {
            "code": os.waitstatus_to_exitcode(status),
            "points": int(told or 0),
            "seconds": time.monotonic() - begun,
        }
        print(json.dumps(answer), flush=True)  # noqa: T201


def _load() -> None:
    """The libraries that a run loads, so that a child need not. None of them may start to work: a fork takes no threads along."""
    import importlib  # noqa: PLC0415

    for name in ("polars.selectors", "xlsxwriter", "fastexcel", "lxml.etree", "filelock", "rich.console", "rich.table"):
        importlib.import_module(name)


def _child(run: Any, asked: dict[str, Any], forth: int) -> None:
    """Make the run; this process ends here."""
    streams = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(streams, number)
    touched = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal touched
        if event in TOUCHING and (event == "fcntl.flock" or _within(arguments, asked["out"])):
            touched += 1
            if touched == asked["point"]:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    code = run(asked["arguments"])
    os.write(forth, str(touched).encode())
    os._exit(code)


def _within(arguments: tuple[object, ...], folder: str) -> bool:
    return any(
        isinstance(each, str | bytes | os.PathLike) and os.fsdecode(each).startswith(folder) for each in arguments[:2]
    )


def _kill_after(child: int, seconds: float) -> None:
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    _serve()
