"""Quirks of how a sheet is laid out: title rows, headers, totals, and what a row is about (`formats.md` §§ 5.2, 5.3, 10)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rettid.errors import IntakeError
from rettid.intake import propose
from rettid.intake.profiles import load
from tests.quirks.conftest import CASE_ROWS, INTERVIEW_ROWS, Rows, checked, found, is_minimal, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rettid.intake import Reading

    Write = Callable[..., Path]

A, B, C = "6101801234", "6201801234", "6301801234"
FORLOEB = ["CPR-nr.", "Navn", "Ydelse", "Målgruppe", "Ledig fra", "Sagsbeh."]
TWO_CASES: Rows = [
    FORLOEB,
    [A, "Åse Bæk", "A-dagpenge", "6.1", "02-07-2018", "mgaar"],
    [B, "Bo Kjær", "A-dagpenge", "6.1", "03-08-2018", "andja"],
]


def days_of(reading: Reading, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return [
        tuple(f"{cell:%d-%m-%Y}" if hasattr(cell, "strftime") else cell for cell in row)
        for row in rows_of(reading, table, *columns)
    ]


def aside(reading: Reading) -> list[tuple[int, str]]:
    return reading.set_aside.select("raekke", "kode").rows()


@pytest.mark.parametrize("above", [4, 45])
def test_quirk_06_the_header_stands_below_a_title_block(above: int, workbook: Write) -> None:
    title: Rows = [["Jobcenter X"], ["Udtræk pr. 31-12-2018"], ["Filter: alle"]]
    path = workbook({"Forløb": [*title, *[[]] * (above - 3), *TWO_CASES]})
    reading = checked(path)
    assert reading.sheets[0].overskriftsraekke == above + 1
    assert rows_of(reading, "forloeb", "kilde_raekke") == [(above + 2,), (above + 3,)]
    assert f"{reading.extracted:%d-%m-%Y}" == "31-12-2018"


def test_quirk_07_a_group_header_above_the_header(workbook: Write) -> None:
    rows: Rows = [
        ["", "", "", "", "Samtale", "", "", "Tilbud", ""],
        ["CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra", "Type", "Dato", "Status", "Type", "Dato"],
        [A, "A-dagpenge", "6.1", "02-07-2018", "Jobsamtale", "01-08-2018", "Afholdt", "Mentor", "05-08-2018"],
        [B, "A-dagpenge", "6.1", "03-08-2018", None, None, None, None, None],
        ["Hovedtotal", None, None, None, "1", None, None, "1", None],
    ]
    reading = checked(workbook({"Liste": rows}))
    assert reading.sheets[0].overskriftsraekke == 2
    assert reading.sheets[0].tabeller == ("forloeb", "samtaler", "tilbud")
    assert days_of(reading, "samtaler", "dato", "samtaletype", "status") == [("01-08-2018", "jobsamtale", "afholdt")]
    assert days_of(reading, "tilbud", "startdato", "tilbudstype") == [("05-08-2018", "mentor")]
    assert reading.tables["forloeb"].collect().height == 2
    assert aside(reading) == [(5, "RT-R02")]
    told = dict(reading.columns.select("kolonne", "felt").rows())
    assert (told["Samtale.Dato"], told["Tilbud.Dato"]) == ("samtaler.dato", "tilbud.startdato")


@pytest.mark.parametrize(
    "total", ["Hovedtotal", "Antal: 123", "I alt", "(tom)", "Total for Team Nord", "Anne Berg Total"]
)
def test_quirk_07_totals_and_headers_again_are_no_cases(total: str, workbook: Write) -> None:
    named: Rows = [[row[1], row[0], *row[2:]] for row in TWO_CASES]
    reading = checked(workbook({"Forløb": [*named, [total, None, None, "2"], named[0], [None], named[1]]}))
    assert aside(reading) == [(4, "RT-R02"), (5, "RT-R03"), (6, "RT-R01"), (7, "RT-R09")]


GROUPED: Rows = [
    ["Gruppe", "CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra"],
    ["Anne Berg"],
    [None, A, "A-dagpenge", "6.1", "02-07-2018"],
    [None, B, "A-dagpenge", "6.1", "03-08-2018"],
    ["Ida Høj"],
    [None, C, "A-dagpenge", "6.1", "04-08-2018"],
]


def own_profile(folder: Path, head: str, columns: str = "") -> Path:
    path = folder / "min.toml"
    path.write_text(
        f'[[ark]]\ntabel = "forloeb"\nkraever = ["cpr", "startdato"]\n{head}\n[ark.kolonner]\ncpr = ["CPR-nr."]\n'
        f'startdato = ["Ledig fra"]\nydelse = ["Ydelse"]\nmaalgruppe = ["Målgruppe"]\n{columns}\n',
        encoding="utf-8",
    )
    return path


def test_quirk_07_a_caseworkers_heading_is_set_aside_with_a_reason(workbook: Write) -> None:
    reading = checked(workbook({"Forløb": GROUPED}))
    assert aside(reading) == [(2, "RT-R14"), (5, "RT-R14")]
    assert reading.set_aside["aarsag"][0].startswith("Rækken er en mellemoverskrift")


def test_quirk_07_a_caseworkers_heading_fills_down_when_the_profile_says_so(workbook: Write, tmp_path: Path) -> None:
    reading = checked(workbook({"Ark1": GROUPED}), profile=own_profile(tmp_path, 'fyld_ned = ["sagsbehandler"]'))
    assert rows_of(reading, "forloeb", "sagsbehandler") == [("Anne Berg",), ("Anne Berg",), ("Ida Høj",)]
    assert aside(reading) == [(2, "RT-R14"), (5, "RT-R14")]


def test_quirk_07_a_merged_column_fills_down_when_the_profile_says_so(workbook: Write, tmp_path: Path) -> None:
    rows: Rows = [
        ["Sagsbeh.", "CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra"],
        ["mgaar", A, "A-dagpenge", "6.1", "02-07-2018"],
        [None, B, "A-dagpenge", "6.1", "03-08-2018"],
    ]
    profile = own_profile(tmp_path, 'fyld_ned = ["sagsbehandler"]', 'sagsbehandler = ["Sagsbeh."]')
    filled = checked(workbook({"Ark1": rows}), profile=profile)
    assert rows_of(filled, "forloeb", "sagsbehandler") == [("mgaar",), ("mgaar",)]
    plain = checked(workbook({"Forløb": rows}))
    assert rows_of(plain, "forloeb", "sagsbehandler") == [("mgaar",), (None,)]


def test_quirk_08_three_sheets_and_one_per_team(workbook: Write, tmp_path: Path) -> None:
    header = ["CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra"]
    sheets = {
        name: [header, [number, "A-dagpenge", "6.1", "02-07-2018"]]
        for name, number in (("Team Nord", A), ("Team Syd", B), ("Team Vest", C))
    }
    stacked = checked(workbook(sheets))
    assert rows_of(stacked, "forloeb", "kilde_ark", "team") == [(name, None) for name in sheets]
    named = checked(workbook(sheets), profile=own_profile(tmp_path, 'ark_er = "team"'))
    assert rows_of(named, "forloeb", "team") == [(name,) for name in sheets]


def test_quirk_08_two_columns_of_one_name(workbook: Write) -> None:
    rows: Rows = [[*row, row[4]] for row in TWO_CASES]
    reading = checked(workbook({"Forløb": rows}))
    assert found(reading, "RT-K08") == ['"Ledig fra" står over kolonne nr. 5 og nr. 7; den første er brugt.']


def test_quirk_16_a_case_list_knows_only_first_and_last(workbook: Write) -> None:
    header = ["CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra", "Første samtale", "Seneste samtale", "Antal samtaler"]
    case = [A, "A-dagpenge", "6.1", "02-07-2018", "01-08-2018", "01-12-2018"]
    partly = checked(workbook({"Forløb": [header, [*case, 5]]}))
    assert "samtaler" in partly.tables.partial
    whole = checked(workbook({"Forløb": [header, [*case, 2], [B, "A-dagpenge", "6.1", "02-07-2018", None, None, 0]]}))
    assert "samtaler" not in whole.tables.partial
    assert [row[0] for row in days_of(whole, "samtaler", "dato")] == ["01-08-2018", "01-12-2018"]
    one_unsettled = checked(workbook({"Forløb": [header, [*case, 2], [B, *case[1:], None]]}))
    assert "samtaler" in one_unsettled.tables.partial


@pytest.mark.parametrize(
    ("one", "two"),
    [("Samtale 1", "Samtale 2"), ("1. samtale", "2. samtale"), ("Samtale 1 dato", "Samtale 2 dato")],
)
def test_quirk_17_a_wide_list_is_turned_to_rows(one: str, two: str, workbook: Write) -> None:
    rows: Rows = [
        ["CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra", one, "Samtale 1 status", two],
        [A, "A-dagpenge", "6.1", "02-07-2018", "01-08-2018", "Udeblevet", None],
        [B, "A-dagpenge", "6.1", "03-08-2018", None, None, "snart"],
    ]
    reading = checked(workbook({"Forløb": rows}))
    assert days_of(reading, "samtaler", "dato", "samtaletype", "status", "kilde_raekke") == [
        ("01-08-2018", "jobsamtale", "udeblevet", 2)
    ]
    assert "samtaler" not in reading.tables.partial
    assert reading.set_aside.is_empty()
    assert '"snart"' in found(reading, "RT-K03")[0]


def test_quirk_17_a_full_wide_list_may_have_had_more(workbook: Write) -> None:
    rows: Rows = [
        ["CPR-nr.", "Ydelse", "Målgruppe", "Ledig fra", "Samtale 1", "Samtale 2"],
        [A, "A-dagpenge", "6.1", "02-07-2018", "01-08-2018", "01-09-2018"],
    ]
    reading = checked(workbook({"Forløb": rows}))
    assert [row[0] for row in days_of(reading, "samtaler", "dato")] == ["01-08-2018", "01-09-2018"]
    assert reading.tables.partial["samtaler"] == "samtaler efter nr. 2"


def test_quirk_18_tasks_are_deadlines_and_never_interviews(workbook: Write) -> None:
    cases: Rows = [
        ["CPR-nr.", "Forløbs-id", "Målgruppekode", "Målgruppe startdato", "Borger"],
        [A, "F1", "6.1", "2018-07-02", "Åse Bæk"],
        [B, "F2", "6.1", "2018-08-03", "Bo Kjær"],
    ]
    tasks: Rows = [
        ["Opgave", "Deadline", "State", "Ansvarlig", "CPR-nr."],
        ["Afhold jobsamtale", "2018-09-27T22:00:00Z", "3", "mgaar", A],
        ["Book samtale", "2018-10-27T22:00:00Z", "3", "mgaar", A],
        ["Afhold jobsamtale", "2018-08-01T22:00:00Z", "0", "mgaar", A],
        ["Ring til virksomhed", "2018-08-02T22:00:00Z", "3", "mgaar", B],
        ["Afhold jobsamtale", "2018-08-02T22:00:00Z", "3", "mgaar", C],
    ]
    reading = checked(workbook({"Borgere": cases, "Opgaver": tasks}))
    assert days_of(reading, "forloeb", "forloeb_id", "frist_system") == [("F1", "28-09-2018"), ("F2", None)]
    assert not reading.tables.supplied("samtaler")
    assert aside(reading) == [(4, "RT-R15"), (5, "RT-R15"), (6, "RT-R11")]


def test_quirk_19_a_technical_header_above_ones_own(text_file: Write) -> None:
    text = (
        "Metadata;CPR;Tekst1;Tekst2;Dato1\r\n1;Borger-id;Ydelse;Målgruppe;Ledig fra\r\n"
        f"2;{A};A-dagpenge;6.1;02-07-2018\r\n2;{B};A-dagpenge;6.10;03-08-2018\r\n"
    )
    reading = checked(text_file(text, name="CD_sager.csv", encoding="utf-8-sig"))
    assert reading.sheets[0].overskriftsraekke == 2
    assert days_of(reading, "forloeb", "maalgruppe", "startdato", "kilde_raekke") == [
        ("6.1", "02-07-2018", 3),
        ("6.10", "03-08-2018", 4),
    ]


def test_quirk_19_a_file_without_header_and_its_meta_file(tmp_path: Path) -> None:
    folder = tmp_path / "insight"
    folder.mkdir()
    (folder / "Meta_sager.csv").write_text(
        "Kolonnenummer;TekniskNavn;EgetNavn\n1;CPR;Borger-id\n2;Tekst1;Ydelse\n3;Tekst2;Målgruppe\n4;Dato1;Ledig fra\n",
        encoding="utf-8",
    )
    (folder / "sager.csv").write_text(
        f"{A};A-dagpenge;6.1;02-07-2018\n{B};A-dagpenge;6.10;03-08-2018;x;y\n{C};A-dagpenge;6.2;04-08-2018\n",
        encoding="utf-8",
    )
    reading = checked(folder)
    assert days_of(reading, "forloeb", "maalgruppe", "startdato", "kilde_raekke") == [
        ("6.1", "02-07-2018", 1),
        ("6.2", "04-08-2018", 3),
    ]
    assert aside(reading) == [(2, "RT-R04")]


def test_quirk_20_dotted_headers_with_a_trailing_sign(text_file: Write) -> None:
    rows: Rows = [
        ["Personnummer formateret_", "Målgruppe.Målgruppe_", "Primær sag.Startdato_", "Kommune tilflytnings dato_"],
        ["610180-1234", "6.1", "02-07-2018", "01-01-2017"],
    ]
    reading = checked(text_file(rows, name="liste.csv"))
    assert reading.profiles == ("fasit",)
    assert days_of(reading, "forloeb", "maalgruppe", "startdato", "kommune_tilflytnings_dato") == [
        ("6.1", "02-07-2018", "01-01-2017")
    ]


@pytest.mark.parametrize(
    ("header", "profile"),
    [
        (
            [
                *("CitizenCprFormatted", "CitizenFullName", "PrimaryCase.CitizenCurrentTargetGroup"),
                "PrimaryCase.PrimaryCaseStartDate",
            ],
            "fasit",
        ),
        (["cpr", "citizenDisplayName", "targetGroupCode", "targetGroupStartDate"], "momentum"),
    ],
)
def test_quirk_21_headers_of_the_programming_interface(header: list[str], profile: str, text_file: Write) -> None:
    rows: Rows = [header, ["610180-1234", "Åse Bæk", "6.10", "2018-07-01T22:00:00.000Z"]]
    reading = checked(text_file(rows, name="liste.csv"))
    assert reading.profiles == (profile,)
    assert days_of(reading, "forloeb", "navn", "maalgruppe", "startdato") == [("Åse Bæk", "6.10", "02-07-2018")]


def test_quirk_21_first_and_last_name_are_one_name(workbook: Write) -> None:
    rows: Rows = [
        ["CPR-nr.", "Efternavn", "Fornavn", "Ydelse", "Målgruppe", "Ledig fra"],
        [A, "Bæk", "Åse", "A-dagpenge", "6.1", "02-07-2018"],
        [B, "Kjær", None, "A-dagpenge", "6.1", "02-07-2018"],
    ]
    reading = checked(workbook({"Forløb": rows}))
    assert rows_of(reading, "forloeb", "navn") == [("Åse Bæk",), ("Kjær",)]
    assert reading.columns.filter(felt="forloeb.navn")["eksempler"].to_list() == ["B.; K.", "Å."]


def test_quirk_11_the_only_number_stands_beside_the_name(workbook: Write) -> None:
    rows: Rows = [
        ["Borger", "Ydelse", "Målgruppe", "Ledig fra"],
        ["Åse Bæk (610180-1234)", "A-dagpenge", "6.1", "02-07-2018"],
        ["Bo Kjær (620180-1234)", "A-dagpenge", "6.1", "02-07-2018"],
    ]
    reading = checked(workbook({"Forløb": rows}))
    assert rows_of(reading, "forloeb", "navn") == [("Åse Bæk",), ("Bo Kjær",)]
    assert "801234" not in str(reading.columns.rows())


COUNTS: Rows = [
    ["Sagsbehandler", "Antal sager", "Andel rettidige"],
    ["Anne Berg", 41, "87 %"],
    ["Ida Høj", 38, "92,5 %"],
    ["I alt", 79, "89,6 %"],
]


def test_quirk_36_a_table_of_counts_is_refused_with_an_explanation(workbook: Write) -> None:
    with pytest.raises(IntakeError, match=r"opgørelse med tal pr\. sagsbehandler.*en række pr\. sag"):
        checked(workbook({"Ark1": [["Overblik"], [], *COUNTS]}))


def test_quirk_36_a_table_of_counts_among_others_is_told(workbook: Write) -> None:
    reading = checked(workbook({"forloeb": CASE_ROWS, "samtaler": INTERVIEW_ROWS, "Overblik": COUNTS}))
    is_minimal(reading)
    assert found(reading, "RT-F10")
    assert reading.sheets[2].profil == ""


def test_a_deadline_of_unknown_kind_is_told(workbook: Write) -> None:
    rows: Rows = [[*row, day] for row, day in zip(TWO_CASES, ["Frist", "01-09-2018", "02-09-2018"], strict=True)]
    assert found(checked(workbook({"Forløb": rows})), "RT-K09") == [
        'Overskriften "Frist" siger ikke, hvilken frist det er.'
    ]


def test_a_joined_list_gives_every_table_once(workbook: Write) -> None:
    header = [*FORLOEB, "Samtaletype", "Samtaledato", "Samtalestatus", "Tilbudstype", "Tilbud startdato", "Status"]
    case = [A, "Åse Bæk", "A-dagpenge", "6.1", "02-07-2018", "mgaar"]
    one, two = ["Jobsamtale", "01-08-2018", "Afholdt"], ["Jobsamtale", "01-09-2018", "Afholdt"]
    mentor, course = ["Mentor", "05-08-2018", None], ["Kursus", "06-08-2018", None]
    rows: Rows = [header, *([*case, *samtale, *tilbud] for samtale in (one, two) for tilbud in (mentor, course))]
    rows.append([B, "Bo Kjær", "A-dagpenge", "6.1", "03-08-2018", "andja", "Jobsamtale", None, None, None, None, None])
    reading = checked(workbook({"Liste": rows}))
    heights = [reading.tables[name].collect().height for name in ("forloeb", "samtaler", "tilbud")]
    assert heights == [2, 2, 2]
    assert [text.split(" ")[0] for text in found(reading, "RT-R07")] == ["1"]


def test_a_list_of_cases_is_believed_before_the_dates_beside_interviews(workbook: Write) -> None:
    listed = [
        ["CPR-nr.", "Ydelse", "Startdato", "Samtaletype", "Samtaledato", "Samtalestatus"],
        [A, "A-dagpenge", "15-07-2018", "Jobsamtale", "01-08-2018", "Afholdt"],
    ]
    reading = checked(workbook({"Alle møder": listed, "Forløb": TWO_CASES}))
    assert days_of(reading, "forloeb", "startdato") == [("02-07-2018",), ("03-08-2018",)]
    assert [row[0] for row in days_of(reading, "samtaler", "dato")] == ["01-08-2018"]
    alone = checked(workbook({"Alle møder": listed}))
    assert days_of(alone, "forloeb", "startdato") == [("15-07-2018",)]


def test_the_profile_that_the_documentation_shows_can_be_used(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8").partition("### 9.9 ")[2]
    shown = [block.partition("```")[0] for block in text.split("```toml\n")[1:]]
    profile, numbered, tasks = ("\n".join(line.removeprefix("  ") for line in each.splitlines()) for each in shown[:3])
    path = tmp_path / "min-kommune.toml"
    path.write_text("\n".join([profile.partition("[vaerdier")[0], numbered, tasks]), encoding="utf-8")
    read = load(path)
    assert [block.tabel for block in read.ark] == ["forloeb", "opgaver"]
    assert read.ark[0].gentaget["samtaler"]["dato"][0] == "Samtale {nr}"
    assert (read.decimal, read.tegnsaet) == (",", "cp1252")


def test_the_encoding_a_profile_declares_is_used(text_file: Write, tmp_path: Path) -> None:
    profile = own_profile(tmp_path, "")
    profile.write_text('tegnsaet = "cp850"\n' + profile.read_text(encoding="utf-8"), encoding="utf-8")
    rows: Rows = [["CPR-nr.", "Ledig fra", "Målgruppe"], [A, "02-07-2018", "6.1"]]
    reading = checked(text_file(rows, encoding="cp850"), profile=profile)
    assert rows_of(reading, "forloeb", "maalgruppe") == [("6.1",)]
    assert [plan.sheet.kodning for plan in propose([text_file(rows, encoding="cp850")], profile=profile).plans] == [
        "cp850"
    ]


def test_a_sheet_of_another_system_is_not_left_out_in_silence(workbook: Callable[..., Path]) -> None:
    """A workbook is read by one profile: what only another one knows is told, as is a sheet that lacks a column."""
    fasit = [["Personnummer formateret", "Sag.Nummer", "Primær sag.Startdato"], ["630180-1234", "S1", "02-07-2018"]]
    offers = [["CPR-nr.", "Type", "Fra", "Til"], ["6101801234", "Praktik", "01-09-2018", "30-09-2018"]]
    cases = [["CPR-nr.", "Ledig fra", "Målgruppe"], ["6101801234", "02-07-2018", "6.1"]]
    held = [["CPR-nr.", "Type", "Dato", "Status"], ["6101801234", "Jobsamtale", "01-08-2018", "Afholdt"]]
    guide = [["Læs mig"], ["Sådan gør du"]]
    sheets = {"Forløb": cases, "Samtaler": held, "Tilbud": offers, "Fasit": fasit, "Vejledning": guide}
    reading = checked(workbook(sheets))
    assert found(reading, "RT-F14") == [
        'Arket ligner forloeb i profilen "fasit" og er ikke brugt.',
        'Ikke brugt som tilbud, for der mangler "Art".',
    ]


def test_an_empty_list_of_interviews_is_a_warning(minimal: Callable[..., Path]) -> None:
    assert found(checked(minimal()), "RT-F15") == []
    reading = checked(minimal(tables={"forloeb": CASE_ROWS, "samtaler": INTERVIEW_ROWS[:1]}))
    assert found(reading, "RT-F15") == [
        "Ingen række er brugt som samtaler. Alle frister for samtaler regnes som ikke mødt."
    ]
