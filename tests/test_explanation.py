"""An explanation can't say otherwise than its fund: the days that are printed add up to the deadline, the event named met it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import example as example_of
from hypothesis import given
from hypothesis import strategies as st

from rettid import Tables, audit, load_packs
from rettid.explanation import FROM_EVENT, Explanation, explanations, rows_of_citizen, same_time
from rettid.intake import read
from rettid.periods import parse_period
from rettid.rules.diary import example
from rettid.rules.examples import read_examples
from rettid.rules.page import Page
from rettid.screen import reasons
from rettid.screen.case import Case
from rettid.screen.diary import diaries
from rettid.screen.timeline import drawn, timeline
from tests.depth import tries
from tests.test_invariants import ACROSS_SEEDS, Scene

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = dict[str, Any]

ROOT = Path(__file__).parents[1]
SAMPLES = {
    "fasit": (ROOT / "sample_data" / "fasit-koege-2018", date(2018, 12, 31)),
    "momentum": (ROOT / "sample_data" / "momentum-2026.xlsx", date(2026, 10, 31)),
    "workbase": (ROOT / "sample_data" / "workbase-koege-2018.xlsx", date(2018, 12, 31)),
}
PACKS = load_packs()


@cache
def judged(name: str) -> tuple[Tables, pl.DataFrame]:
    path, pr = SAMPLES[name]
    tables = read([path]).tables
    return tables, audit(tables, PACKS, pr=pr)


@cache
def told_of(name: str, most: int = 40) -> list[Explanation]:
    """The funds of a sample explained, the first `most` of each status."""
    tables, funds = judged(name)
    funds = funds.filter(pl.int_range(pl.len()).over("status") < most)
    return explanations(tables, PACKS, funds, pr=SAMPLES[name][1])


def adds_up(each: Explanation) -> None:
    """Anchor, period, pauses, moves and grace, as they are told, give the fund's deadline; the event told is the fund's."""
    fund = each.fund
    if each.krav is None or fund["forfald"] is None:
        assert fund["status"] == "kan_ikke_afgoeres"
        return
    krav, form = each.krav, each.krav.form
    assert each.ur is not None
    assert each.kalender is not None
    if each.periode is not None and form != "varsel":
        assert each.periode.after_day(each.fra) == each.kalender
    if form == "varsel":
        assert krav.varsel.after_day(each.kalender) <= each.fra
    if form in FROM_EVENT:
        assert each.fra == fund["aabner"]
    paused = sum(absence.pausedage for absence in each.fravaer)
    before = sum(absence.foer_maerket for absence in each.fravaer)
    if each.timer:
        counted = sum(month.timer for month in each.timer)
        assert "regnet i ledighedsdage" not in (fund["bemaerkning"] or "")
        assert counted >= each.timemaal - 0.005 * max(each.timemaal / 160, 1) - 0.01
    else:
        assert each.kalender + timedelta(days=paused) == each.ur
        if each.maerke is not None and form == "mellemrum":
            assert each.maerke + timedelta(days=before) == each.fra
    moves = [absence.flyttet_til for absence in each.fravaer if absence.flyttet_til]
    assert max([each.ur, *moves]) == fund["forfald"]
    grace = None if fund["nr"] in krav.henstand_undtaget else krav.henstand
    last = grace.after_day(fund["forfald"]) if grace else fund["forfald"]
    assert last - timedelta(days=krav.graense == "foer") == fund["frist"]
    met = [event for event in each.haendelser if event.opfylder]
    assert bool(met) == (fund["moedt"] is not None)
    assert {event.dag for event in met} <= {fund["moedt"]}
    if fund["planlagt"] is not None:
        assert any(event.booking and event.dag == fund["planlagt"] for event in each.haendelser)


def can_be_told(each: Explanation, pr: date) -> None:
    """Words and picture come for every fund, short enough for a terminal and without what was never filled in."""
    told = reasons.told(each, pr)
    lines = [told.overskrift, told.dom, *told.om, *told.trin, *told.noter, *told.forbehold, *told.naesten]
    assert told.trin
    assert all(line.strip() and "None" not in line and "–." not in line for line in lines)
    if each.fund["frist"] is not None:
        assert f"{each.fund['frist']:%d-%m-%Y}" in " ".join(told.trin)
    line = timeline([each], pr)
    assert line is None or max(map(len, drawn(line))) <= 80


@pytest.mark.parametrize("sample", ["fasit", "momentum"])
def test_the_funds_of_the_samples_add_up(sample: str) -> None:
    """Forty of each status; `make slow` takes them all, and those of Workbase, which has the same cases as Fasit."""
    for place, each in enumerate(told_of(sample)):
        adds_up(each)
        if place % 5 == 0:
            can_be_told(each, SAMPLES[sample][1])


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES)
def test_every_fund_of_the_samples_adds_up(sample: str) -> None:
    for each in told_of(sample, most=1_000_000):
        adds_up(each)
        can_be_told(each, SAMPLES[sample][1])


@tries(2)
@given(seed=ACROSS_SEEDS)
def test_every_fund_of_a_random_caseload_adds_up(seed: int) -> None:
    scene = Scene(seed)
    funds = scene.funds()
    for each in explanations(Tables.from_rows(scene.rows), scene.packs, funds, pr=scene.pr, kendt_pr=scene.kendt_pr):
        adds_up(each)
        can_be_told(each, scene.pr)


def test_one_fund_is_explained_as_among_all() -> None:
    tables, funds = judged("fasit")
    among = told_of("fasit")[137]
    own = funds.filter(fund_id=among.fund["fund_id"])
    alone = explanations(tables, PACKS, own, pr=SAMPLES["fasit"][1])[0]
    assert (alone.ur, alone.fravaer, alone.haendelser) == (among.ur, among.fravaer, among.haendelser)


# --- The units -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "units"),
    [
        ("3 måneder", ["12 uger", "13 uger", "3 måneder"]),
        ("13 uger", ["12 uger", "13 uger", "3 måneder"]),
        ("4 uger", ["4 uger", "1 måned"]),
        ("26 uger", ["24 uger", "26 uger", "6 måneder"]),
        ("14 dage", []),
        ("6 uger", []),
    ],
)
def test_the_same_time_in_other_units(period: str, units: list[str]) -> None:
    assert [str(unit) for unit in same_time(parse_period(period))] == units


# --- The handover ----------------------------------------------------------------------------------------------


def test_an_interview_before_the_handover_does_not_count_and_the_day_of_the_handover_is_a_step() -> None:
    case = {"forloeb_id": "F1", "borger_id": "B1", "ydelse": "dagpenge", "maalgruppe": "6.1"}
    case |= {"startdato": date(2024, 1, 7), "foedselsdato": date(1980, 1, 1)}
    held = {"forloeb_id": "F1", "samtaletype": "jobsamtale", "status": "afholdt", "samtaleform": "personligt"}
    held |= {"afholdt_af": "jobcenter"}
    days = (date(2024, 3, 31), date(2024, 4, 1))
    tables = Tables.from_rows(
        {"forloeb": [case], "samtaler": [held | {"dato": day} for day in days], "tilbud": [], "fravaer": []}
    )
    packs = [pack for pack in PACKS if pack.id == "dagpenge-2024"]
    pr = date(2024, 12, 31)
    funds = audit(tables, packs, pr=pr).filter(krav="jobcenter-tre")
    told = reasons.told(explanations(tables, packs, funds, pr=pr)[0], pr)
    assert [row[2].split(":")[0] for row in told.haendelser] == ["nej", "ja, som nr. 1"]
    steps = "\n".join(told.trin)
    assert "01-04-2024" in steps
    assert "tæller 1 samtale. Kravet er nr. 3" in steps


# --- The diary -------------------------------------------------------------------------------------------------


def rerun(text: str, pack: Any) -> Iterable[tuple[Row, Row]]:
    """What the facit of a printed example says, beside the fund that the engine makes of its diary."""
    found = read_examples(Page(Path("eksempel.md"), text, ""), pack)[0]
    funds = audit(Tables.from_rows(found.tables), [pack], pr=found.pr, kendt_pr=found.kendt_pr).to_dicts()
    for row in found.expected:
        same = [
            fund for fund in funds if (fund["krav"], fund["nr"], fund["forloeb_id"]) == (row["krav"], row["nr"], "F1")
        ]
        assert len(same) == 1, text
        yield row, same[0]


@pytest.mark.parametrize("sample", ["fasit", "momentum"])
def test_a_diary_read_back_gives_the_same_verdict(sample: str) -> None:
    tables, _ = judged(sample)
    rows = {
        name: tables[name].collect().to_dicts() if tables.supplied(name) else None
        for name in ("forloeb", "samtaler", "tilbud", "fravaer", "ledighed")
    }
    tried: dict[tuple[str, str], int] = {}
    for each in told_of(sample):
        key = (each.fund["pakke"], each.fund["status"])
        if each.pack is None or tried.get(key, 0) >= 2:
            continue
        tried[key] = tried.get(key, 0) + 1
        case = each.fund["forloeb_id"]
        own = {
            name: None if found is None else [row for row in found if row["forloeb_id"] == case]
            for name, found in rows.items()
        }
        text = example(each.pack, own, [each.fund], pr=SAMPLES[sample][1])
        for wanted, fund in rerun(text, each.pack):
            assert {name: fund[name] for name in wanted} == wanted, text
    assert len(tried) > 4


AT_THE_DEADLINE = [
    pack
    for pack in load_packs(valg={"dagpenge-2015/alder": "frist", "dagpenge-2017/alder": "frist"})
    if pack.id in ("dagpenge-2015", "dagpenge-2017")
]


@given(
    st.dates(date(1955, 1, 1), date(2000, 12, 31)),
    st.dates(date(2015, 1, 1), date(2026, 9, 30)),
    st.integers(0, 500),
    st.integers(0, 400),
    st.booleans(),
)
@example_of(date(1988, 2, 29), date(2018, 2, 28), 30, 0, False)  # noqa: FBT003
@example_of(date(1968, 10, 1), date(2018, 7, 2), 200, 20, True)  # noqa: FBT003
@tries(2)
def test_another_birth_date_gives_the_same_funds(born: date, start: date, then: int, away: int, paid: bool) -> None:  # noqa: FBT001
    """A citizen's own birth date stands in the diary only where an age limit is near a deadline, and the text then says so."""
    pr = start + timedelta(days=then)
    case = {"forloeb_id": "F1", "borger_id": "B1", "ydelse": "dagpenge", "maalgruppe": "6.1"}
    case |= {"startdato": start, "slutdato": None, "foedselsdato": born}
    absence = {"forloeb_id": "F1", "art": "fravaer", "fravaerstype": "arbejde"}
    absence |= {"startdato": start + timedelta(days=7), "slutdato": start + timedelta(days=7 + away)}
    hours = [{"forloeb_id": "F1", "maaned": start.replace(day=1), "timer": 20.0}] if paid else []
    rows: dict[str, Any] = {"forloeb": [case], "samtaler": [], "tilbud": [], "fravaer": [absence], "ledighed": hours}
    for pack in (pack for pack in (*PACKS, *AT_THE_DEADLINE) if any(krav.alder for krav in pack.krav)):
        funds = audit(Tables.from_rows(rows), [pack], pr=pr).to_dicts()
        if not funds:
            continue
        text = example(pack, rows, funds, pr=pr)
        own = f"født {born:%d-%m-%Y}" in text and (born.month, born.day) != (start.month, start.day)
        assert own <= ("Fødselsdagen er borgerens egen" in text)
        for wanted, fund in rerun(text, pack):
            assert {name: fund[name] for name in wanted} == wanted, text


def test_a_birth_date_stays_only_where_a_limit_is_reached_under_way() -> None:
    """30 on 1 October: nothing else gives both the ages; 34 on that day: any birthday does."""
    pack = AT_THE_DEADLINE[-1]
    case = {"forloeb_id": "F1", "borger_id": "B1", "ydelse": "dagpenge", "maalgruppe": "6.1", "slutdato": None}
    texts = []
    for born in (date(1988, 10, 1), date(1984, 10, 1)):
        rows: dict[str, Any] = {"forloeb": [case | {"startdato": date(2018, 7, 2), "foedselsdato": born}]}
        funds = audit(Tables.from_rows(rows), [pack], pr=date(2018, 12, 31)).to_dicts()
        texts.append(example(pack, rows, funds, pr=date(2018, 12, 31)))
    assert "født 01-10-1988" in texts[0]
    assert "Fødselsdagen er borgerens egen" in texts[0]
    assert "født 02-07-1985" in texts[1]
    assert "Fødselsdagen" not in texts[1]


def test_a_diary_of_an_a_kasse_duty_tells_that_the_export_has_a_kasse_interviews() -> None:
    """Another citizen's row says who took part; without it the duty could not be decided when read back alone."""
    pack = next(pack for pack in PACKS if pack.id == "rudersdal-2018")
    case = {"borger_id": "B1", "ydelse": "dagpenge", "maalgruppe": "6.1", "startdato": date(2018, 7, 2)}
    talk = {"samtaletype": "jobsamtale", "status": "afholdt", "samtaleform": "personligt", "afholdt_af": "a_kasse"}
    booked = talk | {"samtaletype": "ukendt", "status": "planlagt", "forloeb_id": "F1", "dato": date(2018, 9, 3)}
    own = {"forloeb": [case | {"forloeb_id": "F1", "foedselsdato": date(1980, 1, 1)}], "samtaler": [booked]}
    all_rows: dict[str, Any] = {
        "forloeb": [*own["forloeb"], case | {"forloeb_id": "F2", "borger_id": "B2", "foedselsdato": date(1980, 1, 1)}],
        "samtaler": [booked, talk | {"forloeb_id": "F2", "dato": date(2018, 7, 9), "a_kasse_deltog": True}],
        "tilbud": [],
        "fravaer": [],
    }
    tables = Tables.from_rows(all_rows)
    funds = audit(tables, [pack], pr=date(2018, 12, 31)).filter(forloeb_id="F1").to_dicts()
    rows = rows_of_citizen(tables, "F1")
    for wanted, fund in rerun(example(pack, rows, funds, pr=date(2018, 12, 31)), pack):
        assert {name: fund[name] for name in wanted} == wanted


def test_a_diary_has_no_name_number_or_team() -> None:
    told = told_of("momentum")[5]
    tables, _ = judged("momentum")
    case = told.forloeb
    rows = {
        name: [row for row in tables[name].collect().to_dicts() if row["forloeb_id"] == case["forloeb_id"]]
        for name in ("forloeb", "samtaler", "tilbud", "fravaer")
    }
    text = "".join(diaries(Case(case["forloeb_id"], [told], SAMPLES["momentum"][1], raekker=rows)))
    for column in ("forloeb_id", "borger_id", "navn", "sagsbehandler", "team", "a_kasse"):
        assert case[column] not in text


# --- Why a row does not count ----------------------------------------------------------------------------------

PAGE = """
id = "egen"
titel = "Egen"
art = "lov"
version = "1"
kontrolleret = 2018-01-01
maalgruppe = ["6.1"]
gaelder_fra = 2018-01-01
hjemmel = "§ 1"
kilde = "prøven"
efterproevet = "udledt"
ur = "ledighed"
[fravaer]
pauser = ["arbejde"]
fritager = ["mindre_intensiv_indsats"]
[[krav]]
id = "samtale"
titel = "Samtale"
haendelse = "samtale"
typer = ["faelles_jobsamtale"]
former = ["personligt"]
afholdt_af = ["jobcenter"]
med_a_kasse = true
form = "senest"
senest = "13 uger"
[[krav]]
id = "tilbud"
titel = "Tilbud"
haendelse = "tilbud"
typer = ["virksomhedspraktik", "loentilskud", "oevrig_vejledning_opkvalificering"]
taeller_ikke = [{ typer = ["oevrig_vejledning_opkvalificering"], fra = 2018-08-01 }]
min_varighed = "14 dage"
fritagelse_flytter = "1 måned"
loentilskud_efterfrist = "21 dage"
form = "senest"
senest = "13 uger"
"""
START, PR = date(2018, 7, 2), date(2018, 12, 31)
HELD = {
    "dato": date(2018, 9, 3),
    "samtaletype": "faelles_jobsamtale",
    "status": "afholdt",
    "samtaleform": "personligt",
    "afholdt_af": "jobcenter",
    "a_kasse_deltog": True,
}
BEGUN = {"startdato": date(2018, 9, 3), "tilbudstype": "virksomhedspraktik", "status": "igang"}


def why(
    krav: str, tmp_path: Path, *, kendt_pr: date | None = None, slut: date | None = None, **rows: list[Row]
) -> Explanation:
    """The explanation of one krav of the page on a forløb begun 2 July 2018 with these rows."""
    page = tmp_path / "egen.toml"
    page.write_text(PAGE, encoding="utf-8")
    packs = load_packs([page])
    case = {
        "forloeb_id": "F1",
        "borger_id": "B1",
        "maalgruppe": "6.1",
        "startdato": START,
        "slutdato": slut,
        "kilde_fil": "f.csv",
        "kilde_raekke": 2,
    }
    tables = Tables.from_rows(
        {"forloeb": [case], "samtaler": [], "tilbud": [], "fravaer": []}
        | {
            name: [
                row | {"forloeb_id": "F1", "kilde_fil": f"{name}.csv", "kilde_raekke": place}
                for place, row in enumerate(found, 2)
            ]
            for name, found in rows.items()
        }
    )
    funds = audit(tables, packs, pr=PR, kendt_pr=kendt_pr).filter(pl.col("krav") == krav)
    return explanations(tables, packs, funds, pr=PR, kendt_pr=kendt_pr)[0]


@pytest.mark.parametrize(
    ("changed", "reason", "words"),
    [
        ({}, (), "ja: den opfylder kravet"),
        ({"samtaletype": "jobsamtale"}, ("typer",), "nej: den type tæller ikke"),
        ({"samtaletype": None}, ("type",), "nej: typen er ukendt"),
        ({"samtaleform": "telefonisk"}, ("former",), "nej: formen er telefonisk"),
        ({"afholdt_af": "anden_aktoer"}, ("afholdt_af",), "nej: den er holdt af anden aktør"),
        ({"a_kasse_deltog": False}, ("med_a_kasse",), "nej: a-kassen deltog ikke"),
        ({"a_kasse_deltog": None}, ("med_a_kasse",), "nej: det er ikke oplyst, om a-kassen deltog"),
        ({"a_kasse_deltog": False, "a_kasse_fravalgt": True}, (), "ja: den opfylder kravet"),
        ({"status": "aflyst"}, ("status",), "nej: status er aflyst"),
        ({"status": "planlagt"}, ("status",), "nej: den står stadig som planlagt"),
        ({"status": "aflyst", "samtaletype": "jobsamtale"}, ("status", "typer"), "nej: status er aflyst; den type"),
        ({"dato": None}, ("dato",), "nej: datoen mangler"),
        ({"dato": date(2019, 1, 7)}, ("fremtid",), "nej: det er aftalt, men ikke sket endnu"),
        ({"dato": date(2018, 6, 30)}, ("foer_anker",), "nej: det er før den dag, der regnes fra"),
        (
            {"samtaleform": "brev", "afholdt_af": "a_kasse"},
            ("former", "afholdt_af"),
            "nej: formen er brev; den er holdt af a-kassen",
        ),
    ],
)
def test_why_an_interview_counts_or_not(changed: Row, reason: tuple[str, ...], words: str, tmp_path: Path) -> None:
    each = why("samtale", tmp_path, samtaler=[HELD | changed])
    (event,) = each.haendelser
    assert event.hvorfor == reason
    assert reasons.counting(event, each).startswith(words)
    assert event.opfylder == (not reason)
    assert reasons.where(event.kilde) == "samtaler.csv, række 2"


@pytest.mark.parametrize(
    ("changed", "reason", "words"),
    [
        ({}, (), "ja: det opfylder kravet"),
        ({"tilbudstype": "mentor"}, ("typer",), "nej: den type tæller ikke"),
        (
            {"tilbudstype": "oevrig_vejledning_opkvalificering"},
            ("taeller_ikke",),
            "nej: øvrig vejledning og opkvalificering tæller ikke på den dag",
        ),
        ({"slutdato": date(2018, 9, 10)}, ("min_varighed",), "nej: det varer kortere end 14 dage"),
        ({"status": "ikke_paabegyndt"}, ("status",), "nej: status er ikke påbegyndt"),
    ],
)
def test_why_an_offer_counts_or_not(changed: Row, reason: tuple[str, ...], words: str, tmp_path: Path) -> None:
    each = why("tilbud", tmp_path, tilbud=[BEGUN | changed])
    (event,) = each.haendelser
    assert event.hvorfor == reason
    assert reasons.counting(event, each).startswith(words)


def test_what_was_registered_later_and_what_came_after_the_end(tmp_path: Path) -> None:
    late = why("samtale", tmp_path, samtaler=[HELD | {"registreret": date(2018, 11, 1)}], kendt_pr=date(2018, 10, 1))
    assert late.haendelser[0].hvorfor == ("registreret",)
    after = why("samtale", tmp_path, samtaler=[HELD], slut=date(2018, 9, 2))
    assert after.haendelser[0].hvorfor == ("efter_slut",)


def test_each_step_is_told(tmp_path: Path) -> None:
    """2 July + 13 uger is 1 October; two weeks' work make it 15 October; exempt then, so a month after 20 October."""
    absences = [
        {"art": "fravaer", "fravaerstype": "arbejde", "startdato": date(2018, 7, 16), "slutdato": date(2018, 7, 29)},
        {"art": "fravaer", "fravaerstype": "sygdom", "startdato": date(2018, 8, 1), "slutdato": date(2018, 8, 3)},
        {
            "art": "fritagelse",
            "fravaerstype": "mindre_intensiv_indsats",
            "startdato": date(2018, 10, 10),
            "slutdato": date(2018, 10, 20),
        },
    ]
    each = why("tilbud", tmp_path, fravaer=absences)
    moved = "Ny frist er 1 måned efter fritagelsens sidste dag: 20-11-2018."
    assert reasons.told(each, PR).trin == [
        "Fristen regnes fra 02-07-2018 (forløbets start; f.csv, række 2).",
        "13 uger fra den dag er 01-10-2018.",
        "14 dage tæller ikke med: arbejde 16-07-2018 til 29-07-2018 (fravaer.csv, række 2).",
        "Fristen blev derfor 15-10-2018.",
        "Den dag var borgeren fritaget: mindre intensiv indsats 10-10-2018 til 20-10-2018 (fravaer.csv, række 4). "
        + moved,
        "Sidste dag til tiden er 20-11-2018.",
        "Pr. 31-12-2018 er der intet tilbud, der tæller.",
        "Fristen er overskredet med 41 dage.",
        "Der er ingen aftale.",
    ]
    assert [reasons.does(absence, each) for absence in each.fravaer] == [
        "14 dage tæller ikke med",
        "intet: sygdom flytter ikke fristen",
        "flytter fristen til 20-11-2018",
    ]


def test_two_pauses_on_the_same_days_are_told_once(tmp_path: Path) -> None:
    work = {"art": "fravaer", "fravaerstype": "arbejde", "startdato": date(2018, 7, 16), "slutdato": date(2018, 7, 29)}
    each = why(
        "tilbud", tmp_path, fravaer=[work, work | {"startdato": date(2018, 7, 23), "slutdato": date(2018, 8, 5)}]
    )
    assert [absence.pausedage for absence in each.fravaer] == [14, 7]
    assert any(line.startswith("7 af 14 dage (resten er talt") for line in reasons.told(each, PR).trin)


def test_a_wage_subsidy_begun_too_late_is_told_why(tmp_path: Path) -> None:
    """13 uger from 2 July is 1 October; 21 days later is 22 October."""
    subsidy = BEGUN | {"tilbudstype": "loentilskud", "afgivet": date(2018, 9, 24), "startdato": date(2018, 10, 23)}
    told = reasons.told(why("tilbud", tmp_path, tilbud=[subsidy]), PR)
    assert (
        "Løntilskud må begynde op til 21 dage efter 01-10-2018, hvis det er givet senest den dag. Dette blev givet 24-09-2018."
        in told.trin
    )
    in_time = reasons.told(why("tilbud", tmp_path, tilbud=[subsidy | {"startdato": date(2018, 10, 22)}]), PR)
    assert in_time.dom == "til tiden, 21 dage efter fristen, men inden for efterfristen"


@pytest.mark.parametrize(
    ("system", "words"),
    [
        (date(2018, 10, 15), "er den samme"),
        (date(2018, 10, 1), "Systemet har ikke trukket pauserne fra."),
        (date(2018, 10, 16), "Det passer med 3 måneder, hvor kravet siger 13 uger."),
        (date(2018, 10, 11), "Intet trin i regnestykket alene forklarer det."),
    ],
)
def test_the_systems_day_is_held_against_each_step(system: date, words: str, tmp_path: Path) -> None:
    page = tmp_path / "egen.toml"
    page.write_text(PAGE, encoding="utf-8")
    case = {
        "forloeb_id": "F1",
        "borger_id": "B1",
        "maalgruppe": "6.1",
        "startdato": START,
        "rettighedsdato_system": system,
    }
    work = {
        "forloeb_id": "F1",
        "art": "fravaer",
        "fravaerstype": "arbejde",
        "startdato": date(2018, 7, 16),
        "slutdato": date(2018, 7, 29),
    }
    tables = Tables.from_rows({"forloeb": [case], "samtaler": [], "tilbud": [], "fravaer": [work]})
    packs = load_packs([page])
    funds = audit(tables, packs, pr=PR).filter(pl.col("krav") == "tilbud")
    told = reasons.told(explanations(tables, packs, funds, pr=PR)[0], PR)
    assert any(words in line for line in told.noter), told.noter
