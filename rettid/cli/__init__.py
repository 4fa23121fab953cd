"""The command line: parse, call, print, exit. Everything heavy is imported inside the command that needs it.

Exit codes (`spec.md` § 6): 0 done; 1 done, and a threshold that the user set is broken; 2 wrong use or unreadable
input; 70 a fault in rettid itself.
"""

from __future__ import annotations

import os
import sys
import traceback
from functools import cache
from typing import TYPE_CHECKING

import typer
from click import Abort, ClickException
from click.exceptions import Exit

from rettid import __version__, danish_help
from rettid.cli import (  # each module of commands joins the program as it is imported
    benchmark_command,  # noqa: F401
    bookings_command,  # noqa: F401
    capacity_command,  # noqa: F401
    commands,  # noqa: F401
    cover_command,  # noqa: F401
    exits_command,  # noqa: F401
    figures_command,  # noqa: F401
    forecast_command,  # noqa: F401
    history_command,  # noqa: F401
    lists_command,  # noqa: F401
    rates_command,  # noqa: F401
    reconcile_command,  # noqa: F401
    report_command,  # noqa: F401
    schedule_command,  # noqa: F401
    targets_command,  # noqa: F401
    trend_command,  # noqa: F401
    whatif_command,  # noqa: F401
)
from rettid.cli.app import app
from rettid.cli.options import say
from rettid.errors import DONE, FAULT, WRONG, RettidError, is_full, reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click import Command


def main() -> None:
    """Run the command of `sys.argv` and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:  # noqa: PLR0911 - one place where every fault meets its code
    """Run one command and return its exit code; every message has been printed."""
    try:
        return _run(list(arguments))
    except RettidError as fault:
        return say(str(fault), WRONG)
    except ClickException as fault:
        return say(danish_help.fault(fault), WRONG)
    except (Abort, KeyboardInterrupt):
        return say("Afbrudt. Intet er skrevet.", WRONG)
    except BrokenPipeError:
        # The reader has gone. Python would still try to flush to it on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as fault:
        return say(f"Svaret kan ikke skrives ({reason(fault)}).", WRONG) if is_full(fault) else _own_fault(fault)
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as fault:  # noqa: BLE001 - the outermost place: a fault of ours ends as 70; Polars' panics are no Exceptions
        return _own_fault(fault)


def _run(arguments: list[str]) -> int:
    # Not app(): Click would answer a closed pipe and Ctrl-C itself, in English and with codes of its own.
    command = _program()
    try:
        with command.make_context("rettid", arguments) as context:
            code = command.invoke(context) or DONE
    except Exit as done:
        code = done.exit_code
    sys.stdout.flush()
    return int(code)


@cache
def _program() -> Command:
    """The program with all its commands; Typer takes a twentieth of a second to make them, and a test asks thousands of times."""
    return typer.main.get_command(app)


def _own_fault(fault: BaseException) -> int:
    """Say where in rettid it happened. Neither values nor the fault's own words: they may hold CPR numbers."""
    places = "".join(traceback.format_tb(fault.__traceback__))
    text = (
        f"Fejl i rettid {__version__} ({type(fault).__name__}). Det er ikke din fejl. "
        f"Send denne tekst til den, der vedligeholder rettid:\n{places}"
    )
    return say(text, FAULT)
