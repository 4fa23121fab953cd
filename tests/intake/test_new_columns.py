"""Insurance, visitation, first contact, the a-kasse's part in an interview, and paid hours by month: from file to table."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from rettid import audit, load_packs
from tests.intake.conftest import balanced, read, rows_of
from tests.test_sider import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CPR, OTHER = "6101801234", "6201801234"
CASES = "CPR-nr.;Ydelse;Målgruppe;Ledig fra;Afmeldt"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("Fuldtidsforsikret", "fuldtid"),
        ("fuldtid", "fuldtid"),
        ("Deltidsforsikret", "deltid"),
        ("Dimittend", "ukendt"),
        ("", None),
    ],
)
def test_the_insurance_has_a_code(export: Callable[..., Path], told: str, code: str | None) -> None:
    folder = export(forløb=f"{CASES};Forsikring\n{CPR};A-dagpenge;6.1;01-03-2021;;{told}\n")
    assert rows_of(read([folder], profile="workbase"), "forloeb", "forsikring") == [(code,)]


def test_visitation_first_contact_and_first_day_of_absence_are_read(export: Callable[..., Path]) -> None:
    folder = export(
        forløb=f"{CASES};Visitationskategori;Første henvendelse;Første fraværsdag\n"
        f"{CPR};Sygedagpenge;6.6;01-03-2021;;Kategori 2;25-02-2021;22-02-2021\n"
    )
    reading = read([folder], profile="workbase")
    columns = ("visitationskategori", "foerste_henvendelse", "foerste_fravaersdag")
    assert rows_of(reading, "forloeb", *columns) == [("Kategori 2", date(2021, 2, 25), date(2021, 2, 22))]


@pytest.mark.parametrize(
    ("answer", "read_as"),
    [
        ("Ja", (True, None)),
        ("Nej", (False, None)),
        ("Fravalgt af borger", (False, True)),
        ("Valgt fra", (False, True)),
        ("", (None, None)),
        ("Måske", (None, None)),
    ],
)
def test_one_column_with_three_answers_fills_both(
    export: Callable[..., Path], answer: str, read_as: tuple[bool | None, ...]
) -> None:
    folder = export(
        forløb=f"{CASES}\n{CPR};A-dagpenge;6.1;01-03-2021;\n",
        samtaler=f"CPR-nr.;Dato;Samtaletype;Status;A-kassens deltagelse\n{CPR};01-04-2021;Jobsamtale;Afholdt;{answer}\n",
    )
    reading = read([folder], profile="workbase")
    assert rows_of(reading, "samtaler", "a_kasse_deltog", "a_kasse_fravalgt") == [read_as]


def test_two_columns_are_read_as_they_are(export: Callable[..., Path]) -> None:
    folder = export(
        forløb=f"{CASES}\n{CPR};A-dagpenge;6.1;01-03-2021;\n",
        samtaler="CPR-nr.;Dato;Samtaletype;Status;A-kasse deltog;A-kasse fravalgt\n"
        f"{CPR};01-04-2021;Jobsamtale;Afholdt;Nej;Ja\n{CPR};02-04-2021;Jobsamtale;Afholdt;Nej;Nej\n",
    )
    reading = read([folder], profile="workbase")
    assert rows_of(reading, "samtaler", "a_kasse_deltog", "a_kasse_fravalgt") == [(False, True), (False, False)]


# --- Paid hours by month ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "months",
    [
        ("2021-03", "2021-04"),
        ("2021-03-01", "2021-04-01"),
        ("01-03-2021", "30-04-2021"),
        ("marts 2021", "april 2021"),
        ("Mar. 2021", "Apr. 2021"),
        ("03-2021", "04-2021"),
        ("3/2021", "4/2021"),
        ("202103", "202104"),
        ("2021M03", "2021M04"),
    ],
)
def test_a_month_however_it_is_written_is_its_first_day(export: Callable[..., Path], months: tuple[str, str]) -> None:
    folder = export(
        forløb=f"{CASES}\n{CPR};A-dagpenge;6.1;08-03-2021;\n",
        dagpengetimer=f"CPR-nr.;Måned;Timer\n{CPR};{months[0]};124,50\n{CPR};{months[1]};160,33\n",
    )
    reading = read([folder], profile="workbase")
    assert balanced(reading)
    assert rows_of(reading, "ledighed", "maaned", "timer") == [(date(2021, 3, 1), 124.5), (date(2021, 4, 1), 160.33)]


def test_a_month_of_a_sheet_with_real_dates(workbook: Callable[..., Path]) -> None:
    path = workbook(
        {
            "Forløb": [CASES.split(";"), [CPR, "A-dagpenge", "6.1", date(2021, 3, 8), None]],
            "Dagpengetimer": [["CPR-nr.", "Måned", "Dagpengetimer"], [CPR, date(2021, 3, 1), 124.5]],
        }
    )
    assert rows_of(read([path], profile="workbase"), "ledighed", "maaned", "timer") == [(date(2021, 3, 1), 124.5)]


def test_a_month_that_is_none_is_set_aside(export: Callable[..., Path]) -> None:
    folder = export(
        forløb=f"{CASES}\n{CPR};A-dagpenge;6.1;08-03-2021;\n",
        dagpengetimer=f"CPR-nr.;Måned;Timer\n{CPR};2021-13;10\n{CPR};forår 2021;10\n{CPR};2021-03;10\n",
    )
    reading = read([folder], profile="workbase")
    assert balanced(reading)
    assert rows_of(reading, "ledighed", "maaned") == [(date(2021, 3, 1),)]


def test_a_months_hours_are_those_of_the_forloeb_that_runs_at_its_end(export: Callable[..., Path]) -> None:
    folder = export(
        forløb=f"{CASES}\n{CPR};A-dagpenge;6.1;01-01-2020;15-10-2020\n{CPR};A-dagpenge;6.1;08-03-2021;20-05-2021\n",
        dagpengetimer=f"CPR-nr.;Måned;Timer\n{CPR};2020-10;80\n{CPR};2021-03;124,50\n{CPR};2021-05;90\n",
    )
    reading = read([folder], profile="workbase")
    starts = dict(rows_of(reading, "forloeb", "forloeb_id", "startdato"))
    linked = [(starts[row[0]], row[1]) for row in rows_of(reading, "ledighed", "forloeb_id", "maaned")]
    second = date(2021, 3, 8)
    assert linked == [(date(2020, 1, 1), date(2020, 10, 1)), (second, date(2021, 3, 1)), (second, date(2021, 5, 1))]


def test_hours_from_a_file_move_a_deadline(export: Callable[..., Path]) -> None:
    """The scenario page's four weeks are 148 hours: with 74 in March they are reached in April."""
    hours = {"dagpengetimer": f"CPR-nr.;Måned;Timer\n{CPR};marts 2021;74,00\n{CPR};april 2021;160,33\n"}
    cases = {"forløb": f"{CASES}\n{CPR};A-dagpenge;6.1;01-03-2021;\n"}
    packs = load_packs([SCENARIOS / "proeve-ure.md"])

    def due(**files: str) -> Any:
        found = audit(read([export(**files)], profile="workbase").tables, packs, pr=date(2021, 5, 31))
        return found.filter(krav="timer")["forfald"].to_list()

    assert due(**cases) == [date(2021, 3, 29)]
    assert due(**cases, **hours) == [date(2021, 4, 15)]
