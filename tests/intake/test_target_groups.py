"""Target-group numbers before and after 2020: § 2 of the old act and § 6 of LAB (law.md's verified numbers alone)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rettid import audit, load_packs
from tests.intake.conftest import balanced, read, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from rettid.intake import Reading

OLD, NEW = "31-12-2019", "01-01-2020"


def reading_of(export: Callable[..., Path], raw: str, start: str, benefit: str = "A-dagpenge") -> Reading:
    """One forløb with this target group, begun on this day."""
    return read(
        [export(forløb=f"CPR-nr.;Ydelse;Målgruppe;Ledig fra\n6101801234;{benefit};{raw};{start}\n")], profile="workbase"
    )


@pytest.mark.parametrize("raw", ["§ 2, nr. {}", "LAB § 2, nr. {}", "§ 2, stk. 1, nr. {}", "2.{}", "2,{}"])
@pytest.mark.parametrize(("number", "code"), [(1, "6.1"), (2, "6.2"), (3, "6.3"), (7, "6.9")])
@pytest.mark.parametrize("start", [OLD, NEW])
def test_a_verified_number_of_the_old_act_has_a_new_one_whatever_the_day(
    export: Callable[..., Path], raw: str, number: int, code: str, start: str
) -> None:
    reading = reading_of(export, raw.format(number), start)
    assert rows_of(reading, "forloeb", "maalgruppe") == [(code,)]
    assert "RT-K12" not in set(reading.findings["kode"])


@pytest.mark.parametrize("raw", ["nr. {}", "{}", "Nr {}"])
@pytest.mark.parametrize(
    ("number", "old", "new"), [(1, "6.1", "6.1"), (2, "6.2", "6.2"), (3, "6.3", "6.3"), (7, "6.9", "6.7")]
)
def test_a_bare_number_is_of_the_law_on_the_day_the_forloeb_began(
    export: Callable[..., Path], raw: str, number: int, old: str, new: str
) -> None:
    for start, code in ((OLD, old), (NEW, new)):
        assert rows_of(reading_of(export, raw.format(number), start), "forloeb", "maalgruppe") == [(code,)]


@pytest.mark.parametrize("number", [4, 5, 6, 8, 9, 10, 11, 12, 13, 14])
def test_an_unverified_number_of_the_old_act_stays_and_is_told_and_judged_by_no_law(
    export: Callable[..., Path], number: int
) -> None:
    for raw, start in ((f"nr. {number}", OLD), (f"{number}", OLD), (f"§ 2, nr. {number}", NEW)):
        reading = reading_of(export, raw, start)
        assert balanced(reading)
        assert rows_of(reading, "forloeb", "maalgruppe") == [(raw,)]
        assert reading.findings.filter(kode="RT-K12").height == 1
        law = [pack for pack in load_packs() if pack.art == "lov"]
        day: date = rows_of(reading, "forloeb", "startdato")[0][0]
        assert audit(reading.tables, law, pr=day).is_empty()


@pytest.mark.parametrize("number", range(1, 12))
def test_a_new_number_is_new_on_every_day_it_is_named(export: Callable[..., Path], number: int) -> None:
    raws = [(f"6.{number}", OLD), (f"§ 6, nr. {number}", OLD), (f"nr. {number}", NEW), (f"{number}", NEW)]
    for raw, start in raws:
        reading = reading_of(export, raw, start, "Revalidering" if number == 10 else "A-dagpenge")
        assert rows_of(reading, "forloeb", "maalgruppe") == [(f"6.{number}",)]
        assert "RT-K12" not in set(reading.findings["kode"])


def test_a_bare_number_without_a_start_is_known_only_where_both_laws_say_the_same(export: Callable[..., Path]) -> None:
    assert rows_of(reading_of(export, "nr. 3", ""), "forloeb", "maalgruppe") == [("6.3",)]
    reading = reading_of(export, "nr. 7", "")
    assert rows_of(reading, "forloeb", "maalgruppe") == [("nr. 7",)]
    assert reading.findings.filter(kode="RT-K12").height == 1


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("Jobparat kontanthjælp", "6.2"),
        ("Aktivitetsparat kontanthjælp", "6.3"),
        ("Uddannelsesparat", "6.4"),
        ("Åbenlyst uddannelsesparat", "6.4"),
        ("Aktivitetsparat uddannelseshjælp", "6.5"),
        ("Sygedagpenge", "6.6"),
        ("Ledighedsydelse", "6.9"),
        ("Aktivitetsparat", "Aktivitetsparat"),
        ("Ressourceforløbsydelse", "Ressourceforløbsydelse"),
    ],
)
def test_words_that_mean_one_group_are_known_and_others_stay(export: Callable[..., Path], raw: str, code: str) -> None:
    for start in (OLD, NEW):
        assert rows_of(reading_of(export, raw, start), "forloeb", "maalgruppe") == [(code,)]
