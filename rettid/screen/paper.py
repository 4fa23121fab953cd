"""The sheet that every screen is written on: its width, its headings, its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

WIDTH = 100


def show(parts: Iterable[RenderableType], out: TextIO) -> None:
    """Print the parts to `out`, in colour only at a terminal."""
    console = Console(file=out, highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    with console.capture() as page:
        console.print(Group(*parts))
    out.write("\n".join(line.rstrip() for line in page.get().splitlines()) + "\n")


def title(text: str) -> Text:
    """A heading, with a line of air above it."""
    return Text(f"\n{text}", style="bold")


def indented(lines: Iterable[str], style: str = "") -> RenderableType:
    """Lines of text, moved in."""
    return Padding(Text("\n".join(lines), style=style), (0, 0, 0, 2), expand=False)


def bullets(lines: Iterable[str], style: str = "") -> RenderableType:
    """Lines of text with a dot before each; a long line goes on under itself."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    for line in lines:
        grid.add_row(" ·", Text(line, style=style))
    return grid


def table(*headings: str, numbers: bool = False) -> Table:
    """An empty table; with `numbers` all columns but the first are set to the right."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for place, heading in enumerate(headings):
        made.add_column(heading, justify="right" if numbers and place else "left", overflow="fold")
    return made
