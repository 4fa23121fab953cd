"""Every check of what the rows say: a row it is about, and the one beside it that must be left in peace."""

from __future__ import annotations

import ast
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from rettid import Tables, audit, load_packs
from rettid.findings import FINDING_SCHEMA, catalogue
from rettid.intake import read
from rettid.quality import checks
from rettid.quality.deadlines import REMARK, marked
from rettid.quality.grounds import Grounds

Row = dict[str, Any]
on = date.fromisoformat

PR = on("2018-12-31")
ROOT = Path(__file__).parents[2] / "rettid"
SAMPLE = ROOT.parent / "sample_data" / "fasit-koege-2018"
PACK = [Path(__file__).parents[1] / "data" / "eksempelpakke.toml"]
PACKS = [*load_packs(PACK), *(pack for pack in load_packs() if pack.id == "sygedagpenge-2015")]


def forloeb(**more: Any) -> Row:
    return {
        "forloeb_id": "F1",
        "borger_id": "B1",
        "ydelse": "a-dagpenge",
        "maalgruppe": "6.1",
        "foedselsdato": on("1980-05-12"),
        "startdato": on("2018-07-02"),
        "sagsbehandler": "Bo Hansen",
        "team": "Jobteamet",
    } | more


def held(day: str, **more: Any) -> Row:
    return {
        "forloeb_id": "F1",
        "dato": on(day),
        "samtaletype": "jobsamtale",
        "status": "afholdt",
        "samtaleform": "personligt",
        "registreret": on(day),
    } | more


def offer(day: str, **more: Any) -> Row:
    return {
        "forloeb_id": "F1",
        "startdato": on(day),
        "tilbudstype": "virksomhedspraktik",
        "status": "igang",
    } | more


def absence(first: str, last: str | None, **more: Any) -> Row:
    return {
        "forloeb_id": "F1",
        "art": "fravaer",
        "fravaerstype": "arbejde",
        "startdato": on(first),
        "slutdato": on(last) if last else None,
        "registreret": on(first),
    } | more


Rows = dict[str, list[Row]]
KNOWN = forloeb(forloeb_id="F9", borger_id="B9", frist_system=on("2019-01-10"), startdato=on("2018-12-01"))
"""Another open case, with everything filled in."""


def grounds(pr: date = PR, **tables: list[Row]) -> Grounds:
    rows: Rows = {"forloeb": [forloeb()], "samtaler": [], "tilbud": [], "fravaer": []} | tables
    for name, given in rows.items():
        rows[name] = [
            {"kilde_fil": f"{name}.csv", "kilde_ark": "", "kilde_raekke": number} | row
            for number, row in enumerate(given, 2)
        ]
    read = Tables.from_rows(rows)
    return Grounds(read, audit(read, PACKS, pr=pr), PACKS, pr)


def found(code: str, **tables: list[Row]) -> list[Row]:
    """The findings of one code."""
    own = checks.run(grounds(**tables))
    return own.filter(kode=code).to_dicts()


SICK = forloeb(ydelse="sygedagpenge", maalgruppe="6.6", foerste_fravaersdag=on("2018-07-02"))

MON, SUN = "2018-09-03", "2018-09-02"

CASES: list[tuple[str, Rows, Rows, str]] = [
    ("RT-S01", {"samtaler": [held("2019-01-02")]}, {"samtaler": [held("2018-12-31")]}, "02-01-2019"),
    (
        "RT-S02",
        {"samtaler": [held(MON, status="planlagt")]},
        {"samtaler": [held(MON, status="planlagt"), held(MON)]},
        "03-09-2018",
    ),
    (
        "RT-S02",
        {"samtaler": [held("2018-12-30", status="planlagt")]},
        {"samtaler": [held("2018-12-31", status="planlagt")]},
        "30-12",
    ),
    (
        "RT-S02",
        {"forloeb": [forloeb(slutdato=on(MON))], "samtaler": [held(MON, status="planlagt")]},
        {"forloeb": [forloeb(slutdato=on(SUN))], "samtaler": [held(MON, status="planlagt")]},
        "03-09-2018",
    ),
    (
        "RT-S03",
        {"fravaer": [absence("2018-09-10", "2018-09-09")]},
        {"fravaer": [absence("2018-09-10", "2018-09-10")]},
        "Fraværet",
    ),
    (
        "RT-S03",
        {"tilbud": [offer(MON, planlagt_slutdato=on(SUN))]},
        {"tilbud": [offer(MON, slutdato=on(SUN), status="annulleret")]},
        "begynder 03-09-2018 og slutter 02-09-2018",
    ),
    (
        "RT-S04",
        {"samtaler": [held(MON, status="ukendt")]},
        {"samtaler": [held(MON, status="aflyst")]},
        "Samtalen 03-09-2018",
    ),
    ("RT-S04", {"tilbud": [offer(MON, status=None)]}, {"tilbud": [offer(MON)]}, "Tilbuddet 03-09-2018"),
    (
        "RT-S05",
        {"samtaler": [held(MON, samtaletype="ukendt")]},
        {"samtaler": [held(MON, samtaletype="ukendt", status="aflyst")]},
        "kendt type",
    ),
    ("RT-S05", {"tilbud": [offer(MON, tilbudstype="ukendt")]}, {"tilbud": [offer(MON, tilbudstype=None)]}, "Tilbuddet"),
    (
        "RT-S06",
        {"forloeb": [forloeb(sagsbehandler=None, team=None), KNOWN]},
        {"forloeb": [forloeb(sagsbehandler=None), KNOWN]},
        "Ingen sagsbehandler",
    ),
    (
        "RT-S06",
        {"forloeb": [forloeb(sagsbehandler="Ikke tildelt", team=None), KNOWN]},
        {"forloeb": [forloeb(sagsbehandler=None, team=None, slutdato=on(MON)), KNOWN]},
        "»Ikke tildelt«",
    ),
    (
        "RT-S06",
        {"forloeb": [forloeb(sagsbehandler=None, team=None)]},
        {
            "forloeb": [forloeb(sagsbehandler=None, team=None), KNOWN],
            "ansvar": [{"forloeb_id": "F1", "sagsbehandler": "Bo", "fra": on("2018-10-01")}],
        },
        "hverken sagsbehandler eller team",
    ),
    ("RT-S07", {"forloeb": [forloeb(), KNOWN]}, {"forloeb": [forloeb()]}, "fristen er tom"),
    (
        "RT-S08",
        {"samtaler": [held(MON, registreret=on("2018-09-18"))]},
        {"samtaler": [held(MON, registreret=on("2018-09-17"))]},
        "Holdt 03-09-2018, registreret 18-09-2018: 15 dage",
    ),
    ("RT-S09", {"samtaler": [held(SUN)]}, {"samtaler": [held(SUN, samtaleform="brev")]}, "02-09-2018 er en søndag"),
    ("RT-S09", {"samtaler": [held("2018-12-25")]}, {"samtaler": [held("2018-12-24")]}, "25-12-2018 er en helligdag"),
    (
        "RT-S10",
        {"forloeb": [forloeb(), forloeb(forloeb_id="F2", startdato=on("2018-09-01"))]},
        {"forloeb": [forloeb(slutdato=on("2018-08-31")), forloeb(forloeb_id="F2", startdato=on("2018-09-01"))]},
        "Begynder 01-09-2018",
    ),
    (
        "RT-S10",
        {"forloeb": [forloeb(slutdato=on(MON)), forloeb(forloeb_id="F2", startdato=on(MON))]},
        {"forloeb": [forloeb(), forloeb(forloeb_id="F2", startdato=on(MON), ydelse="sygedagpenge")]},
        "løber til 03-09-2018",
    ),
    (
        "RT-S11",
        {"forloeb": [forloeb(sagsbehandler="RPA_jobcenter")]},
        {"forloeb": [forloeb(sagsbehandler="Robert System")]},
        "»RPA_jobcenter«",
    ),
    (
        "RT-S11",
        {"forloeb": [forloeb(sagsbehandler="momentum batch")]},
        {"forloeb": [forloeb(sagsbehandler="Bo Robot-Hansen")]},
        "momentum",
    ),
    (
        "RT-S12",
        {"forloeb": [forloeb(sagsbehandler="jobteamet")]},
        {"forloeb": [forloeb(sagsbehandler="Teamsen, Bo")]},
        "»jobteamet«",
    ),
    (
        "RT-S12",
        {"forloeb": [forloeb(sagsbehandler="Team Nord")]},
        {"forloeb": [forloeb(sagsbehandler="Bo Nord")]},
        "»Team Nord«",
    ),
    (
        "RT-S13",
        {"forloeb": [forloeb(startdato=on("2017-01-02"))], "fravaer": [absence("2017-12-29", None)]},
        {"forloeb": [forloeb(startdato=on("2017-01-02"))], "fravaer": [absence("2017-12-30", None)]},
        "Arbejde siden 29-12-2017",
    ),
    (
        "RT-S14",
        {"fravaer": [absence("2018-07-16", "2018-07-29", registreret=on("2018-08-28"))]},
        {"fravaer": [absence("2018-07-16", "2018-07-29", registreret=on("2018-07-20"))]},
        "fristen var",
    ),
    (
        "RT-S15",
        {"samtaler": [held(MON), held(MON, samtaleform="telefonisk")]},
        {"samtaler": [held(MON, samtaletype="cv_samtale"), held(MON, samtaletype="raadighedssamtale")]},
        "Endnu en jobsamtale",
    ),
    (
        "RT-S16",
        {"samtaler": [held("2018-06-29")]},
        {"samtaler": [held("2018-07-02")]},
        "29-06-2018 ligger uden for forløbet",
    ),
    (
        "RT-S16",
        {"forloeb": [forloeb(slutdato=on(SUN))], "samtaler": [held(MON)]},
        {"forloeb": [forloeb(tilmeldingsdato=on("2018-06-25"))], "samtaler": [held("2018-06-29")]},
        "(02-07-2018 til 02-09-2018)",
    ),
    (
        "RT-S17",
        {"forloeb": [forloeb(forloeb_id=f"F{n}", borger_id=f"B{n}", startdato=on("2018-11-01")) for n in range(20)]},
        {"forloeb": [forloeb(forloeb_id=f"F{n}", borger_id=f"B{n}", startdato=on("2018-11-01")) for n in range(19)]},
        "20 forløb (100 %) begynder 01-11-2018",
    ),
    (
        "RT-S18",
        {"forloeb": [forloeb(foedselsdato=None), KNOWN]},
        {"forloeb": [forloeb(foedselsdato=None, slutdato=on(MON)), KNOWN]},
        "fødselsdato",
    ),
    (
        "RT-S19",
        {"forloeb": [forloeb(foedselsdato=on("1880-05-12"))]},
        {"forloeb": [forloeb(foedselsdato=on("2003-07-02"))]},
        "138 år",
    ),
    ("RT-S20", {"forloeb": [forloeb(startdato=None), KNOWN]}, {"forloeb": [forloeb(), KNOWN]}, "startdato er tomt"),
    ("RT-S21", {"forloeb": [forloeb(maalgruppe=None), KNOWN]}, {"forloeb": [forloeb(), KNOWN]}, "målgruppe er tomt"),
    (
        "RT-S24",
        {"forloeb": [forloeb(), KNOWN, forloeb(forloeb_id="F2", sagsbehandler="Hansen, Bo")]},
        {"forloeb": [forloeb(), KNOWN, forloeb(forloeb_id="F2", sagsbehandler="Bo Hansson")]},
        "»Hansen, Bo« (1 gange) er også skrevet »Bo Hansen« (2 gange)",
    ),
    (
        "RT-S25",
        {"samtaler": [held(MON, samtaleform="brev")]},
        {"samtaler": [held(MON, samtaletype="henvisning", samtaleform="brev"), held(MON)]},
        "Jobsamtale 03-09-2018 er holdt pr. brev",
    ),
    (
        "RT-S26",
        {"samtaler": [held("2018-07-31", graensestempel=True)]},
        {"samtaler": [held("2018-07-29", graensestempel=True)]},
        "fast klokkeslæt",
    ),
    (
        "RT-S27",
        {"forloeb": [forloeb(frist_system=on("2018-12-28"))]},
        {"forloeb": [forloeb(frist_system=None), KNOWN]},
        "Systemets frist er 28-12-2018",
    ),
    (
        "RT-S28",
        {"forloeb": [forloeb(slutdato=on("2018-07-01"))]},
        {"forloeb": [forloeb(slutdato=on("2018-07-02"))]},
        "Begynder 02-07-2018",
    ),
    (
        "RT-S30",
        {"tilbud": [offer(MON, status="planlagt")]},
        {"tilbud": [offer("2019-01-07", status="planlagt")]},
        "skulle begynde 03-09-2018",
    ),
    (
        "RT-S32",
        {"forloeb": [forloeb(foerste_henvendelse=on("2018-04-02"))]},
        {"forloeb": [forloeb(foerste_henvendelse=on("2018-04-03"))]},
        "Første henvendelse er 02-04-2018, 91 dage før starten 02-07-2018.",
    ),
    (
        "RT-S33",
        {"forloeb": [SICK | {"visitationskategori": "II"}]},
        {"forloeb": [SICK | {"visitationskategori": " kategori 2"}]},
        "1 forløb har visitationskategorien »II«",
    ),
]


@pytest.mark.parametrize(("code", "wrong", "right", "says"), CASES)
def test_what_is_wrong_is_found_and_what_is_right_is_left(code: str, wrong: Rows, right: Rows, says: str) -> None:
    (finding,) = found(code, **wrong)
    assert says in finding["besked"]
    assert not [row for row in found(code, **right) if row["forloeb_id"] in {"F1", None}]


def test_every_check_has_its_case() -> None:
    assert {code for code, *_ in CASES} == set(checks.CHECKS)


def test_a_category_that_no_pack_asks_for_is_left_in_peace() -> None:
    """Only the packs of sickness benefit ask, and only for who began while they held; an empty one is for the verdict to say."""
    others = [forloeb(visitationskategori="II"), SICK | {"visitationskategori": "II", "startdato": on("2014-12-31")}]
    empty = [SICK | {"visitationskategori": text} for text in (None, "", "ukendt")]
    assert not [row for case in [*others, *empty] for row in found("RT-S33", forloeb=[case])]


def test_a_category_is_told_once_with_the_number_of_its_cases() -> None:
    cases = [SICK | {"forloeb_id": f"F{n}", "borger_id": f"B{n}", "visitationskategori": "1"} for n in range(3)]
    (finding,) = found("RT-S33", forloeb=cases)
    assert finding["besked"].startswith("3 forløb har visitationskategorien »1«")
    assert (finding["raekke"], finding["forloeb_id"]) == (2, None)


def test_a_finding_says_where_it_stands() -> None:
    (finding,) = found("RT-S01", samtaler=[held(MON), held("2019-01-02")])
    assert (finding["fil"], finding["raekke"], finding["forloeb_id"]) == ("samtaler.csv", 3, "F1")


def test_a_sound_case_has_no_findings() -> None:
    assert checks.run(grounds(samtaler=[held(MON), held("2018-10-01")], tilbud=[offer("2018-09-17")])).is_empty()


def test_what_the_export_never_tells_is_said_once() -> None:
    cases = [forloeb(forloeb_id=f"F{n}", borger_id=f"B{n}", foedselsdato=None) for n in range(5)]
    (finding,) = found("RT-S18", forloeb=cases)
    assert finding["besked"] == "Intet forløb i udtrækket har fødselsdato."
    assert finding["forloeb_id"] is None


def test_a_case_per_row_export_is_not_blamed_for_types_it_does_not_tell() -> None:
    partial = Tables(
        Tables.from_rows({"forloeb": [forloeb()], "samtaler": [held(MON, samtaletype="ukendt")]}).frames,
        {"samtaler": "x"},
    )
    own = Grounds(partial, audit(partial, load_packs(PACK), pr=PR), load_packs(PACK), PR)
    assert checks.run(own).filter(kode="RT-S05").is_empty()


def test_the_exports_own_columns_do_not_disturb() -> None:
    rows = [held(MON, status="planlagt", startdato="x", slutdato="y", aaben="z", fra="æ", nr=1, tabel="t")]
    assert len(found("RT-S02", samtaler=rows)) == 1


def test_a_large_table_of_which_a_few_rows_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polars streams a large table piece by piece; `pl.format` fell over a piece without a find."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    small = read([SAMPLE]).tables["samtaler"].collect()
    large = pl.concat([small.with_columns(pl.col("forloeb_id") + f"-{number}") for number in range(250)])
    own = Grounds(Tables({"samtaler": large.lazy()}), audit(Tables.from_rows({"forloeb": []}), [], pr=PR), [], PR)
    assert checks.CHECKS["RT-S04"](own).collect().height == 500


def test_a_fund_that_hangs_on_a_stamp_says_so() -> None:
    doubtful = grounds(samtaler=[held("2018-07-30", graensestempel=True), held("2018-08-20")])
    remarks = marked(doubtful.funds, doubtful.tables)
    near = remarks.filter(remarks["bemaerkning"].cast(str).str.contains(REMARK).fill_null(value=False))
    assert near.height
    assert near["moedt"].unique().to_list() == [on("2018-07-30")]
    assert marked(doubtful.funds, Tables.from_rows({"forloeb": [forloeb()]})) is doubtful.funds


def test_every_finding_has_its_severity_and_the_one_who_has_the_case_now() -> None:
    own = grounds(
        samtaler=[held("2019-01-02")],
        ansvar=[
            {
                "forloeb_id": "F1",
                "sagsbehandler": "Anna",
                "team": "Nord",
                "fra": on("2018-07-02"),
                "til": on("2018-10-31"),
            },
            {"forloeb_id": "F1", "sagsbehandler": "Cecilie", "team": "Syd", "fra": on("2018-11-01")},
        ],
    )
    (row,) = checks.with_case(checks.run(own).filter(kode="RT-S01"), own).to_dicts()
    assert (row["alvor"], row["sagsbehandler"], row["team"]) == ("fejl", "Cecilie", "Syd")
    assert list(row)[: len(FINDING_SCHEMA)] == list(FINDING_SCHEMA)


# --- The catalogue ---------------------------------------------------------------------------------------------


@cache
def _codes_in_source() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")]
    constants = [node.value for text in texts for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    return {word for word in constants if isinstance(word, str) and word.startswith("RT-") and len(word) == 6}


def test_every_code_in_the_source_is_in_the_catalogue() -> None:
    assert not _codes_in_source() - set(catalogue())


def test_every_code_in_the_catalogue_is_made_somewhere() -> None:
    assert not set(catalogue()) - _codes_in_source()


def test_the_catalogue_speaks_to_people() -> None:
    for kind in catalogue().values():
        assert kind.alvor in {"fejl", "advarsel", "oplysning"}
        assert kind.titel == kind.titel.strip(".")
        assert kind.hvad.endswith((".", "?"))
        assert kind.goer.endswith(".")
        assert not kind.eksempel or kind.eksempel.endswith((".", "?")), kind.kode
