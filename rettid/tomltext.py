"""TOML that a person has written: read, or told in Danish where it is wrong and, of the common faults, how to mend it."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_UNCLOSED = 'citationstegnet (") er ikke lukket'
_WHAT = {
    r"Illegal character '\\n'|Illegal character '\\r'|Unterminated string": _UNCLOSED,
    r"Illegal character": "der er et usynligt tegn på linjen, som ikke må være der",
    r"Expected '=' after a key|Invalid statement|Invalid initial character for a key": 'der mangler et lighedstegn: skriv navn = "værdi"',
    r"Cannot overwrite a value|Duplicate inline table key": "navnet står to gange i samme afsnit",
    r"Cannot declare|Cannot redefine": "afsnittet står to gange",
    r"Cannot mutate": "afsnittet er allerede skrevet på én linje",
    r"Unclosed array": "listen er ikke lukket med ]",
    r"Unclosed inline table": "afsnittet er ikke lukket med }",
    r"Expected '\]+' at the end": "afsnittets navn er ikke lukket med ]",
    r"Expected newline": "der står mere på linjen, end der skal; mangler der et citationstegn eller et komma?",
    r"Unescaped '\\'|Invalid hex|Escaped character": "omvendt skråstreg (\\) kan ikke stå i citationstegn: skriv / i stedet",
    r"Invalid date": "datoen findes ikke",
}
"""What is wrong, by what the parser says of it."""
_LONGEST = 30


class TomlError(ValueError):
    """A text that is no valid TOML. `linje` and `tegn` (from 1) say where, `hvad` what is wrong."""

    def __init__(self, linje: int, tegn: int, hvad: str) -> None:
        super().__init__(f"linje {linje}, tegn {tegn}: {hvad}")
        self.linje, self.tegn, self.hvad = linje, tegn, hvad

    @property
    def sted(self) -> str:
        """The place in words."""
        return f"linje {self.linje}, tegn {self.tegn}"


def loads(text: str) -> dict[str, Any]:
    """The document. Raises TomlError where it is no valid TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _told(text, str(fault)) from fault


def _told(text: str, said: str) -> TomlError:
    place = _PLACE.search(said)
    # tomllib counts lines by \n alone, as an editor shows them.
    lines = text.split("\n")
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        line = max((at for at, each in enumerate(lines, start=1) if each.strip()), default=1)
        column = len(lines[line - 1].rstrip()) + 1
    rest = lines[line - 1][column - 1 :].strip()
    if said.startswith("Invalid value"):
        return TomlError(line, column, _value(rest))
    what = next((danish for english, danish in _WHAT.items() if re.match(english, said)), "linjen kan ikke forstås")
    return TomlError(line, column, what)


def _value(rest: str) -> str:
    """What is wrong where a value should stand."""
    word = re.match(r"[^\W\d_][^\s,#\]}\"']*", rest)
    if word is None:
        return "der mangler en værdi" if not rest or rest.startswith("#") else "værdien kan ikke forstås"
    return f'teksten skal stå i citationstegn: "{word[0][:_LONGEST]}"'
