"""How small a cell may be before it is hidden: named limits (inventory § C.2, `formats.md` § 6.4)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A limit: counts from 1 up to and without `mindst` are small. With `afrund`, what is shown is rounded to that."""

    navn: str
    mindst: int
    afrund: int | None = None

    def small(self, number: int) -> bool:
        """Whether a count, or a difference of two, is of so few that it tells of single people; nobody is not few."""
        return 0 < abs(number) < self.mindst

    def shown(self, number: int) -> int:
        """The count as it is printed.

        >>> NHS.shown(12), STANDARD.shown(12)
        (10, 12)
        """
        return number if self.afrund is None else (number + self.afrund // 2) // self.afrund * self.afrund

    @property
    def mark(self) -> str:
        """What stands for a count that is small by itself and tells nothing of others: "<5"."""
        return f"<{self.mindst}"


STANDARD = Preset("standard", 5)
JOBINDSATS = Preset("jobindsats", 3)
NHS = Preset("nhs", 8, afrund=5)

PRESETS = {preset.navn: preset for preset in (STANDARD, JOBINDSATS, NHS)}
