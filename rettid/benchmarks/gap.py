"""Why the own number and the official one differ: one definition is switched at a time, and each step gets what it moves. Pure.

The steps are taken in a stated order, each on top of those before it, so that their changes and the rest add up to the gap.
What cannot be switched is not guessed at: it stays in the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.benchmarks.recount import TABLE_OF, Count, Definition, Recount, latest_registration
from rettid.rates import FEWEST_FOR_PERCENT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from rettid.spans import Span

KNOWN, ASSUMED = "kendt", "antaget"
"""Whether the official figure says so itself, or it is taken to be so."""

OURS, REST, THEIRS = "jeres tal", "rest", "det officielle tal"

GAP: dict[str, pl.DataType] = {
    "trin": pl.String(),
    "beskrivelse": pl.String(),
    "grundlag": pl.String(),
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    "aendring": pl.Float64(),
    "grund": pl.String(),
}
"""A row for OURS, each step, REST and THEIRS. `andel` and `aendring` are shares of 1; a step that was not taken says why in `grund`."""


@dataclass(frozen=True, slots=True)
class Official:
    """The official figure: its share of 1, its days, and what it says of itself. None where it does not say."""

    andel: float
    span: Span
    groups: tuple[str, ...] | None = None
    opdateret: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One definition that can be switched: what it is called, whether it is known to differ, and how it is switched."""

    id: str
    grundlag: str
    hinder: Callable[[Recount, Official, Definition], str | None]
    """Why it can't be switched here; None where it can."""
    switch: Callable[[Official, Definition], Definition]
    text: Callable[[Recount, Official, Definition], str]
    """What it switches to, in words; given the definition after it."""


def reconciled(recount: Recount, own: Definition, official: Official, steps: Sequence[Step]) -> pl.DataFrame:
    """The steps from the own number to the official one, with the columns GAP. The changes of all rows add up to the gap.

    A step that would leave fewer than ten is not taken. The own number must have ten (`Recount.counted`).
    """
    definition, count = own, recount.counted(own)
    rows = [_row(OURS, "", None, count)]
    for step in steps:
        hinder = step.hinder(recount, official, definition)
        after = step.switch(official, definition)
        found = count if hinder is not None else recount.counted(after)
        if hinder is None and found.naevner < FEWEST_FOR_PERCENT:
            hinder = f"kun {found.naevner} ville være tilbage, for få til en procent"
        text = step.text(recount, official, after)
        if hinder is not None:
            rows.append({"trin": step.id, "beskrivelse": text, "grundlag": step.grundlag, "grund": hinder})
            continue
        rows.append(_row(step.id, text, step.grundlag, found) | {"aendring": found.andel - count.andel})
        definition, count = after, found
    rows.append(
        {"trin": REST, "beskrivelse": "Det, som intet trin forklarer", "aendring": official.andel - count.andel}
    )
    rows.append({"trin": THEIRS, "andel": official.andel})
    return pl.DataFrame([{name: row.get(name) for name in GAP} for row in rows], schema=GAP, orient="row")


def _row(step: str, text: str, basis: str | None, count: Count) -> dict[str, object]:
    return {
        "trin": step,
        "beskrivelse": text,
        "grundlag": basis,
        "taeller": count.taeller,
        "naevner": count.naevner,
        "andel": count.andel if count.naevner else None,
        "lav": count.lav,
        "hoej": count.hoej,
    }


def _no_hinder(_recount: Recount, _official: Official, _definition: Definition) -> str | None:
    return None


def _no_period(recount: Recount, official: Official, definition: Definition) -> str | None:
    if official.span.first >= definition.pr:
        return f"perioden begynder ikke før {definition.pr:%d-%m-%Y}, som I regner pr."
    if not recount.of_rates:
        return None if official.span.last <= definition.pr else "perioden er ikke slut den dag, I regner pr."
    return "det er den samme" if official.span == definition.span else None


def _to_period(official: Official, definition: Definition) -> Definition:
    return replace(definition, span=official.span, at_end=True)


def _period(_recount: Recount, official: Official, _definition: Definition) -> str:
    return f"Det officielle tals periode, {official.span.first:%d-%m-%Y} til {official.span.last:%d-%m-%Y}"


def _no_groups(recount: Recount, official: Official, _definition: Definition) -> str | None:
    if recount.measure is not None and not recount.measure.pr_maalgruppe:
        return "målet har sine egne målgrupper"
    return None if official.groups is not None else "det officielle tal siger ikke hvilke: --maalgruppe"


def _groups(_recount: Recount, official: Official, _definition: Definition) -> str:
    return "Kun det officielle tals målgrupper" + (f", {', '.join(official.groups)}" if official.groups else "")


def _no_registration(recount: Recount, official: Official, definition: Definition) -> str | None:
    if official.opdateret is None:
        return "det officielle tal siger ikke, hvornår det er opgjort: --datadato"
    last = latest_registration(recount.tables, _tables(recount))
    if last is None:
        return "udtrækket siger ikke, hvornår noget blev registreret"
    if official.opdateret >= definition.pr:
        return "det officielle tal er opgjort samme dag som jeres eller senere"
    return None


def _known(official: Official, definition: Definition) -> Definition:
    if official.opdateret is None:
        return definition
    return replace(definition, kendt_pr=official.opdateret, pr=min(definition.pr, official.opdateret))


def _registration(_recount: Recount, official: Official, _definition: Definition) -> str:
    return "Kun det, der var sket og registreret" + (f" {official.opdateret:%d-%m-%Y}" if official.opdateret else "")


def _no_dates(recount: Recount, _official: Official, _definition: Definition) -> str | None:
    told = latest_registration(recount.tables, _tables(recount))
    return None if told is not None else "udtrækket siger ikke, hvornår noget blev registreret"


def _only_rates(recount: Recount, _official: Official, _definition: Definition) -> str | None:
    return None if recount.of_rates else "målet har ingen frister at være undtaget fra"


def _no_spells(recount: Recount, _official: Official, _definition: Definition) -> str | None:
    cases = recount.tables["forloeb"].select("borger_id", "ydelse").collect()
    if cases["ydelse"].null_count() == cases.height:
        return "udtrækket siger ikke, hvilken ydelse et forløb er på"
    several = cases["borger_id"].drop_nulls()
    return None if several.is_duplicated().any() else "ingen borger har mere end ét forløb"


def _no_persons(recount: Recount, _official: Official, _definition: Definition) -> str | None:
    return "jeres tal tæller allerede personer" if recount.of_persons else None


def _tables(recount: Recount) -> list[str]:
    return [TABLE_OF[recount.event]] if recount.line is None else list(recount.line.tables)


def _says(text: str) -> Callable[[Recount, Official, Definition], str]:
    return lambda _recount, _official, _definition: text


STEPS: dict[str, Step] = {
    step.id: step
    for step in (
        Step("periode", KNOWN, _no_period, _to_period, _period),
        Step("maalgruppe", KNOWN, _no_groups, lambda official, was: replace(was, groups=official.groups), _groups),
        Step("registrering", KNOWN, _no_registration, _known, _registration),
        Step(
            "haendelsesdato",
            ASSUMED,
            _no_dates,
            lambda _official, was: replace(was, registered=True),
            _says("En hændelse tæller fra den dag, den blev registreret"),
        ),
        Step(
            "undtagne",
            ASSUMED,
            _only_rates,
            lambda _official, was: replace(was, exempt=True),
            _says("Undtagne er regnet med, som ikke nået"),
        ),
        Step(
            "forloeb",
            ASSUMED,
            _no_spells,
            lambda _official, was: replace(was, months=True),
            _says("Et forløb slutter først efter en hel kalendermåned uden ydelsen"),
        ),
        Step(
            "personer",
            ASSUMED,
            _no_persons,
            lambda _official, was: replace(was, persons=True),
            _says("Personer, der har nået alt, i stedet for frister"),
        ),
    )
}
"""The steps by name, in the order in which they are taken unless another is asked for."""
