"""Runs to store: those of the samples, and made ones of any size."""

from __future__ import annotations

import functools
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening
from rettid.configuration import Configuration
from rettid.store.frames import CASELOADS, FACTS, FUNDS, RATES, Record, fitted
from rettid.store.record import record
from tests.cli.asking import ROOT

if TYPE_CHECKING:
    from rettid.summary import Summary

KEY = b"en noegle til proeve"


@functools.cache
def summary_of(sample: str, day: str, kendt_pr: str | None = None, team: str | None = None) -> Summary:
    """The audit of a sample, with a key of the tests'."""
    with tempfile.NamedTemporaryFile() as key:
        Path(key.name).write_bytes(KEY)
        question = Question([ROOT / sample], day, None, None, None, None, Path(key.name), kendt_pr, team)
        return judged(question, Opening(None, ask=False, setup=Configuration(kommune="Køge")))


@functools.cache
def run_of(sample: str, day: str, kendt_pr: str | None = None, team: str | None = None) -> Record:
    """The run of a sample as it is stored."""
    return record(summary_of(sample, day, kendt_pr, team), KEY)


def made(seed: int, pr: date = date(2018, 8, 27), funds: int = 30, **facts: Any) -> Record:
    """A run of so many made funds; the same seed gives the same run."""
    draw = random.Random(seed)
    row = dict.fromkeys(FACTS) | {
        "koersel": f"{seed:016x}", "pr": pr, "periode_fra": pr - timedelta(90), "periode_til": pr, "kommune": "Køge",
        "rettid": "0.1.0", "pakker": "dagpenge-2017 1", "filer": "ab" * 32, "noegle": "cafe0123", "antal_filer": 1,
        "antal_fund": funds, "aabne_sager": 12,
    } | facts  # fmt: skip
    rates = [
        dict.fromkeys(RATES)
        | {
            "maal": maal,
            "niveau": "alle",
            "art": "lov",
            "ejer": "jobcenter",
            "haendelse": what,
            "taeller": 3,
            "naevner": 7,
        }
        | {"borgere": 5, "andel": draw.random(), "lav": 0.1, "hoej": 1 / 3}
        for maal in ("R1", "RP")
        for what in ("samtale", "tilbud")
    ]
    loads = [
        dict.fromkeys(CASELOADS, 4) | {"team": "Nord", "sagsbehandler": name} for name in ("Åse", "Bo, d.y.", None)
    ]
    return Record(
        pl.DataFrame([row], schema=FACTS),
        fitted(pl.DataFrame([_fund(draw, pr) for _ in range(funds)], schema=FUNDS), "fund"),
        fitted(pl.DataFrame(rates, schema=RATES), "andele"),
        fitted(pl.DataFrame(loads, schema=CASELOADS), "sagsstammer"),
    )


def _fund(draw: random.Random, pr: date) -> dict[str, Any]:
    frist = pr + timedelta(draw.randint(-200, 100))
    who = draw.choice(["Åse Ø", 'O\'Neill "Æ"', "a,b;c", None])
    return dict.fromkeys(FUNDS) | {
        "fund_id": f"{draw.getrandbits(64):016x}", "forloeb_id": f"{draw.getrandbits(64):016x}", "maalgruppe": "6.1",
        "borger_id": f"{draw.getrandbits(64):016x}", "team": "Nord", "sagsbehandler": who, "ejer": "jobcenter",
        "pakke": "dagpenge-2017", "pakke_version": "1", "art": "lov", "krav": "jobsamtale-maaned", "nr": draw.randint(1, 12),
        "haendelse": "samtale", "aabner": frist - timedelta(28), "forfald": frist, "frist": frist,
        "status": draw.choice(["rettidig", "for_sent", "mangler", "kommende"]), "dage": draw.randint(-100, 100),
        "aaben": draw.random() < 0.5, "startdato": frist - timedelta(100), "team_nu": "Nord", "sagsbehandler_nu": who,
    }  # fmt: skip
