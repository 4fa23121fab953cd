"""A shift between target groups or benefits under the shipped law: a new period, or the same one (LAB § 9)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from rettid.engine import audit
from rettid.rules import SHIPPED, load_packs
from rettid.tables import Tables

if TYPE_CHECKING:
    from rettid.rules import Pack


@pytest.fixture(scope="module")
def law() -> list[Pack]:
    """The packs of law that ship."""
    return [pack for pack in load_packs([SHIPPED]) if pack.art == "lov"]


def on(day: str) -> dt.date:
    """The day of an ISO date."""
    return dt.date.fromisoformat(day)


def part(number: int, group: str, benefit: str, start: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    """A forløb of one and the same citizen."""
    last = None if end is None else on(end)
    case = {"forloeb_id": f"F{number}", "borger_id": "B1", "maalgruppe": group, "ydelse": benefit}
    return {**case, "startdato": on(start), "slutdato": last, **more}


def interviews(law: list[Pack], *parts: dict[str, Any], pr: str) -> dict[str, str]:
    """Per forløb the deadline of its four interviews in six months."""
    tables = Tables.from_rows({"forloeb": parts, "samtaler": [], "tilbud": [], "fravaer": []})
    funds = audit(tables, law, pr=on(pr)).to_dicts()
    return {fund["forloeb_id"]: str(fund["frist"]) for fund in funds if fund["krav"] == "fire-samtaler"}


@pytest.mark.parametrize("before", ["6.4", "6.5"])
@pytest.mark.parametrize("after", ["6.2", "6.3"])
def test_from_education_ready_to_job_ready_a_new_period_begins(law: list[Pack], before: str, after: str) -> None:
    """§ 9, stk. 2, nr. 2: also where both benefits are called kontanthjælp."""
    first = part(1, before, "Kontanthjælp", "2025-09-01", "2025-12-31")
    second = part(2, after, "Kontanthjælp", "2026-01-01")
    assert interviews(law, first, second, pr="2026-01-31") == {"F1": "2026-03-01", "F2": "2026-07-01"}


def test_within_kontanthjaelp_the_period_goes_on(law: list[Pack]) -> None:
    first = part(1, "6.2", "Kontanthjælp", "2025-09-01", "2025-12-31")
    second = part(2, "6.3", "Kontanthjælp", "2026-01-01")
    assert interviews(law, first, second, pr="2026-01-31") == {"F1": "2026-03-01"}


def test_from_jobafklaring_to_ressourceforloeb_a_new_period_begins(law: list[Pack]) -> None:
    """§ 9, stk. 1: the benefit has one name in the two, and is two benefits."""
    first = part(1, "6.7", "Ressourceforløbsydelse", "2025-09-01", "2025-12-31")
    second = part(2, "6.8", "Ressourceforløbsydelse", "2026-01-01")
    assert interviews(law, first, second, pr="2026-01-31") == {"F1": "2026-03-01", "F2": "2026-07-01"}


def test_from_kontanthjaelp_to_ressourceforloeb_four_interviews_are_owed_again(law: list[Pack]) -> None:
    """STAR 2020: "Ved ydelsesskift, fx fra kontanthjælp til ressourceforløb, skal der igen afholdes fire samtaler"."""
    first = part(1, "6.3", "Kontanthjælp", "2025-09-01", "2025-12-31")
    second = part(2, "6.8", "Ressourceforløbsydelse", "2026-01-01")
    assert interviews(law, first, second, pr="2026-01-31") == {"F1": "2026-03-01", "F2": "2026-07-01"}


def test_a_period_begun_before_the_reform_of_2026_stays_with_the_old_law(law: list[Pack]) -> None:
    first = part(1, "6.2", "Kontanthjælp", "2026-06-01", "2026-07-05")
    second = part(2, "6.2", "Kontanthjælp", "2026-08-20")
    assert interviews(law, first, second, pr="2026-09-30") == {"F1": "2026-12-01"}
