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
Form = Literal["senest", "raekke", "interval", "mellemrum", "vindue", "efter", "forud", "varsel", "andel"]
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
class Later:
    """The event that a duty of the form `forud` comes before: its `nr`-th day from the anchor."""

    haendelse: Event
    typer: tuple[str, ...] | None = None
    former: tuple[str, ...] | None = None
    afholdt_af: tuple[str, ...] | None = None
    nr: int = 1


@dataclass(frozen=True, slots=True)
class NotCounting:
    """Types that do not count when their event's day lies from `fra` to `til`, both included; an empty end is open."""

    typer: tuple[str, ...]
    fra: date | None = None
    til: date | None = None


@dataclass(frozen=True, slots=True)
class Only:
    """The forløb a krav is for: those whose text column holds one of the values."""

    kolonne: str
    vaerdier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days, both included, on which no duty fell due."""

    fra: date
    til: date
    aarsag: str = ""
    haendelse: Event | None = None
    """The event whose duties it suspends; every duty where left out."""


@dataclass(frozen=True, slots=True)
class Unbroken:
    """When forløb are one period of law, and whose interviews count in it (`spec.md` § 3, "Periods of law")."""

    brydes_af: Literal["forløb", "kalendermåned"] = "forløb"
    fortsaetter_fra: tuple[str, ...] = ()
    borgerens_samtaler: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A question the page leaves to its user: the options' names, the page's own answer first, and the one chosen."""

    id: str
    titel: str
    muligheder: tuple[str, ...]
    valgt: str

    @property
    def standard(self) -> str:
        """What the page itself says."""
        return self.muligheder[0]


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
    dato: Literal["startdato", "afgivet"] = "startdato"
    med_a_kasse: bool = False
    taeller_ikke: tuple[NotCounting, ...] = ()
    hvor: tuple[Only, ...] = ()
    tema: str | None = None
    anker: tuple[str, ...] = ("startdato",)
    efter_overgang: bool = False
    antal: int = 1
    senest: Period | None = None
    tidligst: Period | None = None
    hver: Period | None = None
    indtil: Period | None = None
    fra: Period | None = None
    foer: str | None = None
    varsel: Period | None = None
    udloeser: Trigger | None = None
    forud_for: Later | None = None
    henstand: Period | None = None
    henstand_undtaget: tuple[int, ...] = ()
    graense: Literal["senest", "foer"] = "senest"
    fritager: tuple[str, ...] = ()
    fritagelse_flytter: Period | None = None
    bruger_andel: tuple[str, ...] = ()
    """Absences that exempt and use the share that an `andel` krav leaves (`spec.md` § 3)."""
    loentilskud_efterfrist: Period | None = None
    alder: tuple[AgeBand, ...] | None = None
    alder_ved: Literal["start", "frist"] = "start"
    af: tuple[str, ...] = ()
    mindst: float | None = None
    periode: str | None = None

    def duties(self, pack: str) -> tuple[tuple[str, str], ...]:
        """The krav that an `andel` counts, as (pakke, krav); one named without its pack is of the same `pack`."""
        names = (name if "/" in name else f"{pack}/{name}" for name in self.af)
        return tuple((owner, duty) for owner, _, duty in (name.partition("/") for name in names))


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
    suspension: tuple[Suspension, ...] = ()
    overgang: float | None = None
    """The paid hours that must be exceeded at a month's end for the case to pass from the a-kasse to the jobcentre."""
    periode: Unbroken = Unbroken()
    valg: tuple[Choice, ...] = ()

    @property
    def edition(self) -> str:
        """The version and every answer other than the page's own: "1 (graense=foer)" (`spec.md` § 3, `[[valg]]`)."""
        answers = [f"{choice.id}={choice.valgt}" for choice in self.valg if choice.valgt != choice.standard]
        return f"{self.version} ({', '.join(answers)})" if answers else self.version
