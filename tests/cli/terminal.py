"""A conversation with the command at a terminal: a pseudo-terminal, and answers that fit what is asked."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.cli.asking import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PATIENCE = 60.0
END = "\x04"
"""Ctrl-D: no more answers."""
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def converse(folder: Path, arguments: list[object], answers: Mapping[str, str]) -> tuple[str, int]:
    """What stood on the terminal, without colour, and the exit code.

    A question is answered by the first of `answers` whose key is in what was said since the last answer, else Enter.
    """
    import pty  # noqa: PLC0415 - not on Windows

    terminal, other_end = pty.openpty()
    own = {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    streams = {"stdin": other_end, "stdout": other_end, "stderr": other_end}
    command = [sys.executable, "-m", "rettid", *map(str, arguments)]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, **own}, start_new_session=True, **streams) as child:
        os.close(other_end)
        said = _talk(terminal, child, answers)
    os.close(terminal)
    return _COLOUR.sub("", said.decode()).replace("\r", ""), child.returncode


def _talk(terminal: int, child: subprocess.Popen[bytes], answers: Mapping[str, str]) -> bytes:
    said, since, last = b"", 0, time.monotonic()
    while time.monotonic() - last < PATIENCE:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                heard = os.read(terminal, 65536)
            except OSError:  # Linux's way of saying that the other end is closed
                return said
            if not heard:
                return said
            said, last = said + heard, time.monotonic()
        elif said[since:].endswith(b": "):
            question = said[since:].decode()
            since = len(said)
            answer = next((answer for key, answer in answers.items() if key in question), "")
            os.write(terminal, answer.encode() if answer == END else f"{answer}\n".encode())
    child.kill()
    return said
