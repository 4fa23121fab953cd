"""What a cell of a workbook can hold: texts made to fit, and names of sheets that Excel accepts. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rettid.lists.layout import SHEETS
from rettid.output import FORMULA

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 32_767
"""Characters of a cell, counted as Excel does: in UTF-16, where an emoji is two."""

CUT = " … [kortet af: teksten er længere, end en celle kan rumme]"

LONGEST_NAME = 31

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMULA = re.compile(FORMULA)
_IN_NAME = str.maketrans({"[": "(", "]": ")", ":": "-", "/": "-", "\\": "-", "*": " ", "?": " "})
_TAKEN = (*SHEETS, "History", "Historik")
"""Names that are spoken for: our own sheets, and what Excel keeps for its log of changes."""


def fitted(text: str) -> tuple[str, str]:
    r"""The text as a cell can hold it, and in Danish what that cost; empty where it cost nothing.

    A line break is one LF, as Excel has it. What XML can't hold is taken out, what is too long is cut with a mark.

    >>> fitted("a\r\nb\x07")
    ('a\nb', '1 tegn, som Excel ikke kan rumme, er taget ud')
    """
    if len(text) * 2 <= LONGEST and text.isprintable():
        return text, ""
    whole = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    clean, taken = _NOT_XML.subn("", whole)
    costs = [f"{taken} tegn, som Excel ikke kan rumme, er taget ud"] if taken else []
    if len(clean) * 2 > LONGEST and units(clean) > LONGEST:
        clean = shortened(clean, LONGEST - units(CUT)) + CUT
        costs.append("teksten er kortet af til, hvad en celle kan rumme")
    return clean, ", og ".join(costs)


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet that reads it as CSV would take it for a formula.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, most: int) -> str:
    """The beginning of a text that is no longer than `most` as Excel counts; no character is split."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def sheet_names(workers: Iterable[str]) -> dict[str, str]:
    """The name of each caseworker's sheet: at most 31 characters, none that Excel refuses, none twice in any case.

    >>> list(sheet_names(["O'Neill/Ærø [x]", "overblik", "Overblik", "'?'"]).values())
    ["O'Neill-Ærø (x)", 'overblik (2)', 'Overblik (3)', 'Uden navn']
    """
    taken, names = {_alike(name) for name in _TAKEN}, {}
    for worker in workers:
        names[worker] = name = _free(_plain(worker), taken)
        taken.add(_alike(name))
    return names


def _alike(name: str) -> str:
    """What names have in common that a spreadsheet can't tell from each other, or that nobody can."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _plain(worker: str) -> str:
    """The name without what Excel refuses in the name of a sheet."""
    clean = " ".join(fitted(worker)[0].translate(_IN_NAME).split())
    return _trimmed(clean, LONGEST_NAME) or "Uden navn"


def _trimmed(name: str, most: int) -> str:
    return shortened(name.strip("' "), most).strip("' ")


def _free(name: str, taken: set[str]) -> str:
    """The name, with the first number that makes it one of its own."""
    number, tried = 1, name
    while _alike(tried) in taken:
        number += 1
        ending = f" ({number})"
        tried = _trimmed(name, LONGEST_NAME - len(ending)) + ending
    return tried
