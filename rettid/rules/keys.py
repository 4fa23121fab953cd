"""The closed vocabulary of a rule page: every key, what it may hold, and which form needs it (`spec.md` § 3).

A converter takes the TOML value and returns the record's value; it raises ValueError with the Danish reason.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from rettid.periods import Period, parse_period
from rettid.tables import CODES

if TYPE_CHECKING:
    from collections.abc import Callable


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("skal være en tekst i anførselstegn")
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts, at least one. Raises ValueError with the Danish reason."""
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        raise ValueError('skal være en liste af tekster, for eksempel ["jobsamtale"]')
    return tuple(value)


def _one_or_more(value: Any) -> tuple[str, ...]:
    return (_text(value),) if isinstance(value, str) else texts(value)


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("skal være true eller false")
    return value


def _hours(value: Any) -> float:
    if type(value) not in (int, float) or value <= 0:
        raise ValueError("skal være et antal timer, for eksempel 410")
    return float(value)


def _texts_or_none(value: Any) -> tuple[str, ...]:
    return () if value == [] else texts(value)


def _actors(value: Any) -> tuple[str, ...]:
    return tuple(_known("afholdt_af", actor.replace("-", "_")) for actor in texts(value))


def _forms(value: Any) -> tuple[str, ...]:
    return tuple(_known("samtaleform", form) for form in texts(value))


def _known(code_list: str, code: str) -> str:
    if code not in CODES[code_list]:
        raise ValueError(f'"{code}" er ikke en kendt kode. Vælg blandt: {", ".join(CODES[code_list])}')
    return code


def _period(value: Any) -> Period:
    try:
        return parse_period(value)
    except (ValueError, TypeError, AttributeError):
        raise ValueError(
            f'"{value}" er ikke en periode. Skriv for eksempel "14 dage", "4 uger" eller "6 måneder"'
        ) from None


def _step(value: Any) -> Period:
    period = _period(value)
    if period.number == 0:
        raise ValueError("skal være mindst én dag")
    return period


def _day(value: Any) -> dt.date:
    if type(value) is not dt.date:
        raise ValueError("skal være en dato uden anførselstegn, for eksempel 2018-07-01")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("skal være et helt tal, mindst 1")
    return value


def _age(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 120:
        raise ValueError("skal være en alder i hele år")
    return value


def _numbers(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError("skal være en liste af numre, for eksempel [1]")
    return tuple(_count(item) for item in value)


def _share(value: Any) -> float:
    if type(value) not in (int, float) or not 0 < value <= 1:
        raise ValueError("skal være en andel mellem 0 og 1, for eksempel 0.75")
    return float(value)


def _one_of(*choices: str) -> Callable[[Any], str]:
    def convert(value: Any) -> str:
        if value not in choices:
            raise ValueError(f'"{value}" er ikke en mulighed. Vælg blandt: {", ".join(choices)}')
        return str(value)

    return convert


_EVENT = _one_of("samtale", "tilbud")
_CLOCK = _one_of("kalender", "ledighed", "timer")
_VERIFIED = _one_of("lovtekst", "myndighed", "sekundaer", "udledt")

INHERITED: dict[str, Callable[[Any], Any]] = {
    "hjemmel": _text,
    "kilde": _text,
    "efterproevet": _VERIFIED,
    "ur": _CLOCK,
}
"""Keys that a krav takes from the head of the pack where it leaves them out."""

HEAD: dict[str, Callable[[Any], Any]] = {
    "id": _text,
    "titel": _text,
    "art": _one_of("lov", "lokal"),
    "version": _text,
    "kontrolleret": _day,
    "maalgruppe": texts,
    "gaelder_fra": _day,
    "gaelder_til": _day,
    **INHERITED,
}

HEAD_NEEDED = ("id", "titel", "art", "version")
LAW_NEEDED = ("hjemmel", "kilde", "efterproevet", "kontrolleret", "maalgruppe", "gaelder_fra")
"""What the head of a law pack can't leave out; the first three may stand in every krav instead."""

ABSENCE: dict[str, Callable[[Any], Any]] = {"pauser": _texts_or_none, "fritager": _texts_or_none}

SUSPENSION: dict[str, Callable[[Any], Any]] = {"fra": _day, "til": _day, "aarsag": _text, "haendelse": _EVENT}

HANDOVER: dict[str, Callable[[Any], Any]] = {"over_timer": _hours}

PERIOD: dict[str, Callable[[Any], Any]] = {
    "brydes_af": _one_of("forløb", "kalendermåned"),
    "fortsaetter_fra": texts,
    "borgerens_samtaler": _yes_no,
}

CHOICE: dict[str, Callable[[Any], Any]] = {"id": _text, "titel": _text, "standard": _text, "muligheder": dict}

NOT_COUNTING: dict[str, Callable[[Any], Any]] = {"typer": texts, "fra": _day, "til": _day}

FILTERS: dict[str, Callable[[Any], Any]] = {
    "haendelse": _EVENT,
    "typer": texts,
    "former": _forms,
    "afholdt_af": _actors,
}

TRIGGER: dict[str, Callable[[Any], Any]] = {**FILTERS, "status": _text, "dato": _one_of("startdato", "slutdato")}

LATER: dict[str, Callable[[Any], Any]] = {**FILTERS, "nr": _count}

AGE_BAND: dict[str, Callable[[Any], Any]] = {"fra": _age, "under": _age, "senest": _period}

KRAV: dict[str, Callable[[Any], Any]] = {
    "id": _text,
    "titel": _text,
    "form": _one_of("senest", "raekke", "interval", "mellemrum", "vindue", "efter", "forud", "varsel", "andel"),
    "ejer": _one_of("jobcenter", "a-kasse"),
    "min_varighed": _period,
    "anker": _one_or_more,
    "dato": _one_of("startdato", "afgivet"),
    "med_a_kasse": _yes_no,
    "efter_overgang": _yes_no,
    "tema": _text,
    "antal": _count,
    "senest": _period,
    "tidligst": _period,
    "hver": _step,
    "indtil": _step,
    "fra": _period,
    "foer": _text,
    "varsel": _period,
    "henstand": _period,
    "henstand_undtaget": _numbers,
    "graense": _one_of("senest", "foer"),
    "fritager": _texts_or_none,
    "fritagelse_flytter": _step,
    "bruger_andel": texts,
    "loentilskud_efterfrist": _period,
    "alder_ved": _one_of("start", "frist"),
    "af": _one_or_more,
    "mindst": _share,
    "periode": _one_of("måned", "kvartal", "halvår", "år"),
    **FILTERS,
    **INHERITED,
}
"""Keys of a krav with a plain value; `alder`, `udloeser`, `forud_for`, `taeller_ikke` and `hvor` hold tables of their own."""

NEEDED_BY_FORM: dict[str, tuple[str, ...]] = {
    "senest": ("senest",),
    "raekke": ("hver",),
    "interval": ("hver",),
    "mellemrum": ("fra", "hver"),
    "vindue": ("tidligst", "senest"),
    "efter": ("udloeser", "senest"),
    "forud": ("forud_for",),
    "varsel": ("foer", "varsel"),
    "andel": ("af", "mindst", "periode"),
}

ON_A_CLOCK = ("senest", "raekke", "interval", "mellemrum", "vindue", "efter", "varsel", "andel")
"""Every form but `forud`, whose due day is that of another event: no clock counts it and nothing moves it."""

_OF_ONE = tuple(form for form in NEEDED_BY_FORM if form != "andel")
"""Every form that is owed to one citizen."""

_OF_FORMS: dict[str, tuple[str, ...]] = {
    "senest": ("senest", "vindue", "efter"),
    "antal": ("senest",),
    "hver": ("raekke", "interval", "mellemrum"),
    "indtil": ("raekke", "interval", "mellemrum"),
    "fra": ("mellemrum",),
    "tidligst": ("vindue",),
    "udloeser": ("efter",),
    "forud_for": ("forud",),
    "efter_overgang": ("senest",),
    "foer": ("varsel",),
    "varsel": ("varsel",),
    "af": ("andel",),
    "mindst": ("andel",),
    "periode": ("andel",),
    "loentilskud_efterfrist": ("senest", "interval", "vindue", "efter", "varsel"),
    "ur": ON_A_CLOCK,
    "henstand": ON_A_CLOCK,
    "henstand_undtaget": ON_A_CLOCK,
    "fritagelse_flytter": ON_A_CLOCK,
    "bruger_andel": _OF_ONE,
}


def foreign_to_form(key: str, form: str) -> bool:
    """Whether `key` means nothing to a krav of this form."""
    return form not in _OF_FORMS.get(key, (form,))
