"""What a run writes and what the files are called; and that nobody's number is in any of them unless it was asked for."""

from __future__ import annotations

import hashlib
import io
import json
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening
from rettid.configuration import Configuration
from rettid.errors import UsageError
from rettid.lists import files
from rettid.lists.model import Lists
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, discreet
from tests.lists.made import fortnight, lists_of, person

if TYPE_CHECKING:
    from pathlib import Path

DAYS = {FASIT: "2018-12-31", WORKBASE: "2018-12-31", MOMENTUM: "2026-10-31"}


def every_file(lists: Lists) -> dict[str, bytes]:
    """Every file but the workbook that can be made of the lists, whole and divided, with the manifests."""
    found = files.calendar_files(lists)
    found |= files.manifest_file(lists, "ics", found)
    for form in ("html", "csv", "json", "parquet"):
        made = files.made(lists, form, files.writer(form), delt=True)
        found |= made | files.manifest_file(lists, form, made)
    return found


def as_text(name: str, content: bytes) -> str:
    if name.endswith(".parquet"):
        return pl.read_parquet(io.BytesIO(content)).write_csv()
    return content.replace(b"\r\n ", b"").decode()


def sample(name: str, key: Path, *, personal: bool) -> Lists:
    key.write_text("prøve\n", encoding="utf-8")
    asked = Question([ROOT / name], DAYS[name], None, None, None, None, key, personhenfoerbar=personal)
    summary = judged(asked, Opening(None, ask=False, setup=Configuration()))
    return Lists(summary, cpr=summary.reading.cpr)


@pytest.mark.parametrize("name", [FASIT, WORKBASE, MOMENTUM])
def test_no_file_of_a_sample_names_a_citizen_or_holds_a_number(name: str, tmp_path: Path) -> None:
    lists = sample(name, tmp_path / "noegle", personal=False)
    assert lists.cpr is None
    numbers = sample(name, tmp_path / "noegle", personal=True).cpr
    assert numbers is not None
    digits = re.compile("|".join(f"{number[:6]}-?{number[7:]}" for number in numbers["cpr"]))
    assert digits.search("".join(numbers["cpr"])), "prøven kan se et nummer"
    for file, content in every_file(lists).items():
        text = as_text(file, content)
        assert not digits.search(text), file
        if not file.endswith(".manifest.json"):
            discreet(re.sub(r"sha256-\S+|\b[0-9a-f]{16,64}\b", "", text))


def test_where_names_and_numbers_were_asked_for_they_are_on_pages_and_in_data_alone(tmp_path: Path) -> None:
    lists = sample(FASIT, tmp_path / "noegle", personal=True)
    assert lists.cpr is not None
    shown = lists.lines.join(lists.cpr, on="borger_id")["cpr"].unique()
    assert len(shown) > 50
    for file, content in every_file(lists).items():
        text = as_text(file, content)
        found = [number for number in shown if number in text]
        if file.endswith((".ics", ".manifest.json")):
            assert not found, file
        elif file in {files.file_name(lists.summary.pr, form) for form in ("html", "csv", "json", "parquet")}:
            assert len(found) == len(shown), file
        else:
            assert found, file


def test_the_whole_list_and_one_file_each() -> None:
    made = files.made(fortnight(), "csv", files.writer("csv"), delt=True)
    assert list(made) == [
        "rettid-liste-2018-08-27.csv",
        "rettid-liste-2018-08-27-bo-lund.csv",
        "rettid-liste-2018-08-27-ida-holm.csv",
        "rettid-liste-2018-08-27-uden-ansvarlig.csv",
    ]
    assert list(files.made(fortnight(), "csv", files.writer("csv"))) == ["rettid-liste-2018-08-27.csv"]


def test_one_file_per_team_in_place_of_the_whole() -> None:
    made = files.made(fortnight(), "html", files.writer("html"), pr_team=True)
    assert list(made) == [f"rettid-liste-2018-08-27-{team}.html" for team in ("team-a", "team-b", "uden-team")]


def test_a_caseworker_called_as_a_team_does_not_take_its_file() -> None:
    workers = ("Nord", "Ida Holm", "Nord 2")
    lists = lists_of(*[(person(11 + at, worker, "Nord"), []) for at, worker in enumerate(workers)])
    made = files.made(lists, "csv", files.writer("csv"), delt=True, pr_team=True)
    assert list(made) == [f"rettid-liste-2018-08-27-{slug}.csv" for slug in ("nord", "ida-holm", "nord-2", "nord-2-2")]
    rows = [content.count(b"\n") - 1 for content in made.values()]
    assert rows[0] == lists.lines.height == sum(rows[1:])


def test_one_manifest_for_all_files_of_a_run() -> None:
    lists = fortnight()
    made = files.made(lists, "json", files.writer("json"), delt=True)
    ((name, content),) = files.manifest_file(
        lists, "json", made, before=[("rettid-liste-2018-08-13.xlsx", "e" * 64)]
    ).items()
    told = json.loads(content)
    assert name == "rettid-liste-2018-08-27.json.manifest.json"
    assert {file["navn"]: file["sha256"] for file in told["filer_ud"]} == {
        file: hashlib.sha256(written).hexdigest() for file, written in made.items()
    }
    assert told["liste_foer"] == [{"navn": "rettid-liste-2018-08-13.xlsx", "sha256": "e" * 64}]
    assert (told["liste_foer_pr"], told["horisont"], told["personhenfoerbar"]) == ("2018-08-13", "6 uger", False)
    assert told["raekker"] == {"linjer": 53, "ny": 8, "fortsat": 40, "forværret": 5, "løst": 3, "fjernet": 7}
    assert told["pr"] == "2018-08-27"


@pytest.mark.parametrize("form", files.FORMATS)
def test_the_formats(form: str) -> None:
    assert files.asked_formats(form) == (form,)
    assert files.asked_formats(None) == ("xlsx",)


def test_another_format_is_refused_with_the_choices() -> None:
    with pytest.raises(UsageError, match=r'^--format: "pdf" er .* Vælg blandt: xlsx, html, ics, json, csv, parquet\.$'):
        files.asked_formats("pdf")
