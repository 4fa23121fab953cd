"""What no page's diary can show: ten persons, six months in a row, averages, partial tables, and what must not ship."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from rettid import Tables, load_packs
from rettid.errors import RuleError
from rettid.measures import Asked, load_measures, measured
from rettid.measures.definition import read_measure
from rettid.measures.proof import prove
from rettid.rules import Page

if TYPE_CHECKING:
    from rettid.spans import Span

Row = dict[str, Any]

LAW = load_packs()
MEASURES = {measure.id: measure for measure in load_measures()}
PACKS = {pack.id: pack for pack in LAW}
on = date.fromisoformat


def case(number: int, start: date, group: str = "6.1", **more: Any) -> Row:
    return {
        "forloeb_id": f"F{number:03}",
        "borger_id": f"B{number:03}",
        "ydelse": "dagpenge",
        "maalgruppe": group,
        "startdato": start,
        "foedselsdato": date(1980, 5, 12),
    } | more


def asked(rows: dict[str, Any], pr: str, span: Span | None = None) -> Asked:
    tables = {"samtaler": [], "tilbud": [], "fravaer": []} | rows
    return Asked(Tables.from_rows(tables), LAW, on(pr), span)


def months_of(people: dict[str, tuple[int, int]]) -> dict[str, list[Row]]:
    """Per month of starts (2021) so many persons, and of them so many with all they are owed at six months."""
    cases, interviews, offers = [], [], []
    for start, (number, well) in people.items():
        for one in range(number):
            cases.append(case(len(cases), on(start)))
            if one < well:
                own = {"forloeb_id": cases[-1]["forloeb_id"]}
                days = [on(start) + timedelta(days=7 * week) for week in (2, 6, 10, 14)]
                interviews += [own | {"dato": day, "samtaletype": "jobsamtale", "status": "afholdt"} for day in days]
                offers.append(own | {"startdato": days[-1], "tilbudstype": "virksomhedspraktik", "status": "igang"})
    return {"forloeb": cases, "samtaler": interviews, "tilbud": offers}


STARTS = ["2021-06-10", "2021-07-10", "2021-08-10", "2021-09-10", "2021-10-10", "2021-11-10"]


@pytest.mark.parametrize(
    ("well", "said"),
    [
        ([7, 7, 7, 7, 7, 7], "over grænsen, 6. måned i træk; STAR henvender sig"),
        ([7, 7, 8, 7, 7, 7], "over grænsen, 3. måned i træk; 3 måneder tilbage"),
        ([7, 7, 7, 7, 7, 8], None),
    ],
)
def test_star_calls_after_six_months_in_a_row_over_20_per_cent(well: list[int], said: str | None) -> None:
    """3 of 10 is over 20 per cent; 2 of 10 is 20 and not over."""
    rows = months_of({start: (10, number) for start, number in zip(STARTS, well, strict=True)})
    result = measured(MEASURES["star-tidlig-2020"], asked(rows, "2022-05-31"))
    last = result.numbers.sort("dag").row(-1, named=True)
    assert (last["dag"], last["naevner"], last["taeller"]) == (on("2022-05-31"), 10, 10 - well[-1])
    assert last["bemaerkning"] == said


def test_a_month_with_nine_breaks_the_run() -> None:
    people = dict.fromkeys(STARTS, (10, 0)) | {STARTS[3]: (9, 0)}
    result = measured(MEASURES["star-tidlig-2020"], asked(months_of(people), "2022-05-31"))
    said = dict(result.numbers.select("dag", "bemaerkning").iter_rows())
    assert said[on("2022-03-31")] is None
    assert said[on("2022-05-31")] == "over grænsen, 2. måned i træk; 4 måneder tilbage"


def test_the_focus_goal_is_the_average_of_twelve_month_ends() -> None:
    """Twenty on the benefit throughout; ten of them in an offer from 1 July: 20 of 20 in six months, 10 of 20 in six."""
    cases = [case(number, on("2019-01-01"), "6.3", ydelse="kontanthjælp") for number in range(20)]
    offers = [
        {"forloeb_id": f"F{number:03}", "startdato": on("2021-07-01"), "slutdato": on("2021-07-20")}
        | {"tilbudstype": "nytteindsats", "status": "gennemfoert"}
        for number in range(10)
    ]
    result = measured(MEASURES["star-fokus-1"], asked({"forloeb": cases, "tilbud": offers}, "2021-12-31"))
    assert result.numbers["taeller"].to_list() == [20] * 6 + [10] * 6 + [None]
    assert result.numbers.row(-1, named=True)["andel"] == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("well", "said"),
    [(9, "nået; ingen luft"), (10, "nået; luft til 1 flere"), (8, "ikke nået; 1 for mange mangler")],
)
def test_nine_of_twelve_is_75_per_cent_without_headroom(well: int, said: str) -> None:
    """Twelve on ledighedsydelse from 6 July 2026; four interviews in six months to so many of them, due in the first quarter of 2027."""
    start = on("2026-07-06")
    cases = [case(number, start, "6.9", ydelse="ledighedsydelse") for number in range(12)]
    interviews = [
        {"forloeb_id": f"F{number:03}", "dato": start + timedelta(days=day), "samtaletype": "jobsamtale"}
        | {"status": "afholdt", "afholdt_af": "jobcenter"}
        for number in range(well)
        for day in (7, 40, 80, 120)
    ]
    result = measured(MEASURES["star-2026-75"], asked({"forloeb": cases, "samtaler": interviews}, "2027-04-30"))
    row = result.numbers.filter(raekke="ledighedsydelse-2026/andel-fire-samtaler").row(0, named=True)
    assert (row["taeller"], row["naevner"], row["bemaerkning"]) == (well, 12, said)
    assert result.persons.filter(raekke=row["raekke"])["taeller"].sum() == well


def test_under_ten_has_no_percentage_and_nobody_is_nobody() -> None:
    rows = {"forloeb": [case(number, on("2018-07-02")) for number in range(9)]}
    result = measured(MEASURES["star-2018-samtaler"], asked(rows, "2019-01-02"))
    six, _, other = result.numbers.to_dicts()
    assert (six["taeller"], six["naevner"], six["andel"]) == (0, 9, None)
    assert (other["naevner"], other["andel"]) == (0, None)


def test_a_table_told_in_part_gives_no_number() -> None:
    whole = asked({"forloeb": [case(number, on("2018-07-02")) for number in range(20)]}, "2019-01-02")
    partial = Asked(Tables(whole.tables.frames, {"samtaler": "alle samtaler"}), LAW, whole.pr)
    result = measured(MEASURES["star-faelles-2"], partial)
    assert result.numbers["taeller"].to_list() == [None]
    assert result.numbers["bemaerkning"].to_list() == [
        "kan ikke opgøres: samtaler er kun delvist i udtrækket (mangler alle samtaler)"
    ]


def test_a_citizen_with_two_forloeb_counts_once() -> None:
    rows = {"forloeb": [case(1, on("2018-01-01"), "6.2"), case(2, on("2018-02-01"), "6.3", borger_id="B001")]}
    result = measured(MEASURES["uden-indsats"], asked(rows, "2019-12-31"))
    assert result.persons.filter(raekke="intet-12")["gruppe"].to_list() == ["6.2", "6.3"]
    result = measured(MEASURES["star-fokus-1"], asked(rows, "2019-12-31"))
    assert result.numbers.sort("dag", nulls_last=False).row(-1, named=True)["naevner"] == 1


def test_every_measure_of_the_issue_is_there() -> None:
    assert set(MEASURES) >= {
        "star-2018-samtaler",
        "star-faelles-1",
        "star-faelles-2",
        "star-faelles-3",
        "star-passiv",
        "star-tidlig-2020",
        "star-2026-75",
        "ams-2011-status",
        "aktiveringsgrad",
        "langtidsledige",
        "tilbudsvifte",
    }


def test_what_is_not_verified_is_not_shipped() -> None:
    """Fokusmål 2's threshold is known from memory alone: no measure counts interviews against it, and the page says so."""
    assert not [name for name in MEASURES if "fokus-2" in name]
    assert "Fokusmål 2 (samtaler) er ikke med" in MEASURES["star-fokus-1"].path.read_text(encoding="utf-8")
    assert {MEASURES[name].efterproevet for name in ("aktiveringsgrad", "star-tidlig-2020", "uden-indsats")} == {
        "udledt"
    }


def test_the_pauses_are_those_of_the_law_packs() -> None:
    dagpenge = {pack.pauser for pack in LAW if pack.art == "lov" and pack.maalgruppe == ("6.1",)}
    for measure in MEASURES.values():
        assert not measure.pauser or measure.pauser in dagpenge, measure.id


def test_the_worked_examples_of_the_law_stand_with_their_number() -> None:
    titles = [proof.example.title for proof in prove(MEASURES.values(), LAW)]
    for number in (6, 7, 8, 14, 15):
        assert [title for title in titles if re.match(rf"WE-{number}\b", title)], f"WE-{number}"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("slags = 'vejning'", 'nøglen "slags": "vejning" er ikke en mulighed'),
        ("titl = 'x'", 'nøglen "titl" kendes ikke – mente du "titel"?'),
        ("id = 'x'", 'nøglen "titel" mangler'),
        (
            "[[raekke]]\nid = 'x'\ntitel = 'x'\nanciennitet = { fra = 'længe' }",
            'nøglen "anciennitet": "længe" er ikke en periode',
        ),
    ],
)
def test_a_page_that_is_unclear_is_refused(tmp_path, wrong: str, told: str) -> None:
    with pytest.raises(RuleError, match=re.escape(told)):
        read_measure(Page(tmp_path / "maal.md", wrong, wrong))
