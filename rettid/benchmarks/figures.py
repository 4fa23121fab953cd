"""Published figures, whatever file they came in: one row each, with what they are of (`formats.md` § 6.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from rettid.intake.names import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEXT, _DATE = pl.String(), pl.Date()

FIGURES: dict[str, pl.DataType] = {
    "kilde": _TEXT,
    "tabel_id": _TEXT,
    "titel": _TEXT,
    "maaling": _TEXT,
    "delmaaling": _TEXT,
    "omraade": _TEXT,
    "omraadetype": _TEXT,
    "periode": _TEXT,
    "periodetype": _TEXT,
    "fra": _DATE,
    "til": _DATE,
    "ydelsesgruppe": _TEXT,
    "maalgruppe": _TEXT,
    "opdeling": _TEXT,
    "vaerdi": pl.Float64(),
    "enhed": _TEXT,
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "skjult": pl.Boolean(),
    "opdateret": _DATE,
    "hentet": _DATE,
    "sammenlign": _TEXT,
    "definition": _TEXT,
    "bemaerkning": _TEXT,
    "fil": _TEXT,
    "ark": _TEXT,
    "raekke": pl.Int64(),
    "fil_sha256": _TEXT,
}
"""A figure's columns. `omraade` is the label of the file, word for word: "Hele landet" and "Resten af landet" are two figures.

`vaerdi` is in `enhed` (of `PERCENT` a number from 0 to 100) and empty where `skjult`: a hidden figure is never 0.
`opdeling` says which part of the people it is ("Køn: Kvinder"), empty for all of them. `sammenlign` names the own number
it is held against ("R1/tilbud"). `definition` is SAME only where whoever made the file says so. `fra`, `til`: its days.
"""

PERCENT, NUMBER, MEAN, UNCLEAR = "procent", "antal", "gennemsnit", "uklar"
"""Units. UNCLEAR: a column of shares whose numbers all lie from 0 to 1, which may be per cent or shares of 1."""

SAME, OTHER = "rettid", "anden"

WARNING = "Definitionen er en anden end rettids: forskellen kan komme af, hvad der tælles, og ikke af, hvad der sker."
"""Printed with every figure whose definition is not the same."""

COUNTRY, REST, REGION, PART, MUNICIPALITY = "hele landet", "resten af landet", "region", "landsdel", "kommune"
AVERAGE, UNKNOWN, CLUSTER = "gennemsnit", "uoplyst", "klynge"

_KINDS = (
    (r"hele (landet|danmark)", COUNTRY),
    (r"(resten af|øvrige) (landet|danmark)|landet i øvrigt", REST),
    (r".*\b(gennemsnit|gns)\b.*|landsgennemsnit(tet)?", AVERAGE),
    (r"uoplyst.*|ukendt.*", UNKNOWN),
    (r"region .*", REGION),
    (r"landsdel .*|rar .*", PART),
    (r"klynge.*", CLUSTER),
)
_PERCENT = r"\bandel|\bpct\b|procent|%|\bgrad\b|grad\b"
_HINTS = ((_PERCENT, PERCENT), (r"gennemsnit|\bgns\b|\bpr\.? (person|borger|fuldtidsperson)", MEAN), (r"antal", NUMBER))

HIDDEN = (
    "",
    "-",
    "--",
    "\N{EN DASH}",
    "\N{MINUS SIGN}",
    "*",
    "**",
    ".",
    "..",
    "...",
    "<3",
    "<5",
    "under 3",
    "under 5",
    "null",
    "skjult",
    "i.o.",
    "n/a",
)
"""What stands where a number is hidden or there is none (`formats.md` § 6.4)."""


def area_kind(area: str) -> str:
    """What kind of area the label names; a name that no rule knows is a municipality.

    >>> area_kind("Hele landet"), area_kind("Resten af landet"), area_kind("Landsgennemsnit"), area_kind("Køge Kommune")
    ('hele landet', 'resten af landet', 'gennemsnit', 'kommune')
    """
    plain = " ".join(area.lower().split())
    return next((kind for pattern, kind in _KINDS if re.fullmatch(pattern, plain)), MUNICIPALITY)


def area_key(area: str) -> str:
    """The form in which two labels are the same area: "Køge", "KØGE KOMMUNE" and "Koege" are.

    >>> area_key("Køge Kommune") == area_key("koege")
    True
    """
    key = normalise(area)
    return key.removesuffix("kommune") or key


def unit_of(*labels: str | None) -> str:
    """The unit that the first label with a word for one names, by its first such word; a number where none has.

    >>> unit_of("Andel personer fordelt på antal samtaler: 3+"), unit_of("Faktisk antal"), unit_of("Samtaler pr. person")
    ('procent', 'antal', 'gennemsnit')
    """
    for label in labels:
        found = [
            (match.start(), unit) for pattern, unit in _HINTS if (match := re.search(pattern, (label or "").lower()))
        ]
        if found:
            return min(found)[1]
    return NUMBER


def is_total(part: str) -> bool:
    """Whether a value of a breakdown stands for everybody: "A-kasse i alt", "Alle", "Total"."""
    return bool(re.fullmatch(r"/|alle\b.*|total|samlet|.*\bi alt", part.strip().lower()))


def name_of(figure: dict[str, object]) -> str:
    """What a figure measures, in one line: the measure, the part of it, and who is in it."""
    parts = [figure["maaling"], figure["delmaaling"]]
    named = ": ".join(str(part) for part in dict.fromkeys(parts) if part)
    return named + (f" ({figure['opdeling']})" if figure["opdeling"] else "")


def figures(rows: Iterable[dict[str, object]]) -> pl.DataFrame:
    """The rows as a frame of FIGURES; what a row leaves out is empty."""
    return pl.DataFrame([{name: row.get(name) for name in FIGURES} for row in rows], schema=FIGURES, orient="row")
