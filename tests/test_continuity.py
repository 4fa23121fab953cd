"""Two systems side by side, and the day one of them was filled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from rettid.continuity import SCHEMA, compare, conversion_dates, counts

OLD_DAY, NEW_DAY = date(2018, 10, 31), date(2018, 12, 31)
START = date(2018, 3, 1)
COLUMNS = {
    "forloeb_id": pl.String(),
    "borger_id": pl.String(),
    "startdato": pl.Date(),
    "slutdato": pl.Date(),
    "team": pl.String(),
    "sagsbehandler": pl.String(),
    "_sag": pl.String(),
}


def export(prefix: str, *cases: tuple[str, date | None]) -> pl.DataFrame:
    """Forløb of an export: which case each is, and when it ended."""
    rows: list[dict[str, Any]] = [
        {"forloeb_id": prefix + case, "borger_id": f"B{case}", "startdato": START, "slutdato": end, "_sag": case}
        for case, end in cases
    ]
    return pl.DataFrame([{name: row.get(name) for name in COLUMNS} for row in rows], schema=COLUMNS, orient="row")


def test_a_case_that_one_of_them_has_closed_is_not_missing() -> None:
    old = export("G", ("1", None), ("2", None), ("3", date(2018, 10, 1)), ("4", date(2018, 9, 1)), ("5", None))
    new = export("N", ("1", None), ("2", date(2018, 11, 20)), ("3", None), ("4", date(2018, 9, 1)))
    report = compare(old, new, OLD_DAY, NEW_DAY)
    assert report is not None
    assert dict(report.schema) == SCHEMA
    assert report.select("forloeb_gammelt", "stand", "aaben_gammelt", "aaben_nyt").rows() == [
        ("G5", "mangler i det nye", True, False),
        ("G1", "i begge", True, True),
        ("G2", "i begge", True, False),
        ("G3", "i begge", False, True),
    ]
    figures = counts(report)
    assert (figures.aabne_gammelt, figures.aabne_nyt, figures.mangler, figures.nye) == (3, 2, 1, 0)
    assert (figures.afsluttet_nyt, figures.genaabnet_nyt) == (1, 1)


def test_an_end_after_the_day_of_the_export_is_still_open() -> None:
    later = OLD_DAY + timedelta(1)
    report = compare(export("G", ("1", later)), export("N", ("1", None)), OLD_DAY, NEW_DAY)
    assert report is not None
    assert report["aaben_gammelt"].to_list() == [True]


def test_two_teams_lists_are_not_two_systems() -> None:
    one = export("A", *((str(at), None) for at in range(9)))
    other = export("B", *((str(at), None) for at in range(8, 20)))
    assert compare(one, other, OLD_DAY, OLD_DAY) is None


@pytest.mark.parametrize(
    ("shared", "others", "found"), [(20, 46, True), (20, 47, False), (19, 0, False), (30, 70, True)]
)
def test_twenty_forloeb_and_three_in_ten_make_a_conversion_date(shared: int, others: int, found: bool) -> None:  # noqa: FBT001
    days = [START] * shared + [START + timedelta(at + 1) for at in range(others)]
    assert conversion_dates(pl.DataFrame({"startdato": days})).rows() == (
        [(START, shared, shared / (shared + others))] if found else []
    )


def test_each_file_has_its_own_conversion_date() -> None:
    days = [START] * 20 + [START + timedelta(at) for at in range(100)]
    files = ["nyt.xlsx"] * 20 + ["gammelt.xlsx"] * 100
    frame = pl.DataFrame({"kilde_fil": files, "startdato": days})
    assert conversion_dates(frame)["kilde_fil"].to_list() == ["nyt.xlsx"]
