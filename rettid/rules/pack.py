"""Rule packs as records. The fields are the keys of a page (`spec.md` § 3); a key stands here and in `keys`, nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from rettid.periods import Period

Art = Literal["lov", "lokal"]
Clock = Literal["kalender", "ledighed", "timer"]
Event = Literal["samtale", "tilbud"]
Form = Literal["senest", "raekke", "interval", "mellemrum", "vindue", "efter", "varsel", "andel"]
Owner = Literal["jobcenter", "a-kasse"]


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages from `fra` (included) to `under` (not included), in completed years, and the deadline that holds for them."""

    fra: int | None = None
    under: int | None = None
    senest: Period | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """The events that start a duty of the form `efter`."""

    haendelse: Event
    typer: tuple[str, ...] | None = None
    former: tuple[str, ...] | None = None
    afholdt_af: tuple[str, ...] | None = None
    status: str | None = None
    dato: Literal["startdato", "slutdato"] = "startdato"


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days, both included, on which no duty fell due."""

    fra: date
    til: date
    aarsag: str = ""


@dataclass(frozen=True, slots=True)
class Krav:
    """A requirement of law or of a local promise. None means that the key was left out."""

    id: str
    titel: str
    form: Form
    hjemmel: str
    kilde: str
    efterproevet: str
    ur: Clock
    haendelse: Event
    ejer: Owner = "jobcenter"
    typer: tuple[str, ...] | None = None
    former: tuple[str, ...] | None = None
    afholdt_af: tuple[str, ...] | None = None
    min_varighed: Period | None = None
    anker: str = "startdato"
    antal: int = 1
    senest: Period | None = None
    tidligst: Period | None = None
    hver: Period | None = None
    indtil: Period | None = None
    fra: Period | None = None
    foer: str | None = None
    varsel: Period | None = None
    udloeser: Trigger | None = None
    henstand: Period | None = None
    henstand_undtaget: tuple[int, ...] = ()
    fritagelse_flytter: Period | None = None
    loentilskud_efterfrist: Period | None = None
    alder: tuple[AgeBand, ...] | None = None
    alder_ved: Literal["start", "frist"] = "start"
    af: str | None = None
    mindst: float | None = None
    periode: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A rule pack: whom it covers, what absences do, and its requirements in the order of the page."""

    id: str
    titel: str
    art: Art
    version: str
    krav: tuple[Krav, ...]
    path: Path
    kontrolleret: date | None = None
    maalgruppe: tuple[str, ...] | None = None
    gaelder_fra: date | None = None
    gaelder_til: date | None = None
    pauser: tuple[str, ...] = ()
    fritager: tuple[str, ...] = ()
    suspension: tuple[Suspension, ...] = ()
