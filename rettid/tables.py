"""The canonical tables: every column, type and code list of the data stands here once (`spec.md` § 2).

Readers yield these tables, every later step reads only these. Names and codes are Danish: they are terms of law and
of the field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Schema = dict[str, pl.DataType]

_TEXT, _DATE, _HOURS = pl.String(), pl.Date(), pl.Float64()
_REPEATED = pl.Categorical()

SCHEMAS: dict[str, Schema] = {
    "forloeb": {
        "forloeb_id": _TEXT,
        "borger_id": _TEXT,
        "navn": _TEXT,
        "foedselsdato": _DATE,
        "ydelse": _TEXT,
        "maalgruppe": _TEXT,
        "startdato": _DATE,
        "tilmeldingsdato": _DATE,
        "slutdato": _DATE,
        "a_kasse": _TEXT,
        "kommune": _TEXT,
        "team": _TEXT,
        "sagsbehandler": _TEXT,
        "frist_system": _DATE,
        "rettighedsdato_system": _DATE,
        "udtraeksdato": _DATE,
        "forsikring": _TEXT,
        "visitationskategori": _TEXT,
        "foerste_henvendelse": _DATE,
        "foerste_fravaersdag": _DATE,
    },
    "samtaler": {
        "forloeb_id": _TEXT,
        "dato": _DATE,
        "samtaletype": _TEXT,
        "status": _TEXT,
        "samtaleform": _TEXT,
        "afholdt_af": _TEXT,
        "a_kasse_deltog": pl.Boolean(),
        "a_kasse_fravalgt": pl.Boolean(),
        "registreret": _DATE,
        "sagsbehandler": _TEXT,
    },
    "tilbud": {
        "forloeb_id": _TEXT,
        "tilbudstype": _TEXT,
        "status": _TEXT,
        "afgivet": _DATE,
        "startdato": _DATE,
        "slutdato": _DATE,
        "planlagt_slutdato": _DATE,
        "timer_pr_uge": _HOURS,
        "registreret": _DATE,
    },
    "fravaer": {
        "forloeb_id": _TEXT,
        "art": _TEXT,
        "fravaerstype": _TEXT,
        "startdato": _DATE,
        "slutdato": _DATE,
        "registreret": _DATE,
    },
    "ansvar": {
        "forloeb_id": _TEXT,
        "sagsbehandler": _TEXT,
        "team": _TEXT,
        "fra": _DATE,
        "til": _DATE,
    },
    "ledighed": {
        "forloeb_id": _TEXT,
        "maaned": _DATE,
        "timer": _HOURS,
    },
}

SOURCE: Schema = {"kilde_fil": _TEXT, "kilde_ark": _TEXT, "kilde_raekke": pl.UInt32()}
"""Where a row was read: file, sheet (empty for text files) and its row number as a spreadsheet shows it."""

UNKNOWN = "ukendt"
"""The code of a raw value that no mapping knows: never held, begun or absent."""

EVENTS = ("samtale", "tilbud")
"""What a duty asks for."""

HELD, BOOKED = "afholdt", "planlagt"

NOT_BEGUN = ("planlagt", "annulleret", "ikke_paabegyndt", UNKNOWN)
"""Offer statuses that never count as begun (`spec.md` § 3, fine print)."""

NOT_COMING = ("annulleret", "ikke_paabegyndt", UNKNOWN)
"""Offer statuses that never count as a booking (`spec.md` § 4)."""

WITHDRAWN = ("annulleret", UNKNOWN)
"""Offer statuses under which an offer does not count as given (`spec.md` § 3, `dato`)."""

WAGE_SUBSIDY = ("loentilskud", "loentilskud_privat", "loentilskud_offentlig")

FULL_TIME, PART_TIME = "fuldtid", "deltid"

DEVIATION = "konkret_vurdering"
"""The absence type of a deliberate deviation: somebody weighed it for this citizen, and wrote that down."""

CODES: dict[str, tuple[str, ...]] = {
    "samtaletype": (
        "jobsamtale",
        "faelles_jobsamtale",
        "opfoelgningssamtale",
        "cv_samtale",
        "raadighedssamtale",
        "informationsmoede",
        "formidlingssamtale",
        "serviceopkald",
        "varslingssamtale",
        "henvisning",
        "anden_samtale",
        UNKNOWN,
    ),
    "samtale_status": (HELD, BOOKED, "aflyst", "udeblevet", "flyttet", UNKNOWN),
    "samtaleform": ("personligt", "video", "telefonisk", "digitalt", "brev", "andet", UNKNOWN),
    "afholdt_af": ("jobcenter", "a_kasse", "anden_aktoer", UNKNOWN),
    "tilbudstype": (
        "virksomhedspraktik",
        "loentilskud",
        "vejledning_opkvalificering",
        "oevrig_vejledning_opkvalificering",
        "nytteindsats",
        "jobrettet_uddannelse",
        "laese_skrive_regnekursus",
        "realkompetencevurdering",
        "mentor",
        "ordinaere_timer",
        "vikarjob",
        "andet",
        UNKNOWN,
    ),
    "tilbud_status": ("planlagt", "igang", "gennemfoert", "afbrudt", "annulleret", "ikke_paabegyndt", UNKNOWN),
    "forsikring": (FULL_TIME, PART_TIME, UNKNOWN),
    "art": ("fravaer", "fritagelse", UNKNOWN),
    "fravaerstype": (
        "arbejde",
        "sygdom",
        "barsel",
        "ferie",
        "ferie_uden_ydelse",
        "friperiode",
        "uddannelse",
        "borgerligt_ombud",
        "mindre_intensiv_indsats",
        "arbejdsfordeling",
        "fritagelse_joblog",
        "deltidsarbejde_20_timer",
        "jobrettet_uddannelse",
        "a_kasse_forsoeg",
        "frikommune",
        DEVIATION,
        "andet",
        UNKNOWN,
    ),
}
"""Closed code lists. For the types, codes named by a loaded pack are added (`spec.md` § 2)."""

CODE_LIST_OF: dict[tuple[str, str], str] = {
    ("forloeb", "forsikring"): "forsikring",
    ("samtaler", "samtaletype"): "samtaletype",
    ("samtaler", "status"): "samtale_status",
    ("samtaler", "samtaleform"): "samtaleform",
    ("samtaler", "afholdt_af"): "afholdt_af",
    ("tilbud", "tilbudstype"): "tilbudstype",
    ("tilbud", "status"): "tilbud_status",
    ("fravaer", "art"): "art",
    ("fravaer", "fravaerstype"): "fravaerstype",
}
"""Which code list a coded column draws on."""

FUND_SCHEMA: Schema = {
    "fund_id": _TEXT,
    "forloeb_id": _TEXT,
    "borger_id": _TEXT,
    "maalgruppe": _REPEATED,
    "aldersgruppe": _REPEATED,
    "a_kasse": _REPEATED,
    "team": _REPEATED,
    "sagsbehandler": _REPEATED,
    "ejer": _REPEATED,
    "pakke": _REPEATED,
    "pakke_version": _REPEATED,
    "art": _REPEATED,
    "krav": _REPEATED,
    "nr": pl.Int32(),
    "haendelse": _REPEATED,
    "hjemmel": _REPEATED,
    "aabner": _DATE,
    "forfald": _DATE,
    "frist": _DATE,
    "moedt": _DATE,
    "planlagt": _DATE,
    "status": _REPEATED,
    "dage": pl.Int32(),
    "aaben": pl.Boolean(),
    "slutdato": _DATE,
    "pausedage": pl.Int32(),
    "mangler_felt": _REPEATED,
    "bemaerkning": _REPEATED,
}
"""The columns of a fund, in the order of every machine format (`spec.md` § 4). What many funds repeat is held once."""

UNDECIDED, TIMELY, LAPSED, EXEMPT = "kan_ikke_afgoeres", "rettidig", "bortfaldet", "undtaget"
LATE, MISSING, COMING = "for_sent", "mangler", "kommende"

USES_SHARE = "registreret undtagelse: bruger af den andel, der må undtages"
"""The remark of an exempt fund that the law's share pays for (`spec.md` § 3, `bruger_andel`): the person counts, and is missed."""

STATUSES = (UNDECIDED, TIMELY, LAPSED, EXEMPT, LATE, MISSING, COMING)
"""The verdicts, in the order in which they are decided (`spec.md` § 4)."""

AGE_GROUPS = ("under 30", "30-49", "50+")


@dataclass(frozen=True, slots=True)
class Tables:
    """The canonical tables of one or more exports.

    `frames` holds the tables that were supplied; a table that was not supplied differs from an empty one (`spec.md` §
    2). `partial` names tables whose rows are known not to be the whole story (a case-per-row export knows only the
    first and the last interview) and, for each, the field to ask for: what such a table does not prove is undecided,
    never late.
    """

    frames: Mapping[str, pl.LazyFrame]
    partial: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, name: str) -> pl.LazyFrame:
        """The table `name`, empty where it was not supplied."""
        frame = self.frames.get(name)
        return pl.LazyFrame(schema=SCHEMAS[name]) if frame is None else frame

    def supplied(self, name: str) -> bool:
        """Whether some file or sheet held the table."""
        return name in self.frames

    @classmethod
    def from_rows(cls, rows: Mapping[str, Iterable[Mapping[str, Any]] | None]) -> Tables:
        """Tables from rows of plain values; None or an absent name means not supplied. Keys beyond the schema are kept."""
        return cls({name: _frame(name, list(given)) for name, given in rows.items() if given is not None})


def _frame(name: str, rows: list[Mapping[str, Any]]) -> pl.LazyFrame:
    extra = {key for row in rows for key in row} - set(SCHEMAS[name])
    known = pl.DataFrame(
        [{column: row.get(column) for column in SCHEMAS[name]} for row in rows], schema=SCHEMAS[name], orient="row"
    )
    more = {column: [row.get(column) for row in rows] for column in sorted(extra)}
    return known.with_columns(pl.Series(column, values, strict=False) for column, values in more.items()).lazy()
