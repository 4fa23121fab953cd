"""A rule page: Markdown whose ```toml blocks, taken in order, are one TOML document (`docs/regelsider.md`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rettid.errors import RuleError, reason

if TYPE_CHECKING:
    from pathlib import Path

_FENCE = re.compile(r"^\s*```\s*(\w*)\s*$")


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page and the TOML in it. Both have the same lines, so a line number holds in either."""

    path: Path
    text: str
    toml: str

    def line_of(self, table: str | None, index: int, key: str | None) -> int | None:
        """The line (from 1) of `key` in the `index`-th `[[table]]`, of that header where `key` is None; None if not found."""
        lines = self.toml.splitlines()
        start, end = _table_span(lines, table, index)
        if key is None:
            return start or None
        pattern = re.compile(rf'\s*"?{re.escape(key)}"?\s*=')
        return next((number for number in range(start + 1, end + 1) if pattern.match(lines[number - 1])), None)

    def prose(self, table: str, index: int) -> str:
        """What stands over the `index`-th `[[table]]`, from its heading to its TOML; empty in a bare TOML file."""
        line = self.line_of(table, index, None)
        if line is None or self.text == self.toml:
            return ""
        above = self.text.splitlines()[: line - 1]
        heading = next((place for place in range(len(above) - 1, -1, -1) if above[place].startswith("## ")), None)
        if heading is None:
            return ""
        fence = next(place for place in range(len(above) - 1, -1, -1) if _FENCE.match(above[place]))
        return "\n".join(above[heading + 1 : fence]).strip()


def read_page(path: Path) -> Page:
    """The page at `path`: a Markdown page or a bare TOML file. Raises RuleError when it can't be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise RuleError(
            f"{path}: regelsiden kan ikke læses ({_reason(fault)}). Gem den som en UTF-8-tekstfil, og prøv igen."
        ) from fault
    return Page(path, text, text if path.suffix == ".toml" else _only_toml(text))


def _only_toml(text: str) -> str:
    """`text` with every line outside a ```toml block emptied."""
    kept, inside = [], None
    for line in text.splitlines():
        fence = _FENCE.match(line)
        if fence:
            inside = fence[1] if inside is None else None
        kept.append(line if inside == "toml" and not fence else "")
    return "\n".join(kept)


def _table_span(lines: list[str], table: str | None, index: int) -> tuple[int, int]:
    """First and last line of a table's own keys, its header being the first; (0, …) for the head of the document."""
    headers = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.lstrip().startswith("[")]
    found = [0] if table is None else [number for number, line in headers if line.startswith(f"[[{table}]]")]
    if index >= len(found):
        return 0, 0
    start = found[index]
    return start, next((number - 1 for number, _ in headers if number > start), len(lines))


def _reason(fault: OSError | UnicodeDecodeError) -> str:
    return "den er ikke UTF-8" if isinstance(fault, UnicodeDecodeError) else reason(fault)
