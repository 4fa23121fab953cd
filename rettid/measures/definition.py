"""A measure's page → its definition: data that a jurist can read (`docs/maaltal.md`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rettid import tomltext
from rettid.errors import RuleError
from rettid.periods import Period
from rettid.rules import Page, Trigger, read_page
from rettid.rules.keys import CHOICE, FILTERS, HEAD, INHERITED, KRAV

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

SHIPPED = Path(__file__).parent.parent / "maal"

KINDS = ("andel", "status", "forfald", "kvote", "aktivering", "langtid", "vifte", "emne")
"""The kinds of measure; what each computes stands in `spec.md` § 5, "Official measures"."""

INHERITED_BY_LINES = ("maalgruppe", "tael")
"""Keys that a line takes from the head of the page where it leaves them out."""

METHODS = ("dage", "personer", "rullende_aar", "sammenhaengende", "timer")


@dataclass(frozen=True, slots=True)
class Length:
    """A length of seniority: a period of the law, or "1½ måneder", which is a month and 15 days."""

    period: Period
    days: int = 0

    def __str__(self) -> str:
        return f"{self.period.number}½ måneder" if self.days else str(self.period)


@dataclass(frozen=True, slots=True)
class Event:
    """What is counted: interviews held or offers begun, or (`deltager`) offers in which the person takes part."""

    what: Trigger
    deltager: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One number of a measure. None, or nothing, means that the key was left out."""

    id: str
    titel: str
    maalgruppe: tuple[str, ...] = ()
    fra: Length | None = None
    til: Length | None = None
    under: Length | None = None
    tael: tuple[Event, ...] = ()
    vindue_fra: Length | None = None
    vindue_til: Length | None = None
    seneste: Length | None = None
    mindst: int | None = None
    hoejst: int | None = None
    kraever: tuple[tuple[Length, int], ...] = ()
    haendelse: str | None = None
    metode: str | None = None
    over: float | None = None
    hoejst_andel: float | None = None
    kolonner: tuple[str, ...] = ()
    """Where an export may have the topics of an interview: columns of its own, by the names they are given when they are read."""
    ord: tuple[str, ...] = ()
    """The words of which one must stand there."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it counts in."""
        events = {event.what.haendelse for event in self.tael} | ({self.haendelse} if self.haendelse else set())
        return tuple(table for event, table in (("samtale", "samtaler"), ("tilbud", "tilbud")) if event in events)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: whose it is, how sure it is, and its lines in the order of the page."""

    id: str
    titel: str
    version: str
    slags: str
    myndighed: str
    kilde: str
    efterproevet: str
    kontrolleret: date
    naevner: str
    taeller: str
    forskel: str
    path: Path
    linjer: tuple[Line, ...]
    forbehold: tuple[str, ...] = ()
    sammenlagt: tuple[str, ...] = ()
    """The target groups whose seniority is accumulated unemployment; that of the others is counted on the calendar."""
    pauser: tuple[str, ...] = ()
    pr_maalgruppe: bool = False
    gennemsnit: bool = False
    """Whether the average number of events is part of the measure."""
    maaneder: int | None = None
    """How many months it is the average of, or is shown for."""
    graense: float | None = None
    i_traek: int | None = None
    statusdag: int | None = None
    krav_senest: Period | None = None


def load_measures(paths: Iterable[Path] | None = None) -> tuple[Measure, ...]:
    """The measures of the pages at `paths`, by default the shipped ones by name. Raises RuleError for a page that is unclear."""
    return tuple(read_measure(read_page(path)) for path in (sorted(SHIPPED.glob("*.md")) if paths is None else paths))


def read_measure(page: Page) -> Measure:
    """The measure of one page. Raises RuleError naming the line and the key that can't be used."""
    try:
        document = tomltext.loads(page.toml)
    except tomltext.TomlError as fault:
        raise RuleError(
            f"{page.path}, {fault.sted}: TOML-blokken kan ikke læses: {fault.hvad}. Ret linjen; se docs/maaltal.md."
        ) from fault
    blocks = document.pop("raekke", [])
    common = {key: document.pop(key) for key in INHERITED_BY_LINES if key in document}
    head = _converted(document, _HEAD, page, None, 0)
    lines = tuple(_line(common | block, page, number) for number, block in enumerate(blocks))
    if missing := [key for key in _HEAD_NEEDED if key not in head]:
        raise RuleError(f'{page.path}: nøglen "{missing[0]}" mangler. Skriv den i målets hoved; se docs/maaltal.md.')
    return Measure(**head, path=page.path, linjer=lines)


def _line(block: dict[str, Any], page: Page, number: int) -> Line:
    values = _converted(block, _LINE, page, "raekke", number)
    if missing := [key for key in ("id", "titel") if key not in values]:
        raise RuleError(f'{page.path}: nøglen "{missing[0]}" mangler i [[raekke]] nr. {number + 1}. Skriv den.')
    seniority, window = values.pop("anciennitet", {}), values.pop("vindue", {})
    share = values.pop("aktiveret", {})
    return Line(
        **values,
        **seniority,
        **{{"fra": "vindue_fra", "til": "vindue_til"}.get(key, key): length for key, length in window.items()},
        **{{"til": "hoejst_andel"}.get(key, key): edge for key, edge in share.items()},
    )


def _converted(
    given: Mapping[str, Any], known: Mapping[str, Callable[[Any], Any]], page: Page, table: str | None, number: int
) -> dict[str, Any]:
    values = {}
    for key, raw in given.items():
        where = f"{page.path}, linje {page.line_of(table, number, key) or 1}"
        if key not in known:
            near = get_close_matches(key, known, n=1)
            meant = f' – mente du "{near[0]}"?' if near else f". Kendte nøgler: {', '.join(sorted(known))}."
            raise RuleError(f'{where}: nøglen "{key}" kendes ikke{meant}')
        try:
            values[key] = known[key](raw)
        except ValueError as reason:
            raise RuleError(f'{where}, nøglen "{key}": {reason}. Ret linjen; se docs/maaltal.md.') from reason
    return values


def parse_length(text: Any) -> Length:  # noqa: ANN401 - what TOML holds
    """The length that `text` names. Raises ValueError with the Danish reason.

    >>> str(parse_length("1½ måneder")), parse_length("1½ måneder").days
    ('1½ måneder', 15)
    """
    half = re.fullmatch(r"(\d{1,3})½ måneder", str(text))
    if half:
        return Length(Period(int(half[1]), "måneder"), 15)
    return Length(KRAV["senest"](text))


def _lengths(*names: str) -> Callable[[Any], dict[str, Length]]:
    def convert(value: Any) -> dict[str, Length]:  # noqa: ANN401
        return {name: parse_length(text) for name, text in _table(value, names).items()}

    return convert


def _table(value: Any, names: tuple[str, ...]) -> dict[str, Any]:  # noqa: ANN401
    if not isinstance(value, dict) or not set(value) <= set(names):
        raise ValueError(f"skal være en tabel med {' eller '.join(names)}")
    return value


def _edges(value: Any) -> dict[str, float]:  # noqa: ANN401
    return {name: float(edge) for name, edge in _table(value, ("over", "til")).items()}


def _events(value: Any) -> tuple[Event, ...]:  # noqa: ANN401
    if not isinstance(value, list) or not value:
        raise ValueError("skal være en liste af hændelser")
    return tuple(_event(_table(one, (*FILTERS, "deltager"))) for one in value)


def _event(given: dict[str, Any]) -> Event:
    values = {key: FILTERS[key](raw) for key, raw in given.items() if key in FILTERS}
    return Event(Trigger(**values), deltager=bool(given.get("deltager")))


def _required(value: Any) -> tuple[tuple[Length, int], ...]:  # noqa: ANN401
    if not isinstance(value, list):
        raise ValueError("skal være en liste af { ved, antal }")  # noqa: TRY004 - what TOML holds
    return tuple((parse_length(one["ved"]), KRAV["antal"](one["antal"])) for one in value)


def _number(value: Any) -> int:  # noqa: ANN401
    if type(value) is not int or value < 0:
        raise ValueError("skal være et helt tal")
    return value


def _one_of(*choices: str) -> Callable[[Any], str]:
    def convert(value: Any) -> str:  # noqa: ANN401
        if value not in choices:
            raise ValueError(f'"{value}" er ikke en mulighed. Vælg blandt: {", ".join(choices)}')
        return str(value)

    return convert


_TEXT, _TEXTS, _DAY = CHOICE["id"], FILTERS["typer"], HEAD["kontrolleret"]

_HEAD: dict[str, Callable[[Any], Any]] = {
    "id": _TEXT,
    "titel": _TEXT,
    "version": _TEXT,
    "slags": _one_of(*KINDS),
    "myndighed": _TEXT,
    "kilde": _TEXT,
    "efterproevet": INHERITED["efterproevet"],
    "kontrolleret": _DAY,
    "naevner": _TEXT,
    "taeller": _TEXT,
    "forskel": _TEXT,
    "forbehold": _TEXTS,
    "sammenlagt": _TEXTS,
    "pauser": _TEXTS,
    "pr_maalgruppe": bool,
    "gennemsnit": bool,
    "maaneder": KRAV["antal"],
    "graense": KRAV["mindst"],
    "i_traek": KRAV["antal"],
    "statusdag": KRAV["antal"],
    "krav_senest": KRAV["senest"],
}
_HEAD_NEEDED = (
    "id", "titel", "version", "slags", "myndighed", "kilde", "efterproevet", "kontrolleret", "naevner", "taeller", "forskel",
)  # fmt: skip

_LINE: dict[str, Callable[[Any], Any]] = {
    "id": _TEXT,
    "titel": _TEXT,
    "maalgruppe": _TEXTS,
    "anciennitet": _lengths("fra", "til", "under"),
    "tael": _events,
    "vindue": _lengths("fra", "til", "seneste"),
    "mindst": KRAV["antal"],
    "hoejst": _number,
    "kraever": _required,
    "haendelse": FILTERS["haendelse"],
    "metode": _one_of(*METHODS),
    "aktiveret": _edges,
    "kolonner": _TEXTS,
    "ord": _TEXTS,
}
