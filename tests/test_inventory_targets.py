"""The municipalities' own words about targets and promises, each with its acceptance example."""

from __future__ import annotations

import json
from math import hypot, sqrt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from rettid import targetfile
from rettid.followup import Followup, forecasts
from rettid.targets.build import build
from rettid.targets.columns import FORECAST
from tests.asking import begun, caseload, citizen, held, on
from tests.cli.asking import ask, presentable, refused
from tests.targets.asking import Row, asked, one, rows

PLAN = Path(__file__).parent / "data" / "maal" / "koebenhavn-2008.toml"
PROMISES = Path(__file__).parent / "data" / "maal" / "loefter-2018.toml"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A configuration folder that does not exist yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "indstillinger"))


def with_numbers(tmp_path: Path, numbers: dict[str, str], pr: str) -> dict[str, Row]:
    """The plan's targets, some with what has been reached, on a day."""
    text = PLAN.read_text(encoding="utf-8")
    for name, said in numbers.items():
        before = f'[[maal]]\nid = "{name}"\n'
        assert before in text
        text = text.replace(before, before + said + "\n")
    return {row["maal"]: row for row in rows(tmp_path, text, "--pr", pr)}


# --- The plan of København 2008 --------------------------------------------------------------------------------


def test_a01_the_plan_loads_as_six_outcomes_and_nineteen_initiatives(tmp_path: Path) -> None:
    """A-01: the plan's 5 areas load as 6 resultatmål and 19 initiatives; each shows kind, value, progress, source."""
    targets = rows(tmp_path, PLAN, "--pr", "2008-06-30")
    initiatives = rows(tmp_path, PLAN, "--pr", "2008-06-30", tabel="initiativer")
    outcomes = [row for row in targets if row["art"] == "resultatmål"]
    assert (len({row["omraade"] for row in outcomes}), len(outcomes), len(initiatives)) == (5, 6, 19)
    assert {row["initiativ"] for row in targets if row["art"] == "indsatsmål"} == {
        row["initiativ"] for row in initiatives
    }
    for row in targets:
        assert row["art"] in ("resultatmål", "indsatsmål")
        assert row["vaerdi"]
        assert row["status"]
        assert row["kilde"].startswith("København 2008, linje ")
    assert [row["maal"] for row in initiatives if not row["maal"]] == []
    told = asked(tmp_path, PLAN, "--pr", "2008-06-30")
    presentable(told.screen)
    assert "6 resultatmål, 23 indsatsmål, 19 initiativer." in told.screen


def test_a02_a_unit_without_targets_is_listed(tmp_path: Path) -> None:
    """A-02: targets per unit or contract. Unit without targets listed."""
    register = """
enheder = ["Jobcenter Skelbækgade", "Jobcenter Nyropsgade", "Jobcenter Sygedagpenge"]
[[maal]]
navn = "Mentorer"
vaerdi = "20"
enhed = "Jobcenter Skelbækgade"
naaet = 12
[[maal]]
navn = "Aftaler"
vaerdi = "10"
enhed = "Jobcenter Nyropsgade"
"""
    told = asked(tmp_path, register, "--pr", "2008-12-31").screen
    assert "Enheder uden mål: Jobcenter Sygedagpenge." in told
    assert "Mål · Jobcenter Skelbækgade" in told
    own = rows(tmp_path, register, "--pr", "2008-12-31", "--enhed", "Jobcenter Nyropsgade")
    assert [row["maal"] for row in own] == ["Aftaler"]


def test_a03_a_target_of_x_is_not_set_and_listed(tmp_path: Path) -> None:
    """A-03: "mindst x pct." loads as not set and is listed; never 0, never met. A.2 no. 12: nine of the plan's targets are "x"."""
    reached = {"R2": 'naaet = "100 pct."', "3.1": "naaet = 12", "5.5": "naaet = 0"}
    targets = with_numbers(tmp_path, reached, "2009-01-01")
    open_ones = [name for name, row in targets.items() if row["status"] == "mål ikke fastsat"]
    assert open_ones == ["R1", "R2", "R3b", "R5", "3.1", "3.2", "3.3", "3.4", "5.5"]
    assert targets["3.1"]["naaet"] == 12
    told = asked(tmp_path, PLAN, "--pr", "2008-06-30").screen
    assert "Mål, der ikke er fastsat (9 af 29): R1, R2, R3b, R5, 3.1, 3.2, 3.3, 3.4, 5.5." in told


def test_a04_exits_per_person_month(tmp_path: Path) -> None:
    """A-04: 40 exits/600 vs 50/580 person-months → +29 %, not the raw +25 %."""
    fields = {"vaerdi": "øges med mindst 20 pct.", "basis": "40/600", "naaet": "50/580", "periode": "2008"}
    row = one(tmp_path, "--pr", "2009-01-01", **fields)
    assert round(row["maalt"], 1) == 29.3
    assert (round(row["lav"]), round(row["hoej"])) == (-14, 95)
    assert row["status"] == "nået"
    assert "antallet alene er ændret +25 %" in row["bemaerkning"]
    assert "kan det ikke skelnes fra målet" in row["bemaerkning"]
    told = asked(tmp_path, tmp_path / "maal.toml", "--pr", "2009-01-01").screen
    assert "+29,3 % (−14,4 til" in told


def test_a04_the_days_at_risk_are_counted_in_an_export(tmp_path: Path) -> None:
    """Whoever has been there twelve months is at risk from that day on, the last day included; an exit before is none of theirs."""
    spans = {"gik": ("2007-01-01", "2008-01-31"), "blev": ("2007-02-01", None), "gik før": ("2007-06-01", "2008-05-30")}
    cases = [
        (citizen(name, startdato=on(first), slutdato=on(last) if last else None), [])
        for name, (first, last) in spans.items()
    ]
    fields = {
        "vaerdi": "øges med mindst 10 pct.",
        "beregnes": "afgang",
        "efter": "12 måneder",
        "periode": "2008",
        "foer": "2007",
    }
    row = one(tmp_path, "--pr", "2009-01-01", tables=caseload(*cases), **fields)
    days = 31 + 335  # January; from 1 February to the end of a leap year
    assert (row["taeller"], round(row["naevner"] * 30.4375)) == (1, days)
    assert (row["status"], row["bemaerkning"]) == ("kan ikke vurderes", "ingen i målgruppen")


def test_a05_the_pace_of_an_activity(tmp_path: Path) -> None:
    """A-05: 80 by 30 June of 200 → pace 160, behind. A-06 and A-13 are the same of 250 and of 100."""
    halfway = {
        "1.1": "naaet = 80\npr = 2008-06-30",
        "1.2": "naaet = 130\npr = 2008-06-30",
        "2.2": "naaet = 101\npr = 2008-06-30",
    }
    targets = with_numbers(tmp_path, halfway, "2008-07-15")
    told = {name: [targets[name][column] for column in ("tempo", "forventet", "status")] for name in halfway}
    assert told == {"1.1": [160, 100, "bagud"], "1.2": [260, 125, "følger planen"], "2.2": [202, 50, "nået"]}


def offers(*people: str, **more: Any) -> dict[str, list[Row]]:
    """An offer on 3 March 2008 for each name, in forløb from 2007; a name that stands twice gets two offers."""
    cases = [
        (
            citizen(name, startdato=on("2007-09-03"), maalgruppe="6.2", visitationskategori="3"),
            [begun(f"2008-03-0{3 + at}", **more) for at in range(people.count(name))],
        )
        for name in dict.fromkeys(people)
    ]
    return caseload(*cases)


def test_a05_the_activity_is_counted_from_the_offers(tmp_path: Path) -> None:
    """A-05, counted: 80 courses begun by 30 June by citizens of match 3 and 4; one of match 2 and one begun in July are none of them."""
    last = "2008-06-30"
    people = [
        (citizen(f"F{at}", startdato=on("2007-09-03"), visitationskategori=("3", "4")[at % 2]), [begun(last)])
        for at in range(80)
    ]
    people.append((citizen("match 2", startdato=on("2007-09-03"), visitationskategori="2"), [begun(last)]))
    people.append((citizen("juli", startdato=on("2007-09-03"), visitationskategori="3"), [begun("2008-07-01")]))
    fields = {"vaerdi": "mindst 200", "periode": "2008", "beregnes": "tilbud", "visitation": "3 og 4"}
    row = one(tmp_path, "--pr", last, tables=caseload(*people), **fields)
    assert [row[column] for column in ("naaet", "tempo", "forventet", "status")] == [80, 160, 100, "bagud"]


def test_a07_persons_and_not_courses(tmp_path: Path) -> None:
    """A-07: 3 courses, one person → 1."""
    tables = offers("A", "A", "A")
    fields = {"vaerdi": "minimum 100", "periode": "2008", "tilbudstyper": "virksomhedspraktik", "visitation": "3 og 4"}
    assert one(tmp_path, "--pr", "2008-12-31", tables=tables, beregnes="personer", **fields)["naaet"] == 1
    assert one(tmp_path, "--pr", "2008-12-31", tables=tables, beregnes="tilbud", **fields)["naaet"] == 3
    assert one(tmp_path, "--pr", "2008-03-04", tables=tables, beregnes="tilbud", **fields)["naaet"] == 2
    (tmp_path / "aflyst").mkdir()
    cancelled = offers("A", "B", status="annulleret")
    assert one(tmp_path / "aflyst", "--pr", "2008-12-31", tables=cancelled, beregnes="tilbud", **fields)["naaet"] == 0


@pytest.mark.parametrize(
    ("asked_for", "number", "status"),
    [
        *(("minimum 3-5", 4, "nået"), ("minimum 3-5", 2, "ikke nået"), ("minimum 3-5", 6, "nået")),
        *(("3-5", 3, "nået"), ("3-5", 5, "nået"), ("3-5", 6, "ikke nået")),
    ],
)
def test_a08_a_range(tmp_path: Path, asked_for: str, number: int, status: str) -> None:
    """A-08: 4 of "minimum 3-5 vikarbureauer" → met."""
    assert one(tmp_path, "--pr", "2009-01-01", vaerdi=asked_for, naaet=number, periode="2008")["status"] == status


def test_a14_a_share_that_rounds_to_its_target_has_not_reached_it(tmp_path: Path) -> None:
    """A-14: 52.38 shows as 52,4 % but is "not met" when unrounded is compared; rule printed."""
    targets = with_numbers(tmp_path, {"R3a": 'naaet = "52,38 pct."\npr = 2008-12-31'}, "2009-01-01")
    assert targets["R3a"]["status"] == "ikke nået"
    told = asked(tmp_path, tmp_path / "maal.toml", "--pr", "2009-01-01").screen
    assert "52,4 %" in told
    assert targets["R3a"]["bemaerkning"] == "vises som 52,4, men er 52,38: målet sammenlignes uden afrunding"
    assert "Et mål sammenlignes med det uafrundede tal: 52,38 vises som 52,4, men når ikke 52,4." in told
    exactly = with_numbers(tmp_path, {"R3a": 'naaet = "262 af 500"'}, "2009-01-01")
    assert exactly["R3a"]["status"] == "nået"


def test_a15_a_durable_exit(tmp_path: Path) -> None:
    """A-15: ended 2008-11-15, data to 2009-01-31 → not mature; ended 10-15, off until 01-15 → success."""
    offer = {"tilbudstype": "virksomhedspraktik", "status": "gennemfoert", "startdato": on("2008-09-01")}
    first = {"startdato": on("2008-03-03"), "maalgruppe": "6.2"}

    def ended(name: str, day: str, back: str | None = None, last: str | None = None) -> list[tuple[Row, list[Row]]]:
        own = citizen(name, borger_id=name, slutdato=on(last or day), **first)
        again = [(citizen(f"{name}-igen", borger_id=name, maalgruppe="6.2", startdato=on(back)), [])] if back else []
        return [(own, [offer | {"slutdato": on(day)}]), *again]

    cases = [
        case
        for at in range(3)
        for case in (
            *ended(f"ikke moden {at}", "2008-11-15"),
            *ended(f"ude {at}", "2008-10-15", back="2009-01-15"),
            *ended(f"tilbage {at}", "2008-10-15", back="2009-01-14"),
            *ended(f"blev på ydelsen {at}", "2008-10-15", last="2008-10-16"),
            *ended(f"lige moden {at}", "2008-10-31"),
        )
    ]
    row = one(
        tmp_path,
        *("--pr", "2009-01-31"),
        tables=caseload(*cases),
        vaerdi="mindst 50 pct.",
        periode="2008",
        beregnes="varig afgang",
        i="3 måneder",
    )
    assert (row["taeller"], row["naevner"], row["status"]) == (6, 12, "nået")
    assert "3 er ikke fulgt så længe og ikke med" in row["forklaring"]


def test_a17_full_year_places(tmp_path: Path) -> None:
    """A-17: 26 persons × 26 weeks × 37 h → 13.0 places."""
    half_year = {"slutdato": on("2008-08-31"), "timer_pr_uge": 37}
    cases = [
        (citizen(f"F{number}", startdato=on("2007-09-03")), [begun("2008-03-03") | half_year]) for number in range(26)
    ]
    fields = {"vaerdi": "mindst x", "periode": "2008", "beregnes": "helårspladser"}
    assert one(tmp_path, "--pr", "2008-12-31", tables=caseload(*cases), **fields)["naaet"] == 13.0


def test_a23_a_stock_without_its_base_can_not_be_assessed(tmp_path: Path) -> None:
    """A-23: stock vs baseline quarter. Baseline missing → "cannot be assessed"."""
    fields = {"vaerdi": "120 færre end 4. kvartal 2007", "beholdning": True, "periode": "2008", "naaet": 700}
    bare = one(tmp_path, "--pr", "2009-01-01", **fields)
    assert (bare["status"], bare["bemaerkning"]) == ("kan ikke vurderes", "der mangler hvad det var før (basis)")
    row = one(tmp_path, "--pr", "2009-01-01", basis=812, **fields)
    assert (row["basis"], row["naaet"], row["maalt"], row["status"]) == (812, 700, -112, "ikke nået")


def test_a33_a_compound_target(tmp_path: Path) -> None:
    """A-33: 2 events, 280 persons → not met, parts shown."""
    text = PLAN.read_text(encoding="utf-8").replace('id = "5.3a"\n', 'id = "5.3a"\nnaaet = 2\n')
    text = text.replace('id = "5.3b"\n', 'id = "5.3b"\nnaaet = 280\n')
    (row,) = [
        row for row in rows(tmp_path, text, "--pr", "2009-01-01", tabel="initiativer") if row["initiativ"] == "5.3"
    ]
    assert (row["maal"], row["maal_naaet"], row["maalstatus"]) == (2, 1, "nået; ikke nået")


def test_a37_an_initiative_that_was_ready_late(tmp_path: Path) -> None:
    """A-37: ready 2008-02-15 → 45 days late. A-40: "1,5 mill. kr." → 1 500 000."""
    text = PLAN.read_text(encoding="utf-8").replace(
        '[[initiativ]]\nid = "1.2"\n', '[[initiativ]]\nid = "1.2"\nstartet = 2008-02-15\n'
    )
    (row,) = [
        row for row in rows(tmp_path, text, "--pr", "2008-06-30", tabel="initiativer") if row["initiativ"] == "1.2"
    ]
    assert (row["status"], row["bemaerkning"], row["budget"]) == ("i gang", "45 dage for sent", 1_500_000)


# --- The letters of 2018 ---------------------------------------------------------------------------------------


def test_h09_nobody_sixty_days_after_the_promised_start(tmp_path: Path) -> None:
    """H-09, Hillerød: »Iværksættelse af interne jobklubber«. No participant 60 days after promised start → "not started"."""
    register = """
[[initiativ]]
id = "jobklub"
navn = "Interne jobklubber"
lovet = 2018-08-01
tilbudstyper = "vejledning_opkvalificering"
"""

    def status(pr: str, *events: Row) -> Row:
        tables = caseload((citizen(), [held("2018-08-01"), *events]), (citizen("F2"), [begun("2018-07-01")]))
        (row,) = rows(tmp_path / f"{pr}-{len(events)}", register, "--pr", pr, tabel="initiativer", tables=tables)
        return row

    for folder in ("2018-07-31-0", "2018-09-29-0", "2018-09-30-0", "2018-09-30-1"):
        (tmp_path / folder).mkdir()
    assert status("2018-07-31")["status"] == "ikke forfalden"
    assert status("2018-09-29")["status"] == "ingen deltagere endnu"
    assert status("2018-09-30")["status"] == "ikke begyndt"
    row = status("2018-09-30", begun("2018-08-20", tilbudstype="vejledning_opkvalificering"))
    assert (row["status"], row["startet"], row["deltagere"], row["bemaerkning"]) == (
        "i gang",
        "2018-08-20",
        1,
        "19 dage for sent",
    )


def test_h13_a_quarter_and_a_half_year_end_on_their_last_day(tmp_path: Path) -> None:
    """H-13, Hillerød: »fuldt implementeret i løbet af 3. kvartal 2018« … »en ny statistik vedr. 2. halvår 2018«.

    Only deadlines falling 07-01..12-31 are in the denominator.
    """
    calendar = {row["loefte"]: row for row in rows(tmp_path, PROMISES, "--pr", "2018-09-15", tabel="loefter")}
    assert calendar["hilleroed-initiativer"]["lovet"] == "2018-09-30"
    assert calendar["hilleroed-andel"]["lovet"] == "2018-12-31"
    cases = [
        (citizen(f"F{start}", startdato=on(start), tilmeldingsdato=on(start)), [held("2018-12-01")])
        for start in ("2018-03-30", "2018-04-01", "2018-10-01", "2018-10-02")
    ]
    cases.append((citizen("andetsteds", maalgruppe="9.9"), [begun("2018-08-01")]))
    fields = {"vaerdi": "mindst 80 pct.", "periode": "2018H2", "beregnes": "R1"}
    row = one(tmp_path, "--pr", "2019-02-01", tables=caseload(*cases), **fields)
    assert (row["taeller"], row["naevner"], row["fra"], row["til"]) == (0, 2, "2018-07-01", "2018-12-31")


def test_k10_the_promise_beside_the_forecast() -> None:
    """K-10, Køge: "Promised 2019-02-08, forecast March (Jan–May)". Letter of 2018-08-08 + 6 months = 2019-02-08.

    Warns that STAR looks at December 2018, before the promise falls due (A.2 no. 5).
    """
    written, _ = targetfile.read(PROMISES)
    both = pl.DataFrame(
        [
            ("samtale", on("2018-12-01"), on("2018-11-01"), on("2019-02-01")),
            ("tilbud", on("2019-03-01"), on("2019-01-01"), on("2019-05-01")),
        ],
        schema=FORECAST,
        orient="row",
    )
    calendar = Followup(build(written), on("2018-09-15"), prognose=forecasts(both)).loefter
    (row,) = calendar.filter(hvem="Køge").to_dicts()
    assert row["lovet"] == on("2019-02-08")
    assert row["ved_siden_af"] == "Lovet 08-02-2019, prognose marts 2019 (januar–maj 2019)"
    assert row["advarsel"] == (
        "Der ses på data for december 2018, før løftet forfalder 08-02-2019: det, der ses da, siger ikke, om løftet holder. "
        "Prognosen ligger efter løftet: marts 2019 (januar–maj 2019)."
    )
    warned = calendar.filter(pl.col("advarsel").str.contains("Der ses på data"))["hvem"].to_list()
    assert warned == ["Køge"], "the other promises fall due before the minister looks"


def test_k10_a_forecast_that_was_stated_in_the_register(tmp_path: Path) -> None:
    register = """
[[loefte]]
navn = "Lovens krav"
givet = 2018-08-31
lovet = "6 måneder"
prognose = "2019-02"
prognose_fra = "2018-12"
prognose_til = "2019-02"
"""
    (row,) = rows(tmp_path, register, "--pr", "2018-09-15", tabel="loefter")
    assert (row["lovet"], row["advarsel"]) == ("2019-02-28", "")
    assert row["ved_siden_af"] == "Lovet 28-02-2019, prognose februar 2019 (december 2018–februar 2019)"


def test_r13_markedly_better_must_be_given_as_a_number(tmp_path: Path) -> None:
    """R-13, Rudersdal: »ligger markant bedre, hvad angår rettidig aktivering for borgere under 30 år og over 50 år«.

    Target without a number → refused with a helpful message.
    """
    answer = asked(tmp_path, '[[maal]]\nnavn = "Rettidig aktivering"\nvaerdi = "markant bedre"\n', "--pr", "2018-12-31")
    refused(
        answer,
        "maal.toml, linje 1, Værdi",
        '"markant bedre"',
        "mangler et tal",
        "mindst 10 procentpoint bedre",
        lines=2,
    )


def first_offer(name: str, start: str, offered: str | None, born: str) -> tuple[Row, list[Row]]:
    """A forløb with its first offer, if there was one."""
    return citizen(name, startdato=on(start), tilmeldingsdato=on(start), foedselsdato=on(born)), [
        begun(offered)
    ] if offered else []


def test_r13_before_and_after_with_interval(tmp_path: Path) -> None:
    """R-13: target on subgroup and date; before/after with interval, of those under 30 and over 50 only."""
    ages = ("1995-01-01", "1960-01-01")
    early = [first_offer(f"f{at}", "2018-02-01", "2018-03-01" if at < 8 else None, ages[at % 2]) for at in range(20)]
    late = [first_offer(f"e{at}", "2018-06-01", "2018-07-01" if at < 18 else None, ages[at % 2]) for at in range(20)]
    others = [first_offer(f"m{at}", "2018-02-01", None, "1980-01-01") for at in range(20)]
    fields = {"vaerdi": "mindst 10 procentpoint bedre", "periode": "2018H2", "foer": "2018H1", "beregnes": "R1"}
    row = one(
        tmp_path,
        *("--pr", "2019-01-31"),
        tables=caseload(*early, *late, *others, (citizen("x", maalgruppe="9.9"), [held("2018-01-01")])),
        aldersgrupper=["under 30", "50+"],
        **fields,
    )
    assert (row["basis"], row["taeller"], row["naevner"]) == (40, 18, 20)
    assert (round(row["maalt"], 1), row["status"]) == (50.0, "nået")
    (low, high), (low_before, high_before) = by_hand(18, 20), by_hand(8, 20)
    edges = [0.5 - hypot(0.9 - low, high_before - 0.4), 0.5 + hypot(high - 0.9, 0.4 - low_before)]
    assert [row["lav"] / 100, row["hoej"] / 100] == pytest.approx(edges), "Newcombe 1998, method 10"


def by_hand(hits: int, everybody: int) -> tuple[float, float]:
    """Wilson's interval: the shares that are 1.96 of their own standard errors from the one that was seen."""
    share, z = hits / everybody, 1.959963984540054
    middle = (share + z**2 / (2 * everybody)) / (1 + z**2 / everybody)
    half = z * sqrt(share * (1 - share) / everybody + (z / (2 * everybody)) ** 2) / (1 + z**2 / everybody)
    return middle - half, middle + half


# --- Figures that contradict themselves ------------------------------------------------------------------------


def test_r04_the_shares_of_the_letter() -> None:
    """R-04, A.2 no. 1: 1160/1744 = 66.5 %, not 74; 1406/1744 = 80.6 %, not 89; both claims fit ONE denominator of 1 571–1 578.

    »Yderligere 246 borgere blev afsluttet«: the count as it stands in the letter is understood too.
    """
    for second in ("1406", "246"):
        told = ask(
            "figures", "--taeller", "1160", "--taeller", second, "--naevner", "1744", "--sagt", "74", "--sagt", "89"
        )
        presentable(told.screen)
        for words in (
            "er 66,5 %, ikke 74 %",
            "er 80,6 %, ikke 89 %",
            "1.571 til 1.578",
            "166 til 173 personer udeladt",
        ):
            assert words in told.screen
    assert "246 er lagt til de foregående: 1.406." in told.screen


def test_a2_no7_a_target_for_people_whose_right_has_passed(tmp_path: Path) -> None:
    """A.2 no. 7: Rudersdal promises those with more than 6 months' unemployment, though their legal date is 3 months."""
    told = " ".join(asked(tmp_path, PROMISES, "--pr", "2018-09-15").screen.split())
    assert "Mål rudersdal-andel: det tæller borgere efter 6 måneder, men efter loven" in told
    assert "senest efter 3 måneder" in told
    for age in ("30-49", "under 30"):
        fields = f'vaerdi = "80"\nberegnes = "R1"\nmaalgrupper = "6.1"\naldersgrupper = "{age}"\nefter = "6 måneder"\nperiode = "2018H2"'
        said = asked(tmp_path, f'[[maal]]\nnavn = "A"\n{fields}\n', "--pr", "2018-09-15").screen
        assert ("efter loven" in said) == (age == "under 30"), "from 30 to 49 the right comes at 6 months"
    before = fields.replace("2018H2", "2012H2")
    assert "efter loven" not in asked(tmp_path, f'[[maal]]\nnavn = "A"\n{before}\n', "--pr", "2018-09-15").screen


def test_a2_no9_a_count_without_a_denominator() -> None:
    """A.2 no. 9: 58 calls with no number of new unemployed is a count only."""
    assert "58 er et antal uden nævner, ikke en andel." in ask("figures", "--taeller", "58").screen


def test_a2_no10_announced_and_listed(tmp_path: Path) -> None:
    """A.2 no. 10: "5 initiativer" announced in area 1, 4 described; "7 initiativer" in area 5, 6 described."""
    told = asked(tmp_path, PLAN, "--pr", "2008-06-30").screen
    assert "Område 1 (Flere københavnere i arbejde): der er varslet 5 initiativer, og 4 er opregnet." in told
    assert "Område 5 (Styrket indsats for unge): der er varslet 7 initiativer, og 6 er opregnet." in told
    assert "Område 2" not in told
    assert (
        "der er varslet 5, og 4 er opregnet: 1 mangler." in ask("figures", "--varslet", "5", "--opregnet", "4").screen
    )


def test_a2_no11_rounded_parts() -> None:
    """A.2 no. 11, A-16: 37+19+1+26+18 = 101 accepted as rounding of 5 rows; 105 → error."""
    assert "= 101, ikke 100, men det kan 5 afrundede tal godt give." in ask("figures", "--dele", "37+19+1+26+18").screen
    wrong = ask("figures", "--dele", "37+19+5+26+18", "--format", "json")
    assert [row["passer"] for row in json.loads(wrong.out)] == [False]
