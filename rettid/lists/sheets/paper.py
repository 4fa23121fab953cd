"""Where a sheet is divided into pages, so that what belongs together is not torn apart. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Paper:
    """The pages of a sheet that is written from the top down; each holds `rows` rows."""

    rows: int
    breaks: list[int] = field(default_factory=list)
    """The rows before which a new page begins."""

    def keep(self, row: int, number: int) -> None:
        """Begin a new page before this row, unless so many rows from here on fit on the page."""
        top = self.breaks[-1] if self.breaks else 0
        if row > top and row + number - top > self.rows:
            self.breaks.append(row)
