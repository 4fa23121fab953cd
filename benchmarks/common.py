"""What the scripts of this folder share: the canonical columns, the rule pack as a dict, periods as numbers.

Only the standard library, so that the yardsticks pay for no import they do not use.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS: dict[str, tuple[str, ...]] = {
    "forloeb": (
        "forloeb_id", "borger_id", "navn", "foedselsdato", "ydelse", "maalgruppe", "startdato", "tilmeldingsdato",
        "slutdato", "a_kasse", "kommune", "team", "sagsbehandler", "frist_system", "rettighedsdato_system",
        "udtraeksdato", "ydelse_ophoerer",
    ),
    "samtaler": (
        "forloeb_id", "dato", "samtaletype", "status", "samtaleform", "afholdt_af", "a_kasse_deltog", "registreret",
        "sagsbehandler",
    ),
    "tilbud": (
        "forloeb_id", "tilbudstype", "status", "afgivet", "startdato", "slutdato", "planlagt_slutdato",
        "timer_pr_uge", "registreret",
    ),
    "fravaer": ("forloeb_id", "art", "fravaerstype", "startdato", "slutdato", "registreret"),
    "ansvar": ("forloeb_id", "sagsbehandler", "team", "fra", "til"),
}  # fmt: skip

DATE_COLUMNS: dict[str, tuple[str, ...]] = {
    "forloeb": (
        "foedselsdato", "startdato", "tilmeldingsdato", "slutdato", "frist_system", "rettighedsdato_system",
        "udtraeksdato", "ydelse_ophoerer",
    ),
    "samtaler": ("dato", "registreret"),
    "tilbud": ("afgivet", "startdato", "slutdato", "planlagt_slutdato", "registreret"),
    "fravaer": ("startdato", "slutdato", "registreret"),
    "ansvar": ("fra", "til"),
}  # fmt: skip

FUND_COLUMNS = ("forloeb_id", "krav", "nr", "aabner", "forfald", "frist", "moedt", "status", "dage")

NOT_BEGUN = ("planlagt", "annulleret", "ikke_paabegyndt", "ukendt")
HORIZON_DAYS = 26 * 7
PERIOD_KEYS = ("hver", "indtil", "senest", "tidligst", "fra", "varsel", "henstand", "fritagelse_flytter",
               "loentilskud_efterfrist", "min_varighed")  # fmt: skip


class Period(NamedTuple):
    """Whole calendar months plus whole days; one of them is 0."""

    months: int
    days: int


def parse_period(text: str) -> Period:
    """The period that `text` names: `N dage`, `N uger`, `N måneder` or the singular (`spec.md` § 1.3).

    >>> parse_period("4 uger"), parse_period("1 måned")
    (Period(months=0, days=28), Period(months=1, days=0))
    """
    match = re.fullmatch(r"(\d+) (dage?|uger?|måned(?:er)?)", text.strip())
    if match is None:
        raise ValueError(text)
    number, unit = int(match[1]), match[2]
    if unit.startswith("måned"):
        return Period(number, 0)
    return Period(0, number * (7 if unit.startswith("uge") else 1))


def load_pack(path: Path) -> dict:
    """The pack at `path` as a dict: periods parsed, every krav with its clock, `andel` left out.

    A krav without age bands has one band with no limits, so that both audits treat them alike.
    """
    with path.open("rb") as file:
        pack = tomllib.load(file)
    pack["krav"] = [_krav(krav, pack) for krav in pack["krav"] if krav["form"] != "andel"]
    pack.setdefault("suspension", [])
    pack.setdefault("fravaer", {})
    return pack


def _krav(krav: dict, pack: dict) -> dict:
    """One krav with defaults filled in and `bands`: the same krav once for each age band."""
    krav = {"anker": "startdato", "alder_ved": "start", "ur": pack.get("ur", "kalender"), **krav}
    if krav["ur"] not in {"kalender", "ledighed"}:
        raise NotImplementedError(krav["ur"])
    limits = ("fra", "under")
    bands = []
    for band in krav.get("alder", [{}]):
        overrides = {key: value for key, value in band.items() if key not in limits}
        bands.append(
            {
                **_parsed(krav | overrides),
                "age_from": band.get("fra", 0),
                "age_under": band.get("under", 999),
            }
        )
    return _parsed(krav) | {"bands": bands}


def _parsed(krav: dict) -> dict:
    """The krav with every period of text as a `Period`."""
    return {
        key: parse_period(value) if key in PERIOD_KEYS and isinstance(value, str) else value
        for key, value in krav.items()
    }
