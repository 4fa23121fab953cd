"""Names as exports spell them, and the form in which they are compared (`formats.md` § 3)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """The text as it is compared: case, Danish letters, brackets, and all but letters and digits taken away.

    >>> normalise("Målgruppe.Målgruppe_"), normalise("Timer pr. uge (t)")
    ('maalgruppemaalgruppe', 'timerpruge')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DANISH)
    return "".join(sign for sign in _BRACKETS.sub("", plain) if sign.isalnum())


def last_part(text: str) -> str:
    """The normal form of what follows the last dot (`Samtale.Dato`: "dato"), empty where there is none."""
    head, dot, tail = text.strip().rstrip("._ :*?").rpartition(".")
    return normalise(tail) if dot and head else ""


def one_line(text: str) -> str:
    """A header as a message shows it: Alt+Enter in a cell breaks no line."""
    return " ".join(text.split())


def snake(text: str) -> str:
    """A column name for a header that no profile knows: `Ydelse ophører` becomes `ydelse_ophoerer`."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DANISH)
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
