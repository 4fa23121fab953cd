"""A list that repeats each interview for each offer, read from a file; and every quirk of `formats.md` § 10 has its test."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from polars.testing import assert_frame_equal

from rettid.engine import audit
from rettid.rules import load_packs
from tests.quirks.conftest import checked, found, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from rettid.intake import Reading
    from tests.quirks.conftest import Rows

CASE_HEAD = ["CPR-nr.", "Navn", "Fødselsdato", "Målgruppe", "Ledig fra", "Udtræksdato"]
INTERVIEW_HEAD = ["Samtaletype", "Samtaledato", "Samtalestatus"]
OFFER_HEAD = ["Tilbudstype", "Tilbud.Fra", "Tilbud.Til"]
PEOPLE = {
    "6101801234": (
        ["Bo Alfa", "01-01-1980", "6.1", "02-01-2018", "31-12-2018"],
        [["Jobsamtale", f"{day}-2018", "Afholdt"] for day in ("15-01", "12-02", "12-03")],
        [["Virksomhedspraktik", "02-04-2018", "27-04-2018"], ["Mentor", "01-06-2018", "31-08-2018"]],
    ),
    "6201801235": (
        ["Åse Beta", "02-01-1980", "6.1", "01-02-2018", "31-12-2018"],
        [["Jobsamtale", f"{day}-2018", "Afholdt"] for day in ("20-03", "24-04")],
        [["Virksomhedspraktik", "01-08-2018", "28-09-2018"]],
    ),
}


def judged(reading: Reading) -> pl.DataFrame:
    return audit(reading.tables, [pack for pack in load_packs() if pack.art == "lov"], pr=date(2018, 12, 31))


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_quirk_34_a_cartesian_join_from_a_file_gives_the_same_funds(
    shape: str, text_file: Callable[..., Path], workbook: Callable[..., Path]
) -> None:
    flat: Rows = [[*CASE_HEAD, *INTERVIEW_HEAD, *OFFER_HEAD]]
    flat += [
        [number, *case, *interview, *offer]
        for number, (case, interviews, offers) in PEOPLE.items()
        for interview in interviews
        for offer in offers
    ]
    path = text_file(flat, name="liste.csv") if shape == "csv" else workbook({"Liste": flat}, "liste.xlsx")
    apart = {
        "Forløb": [CASE_HEAD, *([number, *case] for number, (case, _, _) in PEOPLE.items())],
        "Samtaler": [["CPR-nr.", *INTERVIEW_HEAD]]
        + [[number, *each] for number, (_, interviews, _) in PEOPLE.items() for each in interviews],
        "Tilbud": [["CPR-nr.", "Art", "Type", "Fra", "Til"]]
        + [[number, "Tilbud", *each] for number, (_, _, offers) in PEOPLE.items() for each in offers],
    }
    reading, three = checked(path), checked(workbook(apart, "tre-ark.xlsx"))
    assert [len(rows_of(reading, name, "forloeb_id")) for name in ("forloeb", "samtaler", "tilbud")] == [2, 5, 3]
    assert found(reading, "RT-F06") == ["8 rækker er foldet sammen til 2 forløb, 3 tilbud og 5 samtaler."]
    funds = judged(reading)
    assert funds.height > 10
    assert_frame_equal(funds, judged(three))


def test_every_quirk_has_a_test_of_its_number() -> None:
    here = Path(__file__).parent
    told = {
        int(number)
        for file in here.glob("test_*.py")
        for number in re.findall(r"def test_quirk_(\d\d)_", file.read_text(encoding="utf-8"))
    }
    text = (
        (here.parents[1] / "docs" / "formats.md")
        .read_text(encoding="utf-8")
        .partition("## 10. ")[2]
        .partition("\n---")[0]
    )
    listed = {int(number) for number in re.findall(r"(?:^|· )(\d{1,2}) ", text, re.MULTILINE)}
    assert listed >= set(range(1, 38))
    assert told == listed - {38}


def test_a_joined_list_may_go_by_the_name_of_one_of_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "samtaler.csv"
    path.write_text(
        "CPR-nr.;Ydelse;Målgruppe;Ledig fra;Samtaletype;Samtaledato;Samtalestatus\n"
        "610180-1234;A-dagpenge;6.1;02-07-2018;Jobsamtale;20-07-2018;Afholdt\n"
        "610180-1234;A-dagpenge;6.1;02-07-2018;Jobsamtale;17-08-2018;Udeblevet\n",
        encoding="utf-8",
    )
    reading = checked(path)
    assert reading.tables["forloeb"].collect().height == 1
    assert reading.tables["samtaler"].collect()["status"].to_list() == ["afholdt", "udeblevet"]
