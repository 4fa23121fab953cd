"""`rettid benchmark` and `rettid reconcile` as they are asked: the screens, the data, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from rettid.benchmarks.gap import GAP
from rettid.benchmarks.judgement import JUDGED
from tests.benchmarks.making import PACK, V3, WEB, answer, benchmark, case, offer, written
from tests.cli.asking import FASIT, WORKBASE, Answer, ask, asked, export, presentable, refused

if TYPE_CHECKING:
    from pathlib import Path

DAY = ("--pr", "2018-12-31")
OURS = "30 af 40 = 75,0 % (59,8–85,8)"
WORDS = "Definitionen er en anden end rettids"


def official(folder: Path, *lines: str, **how: Any) -> Path:
    """A benchmark.csv of offers in time."""
    return benchmark(folder / "benchmark.csv", *lines, **how)


def town(folder: Path, value: str = "64") -> Path:
    """Køge's own official number of the fourth quarter, and others'."""
    return official(
        folder,
        f"Køge;2018K4;Andel med rettidigt tilbud;{value};6.1;10-12-2018",
        "Hele landet;2018K4;Andel med rettidigt tilbud;78;6.1;10-12-2018",
        "Stevns;2018K4;Andel med rettidigt tilbud;70;6.1;10-12-2018",
        heads="omraade;periode;noegletal;vaerdi;maalgruppe;opdateret",
    )


def whole(screen: str) -> str:
    """The screen without its line breaks."""
    return " ".join(screen.split())


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """An export of forty whose first offer was due on 1 October, thirty in time; the last five of these told after ten weeks."""
    folder = tmp_path_factory.mktemp("vores")
    offers = [offer(f"F{n}", 70 if n > 24 else 0) for n in range(30)]
    made = export(folder / "udtraek", {"forloeb": [case(f"F{n}") for n in range(40)], "tilbud": offers})
    return (made, "--regler", written(folder / "proeve.toml", PACK), *DAY, "--periode", "2018-09-01..2018-12-31")


# --- rettid reconcile ------------------------------------------------------------------------------------------


def reconcile(ours: tuple[object, ...], folder: Path, *more: object, value: str = "64") -> Answer:
    return ask("reconcile", *ours, "--officiel", town(folder, value), "--omraade", "Køge", *more)


def test_the_screen_says_both_numbers_every_step_and_the_warning(ours: tuple[object, ...], tmp_path: Path) -> None:
    found = reconcile(ours, tmp_path)
    assert (found.code, found.message) == (0, "")
    presentable(found.screen)
    for words in (
        f"Jeres tal {OURS}, 01-09-2018 til 31-12-2018",
        "Det officielle tal 64,0 %: Andel med rettidigt tilbud, Køge, 4. kvartal 2018",
        "Jeres er 11,0 procentpoint højere.",
        "Uforklaret rest",
        "Holdt op mod R1/tilbud, fordi målingens navn peger på det",
        "benchmark.csv, række 2 (benchmark.csv; opdateret 10-12-2018)",
        WORDS,
    ):
        assert words in whole(found.screen)


def test_the_own_number_is_the_one_that_audit_shows(tmp_path: Path) -> None:
    shown = asked("audit", FASIT, *DAY).screen
    options = ("--officiel", town(tmp_path), "--omraade", "Køge", "--maal", "R1/samtale", "--skift", "periode")
    own = re.search(r"Jeres tal +(.+?\))", ask("reconcile", FASIT, *DAY, *options).screen)
    assert own is not None
    assert re.search(rf"^Samtaler +{re.escape(own[1])}", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("maal", "value"),
    [
        ("R1/tilbud", "64"),
        ("R1/tilbud", "71,25"),
        ("RP/tilbud", "100"),
        ("RP/tilbud", "0"),
        ("star-passiv/passiv-3", "50"),
    ],
)
def test_the_printed_points_add_up_to_the_printed_gap(
    ours: tuple[object, ...], tmp_path: Path, maal: str, value: str
) -> None:
    screen = reconcile(ours, tmp_path, "--maal", maal, value=value).screen
    rest = re.search(r"^Uforklaret rest +([+−]?[\d,]+)$", screen, re.MULTILINE)
    assert rest is not None
    moved = [
        _number(text) for text in (*re.findall(r"([+−]?[\d,]+) +(?:kendt|antaget)$", screen, re.MULTILINE), rest[1])
    ]
    total = re.search(
        r"I alt ([+−]?[\d,]+) point = ([+−]?[\d,]+) af .*?, ([+−]?[\d,]+) af .*? og ([+−]?[\d,]+)", whole(screen)
    )
    gap = re.search(r"Jeres er ([\d,]+) procentpoint (højere|lavere)", screen)
    assert total is not None
    assert gap is not None
    first, *parts = map(_number, total.groups())
    assert first == -_number(gap[1]) * (1 if gap[2] == "højere" else -1)
    assert round(sum(parts), 1) == round(sum(moved), 1) == first


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace("+", "").replace(",", "."))


def test_the_figure_of_the_own_period_else_the_latest_else_the_one_that_is_named(
    ours: tuple[object, ...], tmp_path: Path
) -> None:
    path = official(
        tmp_path,
        *(f"Køge;{when};Andel tilbud;{value}" for when, value in (("2018M09", 61), ("2018M11", 62), ("2018M10", 63))),
    )

    def figure(*more: str) -> str:
        screen = ask("reconcile", *ours, "--officiel", path, "--omraade", "Køge", "--skift", "personer", *more).screen
        return re.search(r"Det officielle tal +(\d+,\d) %", screen)[1]  # type: ignore[index]

    assert figure() == "62,0"
    assert figure("--officiel-periode", "oktober 2018") == "63,0"
    assert figure("--periode", "2018-10") == "63,0"


def test_the_steps_as_data_with_a_manifest_beside(ours: tuple[object, ...], tmp_path: Path) -> None:
    out = tmp_path / "afstemning.json"
    assert reconcile(ours, tmp_path, "--out", out).code == 0
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert list(rows[0]) == list(GAP)
    assert abs(sum(row["aendring"] or 0 for row in rows) - (rows[-1]["andel"] - rows[0]["andel"])) < 1e-12
    manifest = json.loads((tmp_path / "afstemning.json.manifest.json").read_text(encoding="utf-8"))
    assert manifest["maal"] == "R1/tilbud"
    assert manifest["officielt_tal"]["omraade"] == "Køge"
    assert [each["navn"] for each in manifest["officielle"]] == ["benchmark.csv"]
    assert manifest["filer"]


def test_only_the_steps_that_are_named_in_that_order(ours: tuple[object, ...], tmp_path: Path) -> None:
    found = reconcile(ours, tmp_path, "--skift", "personer, maalgruppe", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.screen)))
    assert [row["trin"] for row in rows] == ["jeres tal", "personer", "maalgruppe", "rest", "det officielle tal"]


def test_a_number_of_another_event_is_remarked_upon(ours: tuple[object, ...], tmp_path: Path) -> None:
    path = official(tmp_path, "Køge;2018K4;Andel med samtale til tiden;64")
    screen = ask("reconcile", *ours, "--officiel", path, "--omraade", "Køge", "--maal", "R1/tilbud").screen
    assert "NB: målingens navn peger på R1/samtale, men den er holdt op mod R1/tilbud" in whole(screen)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--maal", "R1"), ["--maal", "R1/samtale"]),
        (("--maal", "star-passiv/passiv-4"), ["star-passiv", "passiv-12"]),
        (("--maal", "star-pasiv/passiv-3"), ["star-pasiv", "star-passiv"]),
        (("--skift", "held"), ["--skift", '"held"', "registrering"]),
        (("--skift", ","), ["--skift", "periode"]),
        (("--datadato", "i går"), ["--datadato", "2018-12-31"]),
        (("--officiel-periode", "2019M01"), ["--officiel-periode", "januar 2019", "2018Q4"]),
        (("--officiel-periode", "snart"), ["--officiel-periode", "snart"]),
        (("--maaling", "sanktioner"), ["--maaling", "sanktioner", "Andel med rettidigt tilbud"]),
        (("--enhed", "promille"), ["--enhed", "procent"]),
        (("--periode", "2018-12-31..2018-12-31"), ["kan ikke afstemmes", "--periode"]),
        (("--omraade", "Greve"), ["--omraade", "Greve", "Stevns"]),
        (("--omraade", "Hele landet"), ["Hele landet", "rettid benchmark"]),
    ],
)
def test_what_can_not_be_reconciled_is_refused(
    ours: tuple[object, ...], tmp_path: Path, more: tuple[str, ...], words: list[str]
) -> None:
    refused(reconcile(ours, tmp_path, *more), *words)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["Køge;2018K4;Andel med tilbud;-"], ["række 2", "skjult"]),
        (["Køge;2018K4;Antal med tilbud;12"], ["ingen andele"]),
        (["Køge;2018K4;Andel i job;60"], ["--maal", "Andel i job"]),
        (["Køge;2018K4;Andel A;60", "Køge;2018K4;Andel B;60"], ["--maaling", "Andel A, Andel B"]),
        (["Køge;2018K4;Andel tilbud;60", "Køge;2018K4;Andel tilbud;61"], ["række 2, 3"]),
        (["Køge;2018K4;Andel tilbud;60", "Køge;2018M12;Andel tilbud;61"], ["--officiel-periode", "2018M12"]),
        (["Hele landet;2018K4;Andel tilbud;60"], ["--omraade"]),
    ],
)
def test_a_figure_that_is_not_clear_is_asked_about(
    ours: tuple[object, ...], tmp_path: Path, lines: list[str], words: list[str]
) -> None:
    path = official(tmp_path, *lines)
    area = () if lines[0].startswith("Hele") else ("--omraade", "Køge")
    refused(ask("reconcile", *ours, "--officiel", path, *area), *words)


def test_a_bad_file_is_refused_before_the_export_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "svar.json", '{"code":422,"cause":"Ukendt periode"}')
    refused(
        ask("reconcile", tmp_path / "findes-ikke", *DAY, "--officiel", path), "svar.json", "afslag", "Ukendt periode"
    )


def test_an_export_without_the_table_is_refused(tmp_path: Path) -> None:
    only = (tmp_path / "forloeb.csv").write_text(
        "forloeb_id,borger_id,maalgruppe,startdato,foedselsdato\nF1,B1,6.1,2018-07-02,1980-05-12\n", encoding="utf-8"
    )
    assert only
    found = ask("reconcile", tmp_path / "forloeb.csv", *DAY, "--officiel", town(tmp_path), "--omraade", "Køge")
    refused(found, "tilbud er ikke i udtrækket")


# --- rettid benchmark ------------------------------------------------------------------------------------------


def test_the_country_is_judged_and_peers_are_named(ours: tuple[object, ...], tmp_path: Path) -> None:
    found = ask("benchmark", *ours, "--mod", town(tmp_path), "--omraade", "Køge")
    assert (found.code, found.message) == (0, "")
    presentable(found.screen)
    text = whole(found.screen)
    for words in (
        f"Første tilbud, frister til tiden (R1/tilbud) Jeres: {OURS}",
        "Hele landet 4. kvartal 2018 78,0 % −3,0 (−18,2 til +7,8) kan ikke skelnes",
        "Stevns 4. kvartal 2018 70,0 % +5,0 (−10,2 til +15,8) ingen forskel vist",
        "I navneorden, ikke efter tal.",
        "En anden periode end jeres.",
        "--periode 2018-10-01..2018-12-31",
        "»Hele landet« rummer også jeres egne borgere.",
        "Køge står selv i filen",
        WORDS,
    ):
        assert words in text


def test_a_funnel_where_peers_tell_their_numbers(ours: tuple[object, ...], tmp_path: Path) -> None:
    heads = "omraade;periode;noegletal;taeller;naevner"
    lines = ["Stevns;2018K4;Andel tilbud;8;10", "Greve;2018K4;Andel tilbud;300;310", "Lejre;2018K4;Andel tilbud;3;4"]
    path = official(tmp_path, *lines, heads=heads)
    screen = ask("benchmark", *ours, "--mod", path, "--omraade", "Køge").screen
    presentable(screen)
    assert re.findall(r"^(\w+) +\d+ af \d+ .*(?:inden for|uden for|for få)", screen, re.MULTILINE) == [
        "Greve",
        "Køge",
        "Lejre",
        "Stevns",
    ]
    assert "Køge     30 af 40 = 75,0 %" in screen
    assert "3 af 4 " in screen
    assert "3 af 4 =" not in screen


def test_the_judgements_as_data(ours: tuple[object, ...], tmp_path: Path) -> None:
    found = ask("benchmark", *ours, "--mod", town(tmp_path), "--omraade", "Køge", "--format", "json")
    rows = json.loads(found.out)
    assert list(rows[0]) == list(JUDGED)
    assert [(row["omraade"], row["dom"]) for row in rows] == [
        ("Hele landet", "kan ikke skelnes"),
        ("Stevns", "ingen forskel vist"),
    ]


def test_a_team_is_held_against_the_country(tmp_path: Path) -> None:
    found = ask("benchmark", WORKBASE, "--mod", town(tmp_path), "--omraade", "Køge", "--team", "Ungeteamet")
    assert found.code == 0
    assert "· Ungeteamet ·" in found.screen


def test_without_an_export_the_files_are_shown(tmp_path: Path) -> None:
    paths = written(tmp_path / "web.csv", WEB), answer(tmp_path / "smt02.json", V3)
    found = ask("benchmark", "--mod", paths[0], "--mod", paths[1])
    assert (found.code, found.message) == (0, "")
    presentable(found.screen)
    text = whole(found.screen)
    for words in (
        "25 offentliggjorte tal, heraf 5 skjult",
        "Uoplyst område december 2018 skjult",
        "april 2026 22.741",
        "web.csv, række 5 (Jobindsats y01c11; opdateret 10-01-2019)",
        "»Resten af landet« er hele landet uden det område",
        "Et skjult tal er ikke 0",
        WORDS,
    ):
        assert words in text


def test_the_movement_of_monthly_figures(tmp_path: Path) -> None:
    text = "Ledige\nOmråde;maj 2017;apr 2018;maj 2018\nHele landet;1.000;960;966\nHillerød;1.000;904,7;892\n"
    path = written(tmp_path / "y25i01.csv", text)
    found = ask("benchmark", "--mod", path, "--udvikling", "--omraade", "Hillerød")
    presentable(found.screen)
    assert "Hele landet 966 −3,4 % +0,6 % −7,4 −2,0" in whole(found.screen)
    refused(ask("benchmark", FASIT, "--mod", path, "--udvikling"), "--udvikling")
    quarterly = official(tmp_path, "Køge;2018K4;Andel tilbud;60")
    refused(ask("benchmark", "--mod", quarterly, "--udvikling"), "månedstal")


def test_a_number_that_belongs_to_no_own_one_is_asked_about(ours: tuple[object, ...], tmp_path: Path) -> None:
    path = official(tmp_path, "Hele landet;2018K4;Andel i job;60")
    refused(ask("benchmark", *ours, "--mod", path), "--maal", "Andel i job")
    refused(ask("benchmark", *ours, "--mod", path, "--maal", "R9"), "--maal", '"R9"')
    assert ask("benchmark", *ours, "--mod", path, "--maal", "RP/tilbud").code == 0


def test_an_export_given_as_official_figures_is_refused_without_a_word_of_it() -> None:
    refused(ask("benchmark", "--mod", WORKBASE), "område og periode")
    refused(ask("benchmark", "--mod", f"{FASIT}/borgere.csv"), "område og periode")
