"""Click's own words in Danish: headings of the help pages, and what is wrong with a command."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from click import ClickException, Context, HelpFormatter

_WORDS = {
    r"^Usage:": "Brug:",
    r"^Options:": "Tilvalg:",
    r"^Arguments:": "Argumenter:",
    r"^Commands:": "Kommandoer:",
    r"\[OPTIONS\]": "[TILVALG]",
    r"COMMAND \[ARGS\]\.\.\.": "KOMMANDO ...",
    r"Show this message and exit\.": "Vis denne hjælp.",
    r" <(?:list\[Path\]|str)>": "",
    r"\{(FIL\.\.\.)\}\.\.\.": r"\1",
    r"\[required\]": "[skal med]",
    r"\[default:(\s+)([^\]]*)\]": r"[ellers\1\2]",
}

_WHOLE = 1000
"""Longer than any command's question."""


def translated(text: str) -> str:
    """A help page with its headings in Danish."""
    for english, danish in _WORDS.items():
        text = re.sub(english, danish, text, flags=re.MULTILINE)
    return text


class Command(TyperCommand):
    """A command whose help page is Danish."""

    def get_help(self, ctx: Context) -> str:
        """The help page."""
        return translated(super().get_help(ctx))


class Group(TyperGroup):
    """The commands, with a help page in Danish."""

    def get_help(self, ctx: Context) -> str:
        """The help page."""
        return translated(super().get_help(ctx))

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write each command with its whole question; Click cuts it at one line."""
        rows = [(name, self.commands[name].get_short_help_str(_WHOLE)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def fault(raised: ClickException) -> str:
    """What is wrong with the command, and what to do."""
    context = getattr(raised, "ctx", None)
    path = context.command_path if context else "rettid"
    message = raised.format_message()
    if type(raised).__name__ == "NoArgsIsHelpError":
        return translated(message)
    return f"{_reason(raised, message, context)} Se hvordan med: {path} --help"


def _reason(raised: ClickException, message: str, context: Context | None) -> str:  # noqa: PLR0911 - one per fault
    kind = type(raised).__name__
    if kind == "NoSuchOption":
        option = str(getattr(raised, "option_name", ""))
        known = [
            name for parameter in (context.command.params if context else ()) for name in getattr(parameter, "opts", ())
        ]
        near = get_close_matches(option, known, n=1)
        hint = f" – mente du {near[0]}?" if near else "."
        return f"Tilvalget {option} kendes ikke{hint}"
    if kind == "MissingParameter":
        parameter = getattr(raised, "param", None)
        names = getattr(parameter, "opts", [])[:1] if getattr(parameter, "param_type_name", "") == "option" else []
        value = str(getattr(parameter, "metavar", None) or "en værdi").rstrip(".")
        return f"Der mangler {' '.join([*names, value])}."
    if found := re.search(r"No such command '?\"?([^'\"]*)", message):
        known = list(getattr(context.command, "commands", {})) if context else []
        near = get_close_matches(found[1], known, n=1)
        hint = f" – mente du {near[0]}?" if near else f". Der er: {', '.join(known)}."
        return f'Kommandoen "{found[1]}" findes ikke{hint}'
    if found := re.search(r"Option '([^']*)' requires an argument", message):
        return f"Tilvalget {found[1]} mangler en værdi."
    if found := re.search(r"unexpected extra argument\S* \(([^)]*)\)", message):
        return f'"{found[1]}" er for meget.'
    if found := re.search(r"Option '([^']*)' does not take a value", message):
        return f"Tilvalget {found[1]} tager ikke en værdi."
    return f"Kommandoen kan ikke forstås ({message.rstrip('.')})."
