"""`rettid history`: where it looks, the runs, what changed since, and how old runs go."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from rettid.cli import judging
from rettid.store import open_store
from tests.cli.asking import FASIT, ROOT, WORKBASE, ask, presentable, refused
from tests.store.runs import made, run_of

if TYPE_CHECKING:
    from pathlib import Path

THEN, NOW = "2018-08-13", "2018-08-27"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with nothing in it."""
    folder = tmp_path / "arbejde"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def koege(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The history of Køge's fortnight, and of the fortnight before."""
    place = tmp_path_factory.mktemp("koege")
    for day in ("2018-07-30", THEN, NOW):
        open_store(place).save(run_of(FASIT, day))
    return place


@pytest.fixture
def work(empty: Path, koege: Path) -> Path:
    """A working folder with Køge's history in `historik`."""
    shutil.copytree(koege, empty / "historik")
    return empty


# --- Where it looks --------------------------------------------------------------------------------------------


def test_the_place_is_named_or_set_up_or_the_one_that_lies_nearby(work: Path) -> None:
    (work / "historik").rename(work / "gemt")
    refused(ask("history"), "ingen historik her", "rettid lists FIL --out lister")
    refused(ask("history", "--sted", "andet"), "--sted: der er ingen mappe andet", "rettid lists FIL --out MAPPE")
    named = ask("history", "--sted", "gemt")
    assert named.code == 0
    (work / "rettid.toml").write_text('[historik]\nsted = "gemt"\n', encoding="utf-8")
    assert ask("history") == named
    (work / "rettid.toml").write_text('[historik]\nsted = "borte"\n', encoding="utf-8")
    refused(ask("history"), 'rettid.toml, "sted": der er ingen mappe borte')
    assert ask("history", "--sted", "gemt") == named
    (work / "rettid.toml").unlink()
    (work / "lister").mkdir()
    (work / "gemt").rename(work / "lister" / "historik")
    assert ask("history") == named
    (work / "historik").mkdir()
    refused(ask("history"), "to historikker her: historik og lister/historik", "rettid history --sted historik")


def test_an_empty_history_says_how_it_is_filled(empty: Path) -> None:
    (empty / "historik").mkdir()
    answer = ask("history")
    assert (answer.code, answer.out) == (0, b"")
    assert "Historikken er tom. Gem den første kørsel med: rettid lists FIL --out MAPPE" in answer.message
    assert json.loads(ask("history", "--format", "json").out) == []
    refused(ask("history", "--siden", THEN), "ingen kørsel pr. 13-08-2018")


# --- The runs --------------------------------------------------------------------------------------------------


def test_the_runs_with_their_rates(work: Path) -> None:
    answer = ask("history")
    assert (answer.code, answer.err) == (0, b"")
    presentable(answer.screen)
    lines = answer.screen.splitlines()
    assert lines[0] == "Historik: 3 kørsler"
    assert [line.split()[0] for line in lines[2:5]] == ["30-07-2018", "13-08-2018", "27-08-2018"]
    assert "181 af 242 = 74,8 %" in lines[4]
    assert "10 af 16 = 62,5 %" in lines[4]
    assert "fra 30-07-2018: dagpenge-2015 1, dagpenge-2017 1" in answer.screen
    assert "181 af 242 = 74,8 %" in ask("audit", ROOT / FASIT, "--pr", NOW).screen
    assert work.exists()


def test_the_runs_as_data_have_a_row_per_kind_of_duty(work: Path) -> None:
    rows = json.loads(ask("history", "--format", "json").out)
    assert [(row["pr"], row["haendelse"], row["taeller"], row["naevner"]) for row in rows][-2:] == [
        (NOW, "samtale", 181, 242),
        (NOW, "tilbud", 10, 16),
    ]
    done = ask("history", "--out", "koersler.csv")
    assert done.message == "koersler.csv: 6 rækker skrevet.\n"
    with (work / "koersler.csv").open(encoding="utf-8", newline="") as file:
        assert [row["pr"] for row in csv.DictReader(file)] == [row["pr"] for row in rows]
    manifest = json.loads((work / "koersler.csv.manifest.json").read_text(encoding="utf-8"))
    assert [run["pr"] for run in manifest["koersler"]] == ["2018-07-30", THEN, NOW]


def test_a_rate_that_the_export_cannot_tell_is_not_shown_as_a_number(empty: Path) -> None:
    open_store(empty / "historik").save(run_of(f"{FASIT}/borgere.csv", NOW))
    answer = ask("history")
    assert "ikke i udtrækket" in answer.screen
    assert " af " not in answer.screen.split("Til tiden af")[0]


def test_a_damaged_run_is_said_and_the_rest_is_shown(work: Path) -> None:
    middle = sorted((work / "historik").glob("*.parquet"))[1]
    middle.write_bytes(middle.read_bytes()[:-9])
    answer = ask("history")
    assert answer.code == 0
    assert answer.message.startswith(f"NB: historik/{middle.name}: kørslen kan ikke læses (den er beskadiget)")
    assert "2 kørsler" in answer.screen
    answer = ask("history", "--siden", THEN)
    assert answer.code == 2
    assert "ingen kørsel pr. 13-08-2018. De nærmeste er 30-07-2018, 27-08-2018." in answer.message


def test_many_runs_are_cut_on_the_screen_and_not_in_the_data(empty: Path) -> None:
    store = open_store(empty / "historik")
    for each in range(55):
        store.save(made(each, date.fromordinal(date(2018, 1, 1).toordinal() + 14 * each), funds=1))
    answer = ask("history")
    presentable(answer.screen)
    assert "Historik: 55 kørsler\n  De 52 seneste. 3 flere findes." in answer.screen
    assert "01-01-2018" not in answer.screen
    assert len(json.loads(ask("history", "--format", "json").out)) == 110


# --- What changed ----------------------------------------------------------------------------------------------


def test_what_changed_since_a_day(work: Path) -> None:
    answer = ask("history", "--siden", "13-08-2018")
    assert (answer.code, answer.err) == (0, b"")
    presentable(answer.screen)
    assert answer.screen.startswith("Ændringer fra 13-08-2018 til 27-08-2018\n")
    numbers = answer.screen.splitlines()[3].split()
    assert numbers == ["Samtaler", "116", "37", "8", "41", "10", "13", "48", "112", "2"]
    assert "Forværret: fristen er overskredet siden (10)" in answer.screen
    assert "28 flere. Se dem alle med --format csv." in answer.screen
    assert ask("history", "--siden", THEN, "--til", NOW).out == answer.out
    assert ask("history", "--siden", run_of(FASIT, THEN).id[:8], "--til", run_of(FASIT, NOW).id).out == answer.out
    assert work.exists()


def test_what_changed_as_data(work: Path) -> None:
    rows = json.loads(ask("history", "--siden", THEN, "--format", "json").out)
    assert len(rows) == 43 + 10 + 13 + 41 + 11 + 2
    assert "navn" not in rows[0]
    assert rows[0]["aendring"] == "forvaerret"
    text = ask("history", "--siden", THEN, "--format", "csv").out.decode()
    assert [row["fund_id"] for row in csv.DictReader(io.StringIO(text))] == [row["fund_id"] for row in rows]
    ask("history", "--siden", THEN, "--out", "aendret.parquet")
    assert pl.read_parquet(work / "aendret.parquet")["fund_id"].to_list() == [row["fund_id"] for row in rows]
    manifest = json.loads((work / "aendret.parquet.manifest.json").read_text(encoding="utf-8"))
    assert [run["pr"] for run in manifest["koersler"]] == [THEN, NOW]


def test_a_shorter_horizon_has_fewer_on_the_list(work: Path) -> None:
    near = ask("history", "--siden", THEN, "--horisont", "14 dage").screen.splitlines()[3].split()
    assert int(near[1]) < 116
    assert "højst 14 dage væk" in ask("history", "--siden", THEN, "--horisont", "14 dage").screen
    refused(ask("history", "--siden", THEN, "--horisont", "snart"), '--horisont: "snart" er ikke en periode')
    refused(ask("history", "--siden", THEN, "--horisont", "2000 dage"), "højst et år")
    assert work.exists()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--siden", "2018-08-20"), "ingen kørsel pr. 20-08-2018. De nærmeste er 30-07-2018, 13-08-2018, 27-08-2018."),
        (("--siden", NOW), "kørslen er ikke ældre end den, den skal sammenlignes med"),
        (("--siden", NOW, "--til", THEN), "kørslen er ikke ældre"),
        (("--siden", "i går"), '--siden: "i går" er ikke en dato'),
        (("--siden", "abcdef0123"), 'ingen kørsler har et id, der begynder med "abcdef0123"'),
        (("--til", NOW), "--siden DATO"),
        (("--siden", THEN, "--team", "Nord"), '--team: historikken har ingen kørsel for "Nord". Der er: ingen.'),
        (("--team", "Nord"), '--team: historikken har ingen kørsel for "Nord". Der er: ingen.'),
        (("--kommune", "Greve"), 'ingen kørsel for "Greve". Der er: Køge.'),
        (("--format", "xml"), '--format: "xml" er ikke et format'),
        (("--slet-aeldre-end", "2 år", "--team", "Nord"), "--slet-aeldre-end gælder hele historikken"),
        (("--slet-aeldre-end", "alt"), '--slet-aeldre-end: "alt" er ikke en periode'),
        (("--slet-aeldre-end", "0 dage"), "er ikke en periode"),
    ],
)
def test_a_question_that_cannot_be_answered(work: Path, asked: tuple[str, ...], words: str) -> None:
    refused(ask("history", *asked), words)
    assert open_store(work / "historik").runs().height == 3


def test_like_is_held_against_like(empty: Path) -> None:
    store = open_store(empty / "historik")
    for number, (pr, facts) in enumerate(
        [
            (THEN, {}),
            (THEN, {"team": "Nord"}),
            (NOW, {"team": "Syd"}),
            (NOW, {}),
            (NOW, {"team": "Nord"}),
            (NOW, {"kendt_pr": date(2018, 8, 1)}),
        ]
    ):
        store.save(made(number, date.fromisoformat(pr), **facts))
    whole, nord = ask("history", "--siden", THEN), ask("history", "--siden", THEN, "--team", "Nord")
    assert f"Kørsel {made(0).id[:8]} og {made(3).id[:8]}" in whole.screen
    assert whole.screen != nord.screen
    assert nord.screen.startswith("Ændringer fra 13-08-2018 til 27-08-2018 · Nord")
    refused(ask("history", "--siden", THEN, "--team", "Syd"), "ingen kørsel pr. 13-08-2018")
    listed = ask("history")
    presentable(listed.screen)
    assert "27-08-2018*" in listed.screen
    assert "Team" in listed.screen.splitlines()[1]
    assert len(json.loads(ask("history", "--team", "Nord", "--format", "json").out)) == 4


def test_of_several_runs_of_a_day_the_last_saved_is_meant(empty: Path) -> None:
    store = open_store(empty / "historik")
    for number, pr in ((5, THEN), (4, THEN), (9, NOW), (8, NOW)):
        store.save(made(number, date.fromisoformat(pr)))
    answer = ask("history", "--siden", THEN)
    assert len({made(each).id[:8] for each in (4, 5, 8, 9)}) == 1
    data = json.loads(ask("history", "--siden", THEN, "--format", "json").out)
    assert {row["fund_id"] for row in data} <= {
        *made(4, date.fromisoformat(THEN)).fund["fund_id"],
        *made(8, date.fromisoformat(NOW)).fund["fund_id"],
    }
    assert answer.code == 0


def test_several_teams_or_municipalities_must_be_told_apart(empty: Path) -> None:
    store = open_store(empty / "historik")
    for number, (pr, team) in enumerate([(THEN, "Nord"), (NOW, "Nord")]):
        store.save(made(number, date.fromisoformat(pr), team=team))
    assert "· Nord" in ask("history", "--siden", THEN).screen
    store.save(made(7, date.fromisoformat(NOW), team="Syd"))
    refused(ask("history", "--siden", THEN), "flere team: Nord, Syd. Vælg med --team.")
    store.save(made(8, date.fromisoformat(NOW), team="Syd", kommune="Greve"))
    refused(ask("history", "--siden", THEN, "--team", "Nord"), "flere kommuner: Greve, Køge. Vælg med --kommune.")
    assert ask("history", "--siden", THEN, "--team", "Nord", "--kommune", "Køge").code == 0
    (empty / "rettid.toml").write_text('kommune = "Køge"\n', encoding="utf-8")
    assert ask("history", "--siden", THEN, "--team", "Nord").code == 0


def test_what_makes_two_runs_hard_to_compare_is_said(empty: Path) -> None:
    store = open_store(empty / "historik")
    store.save(made(1, date.fromisoformat(THEN)))
    store.save(made(2, date.fromisoformat(NOW), pakker="dagpenge-2017 2", rettid="0.2.0", noegle="beef4567"))
    answer = ask("history", "--siden", THEN)
    presentable(answer.screen)
    for words in ("ikke dømt efter de samme pakker", "to udgaver af rettid: 0.1.0 og 0.2.0", "hver sin nøgle"):
        assert words in " ".join(answer.screen.split())


def test_workbase_and_fasit_tell_of_the_same_duties_only_by_their_own_case_numbers(empty: Path) -> None:
    """Two systems number their cases differently, so all is new and all is gone, and it is said of every row."""
    store = open_store(empty / "historik")
    store.save(run_of(FASIT, NOW))
    store.save(run_of(WORKBASE, "2018-12-31"))
    rows = json.loads(ask("history", "--siden", NOW, "--format", "json").out)
    assert {row["aarsag"] for row in rows if row["aendring"] == "fjernet"} == {"ikke i udtrækket mere"}


# --- How old runs go -------------------------------------------------------------------------------------------


def test_old_runs_are_deleted_by_the_day_they_tell_of(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_today", lambda: date(2020, 8, 13))
    answer = ask("history", "--slet-aeldre-end", "2 år")
    assert (answer.code, answer.out) == (0, b"")
    assert answer.message == "1 kørsel fra før 13-08-2018 slettet.\n"
    assert open_store(work / "historik").runs()["pr"].to_list() == [date(2018, 8, 13), date(2018, 8, 27)]
    assert ask("history", "--slet-aeldre-end", "24 måneder").message == "0 kørsler fra før 13-08-2018 slettet.\n"
    monkeypatch.setattr(judging, "_today", lambda: date(2020, 8, 14))
    assert ask("history", "--slet-aeldre-end", "24 måneder").message == "1 kørsel fra før 14-08-2018 slettet.\n"
