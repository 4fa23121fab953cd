"""The whole workbook of a few cases as text, as it was. `make golden` writes the file anew; git shows what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.lists.layout import DATA
from tests.cli.asking import ROOT

if TYPE_CHECKING:
    import pytest

    from tests.lists.workbooks import Opened

GOLDEN = ROOT / "tests" / "lists" / "facit" / "liste.txt"


def as_text(book: Opened) -> str:
    """Every sheet that can be seen, row by row; cells apart by a bar, a line break as ⏎."""
    parts = []
    for name in book.book.sheetnames:
        if name != DATA:
            rows = [" | ".join(text.replace("\n", "⏎") for text in row).rstrip() for row in book.texts(name)]
            parts.append("\n".join([f"=== {name} ===", *rows]))
    return "\n\n".join(parts) + "\n"


def test_the_second_list_as_it_was(request: pytest.FixtureRequest, second: Opened) -> None:
    text = as_text(second)
    if request.config.getoption("--golden", default=False):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
