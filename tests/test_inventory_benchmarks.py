"""The municipalities' wishes for published numbers, each asked as its row of the inventory says.

The docstring is the row: who, the quotation, the example.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from rettid.benchmarks import developed, judged, peers
from rettid.benchmarks.judgement import own_rate
from tests.benchmarks.making import PACK, benchmark, case, figures, offer, workbook, written
from tests.cli.asking import ask

if TYPE_CHECKING:
    from pathlib import Path


def export(folder: Path) -> Path:
    """Ours: 142 of 200 first offers in time, 71 %; of dagpenge 69 of 100, three told Jobindsats too late, two after the deadline."""
    from tests.cli.asking import export as as_files  # noqa: PLC0415

    cases = [case(f"D{n}") for n in range(100)] + [case(f"K{n}", "6.2") for n in range(100)]
    days = [0] * 64 + [60] * 3 + [20] * 2
    offers = [offer(f"D{n}", late) for n, late in enumerate(days)] + [offer(f"K{n}") for n in range(73)]
    return as_files(folder, {"forloeb": cases, "tilbud": offers})


def reconciled(folder: Path, official: Path, *more: object) -> list[dict[str, object]]:
    """The steps of `rettid reconcile`, as data."""
    rules = written(folder / "proeve.toml", PACK)
    options = ("--regler", rules, "--pr", "2018-12-31", "--periode", "2018K4", "--format", "json")
    answer = ask("reconcile", export(folder / "udtraek"), "--officiel", official, *options, *more)
    assert answer.code == 0, answer.message
    return json.loads(answer.out)


def test_h01_the_gap_between_ours_and_jobindsats_is_explained_by_cause(tmp_path: Path) -> None:
    """H-01, Hillerød: »Jobcentret vil, dels via Jobindsats og dels via eget sagsbehandlingssystem (Workbase), løbende følge op«.

    Ours 71 %, Jobindsats 64 %: the table accounts for all 7 points.
    """
    rows = [
        ["Tidspunkt for første aktive tilbud (y01c11)", None, None],
        ["Opdateret 15-11-2018", None, None],
        ["Område", "Periode", "Andel i pct."],
        ["Hele landet", "2018Q4", 66.2],
        ["Hillerød", "2018Q4", 64],
    ]
    found = reconciled(tmp_path, workbook(tmp_path / "jobindsats.xlsx", rows), "--omraade", "Hillerød")
    moved = {row["trin"]: round(100 * row["aendring"], 1) for row in found if row["aendring"] is not None}
    assert [round(100 * found[at]["andel"], 1) for at in (0, -1)] == [71.0, 64.0]
    assert moved == {
        "maalgruppe": -2.0,
        "registrering": -3.0,
        "haendelsesdato": -2.0,
        "undtagne": 0.0,
        "personer": 0.0,
        "rest": 0.0,
    }
    assert {row["trin"]: row["grundlag"] for row in found if row["trin"] in moved} == {
        "maalgruppe": "kendt",
        "registrering": "kendt",
        "haendelsesdato": "antaget",
        "undtagne": "antaget",
        "personer": "antaget",
        "rest": None,
    }


def test_h01_or_the_unexplained_rest_is_printed(tmp_path: Path) -> None:
    """H-01: … or prints the unexplained rest."""
    official = benchmark(tmp_path / "b.csv", "Hillerød;2018K4;Andel med tilbud til tiden;64")
    found = reconciled(tmp_path, official, "--skift", "periode,maalgruppe")
    assert [(row["trin"], row["aendring"] and round(row["aendring"], 3)) for row in found] == [
        ("jeres tal", None),
        ("periode", None),
        ("maalgruppe", None),
        ("rest", -0.07),
        ("det officielle tal", None),
    ]


def test_h03_over_the_country_only_where_the_interval_says_so(tmp_path: Path) -> None:
    """H-03, Hillerød: »ligger over landsgennemsnittet i forhold til andelen af rettidig aktivering«.

    National 78 %: 170/200 = 85,0 % (79,4–89,3) → over; 12/15 = 80,0 % (54,8–93,0) → cannot be told apart.
    """
    country = figures(benchmark(tmp_path / "b.csv", "Hele landet;2018H2;Andel rettidig aktivering;78")).with_columns(
        sammenlign=pl.lit("R1/tilbud")
    )
    for hits, trials, shown, dom in (
        (170, 200, [85.0, 79.4, 89.3], "på eller over"),
        (12, 15, [80.0, 54.8, 93.0], "kan ikke skelnes"),
    ):
        row = judged(own_rate("R1/tilbud", hits, trials), country).row(0, named=True)
        assert [round(100 * row[name], 1) for name in ("andel", "lav", "hoej")] == shown
        assert (row["dom"], row["omraade"], row["periode"]) == (dom, "Hele landet", "2018H2")


def test_h04_the_change_in_unemployment_beside_country_region_and_landsdel(tmp_path: Path) -> None:
    """H-04, Hillerød: »Udviklingen i ledigheden for dagpengemodtagere i maj 2018 i forhold til maj 2017 hhv. april 2018«.

    Seed figures −3,4/−2,8/−2,5/−10,8 and 0,5/2,5/3,9/−1,4 → Hillerød −7,4 points vs country (year), −1,9 (month).
    """
    text = (
        "Område;maj 2017;april 2018;maj 2018\nHele landet;100.000;96.119;96.600\nRegion Hovedstaden;30.000;28.449;29.160\n"
        "Landsdel Nordsjælland;5.000;4.692;4.875\nHillerød;1.000;904,7;892\n"
    )
    moved = developed(figures(written(tmp_path / "y25i01.csv", text)), "Hillerød")
    assert moved["omraade"].to_list() == ["Hele landet", "Region Hovedstaden", "Landsdel Nordsjælland", "Hillerød"]
    assert [round(each, 1) for each in moved["paa_et_aar"]] == [-3.4, -2.8, -2.5, -10.8]
    assert [round(each, 1) for each in moved["paa_en_maaned"]] == [0.5, 2.5, 3.9, -1.4]
    assert [round(each, 1) for each in moved.row(0, named=True).values() if isinstance(each, float)][-2:] == [
        -7.4,
        -1.9,
    ]


def test_k06_named_peers_are_not_ranked(tmp_path: Path) -> None:
    """K-06, Køge: »inspiration fra to af vores samarbejdskommuner i Region Sjælland, Stevns og Solrød«.

    Stevns 8/10 = 80,0 % (49,0–94,3), Køge 45/60 = 75,0 % (62,8–84,2) → not ranked, "no difference shown".
    """
    path = benchmark(
        tmp_path / "b.csv",
        "Stevns;2018H2;Andel rettidige;8;10;R1/tilbud",
        "Solrød;2018H2;Andel rettidige;60;61;R1/tilbud",
        "Køge;2018H2;Andel rettidige;45;60;R1/tilbud",
        heads="omraade;periode;noegletal;taeller;naevner;sammenlign",
    )
    held = peers(own_rate("R1/tilbud", 45, 60), figures(path), "Køge")
    assert held.select("omraade", "dom").rows() == [("Solrød", "jeres er lavere"), ("Stevns", "ingen forskel vist")]
    stevns = held.row(1, named=True)
    shown = [
        [round(100 * stevns[f"{whose}{name}"], 1) for name in ("andel", "lav", "hoej")] for whose in ("deres_", "")
    ]
    assert shown == [[80.0, 49.0, 94.3], [75.0, 62.8, 84.2]]
