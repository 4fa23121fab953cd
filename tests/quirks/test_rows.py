"""Rows of all sheets to one case each: repetitions, forløb that a system split, two systems in one period."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid.intake import accounts
from rettid.intake.blocks import Part
from rettid.intake.linking import link
from rettid.tables import SCHEMAS, SOURCE
from tests.quirks.conftest import checked, codes, found, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.quirks.conftest import Rows

CASES = [
    "forloeb_id",
    "borger_id",
    "ydelse",
    "maalgruppe",
    "startdato",
    "slutdato",
    "a_kasse",
    "kommune",
    "sagsbehandler",
]
INTERVIEWS = ["forloeb_id", "dato", "samtaletype", "status"]


def case(name: str, start: str, end: str = "", citizen: str = "B1", **more: str) -> list[str]:
    """A case row: dagpenge, 6.1, unless said otherwise."""
    row = {"forloeb_id": name, "borger_id": citizen, "ydelse": "A-dagpenge", "maalgruppe": "6.1"}
    row |= {"startdato": start, "slutdato": end} | more
    return [row.get(column, "") for column in CASES]


def spans(reading: Any) -> list[tuple[str, str, str | None]]:
    rows = rows_of(reading, "forloeb", "forloeb_id", "startdato", "slutdato")
    return [(name, str(start), None if end is None else str(end)) for name, start, end in rows]


# --- Repetitions ----------------------------------------------------------------------------------------------------


def test_quirk_24_an_exact_repetition_is_set_aside_and_counted(minimal: Callable[..., Path]) -> None:
    interview = ["F1", "20-01-2018", "jobsamtale", "afholdt"]
    tables: dict[str, Rows] = {
        "forloeb": [CASES, case("F1", "01-01-2018"), case("F1", "01-01-2018")],
        "samtaler": [INTERVIEWS, interview, interview, ["F1", "20-01-2018", "cv_samtale", "afholdt"], interview],
    }
    reading = checked(minimal(tables=tables))
    assert codes(reading) == [(3, "RT-R09"), (3, "RT-R09"), (5, "RT-R09")]
    assert rows_of(reading, "samtaler", "samtaletype") == [("jobsamtale",), ("cv_samtale",)]


@pytest.mark.parametrize("form", ["20-01-2018 {}", "2018-01-20T{}:00", "20.01.2018 kl. {}", "2018-01-20T{}:00.000Z"])
def test_quirk_23_interviews_that_differ_in_the_time_of_day_alone_are_two(
    minimal: Callable[..., Path], form: str
) -> None:
    """CV and rådighed are registered one minute apart; of the same type at the same time there is one."""
    tables: dict[str, Rows] = {
        "forloeb": [CASES, case("F1", "01-01-2018")],
        "samtaler": [
            INTERVIEWS,
            ["F1", form.format("10:30"), "cv_samtale", "afholdt"],
            ["F1", form.format("10:31"), "raadighedssamtale", "afholdt"],
            ["F1", form.format("10:31"), "cv_samtale", "afholdt"],
            ["F1", form.format("10:30"), "cv_samtale", "afholdt"],
        ],
    }
    reading = checked(minimal(tables=tables))
    assert rows_of(reading, "samtaler", "samtaletype", "kilde_raekke") == [
        ("cv_samtale", 2),
        ("raadighedssamtale", 3),
        ("cv_samtale", 4),
    ]
    assert codes(reading) == [(5, "RT-R09")]


def test_quirk_23_times_in_a_workbook(workbook: Callable[..., Path]) -> None:
    times = [datetime.fromisoformat(f"2018-01-20T10:{minute}") for minute in (30, 31, 30)]
    rows = [["F1", time, "cv_samtale", "afholdt"] for time in times]
    path = workbook({"forloeb": [CASES, case("F1", "01-01-2018")], "samtaler": [INTERVIEWS, *rows]})
    reading = checked(path)
    assert [row[0] for row in rows_of(reading, "samtaler", "kilde_raekke")] == [2, 3]
    assert codes(reading) == [(4, "RT-R09")]


def test_quirk_24_a_column_of_the_users_own_makes_rows_two(minimal: Callable[..., Path]) -> None:
    interview = ["F1", "20-01-2018", "jobsamtale", "afholdt"]
    rows: Rows = [[*INTERVIEWS, "Kursussted"], [*interview, "Køge"], [*interview, "Herfølge"], [*interview, "Køge"]]
    reading = checked(minimal(tables={"forloeb": [CASES, case("F1", "01-01-2018")], "samtaler": rows}))
    assert rows_of(reading, "samtaler", "kursussted") == [("Køge",), ("Herfølge",)]
    assert codes(reading) == [(4, "RT-R09")]


# --- A list whose rows are multiplied ---------------------------------------------------------------------------------


def multiplied(table: str, rows: list[tuple[int, dict[str, Any]]]) -> Part:
    """What a list `liste.csv` of several tables gave one of them; each row with its number."""
    columns = {"borger_id": pl.String(), **SCHEMAS[table], **SOURCE, "kursussted": pl.String()}
    data = [row | {"kilde_fil": "liste.csv", "kilde_ark": "", "kilde_raekke": number} for number, row in rows]
    frame = pl.DataFrame([{name: row.get(name) for name in columns} for row in data], schema=columns, orient="row")
    return Part(table, frame, {}, "liste.csv", joined=True)


def test_quirk_34_interviews_times_offers_are_folded_and_every_row_counted() -> None:
    """Three interviews × two offers = six rows, each telling the case again; the seventh row tells nothing new."""
    days = [date(2018, 2, at) for at in (1, 8, 15)]
    pairs = [(day, offer) for day in days for offer in ("mentor", "virksomhedspraktik")]
    pairs.append(pairs[-1])
    rows = list(enumerate(pairs, start=2))
    of = {"forloeb_id": "F1", "borger_id": "B1"}
    linked = link(
        [
            multiplied(
                "forloeb", [(at, of | {"startdato": date(2018, 1, 1), "kursussted": offer}) for at, (_, offer) in rows]
            ),
            multiplied(
                "samtaler",
                [
                    (at, of | {"dato": day, "samtaletype": "jobsamtale", "kursussted": offer})
                    for at, (day, offer) in rows
                ],
            ),
            multiplied(
                "tilbud",
                [(at, of | {"startdato": date(2018, 3, 1), "tilbudstype": offer}) for at, (_, offer) in rows],
            ),
        ]
    )
    assert {name: frame.height for name, frame in linked.frames.items()} == {"forloeb": 1, "samtaler": 3, "tilbud": 2}
    aside = accounts.without_used(accounts.one_per_row(linked.set_aside), linked.frames.values())
    used = {row for frame in linked.frames.values() for row in frame["kilde_raekke"]}
    assert used | set(aside["raekke"]) == {at for at, _ in rows}
    assert not used & set(aside["raekke"])
    assert aside["kode"].unique().to_list() == ["RT-R09"]
    assert linked.findings.select("kode", "fil", "besked").rows() == [
        ("RT-F06", "liste.csv", "7 rækker er foldet sammen til 1 forløb, 3 samtaler og 2 tilbud.")
    ]


# --- Forløb that a system split -------------------------------------------------------------------------------------


def test_quirk_26_a_birthday_an_a_kasse_and_a_move_do_not_begin_a_new_forloeb(minimal: Callable[..., Path]) -> None:
    tables: dict[str, Rows] = {
        "forloeb": [
            CASES,
            case("F3", "03-06-2018", "30-09-2018", a_kasse="HK", kommune="Køge", sagsbehandler="Bo"),
            case("F1", "01-01-2018", "11-05-2018", a_kasse="3F", kommune="Køge", sagsbehandler="Ida"),
            case("F4", "01-10-2018", a_kasse="HK", kommune="Roskilde"),
            case("F2", "12-05-2018", "01-06-2018", a_kasse="3F", kommune="Køge", sagsbehandler="Ida"),
        ],
        "samtaler": [
            INTERVIEWS,
            ["F1", "20-01-2018", "jobsamtale", "afholdt"],
            ["F2", "14-05-2018", "jobsamtale", "afholdt"],
            ["F4", "20-10-2018", "jobsamtale", "planlagt"],
        ],
    }
    reading = checked(minimal(tables=tables))
    assert spans(reading) == [("F1", "2018-01-01", None)]
    assert rows_of(reading, "forloeb", "a_kasse", "kommune", "sagsbehandler") == [("HK", "Roskilde", "Bo")]
    assert [row[0] for row in rows_of(reading, "samtaler", "forloeb_id")] == ["F1", "F1", "F1"]
    assert reading.joined == 1
    (told,) = found(reading, "RT-S22")
    assert told == (
        "Lagt sammen til ét forløb fra 01-01-2018: F1 (række 3) 01-01-2018 til 11-05-2018 + F2 (række 5) 12-05-2018 til "
        "01-06-2018 + F3 (række 2) 03-06-2018 til 30-09-2018 + F4 (række 4) 01-10-2018 til (åbent)."
    )
    assert reading.set_aside.is_empty()


@pytest.mark.parametrize(
    ("second", "forloeb"),
    [
        (case("F2", "30-06-2018"), 1),  # on the day the first one ends
        (case("F2", "01-07-2018"), 1),
        (case("F2", "02-07-2018"), 1),  # one day uncovered
        (case("F2", "03-07-2018"), 2),  # two
        (case("F2", "29-06-2018"), 2),  # two days shared: an overlap
        (case("F2", "01-07-2018", maalgruppe=""), 1),
        (case("F2", "01-07-2018", maalgruppe="6.2"), 2),
        (case("F2", "01-07-2018", ydelse="Sygedagpenge"), 2),
        (case("F2", "01-07-2018", ydelse=""), 2),
        (case("F2", "01-07-2018", citizen="B2"), 2),
        (case("F2", "", maalgruppe=""), 2),
    ],
)
def test_quirk_26_only_what_follows_on_is_joined(minimal: Callable[..., Path], second: list[str], forloeb: int) -> None:
    reading = checked(minimal(tables={"forloeb": [CASES, second, case("F1", "01-01-2018", "30-06-2018")]}))
    assert len(spans(reading)) == forloeb
    assert reading.joined == 2 - forloeb
    assert len(found(reading, "RT-S22")) == reading.joined


def test_quirk_26_a_blank_target_group_does_not_bridge_two(minimal: Callable[..., Path]) -> None:
    cases = [
        case("F1", "01-01-2018", "31-01-2018"),
        case("F2", "01-02-2018", "28-02-2018", maalgruppe=""),
        case("F3", "01-03-2018", "31-03-2018", maalgruppe="6.2"),
    ]
    reading = checked(minimal(tables={"forloeb": [CASES, *cases]}))
    assert spans(reading) == [("F1", "2018-01-01", "2018-02-28"), ("F3", "2018-03-01", "2018-03-31")]


def test_quirk_26_an_absence_over_the_seam_stays_one(minimal: Callable[..., Path]) -> None:
    tables: dict[str, Rows] = {
        "forloeb": [CASES, case("F1", "01-01-2018", "11-05-2018"), case("F2", "12-05-2018")],
        "fravaer": [
            ["borger_id", "art", "fravaerstype", "startdato", "slutdato"],
            ["B1", "fravaer", "sygdom", "01-05-2018", "20-05-2018"],
        ],
    }
    reading = checked(minimal(tables=tables))
    assert [row[0] for row in rows_of(reading, "fravaer", "forloeb_id")] == ["F1"]
    assert reading.set_aside.is_empty()


def test_quirk_26_a_case_list_keeps_the_interviews_of_every_part(minimal: Callable[..., Path]) -> None:
    head = [*CASES, "foerste_samtale", "seneste_samtale"]
    cases = [
        [*case("F1", "01-01-2018", "11-05-2018"), "15-01-2018", "02-05-2018"],
        [*case("F2", "12-05-2018"), "01-06-2018", ""],
    ]
    reading = checked(minimal(tables={"forloeb": [head, *cases]}))
    assert sorted(rows_of(reading, "samtaler", "forloeb_id", "dato")) == [
        ("F1", date(2018, 1, 15)),
        ("F1", date(2018, 5, 2)),
        ("F1", date(2018, 6, 1)),
    ]
    assert "samtaler" in reading.tables.partial


# --- Two systems in one period ----------------------------------------------------------------------------------------


def system(
    workbook: Callable[..., Path], name: str, cases: Rows, interviews: Sequence[list[str]] = (), extracted: str = ""
) -> Path:
    """A workbook of cases and interviews, extracted on a day."""
    sheets = {
        "forloeb": [[*CASES, "udtraeksdato"], *([*row, extracted] for row in cases)],
        "samtaler": [INTERVIEWS, *interviews],
    }
    return workbook(sheets, name)


def test_quirk_27_a_case_in_two_systems_is_one_from_its_true_start(workbook: Callable[..., Path]) -> None:
    """Køge, November 2018: the new system begins every case on the day of the conversion."""
    people = range(25)
    start = date(2018, 3, 1)
    old = system(
        workbook,
        "gammelt.xlsx",
        [case(f"G{at}", f"{start + timedelta(at):%d-%m-%Y}", citizen=f"B{at}", sagsbehandler="Ida") for at in people],
        [[f"G{at}", "10-09-2018", "jobsamtale", "afholdt"] for at in people],
        "31-10-2018",
    )
    new = system(
        workbook,
        "nyt.xlsx",
        [case(f"N{at}", "01-11-2018", citizen=f"B{at}", sagsbehandler="Bo") for at in people],
        [
            *[[f"N{at}", "10-09-2018", "jobsamtale", "afholdt"] for at in people],
            *[[f"N{at}", "20-11-2018", "jobsamtale", "afholdt"] for at in people],
        ],
        "31-12-2018",
    )
    for order in ([old, new], [new, old]):
        reading = checked(*order)
        assert sorted(spans(reading)) == sorted((f"N{at}", str(start + timedelta(at)), None) for at in people)
        assert {row[0] for row in rows_of(reading, "forloeb", "sagsbehandler")} == {"Bo"}
        assert len(rows_of(reading, "samtaler", "dato")) == 50
        assert [code for _, code in codes(reading)] == ["RT-R09"] * 25
        assert set(reading.set_aside["fil"]) == {"gammelt.xlsx"}
        assert len(found(reading, "RT-S23")) == 25
        assert reading.joined == 0
        assert reading.continuity is not None
        assert reading.continuity["stand"].to_list() == ["i begge"] * 25
    assert (
        "Står i flere udtræk og er regnet som ét forløb fra 01-03-2018: G0 (gammelt.xlsx, række 2) 01-03-2018 til (åbent)"
        " + N0 (nyt.xlsx, række 2) 01-11-2018 til (åbent)." in found(reading, "RT-S23")
    )


def test_quirk_27_what_the_new_system_closed_is_closed_and_its_blanks_are_filled(workbook: Callable[..., Path]) -> None:
    old = system(
        workbook, "gammelt.xlsx", [case("G1", "01-03-2018", a_kasse="3F", sagsbehandler="Ida")], [], "31-10-2018"
    )
    new = system(workbook, "nyt.xlsx", [case("N1", "01-03-2018", "15-11-2018")], [], "31-12-2018")
    reading = checked(old, new)
    assert spans(reading) == [("N1", "2018-03-01", "2018-11-15")]
    assert rows_of(reading, "forloeb", "a_kasse", "sagsbehandler") == [("3F", "Ida")]


def test_quirk_27_a_spell_that_began_after_the_old_export_is_a_new_one(workbook: Callable[..., Path]) -> None:
    """A list of open cases, made in May and again in July: in between the citizen was away and came back."""
    old = system(workbook, "maj.xlsx", [case("F1", "01-01-2018")], [], "31-05-2018")
    new = system(workbook, "juli.xlsx", [case("F2", "20-06-2018")], [], "31-07-2018")
    assert spans(checked(old, new)) == [("F1", "2018-01-01", None), ("F2", "2018-06-20", None)]


def test_quirk_27_a_conversion_long_after_the_old_export_is_known_by_its_many_starts(
    workbook: Callable[..., Path],
) -> None:
    old = system(
        workbook, "a.xlsx", [case(f"G{at}", "01-01-2018", citizen=f"B{at}") for at in range(20)], [], "31-05-2018"
    )
    new = system(
        workbook, "b.xlsx", [case(f"N{at}", "20-06-2018", citizen=f"B{at}") for at in range(20)], [], "31-07-2018"
    )
    reading = checked(old, new)
    assert {row[1:] for row in spans(reading)} == {("2018-01-01", None)}
    assert len(spans(reading)) == 20


def test_quirk_27_a_case_number_that_two_systems_use_for_two_people(workbook: Callable[..., Path]) -> None:
    old = system(workbook, "gammelt.xlsx", [case("7", "01-03-2018")], [["7", "10-03-2018", "jobsamtale", "afholdt"]])
    new = system(
        workbook, "nyt.xlsx", [case("7", "01-05-2018", citizen="B2")], [["7", "10-05-2018", "jobsamtale", "afholdt"]]
    )
    reading = checked(old, new)
    assert rows_of(reading, "forloeb", "forloeb_id", "borger_id") == [("7 (2)", "B1"), ("7", "B2")]
    assert rows_of(reading, "samtaler", "forloeb_id", "dato") == [
        ("7 (2)", date(2018, 3, 10)),
        ("7", date(2018, 5, 10)),
    ]
    assert len(found(reading, "RT-S29")) == 1
    assert reading.set_aside.is_empty()


def test_quirk_27_an_open_case_is_one_though_each_system_spells_the_benefit_its_own_way(
    workbook: Callable[..., Path],
) -> None:
    old = system(workbook, "gammelt.xlsx", [case("G1", "01-08-2018")], [], "31-10-2018")
    new = system(workbook, "nyt.xlsx", [case("N1", "01-11-2018", ydelse="Dagpenge")], [], "31-12-2018")
    assert spans(checked(old, new)) == [("N1", "2018-08-01", None)]
    closed = system(workbook, "lukket.xlsx", [case("G1", "01-08-2018", "31-10-2018")], [], "31-10-2018")
    assert len(spans(checked(closed, new))) == 2


def test_quirk_27_another_benefit_in_the_new_system_is_another_forloeb(workbook: Callable[..., Path]) -> None:
    old = system(workbook, "gammelt.xlsx", [case("G1", "01-03-2018", "31-10-2018")], [], "31-10-2018")
    new = system(
        workbook, "nyt.xlsx", [case("N1", "01-11-2018", ydelse="Kontanthjælp", maalgruppe="6.2")], [], "31-12-2018"
    )
    reading = checked(old, new)
    assert spans(reading) == [("G1", "2018-03-01", "2018-10-31"), ("N1", "2018-11-01", None)]
    assert found(reading, "RT-S23") == []


def test_quirk_27_two_offers_of_which_the_new_system_knows_the_end(workbook: Callable[..., Path]) -> None:
    head = ["forloeb_id", "tilbudstype", "startdato", "slutdato", "status"]
    paths = [
        workbook(
            {"forloeb": [CASES, case(number, "01-03-2018")], "tilbud": [head, [number, "virksomhedspraktik", *rest]]},
            name,
        )
        for name, number, rest in (
            ("gammelt.xlsx", "1", ["01-04-2018", "", "igang"]),
            ("nyt.xlsx", "2", ["01-04-2018", "03-04-2018", "afbrudt"]),
        )
    ]
    reading = checked(*paths)
    assert rows_of(reading, "tilbud", "forloeb_id", "slutdato", "status") == [("2", date(2018, 4, 3), "afbrudt")]


# --- Events of a citizen with several forløb ------------------------------------------------------------------------


def test_an_interview_goes_to_the_forloeb_that_runs_and_is_never_lost(minimal: Callable[..., Path]) -> None:
    tables: dict[str, Rows] = {
        "forloeb": [
            CASES,
            case("F1", "01-02-2018", "31-03-2018"),
            case("F2", "01-06-2018"),
            case("F3", "01-07-2018", "31-07-2018", ydelse="Sygedagpenge", maalgruppe="6.6"),
        ],
        "samtaler": [
            ["borger_id", *INTERVIEWS[1:]],
            ["B1", "20-01-2018", "jobsamtale", "afholdt"],  # before all: the first
            ["B1", "20-04-2018", "jobsamtale", "afholdt"],  # in the gap: the one that had begun
            ["B1", "20-07-2018", "jobsamtale", "afholdt"],  # two run: the latest
            ["B1", "20-08-2018", "jobsamtale", "afholdt"],  # the latest begun is over, an earlier one runs
        ],
    }
    reading = checked(minimal(tables=tables))
    assert [row[0] for row in rows_of(reading, "samtaler", "forloeb_id")] == ["F1", "F1", "F3", "F2"]
    assert reading.set_aside.is_empty()


# --- A case number of two citizens ----------------------------------------------------------------------------------


def test_two_citizens_of_one_number_keep_their_own_events(minimal: Callable[..., Path]) -> None:
    head = ["borger_id", *INTERVIEWS]
    tables: dict[str, Rows] = {
        "forloeb": [
            CASES,
            case("7", "01-01-2018"),
            case("7", "01-02-2018", citizen="B2"),
            case("8", "01-03-2018", citizen="B3"),
            case("7", "09-01-2018"),
        ],
        "samtaler": [
            head,
            ["B2", "7", "20-02-2018", "jobsamtale", "afholdt"],
            ["B1", "7", "20-01-2018", "jobsamtale", "afholdt"],
            ["", "7", "21-02-2018", "jobsamtale", "afholdt"],
            ["B4", "7", "22-02-2018", "jobsamtale", "afholdt"],
            ["", "8", "20-03-2018", "jobsamtale", "afholdt"],
        ],
    }
    reading = checked(minimal(tables=tables))
    assert rows_of(reading, "forloeb", "forloeb_id", "borger_id") == [("7", "B1"), ("7 (borger 2)", "B2"), ("8", "B3")]
    assert rows_of(reading, "samtaler", "forloeb_id", "dato") == [
        ("7 (borger 2)", date(2018, 2, 20)),
        ("7", date(2018, 1, 20)),
        ("8", date(2018, 3, 20)),
    ]
    assert sorted(codes(reading)) == [(4, "RT-R16"), (5, "RT-R10"), (5, "RT-R16")]
    assert found(reading, "RT-S31") == [
        "Sagsnummeret 7 står også i række 2 om en anden borger. Denne er her kaldt 7 (borger 2)."
    ]


def test_events_that_name_only_a_number_of_two_citizens_are_given_to_neither(minimal: Callable[..., Path]) -> None:
    tables: dict[str, Rows] = {
        "forloeb": [CASES, case("7", "01-01-2018"), case("7", "01-02-2018", citizen="B2")],
        "samtaler": [INTERVIEWS, ["7", "20-02-2018", "jobsamtale", "afholdt"]],
    }
    reading = checked(minimal(tables=tables))
    assert rows_of(reading, "samtaler", "forloeb_id") == []
    assert codes(reading) == [(2, "RT-R16")]


def test_a_row_without_citizen_is_not_another_citizen(minimal: Callable[..., Path]) -> None:
    tables: dict[str, Rows] = {"forloeb": [CASES, case("7", "01-01-2018"), case("7", "01-02-2018", citizen="")]}
    reading = checked(minimal(tables=tables))
    assert codes(reading) == [(3, "RT-R10")]
    assert found(reading, "RT-S31") == []


@pytest.mark.parametrize(
    ("citizens", "told"),
    [
        (["B1", "B2"], [("b.xlsx", "Ingen af borgerne her står i a.xlsx.")]),
        (["B1", "B1"], []),
        (["B1", "B2", "B1"], [("b.xlsx", "Ingen af borgerne her står i a.xlsx eller c.xlsx.")]),
    ],
)
def test_exports_with_no_citizen_in_common_are_told(
    workbook: Callable[..., Path], citizens: list[str], told: list[tuple[str, str]]
) -> None:
    days = ["31-10-2018", "30-11-2018", "31-12-2018"]
    files = [
        system(workbook, f"{name}.xlsx", [case(f"{name}1", "01-03-2018", citizen=citizen)], [], day)
        for name, citizen, day in zip("abc", citizens, days, strict=False)
    ]
    reading = checked(*files)
    assert reading.findings.filter(kode="RT-F13").select("fil", "besked").rows() == told
