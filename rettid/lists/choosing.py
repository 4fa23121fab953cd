"""`--kolonner paragraf,tema`: names that a person writes → columns of the layout."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rettid.errors import UsageError
from rettid.intake.names import normalise
from rettid.lists.layout import NINE, OPTIONAL

if TYPE_CHECKING:
    from collections.abc import Iterable


def columns_named(names: Iterable[str], where: str = "--kolonner") -> tuple[str, ...]:
    """The keys of the optional columns of these names, in the order of the layout, each once.

    A name is a key or a heading, in any case and spelling: `hjemmel`, `Paragraf`, `målgruppe`. Several may stand in one
    text with commas between. Raises UsageError for another name, with the choices; `where` is what the names came from.
    """
    known = {normalise(name): column.key for column in OPTIONAL for name in (column.key, column.heading)}
    asked = [name.strip() for text in names for name in text.split(",") if name.strip()]
    unknown = next((name for name in asked if normalise(name) not in known), None)
    if unknown is not None:
        raise UsageError(f'{where}: kolonnen "{unknown}" {_why(unknown, known)}')
    chosen = {known[normalise(name)] for name in asked}
    return tuple(column.key for column in OPTIONAL if column.key in chosen)


def _why(name: str, known: dict[str, str]) -> str:
    headings = {column.key: column.heading for column in OPTIONAL}
    choices = ", ".join(sorted(heading.lower() for heading in headings.values()))
    if normalise(name) in {normalise(text) for column in NINE for text in (column.key, column.heading)}:
        return f"er der altid. Vælg blandt: {choices}."
    near = get_close_matches(normalise(name), known, n=1)
    meant = f'Mente du "{headings[known[near[0]]].lower()}"?' if near else f"Vælg blandt: {choices}."
    return f"findes ikke. {meant}"
