"""Layouts: citizens without case numbers, one list for everything, one row per case, two systems at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid.intake import read
from rettid.intake.cpr import citizen_id
from rettid.intake.secret import local_key

from .conftest import balanced, codes, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Write = Callable[..., Path]

SAMPLES = Path(__file__).parents[2] / "sample_data"
A, B = "6101801234", "6201801234"
FORLOEB = [["CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra", "Afmeldt"]]


def test_events_find_their_forloeb_by_the_citizen(workbook: Write) -> None:
    path = workbook(
        {
            "Forløb": [
                ["Jobcenter Køge"],
                ["Udtræksdato:", "31-12-2018"],
                [],
                *FORLOEB,
                [A, "A-dagpenge", "6.1", "01-01-2017", "30-06-2017"],
                [A, "A-dagpenge", "6.1", "01-01-2018", ""],
                [A, "Sygedagpenge", "6.6", "01-01-2018", ""],
                [B, "A-dagpenge", "6.1", "", ""],
            ],
            "Samtaler": [
                ["CPR-nr.", "Samtaletype", "Dato", "Status"],
                [A, "Jobsamtale", "01-12-2016", "Afholdt"],
                [A, "Jobsamtale", "31-12-2017", "Afholdt"],
                [A, "CV-samtale", "01-01-2018", "Afholdt"],
                [B, "Jobsamtale", "01-01-2018", "Afholdt"],
                ["6301801234", "Jobsamtale", "01-01-2018", "Afholdt"],
            ],
            "Tilbud og fravær": [
                ["CPR-nr.", "Art", "Type", "Fra", "Til"],
                [A, "Fravær", "Ferie", "15-06-2017", "15-01-2018"],
                [A, "Fritagelse", "Barsel", "01-08-2017", "02-08-2017"],
                [A, "Tilbud", "Mentor", "15-02-2017", ""],
                [A, "Notat", "?", "15-02-2017", ""],
            ],
        }
    )
    reading = read([path])
    a, b = citizen_id(A, local_key()), citizen_id(B, local_key())
    first, later, sick = f"{a}-2017-01-01", f"{a}-2018-01-01-a-dagpenge", f"{a}-2018-01-01-sygedagpenge"
    assert balanced(reading)
    assert reading.extracted == date(2018, 12, 31)
    assert rows_of(reading, "forloeb", "forloeb_id") == [(first,), (later,), (sick,), (f"{b}-uden-start",)]
    assert rows_of(reading, "samtaler", "forloeb_id", "dato") == [
        (first, date(2016, 12, 1)),
        (first, date(2017, 12, 31)),
        (sick, date(2018, 1, 1)),
        (f"{b}-uden-start", date(2018, 1, 1)),
    ]
    assert rows_of(reading, "fravaer", "forloeb_id", "art", "kilde_raekke") == [
        (first, "fravaer", 2),
        (later, "fravaer", 2),
        (sick, "fravaer", 2),
        (first, "fritagelse", 3),
    ]
    assert rows_of(reading, "tilbud", "forloeb_id", "tilbudstype") == [(first, "mentor")]
    assert codes(reading) == [(6, "RT-R11"), (5, "RT-R12")]
    assert '"Art" er "Notat", som profilen ikke knytter til en tabel.' in reading.set_aside["aarsag"].to_list()
    assert reading.sheets[2].tabeller == ("tilbud", "fravaer")


def test_one_row_per_case(workbook: Write) -> None:
    header = [*FORLOEB[0], "Første samtale", "Seneste samtale", "Næste samtale", "Første tilbud"]
    rows = [
        [A, "A-dagpenge", "6.1", "01-01-2018", "", "15-01-2018", "20-03-2018", "01-05-2018", "01-04-2018"],
        [B, "A-dagpenge", "6.1", "01-02-2018", "", "15-02-2018", "15-02-2018", "", ""],
    ]
    reading = read([workbook({"Liste": [header, *rows]})])
    assert balanced(reading)
    assert dict(reading.tables.partial) == {
        "samtaler": "samtaler mellem første og seneste samtale",
        "tilbud": "tilbudstype og varighed",
    }
    found = reading.tables["samtaler"].select("dato", "status", "samtaletype", "kilde_raekke").collect().sort("dato")
    assert found.rows() == [
        (date(2018, 1, 15), "afholdt", "jobsamtale", 2),
        (date(2018, 2, 15), "afholdt", "jobsamtale", 3),
        (date(2018, 3, 20), "afholdt", "jobsamtale", 2),
        (date(2018, 5, 1), "planlagt", "jobsamtale", 2),
    ]
    assert rows_of(reading, "tilbud", "startdato", "tilbudstype") == [(date(2018, 4, 1), "ukendt")]
    assert reading.sheets[0].tabeller == ("forloeb", "samtaler", "tilbud")
    assert "samtaler mellem første og seneste samtale" in reading.sheets[0].note


def test_listed_interviews_beat_the_dates_of_the_case(workbook: Write) -> None:
    reading = read(
        [
            workbook(
                {
                    "Forløb": [[*FORLOEB[0], "Seneste samtale"], [A, "x", "6.1", "01-01-2018", "", "15-01-2018"]],
                    "Samtaler": [
                        ["CPR-nr.", "Samtaletype", "Dato", "Status"],
                        [A, "Jobsamtale", "20-01-2018", "Afholdt"],
                    ],
                }
            )
        ]
    )
    assert not reading.tables.partial
    assert rows_of(reading, "samtaler", "dato", "status") == [(date(2018, 1, 20), "afholdt")]


EVENT_LIST = """
navn = "haendelser"
[[ark]]
tabel = "forloeb"
naar = { kolonne = "Hændelse", er = ["Tilmelding"] }
kraever = ["forloeb_id", "startdato"]
[ark.kolonner]
forloeb_id = ["Sag"]
startdato = ["Dato"]
[[ark]]
tabel = "samtaler"
naar = { kolonne = "Hændelse", er = ["Samtale"] }
kraever = ["forloeb_id", "dato"]
[ark.kolonner]
forloeb_id = ["Sag"]
dato = ["Dato"]
[ark.faste]
samtaletype = "jobsamtale"
status = "Gennemført"
[[ark]]
tabel = "fravaer"
naar = { kolonne = "Hændelse", er = ["Syg", "Ferie"] }
kraever = ["forloeb_id", "startdato"]
[ark.kolonner]
forloeb_id = ["Sag"]
fravaerstype = ["Hændelse"]
startdato = ["Dato"]
slutdato = ["Til"]
[ark.faste]
art = "fravaer"
[vaerdier.fravaerstype]
Syg = "sygdom"
"""


def test_one_event_list_with_a_profile_of_ones_own(tmp_path: Path, export: Write) -> None:
    profile = tmp_path / "haendelser.toml"
    profile.write_text(EVENT_LIST, encoding="utf-8")
    text = (
        "Sag;Dato;Til;Hændelse\n1;01-01-2018;;Tilmelding\n1;20-01-2018;;samtale\n"
        "1;01-02-2018;05-02-2018;Syg\n1;01-03-2018;;Fest\n"
    )
    reading = read([export(liste=text)], profile=profile)
    assert balanced(reading)
    assert reading.profiles == ("haendelser",)
    assert rows_of(reading, "samtaler", "dato", "samtaletype", "status") == [
        (date(2018, 1, 20), "jobsamtale", "afholdt")
    ]
    assert rows_of(reading, "fravaer", "art", "fravaerstype", "slutdato") == [("fravaer", "sygdom", date(2018, 2, 5))]
    assert codes(reading) == [(5, "RT-R12")]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="sample_data is not in this distribution")
@pytest.mark.parametrize(
    ("name", "profile", "tables"),
    [
        ("workbase-koege-2018.xlsx", "workbase", {"forloeb", "samtaler", "tilbud", "fravaer"}),
        ("fasit-koege-2018", "fasit", {"forloeb", "samtaler", "tilbud", "fravaer", "ansvar"}),
        ("momentum-2026.xlsx", "momentum", {"forloeb", "samtaler", "tilbud", "fravaer", "ansvar"}),
    ],
)
def test_the_samples_are_recognised_and_whole(name: str, profile: str, tables: set[str]) -> None:
    reading = read([SAMPLES / name])
    assert reading.profiles == (profile,)
    assert set(reading.tables.frames) == tables
    assert balanced(reading)
    assert set(reading.unknown["vaerdi"]) <= {"Afventer", "Tværfagligt netværksmøde"}
    assert set(reading.set_aside["kode"]) <= {"RT-R02", "RT-R09", "RT-R11"}


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="sample_data is not in this distribution")
def test_the_same_cases_from_two_systems_are_the_same_cases() -> None:
    one, other = read([SAMPLES / "workbase-koege-2018.xlsx"]), read([SAMPLES / "fasit-koege-2018"])
    columns = ["borger_id", "foedselsdato", "maalgruppe", "startdato", "slutdato", "a_kasse"]
    assert cases(one, columns) == cases(other, columns)
    for table, kept in {
        "samtaler": ["dato", "samtaletype", "status"],
        "tilbud": ["tilbudstype", "startdato", "slutdato"],
    }.items():
        assert events(one, table, kept) == events(other, table, kept)


def cases(reading: Any, columns: list[str]) -> list[tuple[Any, ...]]:
    return reading.tables["forloeb"].select(columns).collect().sort(columns).rows()


def events(reading: Any, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    whose = reading.tables["forloeb"].select("forloeb_id", "borger_id")
    named = reading.tables[table].join(whose, on="forloeb_id").select("borger_id", *columns)
    return named.collect().sort(pl.all()).rows()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="sample_data is not in this distribution")
def test_two_systems_in_one_reading() -> None:
    reading = read([SAMPLES / "fasit-koege-2018", SAMPLES / "momentum-2026.xlsx"])
    assert set(reading.profiles) == {"fasit", "momentum"}
    assert balanced(reading)
    assert reading.tables["forloeb"].collect().height == 750
