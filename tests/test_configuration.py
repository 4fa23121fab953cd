"""`rettid.toml`: what it may say, where it is found, and that the command line always wins."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rettid import configuration
from rettid.configuration import Configuration, as_text, load, with_teams
from rettid.errors import UsageError
from rettid.tables import Tables
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, ask, export, funds_of, refused

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = """\
kommune = "Køge"
profil = "workbase"
lokale_pakker = ["broendby-2018"]
regler = ["sider"]
noegle = "hemmelig/noegle"
[graenser]
fejl_under = 80
registreret_senest_dage = 7
[team]
"Team Nord" = ["Ida", "Bo"]
"""


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder and a configuration folder of the test's own, with a known key."""
    own = tmp_path / "indstillinger" / "rettid"
    own.mkdir(parents=True)
    (own / "noegle").write_text("prøve\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own.parent))
    work = tmp_path / "arbejde"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def written(somewhere: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = somewhere / "rettid.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# --- Reading ---------------------------------------------------------------------------------------------------


def test_every_key(written: Callable[[str], Path]) -> None:
    path = written(WHOLE)
    assert load(path) == Configuration(
        fil="rettid.toml",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        mappe=path.parent,
        kommune="Køge",
        profil="workbase",
        regler=(path.parent / "sider",),
        lokale_pakker=("broendby-2018",),
        noegle=path.parent / "hemmelig" / "noegle",
        fejl_under=80.0,
        registreret_senest_dage=7,
        team={"Team Nord": ("Ida", "Bo")},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('komune = "Køge"', 'linje 1: nøglen "komune" kendes ikke. Mente du "kommune"?'),
        ("\n[graenser]\nfejl_uder = 80", 'linje 3: nøglen "fejl_uder" kendes ikke. Mente du "fejl_under"?'),
        ("[graenser]\nfejl_under = 101", 'linje 2: "fejl_under" skal være en procent'),
        ('[graenser]\nfejl_under = "80"', 'linje 2: "fejl_under" skal være en procent'),
        ("[graenser]\nregistreret_senest_dage = 7.5", "et helt antal dage"),
        ("kommune = 4", 'linje 1: "kommune" skal være en tekst'),
        ("lokale_pakker = [4]", '"lokale_pakker" skal være en liste'),
        ('team = "Nord"', r"skriv \[team\]"),
        ('[team]\nA = ["Ida"]\nB = ["ida"]', 'linje 3: "ida" står både i "A" og "B"'),
        ('kommune = "Køge', "linje 1, tegn 16: opsætningen er ikke gyldig TOML: citationstegnet"),
    ],
)
def test_it_is_strict(written: Callable[[str], Path], text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load(written(text))


def test_the_working_folder_comes_before_the_users_own(written: Callable[[str], Path]) -> None:
    assert configuration.found() == Configuration()
    (configuration.user_folder() / "rettid.toml").write_text('kommune = "Egen"\n', encoding="utf-8")
    assert configuration.found().kommune == "Egen"
    written('kommune = "Her"\n')
    assert configuration.found().kommune == "Her"


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes a folder one that can't be entered; the permissions of the disk don't bind whoever runs as root."""

    def lock(folder: Path) -> None:
        def refuse(call: Callable[..., Any]) -> Callable[..., Any]:
            def answer(path: Any = ".", *more: Any, **named: Any) -> Any:
                if folder in (Path(str(path)), *Path(str(path)).parents):
                    raise PermissionError(errno.EACCES, "Permission denied", str(path))
                return call(path, *more, **named)

            return answer

        for name in ("stat", "listdir", "scandir", "open"):
            monkeypatch.setattr(os, name, refuse(getattr(os, name)))

    return lock


def test_a_folder_of_settings_that_cannot_be_entered(locked: Callable[[Path], None]) -> None:
    locked(configuration.user_folder())
    refused(ask("audit", ROOT / FASIT), "rettid.toml", "opsætningen kan ikke åbnes", "ikke adgang", "--opsaetning")


def test_profiles_in_a_folder_that_cannot_be_entered(
    locked: Callable[[Path], None], written: Callable[[str], Path]
) -> None:
    written('noegle = "noegle"\n').with_name("noegle").write_text("prøve\n", encoding="utf-8")
    locked(configuration.user_folder())
    answer = ask("check", ROOT / WORKBASE)
    assert answer.code == 0
    assert "profiler: profilerne her er ikke læst (der er ikke adgang til den)." in answer.message
    assert "Bed om adgang til mappen." in answer.message


def test_a_key_in_a_folder_that_cannot_be_entered(
    locked: Callable[[Path], None], written: Callable[[str], Path]
) -> None:
    written('kommune = "Køge"\n')
    locked(configuration.user_folder())
    answer = ask("check", ROOT / WORKBASE)
    assert answer.code == 2
    assert "nøglen kan ikke laves (der er ikke adgang til den)." in answer.message


def test_the_text_of_a_configuration_reads_as_itself(written: Callable[[str], Path]) -> None:
    said = Configuration(
        kommune='K"ø\\ge',
        profil="fasit",
        lokale_pakker=("broendby-2018",),
        noegle=Path("noegle"),
        fejl_under=82.5,
        team={"Team Nord": ("Ida", "Bo")},
    )
    path = written(as_text(said))
    read = load(path)
    assert (read.kommune, read.profil, read.lokale_pakker) == (said.kommune, said.profil, said.lokale_pakker)
    assert (read.noegle, read.fejl_under, dict(read.team)) == (path.parent / "noegle", 82.5, said.team)
    nothing = load(written(as_text(Configuration())))
    assert (nothing.kommune, nothing.profil, nothing.lokale_pakker, dict(nothing.team)) == ("", None, (), {})


# --- Teams -----------------------------------------------------------------------------------------------------


def test_teams_fill_only_what_is_empty() -> None:
    tables = Tables.from_rows(
        {
            "forloeb": [
                {"forloeb_id": "1", "sagsbehandler": "Ida"},
                {"forloeb_id": "2", "sagsbehandler": "ida ", "team": "Syd"},
                {"forloeb_id": "3", "sagsbehandler": "Ukendt"},
                {"forloeb_id": "4"},
            ],
            "ansvar": [{"forloeb_id": "1", "sagsbehandler": "IDA"}],
        }
    )
    filled = with_teams(tables, {"Nord": ("Ida",)})
    assert filled["forloeb"].collect()["team"].to_list() == ["Nord", "Syd", None, None]
    assert filled["ansvar"].collect()["team"].to_list() == ["Nord"]
    assert not filled.supplied("samtaler")
    assert tables["forloeb"].collect()["team"].to_list() == [None, "Syd", None, None]


# --- In use ----------------------------------------------------------------------------------------------------


def sample(name: str) -> Path:
    return ROOT / name


def test_what_it_says_is_used_and_told(written: Callable[[str], Path], somewhere: Path) -> None:
    path = written('kommune = "Køge"\nlokale_pakker = ["broendby-2018"]\n[graenser]\nfejl_under = 99\n')
    out = somewhere / "svar.json"
    answer = ask("audit", sample(WORKBASE), "--out", out)
    assert answer.code == 1
    assert {fund["pakke"] for fund in json.loads(out.read_bytes())} >= {"broendby-2018"}
    manifest = json.loads((somewhere / "svar.json.manifest.json").read_bytes())
    assert manifest["opsaetning"] == {
        "navn": "rettid.toml",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    assert "Opsætning: rettid.toml (Køge)." in ask("audit", sample(WORKBASE)).screen
    assert "Opsætning: rettid.toml (Køge)." in ask("check", sample(WORKBASE)).screen


def test_the_command_line_wins(written: Callable[[str], Path]) -> None:
    written('lokale_pakker = ["broendby-2018"]\nprofil = "momentum"\n[graenser]\nfejl_under = 99\n')
    refused(ask("audit", sample(WORKBASE)), "momentum", "workbase")
    answer = ask(
        "audit", sample(WORKBASE), "--profil", "workbase", "--fejl-under", "1", "--lokal", "faaborg-midtfyn-2018"
    )
    assert answer.code == 0, answer.message
    assert "broendby" not in answer.screen


def test_a_file_that_is_named(somewhere: Path) -> None:
    other = somewhere / "andet" / "vores.toml"
    other.parent.mkdir()
    other.write_text('kommune = "Faxe"\n', encoding="utf-8")
    assert "vores.toml (Faxe)" in ask("audit", sample(WORKBASE), "--opsaetning", other).screen
    refused(ask("audit", sample(WORKBASE), "--opsaetning", "findes-ikke.toml"), "findes-ikke.toml", "rettid init")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('profil = "workbse"', ("rettid.toml", 'mente du "workbase"')),
        ('profil = "min.toml"', ("rettid.toml", "min.toml")),
        ('noegle = "findes-ikke"', ("rettid.toml", "findes-ikke", "nøglen")),
        ('lokale_pakker = ["broendby"]', ("rettid.toml", 'Mente du "broendby-2018"')),
        ('regler = ["findes-ikke"]', ("findes-ikke", "findes ikke")),
    ],
)
def test_what_it_names_must_be_there(written: Callable[[str], Path], text: str, words: tuple[str, ...]) -> None:
    written(text + "\n")
    refused(ask("audit", sample(WORKBASE)), *words)


def test_the_key_file_is_relative_to_it_and_gives_its_own_ids(written: Callable[[str], Path], somewhere: Path) -> None:
    day = ("--pr", "2018-12-31")
    before = {fund["borger_id"] for fund in funds_of(sample(WORKBASE), *day)}
    (somewhere / "fælles").write_text("en anden\n", encoding="utf-8")
    written('noegle = "fælles"\n')
    assert not before & {fund["borger_id"] for fund in funds_of(sample(WORKBASE), *day)}


def test_teams_of_the_configuration_are_caseloads(written: Callable[[str], Path], somewhere: Path) -> None:
    case = {"forloeb_id": "F1", "borger_id": "B1", "foedselsdato": "1980-05-12", "maalgruppe": "6.1"}
    cases = [case | {"startdato": "2018-07-02", "sagsbehandler": "Ida"}]
    given = export(
        somewhere / "udtræk",
        {
            "forloeb": cases,
            "samtaler": [{"forloeb_id": "F1", "dato": "2018-08-02", "samtaletype": "jobsamtale", "status": "afholdt"}],
        },
    )
    written('[team]\n"Team Nord" = ["Ida"]\n')
    assert {fund["team"] for fund in funds_of(given, "--pr", "2018-12-31")} == {"Team Nord"}
    assert "Team Nord" in ask("audit", given, "--pr", "2018-12-31", "--team", "Team Nord").screen


def test_the_days_of_registration(written: Callable[[str], Path]) -> None:
    def late() -> int:
        found = json.loads(ask("check", sample(FASIT), "--pr", "2018-12-31", "--format", "json").out)
        return sum(finding["kode"] == "RT-S08" for finding in found["anmaerkninger"])

    before = late()
    written("[graenser]\nregistreret_senest_dage = 3\n")
    assert late() > before


def test_a_profile_beside_it_is_found(written: Callable[[str], Path], somewhere: Path) -> None:
    written("")
    assert ask("map", sample(MOMENTUM), "--skriv", "--out", somewhere / "vores.toml").code == 0
    assert "(vores," in ask("audit", sample(MOMENTUM), "--pr", "2026-10-31").screen
    (somewhere / "ødelagt.toml").write_text("[[ark]]\ntabel = 'x'\n", encoding="utf-8")
    answer = ask("audit", sample(MOMENTUM), "--pr", "2026-10-31")
    assert answer.code == 0
    assert answer.message.startswith("NB: ødelagt.toml")
