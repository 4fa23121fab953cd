"""What the history holds of one run: three frames and a row of facts. Every column stands here once.

No name of a citizen, no case number and no CPR number is among them; forløb and citizens are keyed pseudonyms
(`record.pseudonyms`). A caseworker's name is: who had the duty is what the lists are about.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from rettid.tables import FUND_SCHEMA

if TYPE_CHECKING:
    from datetime import date

    from rettid.tables import Schema

_TEXT, _DATE, _COUNT, _SHARE = pl.String(), pl.Date(), pl.Int64(), pl.Float64()
_REPEATED = pl.Categorical()

FACTS: Schema = {
    "koersel": _TEXT,
    "pr": _DATE,
    "kendt_pr": _DATE,
    "periode_fra": _DATE,
    "periode_til": _DATE,
    "kommune": _TEXT,
    "team": _TEXT,
    "rettid": _TEXT,
    "pakker": _TEXT,
    "filer": _TEXT,
    "profiler": _TEXT,
    "opsaetning": _TEXT,
    "noegle": _TEXT,
    "antal_filer": _COUNT,
    "antal_fund": _COUNT,
    "aabne_sager": _COUNT,
}
"""A run. `koersel` is its id; `team` the one team it was asked for, empty for all; `pakker` the packs that cover a forløb, with
their edition; `filer` the SHA-256 of the inputs; `noegle` a mark of the secret, equal for runs whose pseudonyms can be compared."""

RUNS: Schema = {"loebenr": _COUNT, **FACTS, "aftryk": _TEXT}
"""A stored run: `loebenr` is the order in which runs were saved, `aftryk` a digest of all that the run says."""

_OF_FUND = (
    "fund_id", "forloeb_id", "borger_id", "maalgruppe", "aldersgruppe", "a_kasse", "team", "sagsbehandler", "ejer", "pakke",
    "pakke_version", "art", "krav", "nr", "haendelse", "aabner", "forfald", "frist", "moedt", "planlagt", "status", "dage",
    "aaben", "slutdato", "mangler_felt",
)  # fmt: skip

FUNDS: Schema = {
    **{name: FUND_SCHEMA[name] for name in _OF_FUND},
    "startdato": _DATE,
    "team_nu": _REPEATED,
    "sagsbehandler_nu": _REPEATED,
}
"""A fund as it stood, so that any rate can be counted again (the names are those of `FUND_SCHEMA`). `team` and `sagsbehandler` had
it on the deadline, `team_nu` and `sagsbehandler_nu` on the day of the run (empty where the forløb had ended)."""

RATES: Schema = {
    "maal": _TEXT,
    "niveau": _TEXT,
    "team": _TEXT,
    "art": _TEXT,
    "ejer": _TEXT,
    "haendelse": _TEXT,
    "pakke": _TEXT,
    "taeller": _COUNT,
    "naevner": _COUNT,
    "borgere": _COUNT,
    "andel": _SHARE,
    "lav": _SHARE,
    "hoej": _SHARE,
    "forbehold": _TEXT,
}
"""R1 and RP (`maal`) of the run's period: of everybody (`niveau` "alle") and per team ("team"; an empty `team` is no team).
`pakke` only where a local pack stands alone; `forbehold` says why a rate can't be told."""

CASELOADS: Schema = {
    "team": _TEXT,
    "sagsbehandler": _TEXT,
    "aabne_sager": _COUNT,
    "forfaldne": _COUNT,
    "rettidige": _COUNT,
    "mangler": _COUNT,
    "snart": _COUNT,
    "uden_aftale": _COUNT,
}
"""`caseload.per_caseworker` on the day of the run."""

SCHEMAS: dict[str, Schema] = {"fund": FUNDS, "andele": RATES, "sagsstammer": CASELOADS}

ORDER = {
    "fund": ("frist", "fund_id"),
    "andele": ("maal", "niveau", "team", "art", "ejer", "haendelse", "pakke"),
    "sagsstammer": ("team", "sagsbehandler"),
}
"""What the rows of a run are sorted by; the order of the export's case numbers is not kept."""


@dataclass(frozen=True)
class Record:
    """One run as it is stored: its `facts` (a row of `FACTS`) and the frames of `SCHEMAS`."""

    facts: pl.DataFrame
    fund: pl.DataFrame
    andele: pl.DataFrame
    sagsstammer: pl.DataFrame

    @property
    def id(self) -> str:
        """The run's id."""
        return str(self.facts.item(0, "koersel"))

    @property
    def pr(self) -> date:
        """The day the run tells of."""
        return self.facts.item(0, "pr")  # type: ignore[no-any-return]

    @property
    def parts(self) -> dict[str, pl.DataFrame]:
        """The frames by their names in `SCHEMAS`."""
        return {name: getattr(self, name) for name in SCHEMAS}

    @cached_property
    def aftryk(self) -> str:
        """A digest of all that the run says: two that are equal need not be stored twice."""
        digest = hashlib.sha256()
        for frame in (self.facts, *self.parts.values()):
            # As Parquet: a million funds take a tenth of the time that they take as text.
            buffer = io.BytesIO()
            frame.write_parquet(buffer, compression="uncompressed", statistics=False)
            digest.update(buffer.getbuffer())
        return digest.hexdigest()

    def run(self, number: int) -> pl.DataFrame:
        """The row of `RUNS` once the store has given the run its number."""
        return self.facts.select(
            pl.lit(number, RUNS["loebenr"]).alias("loebenr"), pl.all(), pl.lit(self.aftryk).alias("aftryk")
        )


def fitted(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The rows as they are stored in the part `name`: its columns, types and order. An empty text counts as none."""
    schema = SCHEMAS[name]
    return emptied(frame.select(pl.col(column).cast(dtype) for column, dtype in schema.items())).sort(
        ORDER[name], nulls_last=False, maintain_order=True
    )


def emptied(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with empty texts as missing, and without the sign NUL, which no database takes."""
    text = {name: pl.col(name).cast(pl.String).str.replace_all("\0", "", literal=True) for name in _to_clean(frame)}
    return frame.with_columns(pl.when(each != "").then(each).cast(frame.schema[name]) for name, each in text.items())


def _to_clean(frame: pl.DataFrame) -> list[str]:
    """The columns of text that have something to clean: as a rule none, and a million rows need not be written out."""
    texts = frame.select(cs.string(), cs.categorical())
    distinct = [column.unique().cast(pl.String) if column.dtype == _REPEATED else column for column in texts]
    return [column.name for column in distinct if ((column == "") | column.str.contains("\0", literal=True)).any()]


def of_runs(parts: list[tuple[str, pl.DataFrame]], name: str, columns: list[str] | None = None) -> pl.DataFrame:
    """The rows of several runs, each with its id in `koersel` first; of the part's columns those named, else all."""
    wanted = columns or list(SCHEMAS[name])
    schema = {"koersel": _TEXT, **{column: SCHEMAS[name][column] for column in wanted}}
    rows = [frame.select(pl.lit(run).alias("koersel"), *wanted) for run, frame in parts]
    return pl.concat([pl.DataFrame(schema=schema), *rows])
