"""CPR numbers, kept beside the tables only where they were asked for, and shown nowhere by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid.intake import read
from rettid.intake.cpr import citizen_id
from rettid.intake.secret import local_key
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "forloeb_id;borger_id;cpr;maalgruppe;startdato\n"


def kept(folder: Path) -> dict[str, str]:
    """The number of each citizen, by the case they have."""
    reading = read([folder], keep_cpr=True)
    cases = reading.tables["forloeb"].select("forloeb_id", "borger_id").collect()
    assert reading.cpr is not None
    assert reading.cpr["borger_id"].is_unique().all()
    return dict(cases.join(reading.cpr, on="borger_id").select("forloeb_id", "cpr").iter_rows())


@pytest.mark.parametrize("sample", [FASIT, MOMENTUM, WORKBASE])
def test_every_citizen_of_a_sample_has_the_number_that_the_id_was_made_of(sample: str) -> None:
    reading = read([ROOT / sample], keep_cpr=True)
    citizens = reading.tables["forloeb"].select(pl.col("borger_id").unique()).collect()["borger_id"]
    assert reading.cpr is not None
    assert set(reading.cpr["borger_id"]) == set(citizens)
    for citizen, number in reading.cpr.iter_rows():
        assert citizen == citizen_id(number.replace("-", ""), local_key())


@pytest.mark.parametrize("sample", [FASIT, WORKBASE])
def test_without_asking_there_are_no_numbers_and_all_else_is_the_same(sample: str) -> None:
    without, with_them = read([ROOT / sample]), read([ROOT / sample], keep_cpr=True)
    assert without.cpr is None
    for name in without.tables.frames:
        assert without.tables[name].collect().equals(with_them.tables[name].collect())
    for name in ("set_aside", "unknown", "columns", "findings"):
        assert getattr(without, name).equals(getattr(with_them, name))


def test_the_numbers_are_not_printed_with_the_reading() -> None:
    reading = read([ROOT / FASIT], keep_cpr=True)
    assert reading.cpr is not None
    shown = repr(reading)
    assert "Reading(" in shown
    assert not [number for number in reading.cpr["cpr"] if number in shown or number.replace("-", "") in shown]
    assert "cpr=" not in shown


def test_a_number_is_written_the_same_way_however_it_stands(export: Callable[..., Path]) -> None:
    rows = "F1;;6101801234;6.1;2018-01-01\nF2;;610280-1234;6.1;2018-01-01\nF3;;101575000;6.1;2018-01-01\n"
    unborn = f"{'010157'}-5000"  # a first zero was lost: born 2057, so nobody's yet
    assert kept(export(forloeb=HEADER + rows)) == {"F1": "610180-1234", "F2": "610280-1234", "F3": unborn}


def test_a_number_goes_with_the_id_that_the_file_has_of_its_own(export: Callable[..., Path]) -> None:
    folder = export(forloeb=HEADER + "F1;B1;610180-1234;6.1;2018-01-01\n")
    assert kept(folder) == {"F1": "610180-1234"}
    assert read([folder], keep_cpr=True).cpr.to_dicts() == [{"borger_id": "B1", "cpr": "610180-1234"}]  # type: ignore[union-attr]


@pytest.mark.parametrize("column", ["forloeb_id", "borger_id"])
def test_a_number_in_a_column_of_ids_is_kept_as_well(export: Callable[..., Path], column: str) -> None:
    folder = export(forloeb=f"{column};maalgruppe;startdato\n610180-1234;6.1;2018-01-01\n")
    assert list(kept(folder).values()) == ["610180-1234"]


@pytest.mark.parametrize("number", ["", "0000000000", "610180XXXX", "6,10180E+09", "4711", "999999-9999"])
def test_what_is_no_number_is_not_kept(export: Callable[..., Path], number: str) -> None:
    assert kept(export(forloeb=HEADER + f"F1;B1;{number};6.1;2018-01-01\n")) == {}


def test_someone_with_two_numbers_is_shown_with_none(export: Callable[..., Path]) -> None:
    rows = "F1;B1;610180-1234;6.1;2018-01-01\nF2;B1;620180-1234;6.1;2018-06-01\nF3;B2;610280-1234;6.1;2018-01-01\n"
    assert kept(export(forloeb=HEADER + rows)) == {"F3": "610280-1234"}


def test_the_number_of_a_row_that_was_set_aside_is_not_kept(export: Callable[..., Path]) -> None:
    folder = export(
        forloeb=HEADER + "F1;;610180-1234;6.1;2018-01-01\n",
        samtaler="cpr;dato;samtaletype;status\n620180-1234;2018-02-01;jobsamtale;afholdt\n",
    )
    reading = read([folder], keep_cpr=True)
    assert reading.set_aside.height == 1
    assert reading.cpr["cpr"].to_list() == ["610180-1234"]  # type: ignore[index]


def test_sheets_that_are_read_side_by_side_give_the_same_every_time() -> None:
    readings = [read([ROOT / MOMENTUM], keep_cpr=True) for _ in range(2)]
    assert readings[0].cpr.equals(readings[1].cpr)  # type: ignore[union-attr, arg-type]
