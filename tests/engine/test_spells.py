"""Periods of law: what becomes of the rows, and what is told of it (`spec.md` § 3, "Periods of law")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rettid import Tables, load_packs
from rettid.engine.spells import STOOD_ON, Spells, spells
from rettid.rules.pack import Unbroken
from tests.test_sider import SCENARIOS

PR = date(2019, 8, 1)
(PAGE,) = load_packs([SCENARIOS / "proeve-perioder.md"])

FIRST = {
    "forloeb_id": "F1",
    "borger_id": "B1",
    "ydelse": "Kontanthjælp (jobparat)",
    "maalgruppe": "6.2",
    "startdato": date(2019, 2, 1),
    "slutdato": date(2019, 3, 2),
    "sagsbehandler": "AA",
    "team": "Team 1",
    "frist_system": date(2019, 8, 1),
    "foerste_henvendelse": None,
    "ydelse_ophoerer": date(2019, 9, 1),
    "kilde_fil": "liste.csv",
    "kilde_raekke": 2,
}
SECOND = FIRST | {
    "forloeb_id": "F2",
    "ydelse": "kontanthjælp",
    "maalgruppe": "6.3",
    "foedselsdato": date(1980, 5, 12),
    "startdato": date(2019, 4, 30),
    "slutdato": None,
    "sagsbehandler": "BB",
    "team": None,
    "frist_system": None,
    "foerste_henvendelse": date(2019, 4, 29),
    "ydelse_ophoerer": date(2019, 12, 1),
    "kilde_raekke": 3,
}


def read(*forloeb: dict[str, Any], pr: date = PR, pack: Any = PAGE, **tables: Any) -> Spells:
    """The periods of these forløb, each a row of `forloeb`."""
    return spells(Tables.from_rows({"forloeb": forloeb, **tables}), [pack], pr)


def rows(found: Spells, table: str = "forloeb") -> list[dict[str, Any]]:
    """The rows of a table as the law reads it."""
    return found.tables[table].collect().to_dicts()


def test_a_period_has_the_firsts_data_and_the_lasts_end_and_holder() -> None:
    found = read(SECOND, FIRST)
    (period,) = rows(found)
    of_the_last = {"ydelse", "slutdato", "sagsbehandler", "team", "frist_system", "ydelse_ophoerer"}
    wanted = FIRST | {name: SECOND[name] for name in of_the_last} | {"foedselsdato": date(1980, 5, 12)}
    assert {name: period[name] for name in wanted} == wanted
    assert found.forloeb.to_dicts() == [{"fra": "F2", "til": "F1"}]


def test_a_first_contact_of_a_later_part_is_not_the_periods() -> None:
    (period,) = rows(read(FIRST, SECOND))
    assert period["foerste_henvendelse"] is None


def test_events_absences_hours_and_responsibility_follow_and_no_row_is_lost() -> None:
    own = {
        "samtaler": [{"dato": date(2019, 5, 2)}, {"dato": date(2019, 5, 3)}],
        "tilbud": [{"startdato": date(2019, 5, 2)}],
        "fravaer": [{"startdato": date(2019, 5, 2)}],
        "ansvar": [{"fra": date(2019, 5, 2)}],
        "ledighed": [{"maaned": date(2019, 5, 1), "timer": 10.0}],
    }
    given = {name: [row | {"forloeb_id": "F2", "kilde_raekke": 7} for row in table] for name, table in own.items()}
    found = read(FIRST, SECOND, **given)
    for name, table in given.items():
        assert [(row["forloeb_id"], row["kilde_raekke"]) for row in rows(found, name)] == [("F1", 7)] * len(table)


@pytest.mark.parametrize(
    "lacking",
    [
        {"borger_id": None},
        {"ydelse": None},
        {"startdato": None},
        {"maalgruppe": None},
        {"maalgruppe": "6.4"},
        {"borger_id": "B2"},
        {"ydelse": "Uddannelseshjælp"},
        {"slutdato": date(2019, 4, 29)},
        {"startdato": date(2019, 8, 2)},
    ],
)
def test_what_does_not_continue_a_period_stands_as_it_was_read(lacking: dict[str, Any]) -> None:
    found = read(FIRST, SECOND | lacking)
    assert found.forloeb.is_empty()
    assert {row["forloeb_id"] for row in rows(found)} == {"F1", "F2"}


def test_a_group_that_the_page_does_not_name_ends_the_period_and_the_next_begins_its_own() -> None:
    young = SECOND | {"forloeb_id": "F2", "maalgruppe": "6.4", "slutdato": date(2019, 5, 9)}
    back = SECOND | {"forloeb_id": "F3", "startdato": date(2019, 5, 10), "slutdato": date(2019, 6, 1)}
    again = SECOND | {"forloeb_id": "F4", "startdato": date(2019, 7, 1)}
    assert read(FIRST, young, back, again).forloeb.to_dicts() == [{"fra": "F4", "til": "F3"}]


def test_a_benefit_that_continues_two_others_in_a_row_began_with_the_first() -> None:
    pack = replace(PAGE, periode=Unbroken(fortsaetter_fra=("Integrationsydelse", "overgangsydelse")))
    a = FIRST | {"ydelse": "Integrationsydelse"}
    b = SECOND | {"ydelse": "Overgangsydelse", "slutdato": date(2019, 5, 31)}
    c = SECOND | {"forloeb_id": "F3", "startdato": date(2019, 6, 1)}
    assert sorted(read(c, b, a, pack=pack).forloeb.iter_rows()) == [("F2", "F1"), ("F3", "F1")]


def test_an_interview_counted_in_another_period_says_where_it_stands() -> None:
    other = FIRST | {"forloeb_id": "F2", "maalgruppe": "6.1", "ydelse": "A-dagpenge", "slutdato": None}
    interview = {"forloeb_id": "F1", "dato": date(2019, 2, 20), "samtaletype": "jobsamtale", "status": "afholdt"}
    found = read(FIRST, other, samtaler=[interview | {"kilde_raekke": 9}])
    (copy,) = found.samtaler.to_dicts()
    assert (copy["forloeb_id"], copy[STOOD_ON], copy["dato"], copy["kilde_raekke"]) == (
        "F2",
        "F1",
        interview["dato"],
        9,
    )
    assert [(row["forloeb_id"], row[STOOD_ON]) for row in rows(found, "samtaler")] == [("F1", None), ("F2", "F1")]


def test_what_the_law_has_read_it_reads_no_further() -> None:
    other = FIRST | {"forloeb_id": "F3", "maalgruppe": "6.1", "ydelse": "A-dagpenge", "slutdato": None}
    interview = {"forloeb_id": "F2", "dato": date(2019, 5, 20), "samtaletype": "jobsamtale", "status": "afholdt"}
    once = read(FIRST, SECOND, other, samtaler=[interview])
    again = spells(once.tables, [PAGE], PR)
    assert (once.forloeb.height, once.samtaler.height) == (1, 1)
    assert (again.forloeb.height, again.samtaler.height) == (0, 0)
    assert rows(again, "samtaler") == rows(once, "samtaler")


def test_an_interview_that_stands_on_both_is_not_copied() -> None:
    other = FIRST | {"forloeb_id": "F2", "maalgruppe": "6.1", "ydelse": "A-dagpenge"}
    interview = {"dato": date(2019, 2, 20), "samtaletype": "jobsamtale", "status": "afholdt"}
    both = [interview | {"forloeb_id": name} for name in ("F1", "F2")]
    assert read(FIRST, other, samtaler=both).samtaler.is_empty()


def test_tables_that_the_law_has_read_are_read_again_as_they_stand() -> None:
    other = FIRST | {"forloeb_id": "F2", "maalgruppe": "6.1", "ydelse": "A-dagpenge", "slutdato": None}
    interview = {"forloeb_id": "F1", "dato": date(2019, 2, 20), "samtaletype": "jobsamtale", "status": "afholdt"}
    once = read(FIRST, other, samtaler=[interview])
    again = spells(once.tables, [PAGE], PR)
    assert again.samtaler.is_empty()
    assert rows(again, "samtaler") == rows(once, "samtaler")


@pytest.mark.parametrize("change", [{"periode": Unbroken()}, {"art": "lokal"}, {"maalgruppe": ("6.9",)}])
def test_without_a_law_pack_that_asks_and_covers_the_tables_are_those_given(change: dict[str, Any]) -> None:
    tables = Tables.from_rows({"forloeb": [FIRST, SECOND]})
    assert spells(tables, [replace(PAGE, **change)], PR).tables is tables
