"""The tables of a follow-up: every column stands here once."""

from __future__ import annotations

import polars as pl

_TEXT, _DATE, _NUMBER = pl.String(), pl.Date(), pl.Float64()

TARGETS: dict[str, pl.DataType] = {
    "maal": _TEXT,
    "navn": _TEXT,
    "art": _TEXT,
    "omraade": _TEXT,
    "initiativ": _TEXT,
    "enhed": _TEXT,
    "maaleenhed": _TEXT,
    "vaerdi": _TEXT,
    "fra": _DATE,
    "til": _DATE,
    "basis": _NUMBER,
    "sammenlign": _NUMBER,
    "naaet": _NUMBER,
    "taeller": _NUMBER,
    "naevner": _NUMBER,
    "maalt": _NUMBER,
    "maalt_enhed": _TEXT,
    "lav": _NUMBER,
    "hoej": _NUMBER,
    "hvordan": _TEXT,
    "pr": _DATE,
    "tempo": _NUMBER,
    "forventet": _NUMBER,
    "status": _TEXT,
    "bemaerkning": _TEXT,
    "forklaring": _TEXT,
    "kilde": _TEXT,
    "sted": _TEXT,
}
"""A row per target, in the order of the register.

`vaerdi` is what is asked, word for word. `naaet` is what has been reached, with `taeller` and `naevner` where it is of
something; `maalt` what is compared with the target, in `maalt_enhed`, with its 95 % interval `lav`, `hoej`: the number
itself, or its change or difference. `tempo` is where a count ends at the pace it has, `forventet` where it should be by
now. `hvordan` says whether it is counted or stated, `forklaring` what is counted.
"""

INITIATIVES: dict[str, pl.DataType] = {
    "initiativ": _TEXT,
    "navn": _TEXT,
    "omraade": _TEXT,
    "enhed": _TEXT,
    "lovet": _DATE,
    "startet": _DATE,
    "deltagere": pl.Int64(),
    "hvordan": _TEXT,
    "pr": _DATE,
    "budget": _NUMBER,
    "status": _TEXT,
    "maal": pl.Int64(),
    "maal_naaet": pl.Int64(),
    "maalstatus": _TEXT,
    "bemaerkning": _TEXT,
    "kilde": _TEXT,
    "sted": _TEXT,
}
"""A row per initiative: when it was promised and began, who is in it, how it stands, and its targets (`maal`, of which `maal_naaet`)."""

PROMISES: dict[str, pl.DataType] = {
    "loefte": _TEXT,
    "hvem": _TEXT,
    "navn": _TEXT,
    "givet": _DATE,
    "lovet": _DATE,
    "tjekkes": _DATE,
    "opfyldt": _DATE,
    "prognose": _DATE,
    "prognose_fra": _DATE,
    "prognose_til": _DATE,
    "status": _TEXT,
    "ved_siden_af": _TEXT,
    "bemaerkning": _TEXT,
    "advarsel": _TEXT,
    "kilde": _TEXT,
    "sted": _TEXT,
}
"""A row per promise, by the day it falls due: `ved_siden_af` is the promise beside its forecast, `advarsel` what to be warned of."""

FORECAST: dict[str, pl.DataType] = {"haendelse": _TEXT, "maaned": _DATE, "fra": _DATE, "til": _DATE}
"""A forecast of the month in which R1 reaches what was promised, per kind of event, with its interval: the first day of each month;
empty where the forecast does not reach so far."""
