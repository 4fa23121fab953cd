"""The program itself, and how a command joins it: each in its own module, named by `cli/__init__`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from rettid import __version__, danish_help

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(
    cls=danish_help.Group,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="rettid holder jobcentrets frister op mod loven: jobsamtaler og første tilbud, sag for sag.",
)


def command(name: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command of the program, with its help in Danish; `name` where the function is called something else."""
    return app.command(name, cls=danish_help.Command)


def _version(wanted: bool) -> None:  # noqa: FBT001 - Typer's callback
    if wanted:
        print(f"rettid {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Vis versionen.")
    ] = False,
) -> None:
    pass
