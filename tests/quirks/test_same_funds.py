"""The same cases give the same funds, whatever file they come in."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from polars.testing import assert_frame_equal

from rettid.engine import audit
from rettid.errors import IntakeError
from rettid.intake import Reading, read
from rettid.rules import load_packs

from . import same_cases

if TYPE_CHECKING:
    import polars as pl

STORED = Path(__file__).parents[1] / "data" / "kvirk"
KEY = "6b" * 32


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "noegle"
    path.write_text(KEY, encoding="ascii")
    return path


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    home = tmp_path_factory.mktemp("facit")
    (home / "noegle").write_text(KEY, encoding="ascii")
    funds = judged(read([same_cases.workbook(home / "a.xlsx")], key_file=home / "noegle"))
    assert funds.height > 150
    assert funds["status"].n_unique() >= 4
    return funds


def judged(reading: Reading) -> pl.DataFrame:
    for sheet in reading.sheets:
        assert sheet.raekker_laest == sheet.raekker_brugt + sheet.raekker_frasorteret
    assert reading.extracted == date(2018, 12, 31)
    return audit(reading.tables, [pack for pack in load_packs() if pack.art == "lov"], pr=date(2018, 12, 31))


@pytest.mark.parametrize("form", same_cases.FORMS)
def test_every_form_gives_the_same_funds(form: str, tmp_path: Path, key: Path, expected: pl.DataFrame) -> None:
    assert_frame_equal(judged(read([same_cases.FORMS[form](tmp_path)], key_file=key)), expected)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_the_old_and_the_open_workbook_give_the_same_funds(suffix: str, key: Path, expected: pl.DataFrame) -> None:
    assert_frame_equal(judged(read([STORED / f"ens-sager.{suffix}"], key_file=key)), expected)


def test_a_protected_workbook_gives_the_same_funds(tmp_path: Path, key: Path, expected: pl.DataFrame) -> None:
    path = same_cases.protected_workbook(tmp_path / "a.xlsx", "Hemmelig1")
    reading = read([path], key_file=key, password=lambda _: "Hemmelig1")
    assert_frame_equal(judged(reading), expected)


def test_a_binary_workbook_whose_text_is_lost_is_refused_by_name(key: Path) -> None:
    with pytest.raises(IntakeError, match=r"ens-sager\.xlsb.*\.xlsx"):
        read([STORED / "ens-sager.xlsb"], key_file=key)
