"""The whole command as a user meets it: arguments, exit code, both streams. `make golden` writes the files anew; git shows what changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rettid.cli import judging
from rettid.rules import load
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.asking import Answer

BOTH = f"{FASIT}/borgere.csv {FASIT}/samtaler.csv"
YEAR_END = f"audit {FASIT} --pr 2018-12-31"

COMMANDS = {
    "audit-fasit": YEAR_END,
    "audit-momentum": f"audit {MOMENTUM} --pr 2026-10-31",
    "audit-workbase": f"audit {WORKBASE}",
    "audit-lokal": f"{YEAR_END} --lokal broendby-2018",
    "audit-team": f"{YEAR_END} --team Ungeteamet",
    "audit-periode": f"{YEAR_END} --periode 2018H2",
    "audit-kendt-pr": f"{YEAR_END} --kendt-pr 2018-12-01",
    "audit-fejl-under": f"{YEAR_END} --fejl-under 80",
    "audit-dagen-kendes-ikke": f"audit {FASIT}",
    "audit-kun-samtaler": YEAR_END.replace(FASIT, BOTH),
    "bookings-fasit": f"bookings {FASIT} --pr 2018-12-31",
    "check-fasit": f"check {FASIT} --pr 2018-12-31",
    "check-maal": f"check {FASIT} --pr 2018-12-31 --maal 82 --kolonner",
    "check-momentum": f"check {MOMENTUM} --pr 2026-10-31",
    "check-workbase": f"check {WORKBASE}",
    "explain": "explain",
    "explain-kode": "explain RT-S03",
    "explain-krav": "explain dagpenge-2017/foerste-tilbud",
    "explain-pakke": "explain dagpenge-2017",
    "explain-forloeb": f"explain {FASIT} 15.00.00-A26-209-18 --pr 2018-12-31",
    "explain-dagbog": f"explain {FASIT} a26be9b1 --pr 2018-12-31 --dagbog",
    "explain-bortfaldet": f"explain {FASIT} 2f28053f297bad23 --pr 2018-12-31",
    "explain-for-sent": f"explain {FASIT} 2fcc2dda9a381075 --pr 2018-12-31",
    "explain-kan-ikke-afgoeres": f"explain {FASIT} 4d5f889a73dc9c55 --pr 2018-12-31",
    "explain-kommende": f"explain {FASIT} 7ab32be03361d3cb --pr 2018-12-31",
    "explain-mangler": f"explain {FASIT} d8d0359a8f92ba60 --pr 2018-12-31",
    "explain-rettidig": f"explain {FASIT} ddf561676fa1679d --pr 2018-12-31",
    "explain-undtaget": f"explain {FASIT} bd8fe4af49d18b8a --pr 2018-12-31",
    "explain-momentum": f"explain {MOMENTUM} 257e2443-d9e9-5bbc-9d56-ee02989170c3 --pr 2026-10-31",
    "measure": "measure",
    "measure-opskrift": "measure langtidsledige",
    "measure-samtaler": f"measure star-2018-samtaler {FASIT} --pr 2018-12-31",
    "measure-ams": f"measure ams-2011-status {FASIT} --pr 2018-12-31 --periode 2018H2 --team Ungeteamet",
    "measure-vifte": f"measure tilbudsvifte {MOMENTUM} --pr 2026-10-31",
    "measure-sager": f"measure star-faelles-2 {FASIT} --pr 2018-12-31 --sager",
    "measure-uden-tilbud": f"measure star-passiv {BOTH} --pr 2018-12-31",
    "rules": "rules",
    "rules-dagpenge-2020": "rules dagpenge-2020",
    "rules-broendby-2018": "rules broendby-2018",
    "rules-vis": "rules dagpenge-2020 --vis",
    "rules-paa-en-dag": "rules --pr 2018-03-01 --maalgruppe 6.1",
    "rules-forskel": "rules --forskel dagpenge-2020 dagpenge-2024",
    "rules-proev": "rules broendby-2018 --proev",
    "hjaelp": "--help",
    "hjaelp-audit": "audit --help",
    "hjaelp-check": "check --help",
    "hjaelp-explain": "explain --help",
    "hjaelp-init": "init --help",
    "hjaelp-map": "map --help",
    "hjaelp-measure": "measure --help",
    "hjaelp-rules": "rules --help",
    "uden-kommando": "",
    "version": "--version",
}

CODES = {"audit-fejl-under": 1, "uden-kommando": 2}


@pytest.fixture(autouse=True)
def the_same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped pages by a path that holds on every machine, and a day that stays."""
    monkeypatch.setattr(load, "SHIPPED", Path("rettid/regler"))
    monkeypatch.setattr(judging, "_today", lambda: date(2018, 12, 31))


@pytest.mark.parametrize("name", COMMANDS)
def test_as_it_was(name: str, golden: Callable[[str, str], Answer]) -> None:
    answer = golden(name, f"rettid {COMMANDS[name]}".strip())
    assert answer.code == CODES.get(name, 0)
    assert bool(answer.message) == (answer.code != 0)


def test_every_file_belongs_to_a_command() -> None:
    assert {path.stem for path in (ROOT / "tests" / "golden").iterdir()} == set(COMMANDS)
