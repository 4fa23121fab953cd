"""A register of promises as records: areas, initiatives, targets, promises, and what they are held against (inventory A-01, K-10).

A record says what was written, and where; nothing here knows what day it is or what has been reached since.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from rettid.periods import Period
    from rettid.spans import Span
    from rettid.targets.goal import Goal

OUTCOME, ACTIVITY = "resultatmål", "indsatsmål"

Measured = Literal["R1", "RP", "tilbud", "personer", "helårspladser", "bestand", "afgang", "varig afgang", "mål"]
"""What can be counted in an export; `mål` is an official measure, by its name."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as it was stated: its value, in percent where `enhed` says so, and what it is out of where that was said."""

    vaerdi: Fraction
    enhed: str = ""
    taeller: Fraction | None = None
    naevner: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What of an export a target counts, and for whom: every list that is empty takes everything.

    `efter` is how long they have been on the benefit, `i` how long they must stay away (`varig afgang`), `norm` the hours
    of a full-time place.
    """

    hvad: Measured
    maal: str = ""
    haendelse: str = "tilbud"
    krav: tuple[str, ...] = ()
    tilbudstyper: tuple[str, ...] = ()
    maalgrupper: tuple[str, ...] = ()
    aldersgrupper: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    a_kasser: tuple[str, ...] = ()
    visitation: tuple[str, ...] = ()
    efter: Period | None = None
    i: Period | None = None
    norm: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """An area of a plan; `varslet` is how many initiatives it announces."""

    id: str
    navn: str
    varslet: int | None = None
    sted: str = ""


@dataclass(frozen=True, slots=True)
class Initiative:
    """Something to be done: when it was promised to begin, when it did, and by whom it is used.

    `beregnes` are the offers that are the initiative, where the export has them; else `deltagere` is what was stated.
    """

    id: str
    navn: str
    omraade: str = ""
    enhed: str = ""
    lovet: date | None = None
    startet: date | None = None
    deltagere: int | None = None
    pr: date | None = None
    beregnes: Reading | None = None
    budget: Fraction | None = None
    kilde: str = ""
    sted: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Something to be reached: what is asked, in which period, from which base, and what has been reached.

    `naaet` is what somebody stated as of `pr`; with `beregnes` it is counted in the export instead. `beholdning` is a
    number that stands, and is not added up over the period. `foer` is the period of the base.
    """

    id: str
    navn: str
    art: str
    goal: Goal
    omraade: str = ""
    initiativ: str = ""
    enhed: str = ""
    maaleenhed: str = ""
    periode: Span | None = None
    basis: Amount | None = None
    foer: Span | None = None
    sammenlign: Amount | None = None
    naaet: Amount | None = None
    pr: date | None = None
    opnaaet: date | None = None
    beholdning: bool = False
    beregnes: Reading | None = None
    kilde: str = ""
    sted: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A month in which something is expected to come true, with the earliest and the latest; the first day of each."""

    maaned: date | None
    fra: date | None = None
    til: date | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """Something promised by a day.

    `tjekkes` is when somebody looks, `opfyldt` when it was kept; `maal` the target that it is; `haendelse` the duties whose
    forecast stands beside it ("alt": all of them), empty where it is about something else.
    """

    id: str
    hvem: str
    navn: str
    lovet: date
    lovet_tekst: str = ""
    givet: date | None = None
    tjekkes: date | None = None
    opfyldt: date | None = None
    maal: str = ""
    haendelse: str = ""
    prognose: Forecast | None = None
    kilde: str = ""
    sted: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that was promised: a plan with its areas, initiatives and targets, or a calendar of promises.

    `enheder` are the units that ought to have targets. `noter` say what of the file was not read.
    """

    navn: str = ""
    enheder: tuple[str, ...] = ()
    omraader: tuple[Area, ...] = ()
    initiativer: tuple[Initiative, ...] = ()
    maal: tuple[Target, ...] = ()
    loefter: tuple[Promise, ...] = ()
    noter: tuple[str, ...] = field(default=())
