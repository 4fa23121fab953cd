"""Numbers as people write them in a plan: "1.744", "52,4 pct.", "1,5 mill. kr.", "40 af 600". Exact, for a target is met or it is not."""

from __future__ import annotations

import re
from fractions import Fraction

NUMBER = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
"""A number with decimal comma and points between thousands; a single point that parts no thousands is a decimal sign."""

_MONEY = re.compile(rf"({NUMBER})\s*(mia\.?|mill?\.?|mio\.?|t\.?\s?kr\.?|tusinde?)?\s*(?:kr\.?|kroner)?", re.IGNORECASE)
_TIMES = {"mia": 10**9, "mil": 10**6, "mio": 10**6, "t": 1000, "tus": 1000}
_OF = re.compile(rf"({NUMBER})\s*(?:/|af|ud af|pr\.)\s*({NUMBER})", re.IGNORECASE)
_PLAIN = re.compile(rf"({NUMBER})\s*(pct\.?|procent|%)?", re.IGNORECASE)


def number(text: str) -> Fraction:
    """The number. Raises ValueError.

    >>> number("1.744"), number("52,4"), number("0.5")
    (Fraction(1744, 1), Fraction(262, 5), Fraction(1, 2))
    """
    plain = text.strip()
    if not re.fullmatch(NUMBER, plain):
        raise ValueError(text)
    grouped = "," in plain or re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain)
    return Fraction(plain.replace(".", "").replace(",", ".") if grouped else plain)


def amount(text: str) -> tuple[Fraction, str, Fraction | None]:
    """A number with its unit ("pct." or nothing), and what it is out of where that is said. Raises ValueError.

    >>> amount("40 af 600"), amount("52,4 %")
    ((Fraction(40, 1), '', Fraction(600, 1)), (Fraction(262, 5), 'pct.', None))
    """
    plain = text.strip()
    if part := _OF.fullmatch(plain):
        return number(part[1]), "", number(part[2])
    if part := _PLAIN.fullmatch(plain):
        return number(part[1]), "pct." if part[2] else "", None
    raise ValueError(text)


def kroner(text: str) -> Fraction:
    """An amount of money in kroner. Raises ValueError.

    >>> kroner("1,5 mill. kr."), kroner("500.000")
    (Fraction(1500000, 1), Fraction(500000, 1))
    """
    part = _MONEY.fullmatch(text.strip())
    if part is None:
        raise ValueError(text)
    word = (part[2] or "").lower()
    return number(part[1]) * next((times for start, times in _TIMES.items() if word.startswith(start)), 1)
