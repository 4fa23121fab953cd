"""The fix lists: one for each, safe to open, never over somebody else's file."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from rettid.errors import UsageError
from rettid.findings import FINDING_SCHEMA
from rettid.fixlists import COLUMNS, file_names, write_lists

if TYPE_CHECKING:
    from pathlib import Path


def finding(worker: str | None, kode: str = "RT-S01", **more: Any) -> dict[str, Any]:
    alvor = {"RT-S01": "fejl", "RT-S09": "advarsel", "RT-S08": "oplysning"}[kode]
    row = {"kode": kode, "fil": "a.csv", "raekke": 2, "besked": "Står der.", "alvor": alvor, "sagsbehandler": worker}
    return row | {"sag": "4711", "vundne": 0} | more


def findings(*rows: dict[str, Any]) -> pl.DataFrame:
    kinds = {
        **FINDING_SCHEMA,
        "alvor": pl.String,
        "sagsbehandler": pl.String,
        "team": pl.String,
        "sag": pl.String,
        "vundne": pl.Int64,
    }
    return pl.DataFrame([{name: row.get(name) for name in kinds} for row in rows], schema=kinds, orient="row")


def lines(path: Path) -> list[list[str]]:
    return [line.split(";") for line in path.read_bytes().decode("utf-8-sig").split("\r\n")[:-1]]


def test_one_list_for_each_and_one_for_nobody(tmp_path: Path) -> None:
    written = write_lists(findings(finding("Åse Ø"), finding("Bo"), finding(None)), tmp_path / "lister")
    assert written == {"aase-oe.csv": 1, "bo.csv": 1, "uden-ansvarlig.csv": 1}
    assert {path.name for path in (tmp_path / "lister").iterdir()} == set(written)


def test_what_moves_the_rate_most_comes_first_and_information_is_no_task(tmp_path: Path) -> None:
    rows = [
        finding("Bo"),
        finding("Bo", "RT-S09"),
        finding("Bo", "RT-S01", vundne=3, raekke=9),
        finding("Bo", "RT-S08"),
    ]
    write_lists(findings(*rows), tmp_path)
    listed = lines(tmp_path / "bo.csv")
    assert tuple(listed[0]) == COLUMNS
    assert [(row[1], row[6]) for row in listed[1:]] == [("RT-S01", "9"), ("RT-S01", "2"), ("RT-S09", "2")]


def test_excel_opens_it_and_only_its_owner(tmp_path: Path) -> None:
    write_lists(findings(finding("Bo")), tmp_path)
    assert (tmp_path / "bo.csv").read_bytes().startswith(b"\xef\xbb\xbfalvor;kode;")
    assert stat.S_IMODE((tmp_path / "bo.csv").stat().st_mode) == 0o600


def test_an_old_list_is_replaced_and_that_of_one_with_nothing_left_is_emptied(tmp_path: Path) -> None:
    write_lists(findings(finding("Bo"), finding("Ida")), tmp_path)
    write_lists(findings(finding("Bo", "RT-S09")), tmp_path)
    assert [row[1] for row in lines(tmp_path / "bo.csv")[1:]] == ["RT-S09"]
    assert lines(tmp_path / "ida.csv") == [list(COLUMNS)]


def test_somebody_elses_file_stops_it_and_nothing_is_changed(tmp_path: Path) -> None:
    (tmp_path / "bo.csv").write_text("mit eget", encoding="utf-8")
    with pytest.raises(UsageError, match=r"bo\.csv: filen er ikke en retteliste"):
        write_lists(findings(finding("Anna"), finding("Bo")), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bo.csv"]
    assert (tmp_path / "bo.csv").read_text(encoding="utf-8") == "mit eget"


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "lister").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="--fix-list"):
        write_lists(findings(finding("Bo")), tmp_path / "lister")


def test_file_names_are_safe_and_apart() -> None:
    names = file_names(["Bo", "bo", "B.O.", "b-o", "uden ansvarlig", "NUL", "../../etc", "x" * 200, "Bo 2"])
    assert len(set(names)) == len(names)
    assert not [name for name in names if set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-.")]
    assert max(map(len, names)) < 80
    assert "uden-ansvarlig.csv" not in names
    assert "nul.csv" not in names
