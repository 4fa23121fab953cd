"""From a number to the rows behind it: "team=Team A;nr=3" (`spec.md` § 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import UsageError
from rettid.rates.catalogue import NAMES, RATES, named
from rettid.rates.groupings import CALENDAR, COHORT, GROUPINGS, KIND, LOCAL, months_of, with_groups
from rettid.rates.members import PLACES
from rettid.rates.spreads import in_band

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rettid.rates.catalogue import Basis, Rate

OPTION = "--raekker"
KEYS = ("tal", "linje", *GROUPINGS, COHORT, *KIND)
"""What a cell can be named by."""

_MOST_NAMED = 8
_ORDER = ("frist", "forloeb_id", "pakke", "krav", "nr")
_OF_A_FUND = (*KIND, "pakke", "krav", "frist")
_PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "-": "_", " ": "_"})


@dataclass(frozen=True)
class Cell:
    """One number, as it was asked for: which rate, which line of it, and the groups; None for those who have none."""

    tal: str
    linje: str | None
    grupper: dict[str, str | None]

    @property
    def rate(self) -> Rate:
        """The rate that is asked into."""
        return named(self.tal, self.linje)


def parse_cell(texts: Iterable[str]) -> Cell:
    """The cell that the texts name, "NAVN=VÆRDI" with a semicolon between; a doubled semicolon is one in a name.

    Without `tal` it is R1. An empty value is those who have none. Raises UsageError for what is no cell.

    >>> parse_cell(["team=Team A; nr=3", "a-kasse="]).grupper
    {'team': 'Team A', 'nr': '3', 'a_kasse': None}
    """
    pairs = [part for text in texts for part in re.split(r"(?<!;);(?!;)", text) if part.strip()]
    given = dict(_pair(pair.replace(";;", ";")) for pair in pairs)
    tal, line = (given.pop("tal", None) or "R1").upper(), given.pop("linje", None)
    if tal not in NAMES:
        raise UsageError(f'{OPTION}: tallet "{tal}" findes ikke. Der er: {", ".join(NAMES)}.')
    lines = [name for rate in RATES if rate.tal == tal for name in rate.lines]
    if line is not None and line not in lines:
        raise UsageError(f'{OPTION}: {tal} har ikke linjen "{line}". Der er: {"; ".join(lines)}.')
    return Cell(tal, line, given)


def plain(name: str) -> str:
    """A name without capitals, Danish letters and hyphens, as columns are called.

    >>> plain("Målgruppe"), plain("A-kasse")
    ('maalgruppe', 'a_kasse')
    """
    return name.strip().lower().translate(_PLAIN)


def _pair(text: str) -> tuple[str, str | None]:
    name, equals, value = (part.strip() for part in text.partition("="))
    key = plain(name)
    if not equals or key not in KEYS:
        near = get_close_matches(key, KEYS, n=1)
        meant = f' Mente du "{near[0]}"?' if near and equals else ""
        raise UsageError(f'{OPTION}: "{text.strip()}" er ikke NAVN=VÆRDI.{meant} Navne: {", ".join(KEYS)}.')
    return key, value or None


def behind(cell: Cell, basis: Basis) -> pl.DataFrame:
    """The rows that the cell counts, with `enhed` (the thing counted) and `i_taeller`, in the order of funds.

    So many different `enhed` are the denominator, those with `i_taeller` the numerator. Of RP an `enhed` is a person,
    with all the person's due duties, standing where the person is counted. A krav is named by its id, by pack/id, or by
    its title. Events that are not told have no rows. Raises UsageError where a value is none that the rows have.
    """
    rate = cell.rate
    grouped = with_groups(basis.rows[rate.rests_on], rate.day, cell.grupper)
    asked = _known(cell, grouped, basis)
    told = ~pl.col("haendelse").is_in(list(basis.untold)).fill_null(value=False)
    chosen = grouped.filter(told, *(test for name, test in asked.items() if name not in PLACES))
    members = rate.members(chosen, basis.span, basis.pr)
    counted = members.filter(pl.lit(value=True), *(test for name, test in asked.items() if name in PLACES))
    if cell.linje in rate.bands:
        counted = counted.with_columns(i_taeller=in_band(pl.col("dage"), rate.bands[cell.linje]))
    ordered = counted.sort([name for name in (*_ORDER, rate.unit) if name in counted.columns], nulls_last=False)
    helpers = {"i_taeller", "borger", LOCAL, *CALENDAR, *(_OF_A_FUND if rate.of_cases else ())}
    shown = [name for name in ordered.columns if name not in helpers]
    return ordered.select(pl.col(rate.unit).cast(pl.String).alias("enhed"), "i_taeller", *shown)


def _known(cell: Cell, grouped: pl.DataFrame, basis: Basis) -> dict[str, pl.Expr]:
    """Each group of the cell as a test on the rows; UsageError for a value that neither a row nor the period has."""
    tests, months = {}, months_of(basis.span, basis.pr)
    for name, value in cell.grupper.items():
        if cell.rate.of_cases and name not in PLACES:
            raise UsageError(f"{OPTION}: {cell.tal} er om forløb og har ikke {name}. Der er: {', '.join(PLACES)}.")
        tests[name] = _of_krav(value, basis.titles) if name == "krav" else _equal(name, value)
        if grouped.filter(tests[name]).is_empty() and not (name in CALENDAR and value in months[name]):
            raise _no_such(name, value, grouped)
    return tests


def _equal(name: str, value: str | None) -> pl.Expr:
    column = pl.col(name).cast(pl.String)
    return column.is_null() if value is None else column == value


def _of_krav(value: str | None, titles: Mapping[tuple[str, str], str]) -> pl.Expr:
    """The krav of that id, of that pack and id, or of that title."""
    if value is None:
        return pl.col("krav").is_null()
    called = [f"{pack}/{krav}" for (pack, krav), title in titles.items() if title.lower() == value.lower()]
    full = pl.concat_str("pakke", pl.lit("/"), "krav")
    return (pl.col("krav") == value) | full.is_in([value, *called])


def _no_such(name: str, value: str | None, grouped: pl.DataFrame) -> UsageError:
    there = _values(name, grouped)
    named = "; ".join(there[:_MOST_NAMED]) + (" …" if len(there) > _MOST_NAMED else "")
    if value is None:
        return UsageError(f"{OPTION}: {name} er udfyldt i alle rækker. Der er: {named or 'ingen'}.")
    near = get_close_matches(value, there, n=1)
    meant = f' Mente du "{near[0]}"?' if near else ""
    return UsageError(f'{OPTION}: {name} har ikke "{value}" i udtrækket.{meant} Der er: {named or "ingen"}.')


def _values(name: str, grouped: pl.DataFrame) -> Sequence[str]:
    column = pl.concat_str("pakke", pl.lit("/"), "krav") if name == "krav" else pl.col(name)
    return grouped.select(column.unique().cast(pl.String)).to_series().drop_nulls().sort().to_list()
