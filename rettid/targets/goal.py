"""What a target asks for, in the words of a plan: "mindst 52,4 pct.", "3-5", "20 pct. færre", "over hele landet", "mindst x pct."."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rettid.targets.written import NUMBER, number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

Slags = Literal["tal", "aendring", "forskel", "aaben", "dag"]
"""What is compared: the number itself; its change since the base; its difference to somebody else's; nothing, for it is still
open; or the day something was reached."""

BENCHMARKS = ("landsgennemsnittet", "hele landet", "resten af landet", "landet", "regionen", "klyngen", "gennemsnittet")
"""What a target may be held against without more being said; others must be declared."""

PERCENT, POINTS = "pct.", "procentpoint"

_PERCENT = r"pct\.?|procent|%"
_POINTS = r"procentpoint|pct\.?\s?-?point|pp\.?"
_UNIT = rf"(?P<unit>{_POINTS}|{_PERCENT})?"
_LEAST = r"mindst\.?|minimum|min\.|mere end|over|flere end"
_MOST = r"højst|maksimalt|maks\.?|maximalt|max\.?|under|færre end|mindre end"
_STRICT = ("mere end", "over", "flere end", "under", "færre end", "mindre end")
_UP = r"flere|mere|højere|bedre|stigning|fremgang|øget|længere"
_DOWN = r"færre|mindre|lavere|fald|reduktion|nedbragt|kortere"
_RISE, _FALL = (
    r"øges med|hæves med|forbedres med|stige med|\+",
    r"nedbringes med|sænkes med|reduceres med|falde med|[-−]",
)
_OPEN = re.compile(r"(?:^|\s)x(?:$|[\s.%])", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?P<word>{_LEAST})?\s*(?P<low>{NUMBER})\s*(?:-|–|til)\s*(?P<high>{NUMBER})\s*{_UNIT}(?P<rest>.*)", re.IGNORECASE
)
_CHANGE = re.compile(
    rf"(?:(?P<before>{_RISE}|{_FALL})\s*)?(?:(?P<word>mindst\.?|minimum|højst)\s*)?(?P<number>{NUMBER})\s*{_UNIT}"
    rf"(?:\s*(?P<after>{_UP}|{_DOWN})\b)?(?P<rest>.*)",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"(?:(?P<word>{_LEAST}|{_MOST})\s*)?(?P<number>{NUMBER})\s*{_UNIT}(?P<rest>.*)", re.IGNORECASE)
_THAN = (
    r"over|under|(?:bedre|højere|mere|flere) end|(?:lavere|mindre|færre) end|"
    r"mindst(?: som)?|højst(?: som)?|(?:mindst )?på niveau med"
)
_AGAINST = re.compile(
    rf"(?:(?:mindst\.?|minimum)?\s*(?P<number>{NUMBER})\s*{_UNIT}\s*)?(?P<word>{_THAN})\s+(?P<whom>.+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is asked: at least `lavest`, at most `hoejest` (both included, but for a sharp one), in `enhed`.

    Of the kind `aendring` the change since the base, in percent of it (`pct.`), in percentage points, or as a number; of
    `forskel` the distance to `sammenlign`. An open one, and a day, have no bounds.
    """

    tekst: str
    slags: Slags
    lavest: Fraction | None = None
    hoejest: Fraction | None = None
    enhed: str = ""
    skarp: bool = False
    sammenlign: str = ""

    def met_by(self, value: Fraction) -> bool:
        """Whether the unrounded value is what is asked."""
        if self.lavest is not None and (value < self.lavest or (self.skarp and value == self.lavest)):
            return False
        return self.hoejest is None or value < self.hoejest or (not self.skarp and value == self.hoejest)


def parse_goal(text: str, benchmarks: Iterable[str] = ()) -> Goal:
    """The goal that the words ask for. Raises ValueError where they name no number: "markant bedre" can't be measured.

    A number by itself is the least: "200" asks for 200 or more, "3-5" for 3 to 5, "mindst 3-5" for 3 or more.

    >>> parse_goal("mindst x pct.").slags, str(parse_goal("20 pct. færre").hoejest)
    ('aaben', '-20')
    """
    plain = " ".join(text.split())
    if _OPEN.search(plain):
        return Goal(plain, "aaben", enhed=_unit(plain))
    bare = re.sub(r"^(?:ca\.|cirka|omkring)\s+", "", plain, flags=re.IGNORECASE)
    goal = _against(bare, [*BENCHMARKS, *benchmarks]) or _range(bare) or _change(bare) or _number(bare)
    if goal is None:
        raise ValueError(text)
    return replace(goal, tekst=plain)


def _against(text: str, known: list[str]) -> Goal | None:
    part = _AGAINST.fullmatch(text)
    if part is None or not any(_same(part["whom"], name) for name in known):
        return None
    word, margin = part["word"].lower(), number(part["number"] or "0")
    unit, whom, bare = POINTS if part["unit"] else "", part["whom"], not part["number"]
    if re.match(r"under|lavere|mindre|færre|højst", word):
        return Goal(text, "forskel", None, -margin, unit, skarp=bare and word[:5] != "højst", sammenlign=whom)
    sharp = bare and not re.match(r"mindst|på", word)
    return Goal(text, "forskel", margin, None, unit, sharp, whom)


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def _range(text: str) -> Goal | None:
    part = _RANGE.fullmatch(text)
    if part is None:
        return None
    low, high = sorted((number(part["low"]), number(part["high"])))
    return Goal(text, "tal", low, None if part["word"] else high, _unit(text))


def _change(text: str) -> Goal | None:
    part = _CHANGE.fullmatch(text)
    if part is None or not (part["before"] or part["after"]):
        return None
    size, sign = number(part["number"]), (part["before"] or part["after"])
    down = bool(re.fullmatch(f"{_DOWN}|{_FALL}", sign, re.IGNORECASE))
    most = (part["word"] or "").lower() == "højst"
    bound = -size if down else size
    return Goal(text, "aendring", None if down != most else bound, bound if down != most else None, _unit(text))


def _number(text: str) -> Goal | None:
    part = _PLAIN.fullmatch(text)
    if part is None:
        return None
    word, size = (part["word"] or "").lower(), number(part["number"])
    most = bool(word and re.fullmatch(_MOST, word))
    return Goal(text, "tal", None if most else size, size if most else None, _unit(text), word in _STRICT)


def _unit(text: str) -> str:
    """The unit of the words: percentage points, percent, or none."""
    if re.search(_POINTS, text, re.IGNORECASE):
        return POINTS
    return PERCENT if re.search(_PERCENT, text, re.IGNORECASE) else ""
