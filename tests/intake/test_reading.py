"""The canonical folder: what comes out, what is set aside, and that every row is accounted for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid.intake import read
from rettid.intake.cpr import citizen_id
from rettid.intake.secret import local_key
from rettid.tables import SCHEMAS, SOURCE

from .conftest import balanced, codes, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORLOEB = (
    "forloeb_id,borger_id,maalgruppe,startdato,slutdato\nF1,B1,6.1,2018-01-01,2018-06-30\nF2,B2,6.10,2018-02-01,\n"
)
SAMTALER = "forloeb_id,dato,samtaletype,status\n"


def test_a_folder_of_tables(export: Callable[..., Path]) -> None:
    folder = export(
        forloeb=FORLOEB,
        samtaler=SAMTALER + "F1,2018-01-20,jobsamtale,afholdt\nF2,2018-03-01,cv_samtale,planlagt\n",
        tilbud='forloeb_id,tilbudstype,startdato,timer_pr_uge\nF1,Privat løntilskud,2018-03-01,"37,5"\n',
        fravaer="forloeb_id,art,fravaerstype,startdato,slutdato\nF1,fravaer,ferie,2018-02-01,\n",
        ledighed="forloeb_id,maaned,timer\nF1,2018-01-01,160.33\n",
    )
    reading = read([folder])
    assert balanced(reading)
    assert reading.profiles == ("kanonisk",)
    assert set(reading.tables.frames) == {"forloeb", "samtaler", "tilbud", "fravaer", "ledighed"}
    assert not reading.tables.supplied("ansvar")
    for name in reading.tables.frames:
        frame = reading.tables[name].collect()
        assert list(frame.schema.items()) == [*SCHEMAS[name].items(), *SOURCE.items()]
    assert rows_of(reading, "forloeb", "forloeb_id", "maalgruppe", "startdato", "slutdato", "kilde_raekke") == [
        ("F1", "6.1", date(2018, 1, 1), date(2018, 6, 30), 2),
        ("F2", "6.10", date(2018, 2, 1), None, 3),
    ]
    assert rows_of(reading, "tilbud", "tilbudstype", "timer_pr_uge", "status") == [("loentilskud", 37.5, None)]
    assert rows_of(reading, "ledighed", "maaned", "timer") == [(date(2018, 1, 1), 160.33)]
    assert [file.navn for file in reading.files] == [
        "forloeb.csv",
        "fravaer.csv",
        "ledighed.csv",
        "samtaler.csv",
        "tilbud.csv",
    ]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_delimiters(
    export: Callable[..., Path], encoding: str, named: str, delimiter: str, newline: str
) -> None:
    text = 'forloeb_id;navn;startdato;team\nF1;"Åse ""Bo""\nØst; Vest";2018-01-01;Sø\nF2;Hansen;2018-01-02;Å, 1\n'
    if delimiter == ",":
        text = text.replace("Å, 1", "Å 1")
    text = text.replace("; Vest", "# Vest").replace(";", delimiter).replace("# Vest", "; Vest").replace("\n", newline)
    reading = read([export(encoding, forloeb=text)])
    sheet = reading.sheets[0]
    assert (sheet.kodning, sheet.skilletegn, sheet.raekker_brugt) == (named, delimiter, 2)
    found = rows_of(reading, "forloeb", "navn", "team", "kilde_raekke")
    assert found[0][0].replace("\r\n", "\n") == 'Åse "Bo"\nØst; Vest'
    assert [row[1:] for row in found] == [("Sø", 2), ("Å 1" if delimiter == "," else "Å, 1", 3)]


def test_the_line_sep_and_title_rows(export: Callable[..., Path]) -> None:
    text = "sep=;\nJobcenter Køge\n\nUdtræk pr. 01-02-2024;;\nforloeb_id;startdato;team\nF1;2018-01-01;A\n"
    reading = read([export(forloeb=text)])
    assert reading.extracted == date(2024, 2, 1)
    assert reading.sheets[0].overskriftsraekke == 5
    assert rows_of(reading, "forloeb", "forloeb_id", "kilde_raekke") == [("F1", 6)]


def test_rows_that_are_no_data(export: Callable[..., Path]) -> None:
    text = (
        "forloeb_id;startdato;team;udtraeksdato\n"
        "F1;2018-01-01;A;2018-12-31\n"
        ";;;\n"
        "forloeb_id;startdato;team;udtraeksdato\n"
        "F2;2018-01-02;B\n"
        "F3;2018-01-03;C;2018-12-30;x\n"
        "F4;2018-01-04;D;;\n"
        ";2018-01-05;E;\n"
        "I alt;;;4\n"
        "F5;;F;\n"
        ";;;\n\n"
    )
    reading = read([export(forloeb=text)])
    assert balanced(reading)
    assert codes(reading) == [(3, "RT-R01"), (4, "RT-R03"), (5, "RT-R04"), (6, "RT-R04"), (8, "RT-R05"), (9, "RT-R02")]
    assert rows_of(reading, "forloeb", "forloeb_id") == [("F1",), ("F4",), ("F5",)]
    assert reading.sheets[0].raekker_laest == 9
    assert reading.extracted == date(2018, 12, 31)


def test_events_without_a_day_or_a_forloeb_and_repeated_ones(export: Callable[..., Path]) -> None:
    events = (
        "F1,2018-01-20,jobsamtale,afholdt\n"
        "F1,,jobsamtale,afholdt\n"
        "F1,31-02-2018,jobsamtale,afholdt\n"
        "F9,2018-01-20,jobsamtale,afholdt\n"
        "F1,2018-01-20,jobsamtale,afholdt\n"
        "F1,2018-01-20,cv_samtale,afholdt\n"
    )
    reading = read([export(forloeb=FORLOEB, samtaler=SAMTALER + events)])
    assert balanced(reading)
    assert codes(reading) == [(3, "RT-R07"), (4, "RT-R08"), (5, "RT-R11"), (6, "RT-R09")]
    assert '"dato": "31-02-2018" er ikke en dato.' in reading.set_aside["aarsag"].to_list()
    assert rows_of(reading, "samtaler", "samtaletype") == [("jobsamtale",), ("cv_samtale",)]


def test_a_forloeb_twice(export: Callable[..., Path]) -> None:
    text = FORLOEB + "F1,B1,6.1,2018-01-01,2018-06-30\nF2,B2,6.1,2018-02-01,\n"
    reading = read([export(forloeb=text)])
    assert codes(reading) == [(4, "RT-R09"), (5, "RT-R10")]
    assert rows_of(reading, "forloeb", "maalgruppe") == [("6.1",), ("6.10",)]
    assert balanced(reading)


def test_a_forloeb_without_a_start_stays_and_is_told(export: Callable[..., Path]) -> None:
    reading = read([export(forloeb="forloeb_id,startdato\nF1,engang\nF2,\nF3,2018-01-01\n")])
    assert rows_of(reading, "forloeb", "forloeb_id", "startdato") == [
        ("F1", None),
        ("F2", None),
        ("F3", date(2018, 1, 1)),
    ]
    assert reading.unknown.rows() == [("forloeb", "startdato", "engang", 1)]


def test_unknown_values_are_counted(export: Callable[..., Path]) -> None:
    events = "F1,2018-01-20,Netværksmøde,afholdt\nF1,2018-02-20,Netværksmøde,\nF1,2018-03-20,serviceopkald,Booket\n"
    reading = read([export(forloeb=FORLOEB, samtaler=SAMTALER + events)])
    assert reading.unknown.rows() == [
        ("samtaler", "samtaletype", "Netværksmøde", 2),
        ("samtaler", "status", "(tom)", 1),
    ]
    assert rows_of(reading, "samtaler", "samtaletype", "status") == [
        ("ukendt", "afholdt"),
        ("ukendt", "ukendt"),
        ("serviceopkald", "planlagt"),
    ]
    known = read([export()], extra_codes={"samtaletype": ["netvaerksmoede"]})
    assert rows_of(known, "samtaler", "samtaletype")[0] == ("netvaerksmoede",)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("6.1", "6.1"),
        ("6.10", "6.10"),
        ("6,10", "6.10"),
        ("6.1 Dagpengemodtagere", "6.1"),
        ("A-dagpenge", "6.1"),
        ("nr. 1", "6.1"),
        ("§ 6, nr. 2", "6.2"),
        ("INT-KP", "INT-KP"),
        (" Andet ", "Andet"),
    ],
)
def test_target_groups_are_text(export: Callable[..., Path], raw: str, code: str) -> None:
    reading = read([export(forloeb=f"forloeb_id;maalgruppe;startdato\nF1;{raw};2018-01-01\n")])
    assert rows_of(reading, "forloeb", "maalgruppe") == [(code,)]


def test_a_cpr_number_is_keyed_wherever_it_stands(export: Callable[..., Path]) -> None:
    text = (
        "forloeb_id,borger_id,navn,startdato\n6101801234,610180-1234,Bo (610180-1234),2018-01-01\n"
        "F2,B2,Åse,2018-01-01\n"
    )
    reading = read([export(forloeb=text, samtaler=SAMTALER + "6101801234,2018-01-20,jobsamtale,afholdt\n")])
    known = citizen_id("6101801234", local_key())
    assert rows_of(reading, "forloeb", "forloeb_id", "borger_id", "navn", "foedselsdato") == [
        (known, known, "Bo", date(1980, 1, 1)),
        ("F2", "B2", "Åse", None),
    ]
    assert rows_of(reading, "samtaler", "forloeb_id") == [(known,)]


def test_an_unusable_cpr_number_keeps_its_row_where_there_is_a_case(export: Callable[..., Path]) -> None:
    text = "forloeb_id,cpr,startdato\nF1,0000000000,2018-01-01\n,010180-XXXX,2018-01-01\n,610180-1234,2018-01-01\n"
    reading = read([export(forloeb=text)])
    known = citizen_id("6101801234", local_key())
    assert rows_of(reading, "forloeb", "forloeb_id", "borger_id") == [
        ("F1", "ukendt-F1"),
        (f"{known}-2018-01-01", known),
    ]
    assert codes(reading) == [(3, "RT-R06")]
    assert reading.set_aside["aarsag"][0] == "Rækken kan ikke knyttes til en borger: CPR-nummeret er maskeret."
    assert reading.unknown.rows() == [("forloeb", "cpr", "CPR-nummeret er 0000000000 (ukendt person)", 1)]


def test_no_cpr_number_comes_out(export: Callable[..., Path]) -> None:
    text = "cpr,startdato,maalgruppe,team,personnr,bemaerkning\n610180-1234,610180-1234,6101801234,x,610180-1234,fri\n"
    reading = read(
        [export(forloeb=text, samtaler="cpr,dato,samtaletype,status\n6101801234,6101801234,6101801234,101801234\n")]
    )
    everything = " ".join(
        [str(reading.set_aside.rows()), str(reading.unknown.rows()), str(reading.sheets)]
        + [str(reading.columns.rows()), str(reading.findings.rows())]
        + [str(frame.select(pl.exclude("maalgruppe")).collect().rows()) for frame in reading.tables.frames.values()]
    )
    assert "801234" not in everything
    assert "80-1234" not in everything
    assert "bemaerkning" not in reading.tables["forloeb"].collect_schema()
    assert any("personnr" in text for text in reading.findings.filter(kode="RT-K04")["besked"])


def test_columns_of_the_users_own_are_kept(export: Callable[..., Path]) -> None:
    text = "forloeb_id;startdato;Ydelse ophører;Husstand;tom\nF1;2018-01-01;01-07-2018;enlig;\nF2;2018-01-01;;par;\n"
    frame = read([export(forloeb=text)]).tables["forloeb"].collect()
    assert frame["ydelse_ophoerer"].to_list() == [date(2018, 7, 1), None]
    assert frame["husstand"].to_list() == ["enlig", "par"]
    assert "tom" not in frame.columns


def test_two_dates_and_no_status(export: Callable[..., Path]) -> None:
    events = (
        "forloeb_id,planlagt_dato,afholdt_dato,samtaletype\n"
        "F1,2018-01-10,2018-01-12,jobsamtale\nF1,2018-03-01,,jobsamtale\n"
    )
    reading = read([export(forloeb=FORLOEB, samtaler=events)])
    assert rows_of(reading, "samtaler", "dato", "status") == [
        (date(2018, 1, 12), "afholdt"),
        (date(2018, 3, 1), "planlagt"),
    ]


def test_a_table_with_a_header_and_no_rows_is_supplied_but_empty(export: Callable[..., Path]) -> None:
    reading = read([export(forloeb=FORLOEB, samtaler=SAMTALER)])
    assert reading.tables.supplied("samtaler")
    assert reading.tables["samtaler"].collect().height == 0


def test_a_sheet_that_lacks_a_column_is_not_read_as_another(export: Callable[..., Path]) -> None:
    reading = read([export(forloeb=FORLOEB, tilbud="forloeb_id,startdato\nF1,2018-03-01\n", andet="a,b\n1,2\n")])
    notes = {sheet.fil: sheet.note for sheet in reading.sheets}
    assert notes["tilbud.csv"] == 'ikke brugt som tilbud, for der mangler "tilbudstype"'
    assert notes["andet.csv"] == "ikke en tabel, som profilen kender"
    assert not reading.tables.supplied("tilbud")


def test_progress_is_told(export: Callable[..., Path]) -> None:
    told: list[Any] = []
    read([export(forloeb=FORLOEB, samtaler=SAMTALER)], progress=lambda *step: told.append(step))
    assert told == [("forloeb.csv", 1, 2), ("samtaler.csv", 2, 2)]


def test_one_foreign_byte_far_down_makes_the_file_windows_1252(export: Callable[..., Path]) -> None:
    many = "".join(f"F{number},2018-01-01,Team\n" for number in range(20_000))
    reading = read([export("cp1252", forloeb="forloeb_id,startdato,team\n" + many + "G1,2018-01-01,Sø\n")])
    assert reading.sheets[0].kodning == "Windows-1252"
    assert rows_of(reading, "forloeb", "team")[-1] == ("Sø",)


def test_a_long_row_far_down_is_set_aside(export: Callable[..., Path]) -> None:
    many = "".join(f"F{number},2018-01-01,Team\n" for number in range(20_000))
    reading = read([export(forloeb="forloeb_id,startdato,team\n" + many + "G1,2018-01-01,Sø,x\nG2,2018-01-01,Øst\n")])
    assert codes(reading) == [(20_002, "RT-R04")]
    assert rows_of(reading, "forloeb", "forloeb_id", "kilde_raekke")[-1] == ("G2", 20_003)
    assert balanced(reading)
