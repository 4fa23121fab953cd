"""`rettid lists` as the one who asks meets it: what it says and refuses, what it makes of names and notes, that it repeats itself."""

from __future__ import annotations

import inspect
import os
import re
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from rettid.cli import judging
from rettid.cli.lists_command import lists as command_function
from rettid.lists.readback import read_before
from rettid.unattended import settling
from tests.asking import caseload, citizen, export, held
from tests.cli.asking import FASIT, MOMENTUM, ROOT, WORKBASE, ask, asked, presentable, refused
from tests.cli.lists_asking import (
    ANE,
    BEFORE,
    BO,
    DAY,
    EARLIER,
    LATER,
    LIST,
    command,
    lists,
    made,
    names,
    notes,
    tree,
    udtraek,
    workbooks,
    write_note,
)

ANES = LIST.replace(".xlsx", "-ane-baek.xlsx")


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export."""
    return udtraek(tmp_path_factory.mktemp("givet") / "udtræk")


# --- What it says ----------------------------------------------------------------------------------------------

SCREENS = {
    f"{FASIT} --pr 2018-12-31": """
Lister pr. 31-12-2018
  108 åbne sager hos 7 sagsbehandlere: 27 frister er overskredet, 153 skal der handles på inden 6
  uger.
  Det er den første liste: næste gang siger den, hvad der er nyt, løst og forværret.
  5 åbne sager har ingen ansvarlig: se arket Uden ansvarlig.
  Skrevet: lister/rettid-liste-2018-12-31.xlsx
""",
    f"{MOMENTUM} --pr 2026-10-31 --a-kasse": """
Lister pr. 31-10-2026
  57 åbne sager hos 5 sagsbehandlere: 10 frister er overskredet, 17 skal der handles på inden 6
  uger.
  Det er den første liste: næste gang siger den, hvad der er nyt, løst og forværret.
  5 åbne sager har ingen ansvarlig: se arket Uden ansvarlig.
  Skrevet: lister/rettid-liste-2026-10-31.xlsx
""",
    f"{WORKBASE} --ugentlig --format html": """
Lister pr. 31-12-2018
  108 åbne sager hos 7 sagsbehandlere: 27 frister er overskredet, 57 skal der handles på inden 2
  uger.
  Der er ingen liste at holde den op mod; det er projektmappen (xlsx), der husker til næste gang.
  5 åbne sager har ingen ansvarlig: se arket Uden ansvarlig.
  Skrevet: lister/rettid-liste-2018-12-31.html
""",
}


@pytest.mark.parametrize("question", SCREENS)
def test_the_screen_of_the_samples(question: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, *options = question.split()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    answer = ask("lists", ROOT / file, *options)
    assert (answer.code, answer.message) == (0, "")
    presentable(answer.screen)
    assert answer.screen == SCREENS[question]


def test_the_help_tells_every_option() -> None:
    answer = asked("lists", "--help")
    assert answer.code == 0
    presentable(answer.screen, width=80)
    told = set(re.findall(r"^  (--[a-z0-9-]+)", answer.screen, re.MULTILINE))
    options = {f"--{name.replace('_', '-')}" for name in inspect.signature(command_function).parameters}
    assert told == options - {"--filer"} | {"--help"}
    described = re.sub(r"\s+", " ", answer.screen)
    assert "Hvem skal gøre hvad inden hvilken dag, og hvad er der sket siden sidste liste?" in described


@pytest.mark.skipif(os.name != "posix", reason="POSIX tæller CPU-tiden")
def test_the_help_is_instant() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rettid", "lists", "--help"],
        capture_output=True,
        cwd=ROOT,
        check=True,
    ).stderr.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert not re.search(r"\| +(polars|xlsxwriter|lxml|fastexcel|networkx|rich)", loaded)
    assert after.ru_utime - before.ru_utime < 1, "0,1 s på en rolig maskine"


def test_a_threshold_that_is_broken_ends_with_1_and_the_lists_are_there(given: Path, tmp_path: Path) -> None:
    answer = lists(given, tmp_path, "--fejl-under", "100")
    assert answer.code == 1
    assert answer.message == (
        "Grænsen er ikke prøvet for tilbud: ikke i udtrækket.\n"
        "Under grænsen på 100,0 %: Samtaler, 9 af 24 = 37,5 % (21,2–57,3).\n"
    )
    assert LIST in names(tmp_path)
    assert " kode=1 " in (tmp_path / "rettid.log").read_text(encoding="utf-8")


# --- What it refuses, before anything is touched ---------------------------------------------------------------

REFUSED = {
    "--ugentlig --horisont 4uger": "--ugentlig rækker to uger frem",
    "--horisont måske": '--horisont: "måske" er ikke en tid',
    "--horisont 27~uger": "Horisonten 27 uger er for lang",
    "--format pdf": '--format: "pdf" er ikke et format for lister',
    "--kolonner skostørrelse": "skostørrelse",
    "--pr-team --team Nord": "sig enten --pr-team eller --team",
    "--foerste --forrige x.xlsx": "sig enten --foerste eller --forrige",
    "--uger lige": "--uger: sig også",
    "--hver-14-dag-fra 2018-08-28": "mandag",
    "--hver-14-dag-fra 2018-08-27 --uger skæve": "skæve",
    "--hoejst-gammel 7": '--hoejst-gammel: "7" er ikke en alder',
    "--fejl-under 101": '--fejl-under: "101" er ikke en procent',
    "--pr i~går": "--pr",
    "--historik mysql://db/x": "en adresse, rettid ikke kan bruge",
    "--adgangskode-fil findes-ikke": "--adgangskode-fil findes-ikke: filen kan ikke læses",
    "--adgangskode-fil kode --format html": "--adgangskode-fil låser projektmapper, og --format html giver ingen",
    "--tilbudsvifte findes-ikke.csv": "findes-ikke.csv",
    "--nyeste forloeb.csv": "--nyeste: giv én mappe",
    "--out .": "det er udtrækkets mappe",
}


@pytest.mark.parametrize("options", REFUSED)
def test_what_can_not_be_asked(options: str, given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_today", lambda: date(2018, 8, 27))
    monkeypatch.chdir(given)
    code = given / "kode"
    code.write_text("hemmelig\n", encoding="utf-8")
    code.chmod(0o600)
    before = tree(given.parent)
    words = [word.replace("~", " ").replace("4uger", "4 uger") for word in options.split()]
    out = [] if "--out" in words else ["--out", tmp_path / "lister"]
    refused(ask("lists", given, *out, *words), REFUSED[options])
    assert not (tmp_path / "lister").exists()
    assert tree(given.parent) == before


def test_a_team_that_is_not_there(given: Path, tmp_path: Path) -> None:
    refused(lists(given, tmp_path, "--team", "Øst"), 'teamet "Øst" findes ikke i udtrækket. Der er: Nord, Syd.')
    assert not workbooks(tmp_path)


def test_a_password_says_what_it_does_not_lock(given: Path, tmp_path: Path) -> None:
    (tmp_path / "kode").write_text("hemmelig\n", encoding="utf-8")
    (tmp_path / "kode").chmod(0o644)
    answer = made(given, tmp_path / "lister", "--adgangskode-fil", tmp_path / "kode", "--format", "xlsx,csv,ics")
    assert "NB: Adgangskoden låser kun projektmapperne. Ulåst bliver: csv.\n" in answer.message
    assert "andre end du kan læse adgangskoden" in answer.message
    assert "hemmelig" not in answer.message + answer.screen + str(tree(tmp_path / "lister"))


# --- Unattended ------------------------------------------------------------------------------------------------


def test_on_another_day_nothing_is_touched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "lister"
    rhythm = ("--nyeste", "--hver-14-dag-fra", "2018-08-13")
    for day in (date(2018, 8, 12), date(2018, 8, 20), date(2018, 9, 3)):
        monkeypatch.setattr(judging, "_today", lambda day=day: day)
        answer = ask("lists", tmp_path / "findes-ikke", "--out", out, *rhythm)
        assert (answer.code, answer.message) == (0, "")
        assert f"{day:%d-%m-%Y}" in answer.screen
        presentable(answer.screen)
        assert not out.exists()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two looks at an export at once after each other."""
    monkeypatch.setattr(settling.refuse_unfinished, "__defaults__", (0.0, None))


@pytest.mark.usefixtures("no_waiting")
def test_the_newest_export_is_taken_and_not_what_rettid_wrote(tmp_path: Path) -> None:
    """The lists lie in the folder of the exports, and one of them is opened and saved later than the newest export."""
    home = tmp_path / "udtræk"
    home.mkdir()
    for name, workers in (("gammelt", (ANE,)), ("nyt", (BO,))):
        _aged(udtraek(home / name, workers), minutes=60 if name == "gammelt" else 30)
    answer = made(home, home, "--nyeste")
    assert "8 åbne sager hos 1 sagsbehandler" in answer.screen
    assert BO in openpyxl.load_workbook(home / LIST).sheetnames
    write_note(home / LIST, "Senere", ark=BO)
    made(home, home, "--nyeste")
    assert notes(home / LIST) == ["Senere"]


def _aged(folder: Path, minutes: int) -> Path:
    for file in folder.iterdir():
        moment = file.stat().st_mtime - 60 * minutes
        os.utime(file, (moment, moment))
    return folder


@pytest.mark.usefixtures("no_waiting")
def test_an_export_that_can_not_be_taken_now(tmp_path: Path) -> None:
    home, out = tmp_path / "udtræk", tmp_path / "lister"
    home.mkdir()
    refused(ask("lists", home, "--nyeste", "--out", out), f"{home}: mappen har intet udtræk", "Læg udtrækket i mappen")
    export = udtraek(home / "uge 35")
    refused(ask("lists", home, "--nyeste", "--out", out), "bliver måske stadig skrevet", "Prøv igen kl. ")
    _aged(export, minutes=10 * 24 * 60)
    refused(lists(home, out, "--nyeste", "--hoejst-gammel", "7 dage"), "Det må højst være 7 dage gammelt", "nyt udtræk")
    assert names(out) == {"rettid.log", ".rettid.lock"}
    log = (out / "rettid.log").read_text(encoding="utf-8").splitlines()
    assert [re.search(r'kode=(\d) .*hvad="([^"]+)"', line).groups() for line in log] == [  # type: ignore[union-attr]
        ("2", "der er intet udtræk i mappen"),
        ("2", "udtrækket bliver måske stadig skrevet"),
        ("2", "det nyeste udtræk er for gammelt"),
    ]
    assert "uge 35" not in str(log)


# --- Editions of one day, and lists of others -------------------------------------------------------------------


def test_notes_in_every_edition_of_the_day_go_on(given: Path, tmp_path: Path) -> None:
    """A team's list that is divided too; the list named by its full path; another division than the first time."""
    made(given, tmp_path, "--team", "Nord", "--delt")
    own = tmp_path / f"rettid-liste-{DAY}-nord-ane-baek.xlsx"
    write_note(own, "I Anes fil")
    made(given, tmp_path, "--team", "Nord", "--delt", "--forrige", own.resolve())
    whole = tmp_path / f"rettid-liste-{DAY}-nord.xlsx"
    assert notes(whole) == notes(own) == ["I Anes fil"]
    assert read_before(whole).foer_pr is None, "den holdes ikke op mod sig selv"


def test_two_texts_in_workbooks_of_two_runs_are_the_newest(given: Path, tmp_path: Path) -> None:
    """The second edition wrote the whole list only, as a run that is killed half-way does; nothing was rewritten by hand."""
    made(given, tmp_path, "--delt")
    write_note(tmp_path / LIST, "Først")
    made(given, tmp_path, "--delt")
    write_note(tmp_path / LIST, "Så")
    made(given, tmp_path, "--kolonner", "team")
    assert notes(tmp_path / ANES) == ["Først"]
    made(given, tmp_path, "--delt")
    assert notes(tmp_path / LIST) == notes(tmp_path / ANES) == ["Så"]
    about = openpyxl.load_workbook(tmp_path / LIST)["Om listen"]
    assert not [cell.value for row in about for cell in row if "rettet i hånden" in str(cell.value)]


def test_a_first_list_that_is_held_up_against_another_afterwards(given: Path, tmp_path: Path) -> None:
    """`--foerste` by mistake, and then the right list: what is typed in either is there, and so are rows of one's own."""
    made(given, tmp_path / "før", pr=EARLIER)
    before = tmp_path / "før" / BEFORE
    write_note(before, "For 14 dage siden")
    book = openpyxl.load_workbook(before)
    book[BO].cell(book[BO].max_row + 1, 2, "Min egen række")
    book.save(before)
    out = tmp_path / "lister"
    made(given, out, "--foerste", "--delt")
    write_note(out / LIST, "I dag", ark=BO)
    told = made(given, out, "--forrige", before).screen
    assert "Siden listen pr. 13-08-2018: 5 nye, 16 fortsat, 7 forværret, 1 løst, 0 fjernet." in told
    assert made(given, out, "--delt").screen.splitlines()[3] == told.splitlines()[3], "og en gang til, uden at sige det"
    again = read_before(out / LIST)
    assert sorted(again.rows.drop_nulls("note")["note"]) == ["For 14 dage siden", "I dag"]
    assert again.own.rows() == [(BO, ["", "Min egen række"])]


def test_lists_of_other_teams_in_the_folder_are_left_alone(given: Path, tmp_path: Path) -> None:
    made(given, tmp_path, pr=EARLIER)
    write_note(tmp_path / BEFORE, "Fra den samlede")
    made(given, tmp_path, "--team", "Syd")
    assert "Siden listen pr. 13-08-2018" in made(given, tmp_path).screen, "Syds nyere liste er en anden"
    assert notes(tmp_path / LIST) == ["Fra den samlede"]
    assert "Siden listen pr. 27-08-2018" in made(given, tmp_path, "--team", "Syd", pr=LATER).screen


# --- Names and notes -------------------------------------------------------------------------------------------

ODD = [
    '=HYPERLINK("http://x")',
    "O'Neill/Ærø [x]",
    "Anne Margrethe Østergaard-Christoffersen",
    "rettid-data",
    "Overblik",
    "CON",
    "Bo Lund",
    "bo lund",
    "To\nlinjer",
]
EMOJI = "😀 Bent =1+1"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lists of caseworkers with such names; the citizens' begin with a formula."""
    folder = tmp_path_factory.mktemp("sære navne")
    case = {"navn": "=1+1 Hansen", "team": "Nord", "startdato": date(2018, 6, 4), "tilmeldingsdato": date(2018, 6, 4)}
    cases = [
        (citizen(f"F{nr}", sagsbehandler=name, **case | ({"navn": EMOJI} if nr == 0 else {})), [held("2018-07-02")])
        for nr, name in enumerate(ODD)
    ]
    options = ("--delt", "--format", "xlsx,csv,html,ics", "--kolonner", "team")
    made(export(folder / "udtræk", caseload(*cases)), folder / "lister", *options)
    return folder / "lister"


def test_every_caseworker_has_a_sheet_and_a_file_of_their_own(odd: Path) -> None:
    book = openpyxl.load_workbook(odd / LIST)
    titles = {
        book[name]["B1"].value.removeprefix("'").split(" · ")[0]: name for name in book.sheetnames[2 : 2 + len(ODD)]
    }
    assert set(titles) == set(ODD)
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.sheetnames)
    before = read_before(odd / LIST)
    assert set(before.rows["sagsbehandler"]) == set(ODD)
    for form in ("xlsx", "csv", "html", "ics"):
        own = {path.stem for path in odd.glob(f"rettid-liste-{DAY}-*.{form}")}
        assert own == {
            f"rettid-liste-{DAY}-{slug}"
            for slug in (
                "hyperlink-http-x",
                "o-neill-aeroe-x",
                "anne-margrethe-oestergaard-christoffersen",
                "rettid-data",
                "overblik",
                "con-liste",
                "bo-lund",
                "bo-lund-2",
                "to-linjer",
            )
        }


def test_nothing_in_a_name_is_a_formula(odd: Path) -> None:
    for name in odd.glob("*.xlsx"):
        book = openpyxl.load_workbook(name)
        formulas = [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
        assert not [each for each in formulas if "HYPERLINK" in each or "1+1" in each], name.name
    rows = pl.read_csv(odd / LIST.replace("xlsx", "csv"))
    assert "'" + ODD[0] in rows["sagsbehandler"].to_list()
    page = (odd / LIST.replace("xlsx", "html")).read_text(encoding="utf-8")
    assert "HYPERLINK(&#34;http" in page or "HYPERLINK(&quot;http" in page
    assert EMOJI not in page, "borgere står med initialer"


def test_no_name_gets_into_the_log(odd: Path) -> None:
    log = (odd / "rettid.log").read_text(encoding="utf-8")
    assert f"filer={LIST}" in log
    assert f"andre_filer={4 * len(ODD)}" in log.replace(f",{LIST}", "")
    assert not [name for name in (*ODD[:3], "oestergaard", "bo-lund", "Hansen") if name in log]


def test_the_longest_note_goes_on_and_on(given: Path, tmp_path: Path) -> None:
    """Line breaks, emoji, a formula; 32 767 characters as Excel counts them, where an emoji is two."""
    line = "=1+1 😀 Ringet op\n\tIgen på onsdag; »ja«\n"
    note = (line * 1000).encode("utf-16-le")[: 2 * 32_767].decode("utf-16-le")
    assert not note[-1].isspace()
    made(given, tmp_path, pr=EARLIER)
    write_note(tmp_path / BEFORE, note)
    made(given, tmp_path)
    made(given, tmp_path)
    made(given, tmp_path, "--format", "xlsx,csv,html", pr=LATER)
    last = tmp_path / f"rettid-liste-{LATER}.xlsx"
    assert notes(last) == [note]
    assert note in openpyxl.load_workbook(last)[ANE].cell(5, _column(last, "Note")).value
    assert f"'{note}" in pl.read_csv(last.with_suffix(".csv"))["note"].to_list()


def _column(path: Path, heading: str) -> int:
    sheet: Any = openpyxl.load_workbook(path)[ANE]
    return next(cell.column for cell in sheet[4] if cell.value == heading)


# --- The same again --------------------------------------------------------------------------------------------

EVERYTHING = ("--delt", "--format", "xlsx,html,csv,json,parquet,ics")


@pytest.fixture(scope="module")
def everything(given: Path) -> Path:
    """A list with notes, and the next one of it in every format. Not to be changed."""
    folder = given.with_name("alt")
    made(given, folder, pr=EARLIER)
    write_note(folder / BEFORE, "Ringet op 😀")
    made(given, folder, *EVERYTHING)
    return folder


def copied(everything: Path, folder: Path, *files: str) -> Path:
    """A folder with copies of the files."""
    folder.mkdir()
    for name in files:
        (folder / name).write_bytes((everything / name).read_bytes())
    return folder


def test_the_same_export_and_list_give_the_same_bytes_anywhere(given: Path, everything: Path, tmp_path: Path) -> None:
    """Another process, folder, time zone, language and seed of hashes."""
    out = copied(everything, tmp_path / "et andet sted", BEFORE)
    odd = {
        "PYTHONHASHSEED": "4711",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONPATH": str(ROOT),
    }
    words = [str(word) for word in command(given, Path(out.name), *EVERYTHING)]
    done = subprocess.run(
        [sys.executable, "-m", "rettid", *words],
        cwd=tmp_path,
        env={**os.environ, **odd},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert workbooks(out) == {
        name: data for name, data in workbooks(everything).items() if name != f"{BEFORE}.manifest.json"
    }


def test_a_list_made_again_is_the_same(given: Path, everything: Path, tmp_path: Path) -> None:
    """Over itself, when the list that it was held up against has gone."""
    out = tmp_path / "igen"
    copied(everything, out, *(name for name in workbooks(everything) if EARLIER not in name))
    made(given, out, *EVERYTHING)
    assert workbooks(out) == {name: data for name, data in workbooks(everything).items() if EARLIER not in name}
