"""`andel`: a share of the persons, its headroom and its outlook (`spec.md` § 5, "Shares")."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid import quotas
from rettid.rules import Pack, load_packs
from rettid.tables import FUND_SCHEMA, USES_SHARE

if TYPE_CHECKING:
    from pathlib import Path

PR = date(2026, 11, 1)

PAGE = """id = "{name}"
titel = "Prøve"
art = "lokal"
version = "1"
ur = "kalender"
[[krav]]
id = "tilbud"
titel = "Tilbud"
haendelse = "tilbud"
form = "senest"
senest = "6 måneder"
{more}
"""
QUOTA = """[[krav]]
id = "kvote"
titel = "Mindst 75 pct."
form = "andel"
af = ["tilbud", "anden/tilbud"]
mindst = 0.75
periode = "{periode}"
"""


def packs(folder: Path, periode: str = "måned") -> tuple[Pack, ...]:
    for name, more in (("denne", QUOTA.format(periode=periode)), ("anden", "")):
        (folder / f"{name}.toml").write_text(PAGE.format(name=name, more=more), encoding="utf-8")
    return load_packs([folder])


def funds(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    """Rows of citizen, pack, deadline and status."""
    made = [
        {
            "borger_id": who,
            "forloeb_id": f"F{number}",
            "pakke": pack,
            "krav": "tilbud",
            "frist": date.fromisoformat(day),
        }
        | {"status": status}
        for number, (who, pack, day, status) in enumerate(rows)
    ]
    return pl.DataFrame([dict.fromkeys(FUND_SCHEMA) | row for row in made], schema=FUND_SCHEMA)


def many(number: int, status: str, day: str = "2026-09-15", pack: str = "denne") -> list[tuple[str, str, str, str]]:
    return [(f"{status}{pack}{day}{each}", pack, day, status) for each in range(number)]


def one(frame: pl.DataFrame, packs: tuple[Pack, ...]) -> dict[str, object]:
    (row,) = quotas.quotas(frame, packs, PR).to_dicts()
    return row


@pytest.mark.parametrize(
    ("timely", "missed", "headroom", "status"),
    [(30, 10, 0, "nået"), (31, 9, 1, "nået"), (29, 11, -1, "ikke nået"), (3, 0, 0, "nået"), (4, 0, 1, "nået")],
)
def test_three_quarters_of_a_month_that_is_over(
    tmp_path: Path, timely: int, missed: int, headroom: int, status: str
) -> None:
    row = one(funds(*many(timely, "rettidig"), *many(missed, "mangler")), packs(tmp_path))
    assert (row["opfyldt"], row["personer"]) == (timely, timely + missed)
    assert (row["luft"], row["status"], row["periode"]) == (headroom, status, "2026-09")


def test_persons_of_all_groups_are_one_group(tmp_path: Path) -> None:
    both = funds(*many(10, "rettidig"), *many(10, "rettidig", pack="anden"), *many(5, "for_sent", pack="anden"))
    row = one(both, packs(tmp_path))
    assert (row["opfyldt"], row["personer"], row["luft"], row["status"]) == (20, 25, 1, "nået")


def test_a_person_counts_once_and_is_missed_when_any_duty_was(tmp_path: Path) -> None:
    row = one(
        funds(("a", "denne", "2026-09-01", "rettidig"), ("a", "denne", "2026-09-30", "for_sent")), packs(tmp_path)
    )
    assert (row["opfyldt"], row["personer"], row["status"]) == (0, 1, "ikke nået")


@pytest.mark.parametrize(
    ("timely", "missed", "open_", "status"),
    [
        (30, 5, 5, "nås"),  # 40 persons, ten may be missed
        (30, 5, 6, "afgøres endnu"),  # 41 persons, ten may be missed
        (30, 12, 6, "afgøres endnu"),  # 48 persons, twelve may be missed
        (30, 13, 6, "kan ikke nås"),  # 49 persons, twelve may be missed
        (0, 0, 3, "afgøres endnu"),
    ],
)
def test_the_outlook_while_the_period_runs(tmp_path: Path, timely: int, missed: int, open_: int, status: str) -> None:
    rows = [*many(timely, "rettidig"), *many(missed, "mangler"), *many(open_, "kommende", "2026-12-20")]
    row = one(funds(*rows), packs(tmp_path, "halvår"))
    assert (row["status"], row["endnu_aabne"], row["personer"]) == (status, open_, timely + missed)


@pytest.mark.parametrize(
    ("periode", "name", "first", "last"),
    [
        ("måned", "2026-09", date(2026, 9, 1), date(2026, 9, 30)),
        ("kvartal", "2026K3", date(2026, 7, 1), date(2026, 9, 30)),
        ("halvår", "2026H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("år", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_periods_of_the_calendar(tmp_path: Path, periode: str, name: str, first: date, last: date) -> None:
    row = one(funds(*many(1, "rettidig")), packs(tmp_path, periode))
    assert (row["periode"], row["fra"], row["til"]) == (name, first, last)


def test_what_is_undecided_exempt_or_lapsed_is_in_neither_number(tmp_path: Path) -> None:
    rows = [*many(1, "rettidig"), *many(2, "kan_ikke_afgoeres"), *many(3, "undtaget"), *many(4, "bortfaldet")]
    row = one(funds(*rows), packs(tmp_path))
    assert (row["opfyldt"], row["personer"], row["kan_ikke_afgoeres"]) == (1, 1, 2)


def chosen(frame: pl.DataFrame) -> pl.DataFrame:
    """The funds, the exempt ones exempt at the expense of the share."""
    said = pl.when(pl.col("status") == "undtaget").then(pl.lit(f"ansvarlig er den nuværende; {USES_SHARE}"))
    return frame.with_columns(bemaerkning=said.cast(pl.Categorical))


@pytest.mark.parametrize(
    ("timely", "exempt", "headroom", "status"),
    [(30, 10, 0, "nået"), (31, 9, 1, "nået"), (29, 11, -1, "ikke nået"), (0, 1, -1, "ikke nået")],
)
def test_an_exemption_that_uses_the_share_is_a_person_missed(
    tmp_path: Path, timely: int, exempt: int, headroom: int, status: str
) -> None:
    """Of 40 persons ten may be exempt; the eleventh breaks the share though it is a breach of nobody's deadline."""
    row = one(chosen(funds(*many(timely, "rettidig"), *many(exempt, "undtaget"))), packs(tmp_path))
    assert (row["opfyldt"], row["personer"], row["undtaget"]) == (timely, timely + exempt, exempt)
    assert (row["luft"], row["luft_i_alt"], row["status"]) == (headroom, headroom, status)


def test_an_exemption_of_a_coming_deadline_is_spent_already(tmp_path: Path) -> None:
    """Forty persons, thirty of them open and none due: the tenth exemption leaves nothing, the eleventh can't be made good."""
    for exempt, left, status in ((9, 1, "afgøres endnu"), (10, 0, "afgøres endnu"), (11, -1, "kan ikke nås")):
        rows = [*many(exempt, "undtaget", "2026-12-20"), *many(40 - exempt, "kommende", "2026-12-20")]
        row = one(chosen(funds(*rows)), packs(tmp_path, "halvår"))
        assert (row["personer"], row["endnu_aabne"], row["undtaget"]) == (0, 40 - exempt, exempt)
        assert (row["luft_i_alt"], row["status"]) == (left, status)


def test_without_a_share_in_the_packs_there_is_no_row() -> None:
    shipped = [pack for pack in load_packs() if pack.id == "dagpenge-2020"]
    assert quotas.quotas(funds(*many(3, "rettidig")), shipped, PR).is_empty()
