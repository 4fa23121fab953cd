"""Which export a run takes when nobody is there to choose, and when it takes none."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from rettid.errors import IntakeError, UsageError
from rettid.fixlists import COLUMNS
from rettid.intake import read
from rettid.periods import parse_period
from rettid.unattended import given_export, newest_export, parse_age, refuse_old, refuse_unfinished
from rettid.unattended.faults import NotNowError
from tests.cli.asking import FASIT, ROOT, WORKBASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rettid.unattended import Export

MONDAY = datetime(2018, 8, 27, 6, 30).astimezone()
SUNDAY_NIGHT = MONDAY - timedelta(hours=8)
PASSED_OVER = """
~$udtræk.xlsx .~lock.udtræk.xlsx# udtræk.xlsx.tmp udtræk.xlsx.part udtræk.xlsx.crdownload .skjult.csv
rettid-liste-2018-08-27.xlsx rettid-liste-2018-08-27.xlsx.manifest.json rettid.log rettid.toml
.skjult/udtræk.csv __MACOSX/udtræk.csv tom/.udtræk.csv lister/bo-aas.xlsx
"""
ENOUGH = "sag;start\n1;2018-01-01\n"


def put(path: Path, written: datetime = SUNDAY_NIGHT, content: str | bytes = ENOUGH) -> Path:
    """A file, written then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (written.timestamp(), written.timestamp()))
    return path


def fortnight_ago(path: Path) -> Path:
    return put(path, SUNDAY_NIGHT - timedelta(days=14))


def refused(attempt: Callable[[], object], *told: str) -> NotNowError:
    with pytest.raises(NotNowError) as raised:
        attempt()
    assert not [word for word in told if word not in str(raised.value)], str(raised.value)
    assert str(raised.value).endswith(".")
    return raised.value


# --- The newest ----------------------------------------------------------------------------------------------------


def test_the_newest_is_the_one_that_was_written_last_whatever_it_is_called(tmp_path: Path) -> None:
    fortnight_ago(tmp_path / "z-udtræk.csv")
    newest = put(tmp_path / "a-udtræk.XLSX")
    assert newest_export(tmp_path).path == newest
    assert newest_export(tmp_path).skrevet == SUNDAY_NIGHT


def test_of_two_written_at_once_the_last_by_name_is_taken(tmp_path: Path) -> None:
    for day in ("2018-08-27", "2018-08-13", "2018-07-30"):
        put(tmp_path / f"fasit-{day}.csv")
    assert newest_export(tmp_path).path.name == "fasit-2018-08-27.csv"


def test_a_folder_of_files_is_one_export_as_new_as_the_newest_of_them(tmp_path: Path) -> None:
    """The folder's own time says nothing: something may have been taken out of it."""
    fortnight_ago(tmp_path / "13-08" / "borgere.csv")
    new = [
        put(tmp_path / "27-08" / "borgere.csv", SUNDAY_NIGHT - timedelta(days=9)),
        put(tmp_path / "27-08" / "samtaler.csv"),
    ]
    os.utime(tmp_path / "13-08")
    put(tmp_path / "vejledning" / "læs mig.pdf", MONDAY)
    export = newest_export(tmp_path)
    assert (export.path, export.files, export.skrevet) == (tmp_path / "27-08", tuple(new), SUNDAY_NIGHT)


@pytest.mark.parametrize("name", PASSED_OVER.split())
def test_what_is_no_export_is_passed_over(name: str, tmp_path: Path) -> None:
    export = fortnight_ago(tmp_path / "udtræk.xlsx")
    put(tmp_path / name, MONDAY)
    assert newest_export(tmp_path, apart_from=[tmp_path / "lister"]).path == export


def test_what_rettid_has_written_is_no_export(tmp_path: Path) -> None:
    """Data with a manifest beside them, and the fix lists, are known by that; a manifest of another's is not."""
    export = fortnight_ago(tmp_path / "udtræk.csv")
    put(tmp_path / "funde.csv", MONDAY)
    put(tmp_path / "funde.csv.manifest.json", MONDAY, "{}")
    put(tmp_path / "rettelister" / "bo-aas.csv", MONDAY, "\ufeff" + ";".join(COLUMNS) + "\r\n")
    assert newest_export(tmp_path).path == export
    put(tmp_path / "andet.xlsx", MONDAY)
    assert newest_export(tmp_path).path.name == "andet.xlsx"


def test_only_what_is_called_so(tmp_path: Path) -> None:
    export = fortnight_ago(tmp_path / "fasit 13-08.xlsx")
    put(tmp_path / "momentum 27-08.xlsx")
    assert newest_export(tmp_path, "fasit*").path == export
    refused(lambda: newest_export(tmp_path, "workbase*"), "intet udtræk, der hedder workbase*")


def test_a_folder_without_an_export_says_so(tmp_path: Path) -> None:
    put(tmp_path / "~$udtræk.xlsx")
    fault = refused(lambda: newest_export(tmp_path), "intet udtræk", ".csv", ".xlsx", "Læg udtrækket i mappen")
    assert fault.hvad == "der er intet udtræk i mappen"
    refused(lambda: newest_export(tmp_path / "væk"), "væk: mappen kan ikke åbnes (den findes ikke)", "drevet")


def test_loose_parts_of_one_export_are_not_taken_one_by_one(tmp_path: Path) -> None:
    """`samtaler.csv` alone would be the newest, and without `borgere.csv` it is no export."""
    put(tmp_path / "borgere.csv", SUNDAY_NIGHT - timedelta(minutes=1))
    put(tmp_path / "samtaler.csv")
    refused(lambda: newest_export(tmp_path), "borgere.csv er fra samme time", "i en mappe for sig", "uden --nyeste")
    fortnight_ago(tmp_path / "borgere.csv")
    assert newest_export(tmp_path).path.name == "samtaler.csv"


def test_the_newest_is_read_as_if_it_had_been_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / FASIT, tmp_path / "fasit")
    for file in (tmp_path / "fasit").iterdir():
        os.utime(file, (1, 1))
    shutil.copy(ROOT / WORKBASE, tmp_path / "workbase.xlsx")
    assert read(newest_export(tmp_path).files).profiles == ("workbase",)
    for file in (tmp_path / "fasit").iterdir():
        os.utime(file)
    os.utime(tmp_path / "workbase.xlsx", (2, 2))
    given = given_export([tmp_path / "fasit"])
    assert newest_export(tmp_path) == given
    assert read(given.files).profiles == ("fasit",)
    with pytest.raises(IntakeError, match="findes ikke"):
        given_export([tmp_path / "væk"])


# --- Still being written -------------------------------------------------------------------------------------------


def zipped(names: int = 3) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for number in range(names):
            archive.writestr(f"{number}.csv", ENOUGH)
    return content.getvalue()


def finished(export: Export, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Look at the export twice; what happens in between takes no time here."""
    moments: list[float] = []
    refuse_unfinished(export, MONDAY, 2.0, lambda seconds: (moments.append(seconds), meanwhile()))
    assert moments == [2.0]


def test_a_file_that_lies_still_is_taken(tmp_path: Path) -> None:
    put(tmp_path / "a" / "borgere.csv")
    put(tmp_path / "a" / "alt.zip", content=zipped())
    finished(newest_export(tmp_path))


def test_a_file_that_grows_or_changes_is_not(tmp_path: Path) -> None:
    file = put(tmp_path / "udtræk.csv")
    told = ("udtræk.csv", "den ændrer sig", "Prøv igen kl. 06.35")
    refused(partial(finished, newest_export(tmp_path), lambda: put(file, content=ENOUGH + "2;")), *told)
    refused(partial(finished, newest_export(tmp_path), lambda: os.utime(file, (9, 9))), *told)
    put(file)
    fault = refused(partial(finished, newest_export(tmp_path), file.unlink), *told)
    assert fault.hvad == "udtrækket bliver måske stadig skrevet"


def test_a_file_that_joins_the_folder_is_seen(tmp_path: Path) -> None:
    put(tmp_path / "a" / "borgere.csv")
    export = newest_export(tmp_path)
    refused(lambda: finished(export, lambda: put(tmp_path / "a" / "samtaler.csv")), "samtaler.csv")


def test_a_file_of_the_last_seconds_is_let_settle(tmp_path: Path) -> None:
    put(tmp_path / "udtræk.csv", MONDAY - timedelta(seconds=4))
    refused(lambda: finished(newest_export(tmp_path)), "for et øjeblik siden", "kl. 06.35")
    put(tmp_path / "udtræk.csv", MONDAY - timedelta(seconds=6))
    finished(newest_export(tmp_path))


def test_a_file_from_a_time_that_has_not_come_is_not_trusted(tmp_path: Path) -> None:
    """It would be the newest for years."""
    put(tmp_path / "udtræk.csv", datetime(2038, 1, 1, 12).astimezone())
    refused(lambda: finished(newest_export(tmp_path)), "01-01-2038 kl. 12.00", "ur forkert")


@pytest.mark.parametrize("name", ["udtræk.xlsx", "udtræk.zip", "udtræk.ods"])
def test_an_archive_without_its_end_is_not_whole(name: str, tmp_path: Path) -> None:
    whole = zipped()
    for part in (whole[:-22], whole[: len(whole) // 2], whole[:8] + bytes(len(whole) - 8)):
        put(tmp_path / name, content=part)
        refused(lambda: finished(newest_export(tmp_path)), "mangler sin slutning", "lav udtrækket igen")
    put(tmp_path / name, content=whole)
    finished(newest_export(tmp_path))


def test_an_empty_file_is_not_whole_and_a_text_called_xlsx_may_be(tmp_path: Path) -> None:
    put(tmp_path / "udtræk.csv", content="")
    refused(lambda: finished(newest_export(tmp_path)), "den er tom")
    put(tmp_path / "udtræk.xlsx", MONDAY - timedelta(hours=1))
    finished(newest_export(tmp_path))


def test_the_wait_is_a_real_one(tmp_path: Path) -> None:
    """Left to itself it waits, and lets go of the processor."""
    put(tmp_path / "udtræk.csv")
    before = datetime.now().astimezone()
    refuse_unfinished(newest_export(tmp_path), MONDAY, 0.05)
    assert datetime.now().astimezone() - before >= timedelta(seconds=0.05)


# --- Too old -------------------------------------------------------------------------------------------------------


def aged(tmp_path: Path, extracted: str | None, today: str, limit: str = "7 dage") -> None:
    put(tmp_path / "udtræk.csv", datetime(2018, 8, 20, 12).astimezone())
    day = date.fromisoformat(extracted) if extracted else None
    refuse_old(newest_export(tmp_path), day, parse_period(limit), date.fromisoformat(today))


@pytest.mark.parametrize(
    ("extracted", "today", "limit"),
    [
        ("2018-08-20", "2018-08-27", "7 dage"),
        ("2018-08-20", "2018-08-20", "0 dage"),
        (None, "2018-08-27", "1 uge"),
        ("2018-07-31", "2018-08-31", "1 måned"),
        ("2018-01-31", "2018-08-20", "12 måneder"),
    ],
)
def test_an_export_may_be_just_so_old(extracted: str | None, today: str, limit: str, tmp_path: Path) -> None:
    aged(tmp_path, extracted, today, limit)


def test_an_export_a_day_older_is_refused_with_both_days(tmp_path: Path) -> None:
    """A file copied yesterday may hold what was extracted a month ago: the day in the file counts."""
    fault = refused(
        lambda: aged(tmp_path, "2018-08-13", "2018-08-21"),
        "udtræk.csv: udtrækket er fra 13-08-2018, filen er skrevet 20-08-2018, og i dag er det 21-08-2018",
        "højst være 7 dage gammelt",
        "Lav et nyt udtræk",
    )
    assert fault.hvad == "det nyeste udtræk er for gammelt"
    refused(lambda: aged(tmp_path, None, "2018-08-28"), "siger ikke selv", "skrevet 20-08-2018", "28-08-2018")


def test_an_export_from_tomorrow_is_refused(tmp_path: Path) -> None:
    refused(lambda: aged(tmp_path, "2018-08-22", "2018-08-21"), "22-08-2018", "21-08-2018", "ur går rigtigt")


def test_an_age_is_a_period_of_the_law() -> None:
    assert str(parse_age("7 dage")) == "7 dage"
    for text in ("7", "en uge", "-1 dage", "7 d"):
        with pytest.raises(UsageError, match='Skriv for eksempel --hoejst-gammel "7 dage"'):
            parse_age(text)
