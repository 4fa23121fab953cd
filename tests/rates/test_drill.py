"""From a number to its rows: how a cell is named, what it gives, and what is no cell."""

from __future__ import annotations

import pytest

from rettid.errors import UsageError
from rettid.rates.drill import Cell, behind, parse_cell
from tests.rates.asking import Row, basis, funds, on

TIMELY = {"status": "rettidig", "moedt": on("2018-09-30")}


def ids(text: str, *rows: Row, **more: object) -> list[tuple[str, bool]]:
    """What a cell counts, each with whether it is in the numerator."""
    found = behind(parse_cell([text]), basis(funds(*rows), **more))
    return found.select("enhed", "i_taeller").rows()


def test_a_cell_is_named_by_its_groups() -> None:
    assert parse_cell(["team=Team A;nr=3"]) == Cell("R1", None, {"team": "Team A", "nr": "3"})
    assert parse_cell(["tal=r2; linje=57+", "Målgruppe = 6.1"]) == Cell("R2", "57+", {"maalgruppe": "6.1"})
    assert parse_cell(["a-kasse="]) == Cell("R1", None, {"a_kasse": None})
    assert parse_cell(["team=Nord;;Syd"]) == Cell("R1", None, {"team": "Nord;Syd"})
    assert parse_cell(["krav=a=b"]) == Cell("R1", None, {"krav": "a=b"})


def test_a_cell_gives_its_denominator_and_marks_its_numerator() -> None:
    rows = (
        {"nr": 3} | TIMELY,
        {"nr": 3},
        {"nr": 2} | TIMELY,
        {"nr": 3, "team": "B"},
        {"nr": 3, "frist": on("2019-06-01")},
    )
    assert ids("team=A;nr=3", *rows) == [("fund0", True), ("fund1", False)]


def test_who_has_none_is_asked_for_with_nothing() -> None:
    assert ids("team=", {"team": None}, {"team": "B"}) == [("fund0", False)]


def test_a_krav_goes_by_id_by_pack_and_id_and_by_title() -> None:
    rows = ({"pakke": "p", "krav": "k"}, {"pakke": "q", "krav": "k"}, {"pakke": "q", "krav": "l"})
    titles = {("p", "k"): "Første tilbud", ("q", "k"): "Første tilbud", ("q", "l"): "Andet"}
    for text, wanted in (("k", "01"), ("p/k", "0"), ("q/k", "1"), ("første tilbud", "01"), ("l", "2")):
        assert "".join(unit[-1] for unit, _ in ids(f"krav={text}", *rows, titles=titles)) == wanted


def test_a_band_of_open_breaches() -> None:
    rows = [{"aaben": True, "dage": days} for days in (3, 60, 70)]
    assert ids("tal=R2;linje=57+", *rows) == [("fund0", False), ("fund1", True), ("fund2", True)]
    assert ids("tal=R2", *rows) == [("fund0", True), ("fund1", True), ("fund2", True)]


def test_a_person_is_listed_with_all_the_duties_that_count() -> None:
    rows = [{"borger_id": "P", "frist": on(f"2018-{month:02}-01")} | TIMELY for month in (8, 9)]
    late = {"borger_id": "Q"}
    assert ids("tal=RP", *rows, late) == [("P", True), ("P", True), ("Q", False)]


def test_an_event_that_is_not_told_has_no_rows() -> None:
    assert ids("team=A", TIMELY, untold={"samtale": "kun delvist i udtrækket"}) == []


def test_a_month_of_the_period_without_anybody_is_an_empty_cell() -> None:
    assert ids("maaned=2018-12", TIMELY) == []


def test_the_rows_are_those_of_the_audit() -> None:
    found = behind(parse_cell(["team=A"]), basis(funds(TIMELY)))
    assert found.columns[:4] == ["enhed", "i_taeller", "fund_id", "forloeb_id"]
    assert found["enhed"].equals(found["fund_id"])
    assert not {"maaned", "lokal_pakke", "borger"} & set(found.columns)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Team A", '--raekker: "Team A" er ikke NAVN=VÆRDI.'),
        ("taem=A", '--raekker: "taem=A" er ikke NAVN=VÆRDI. Mente du "team"?'),
        ("tal=R7", '--raekker: tallet "R7" findes ikke. Der er: R1, RP, R5, R2, R3, R4, R6.'),
        ("linje=57+", '--raekker: R1 har ikke linjen "57+". Der er: til tiden.'),
    ],
)
def test_what_is_no_cell_is_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError) as fault:
        parse_cell([text])
    assert str(fault.value).startswith(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("team=Nrd", '--raekker: team har ikke "Nrd" i udtrækket. Mente du "Nord"? Der er: A; Nord.'),
        ("krav=p/kk", '--raekker: krav har ikke "p/kk" i udtrækket. Mente du "p/k"? Der er: p/k.'),
        ("team=", "--raekker: team er udfyldt i alle rækker. Der er: A; Nord."),
        ("maaned=2020-01", '--raekker: maaned har ikke "2020-01" i udtrækket.'),
        ("tal=R6;krav=k", "--raekker: R6 er om forløb og har ikke krav. Der er: team, sagsbehandler,"),
    ],
)
def test_a_value_that_nobody_has_is_refused_with_those_there_are(text: str, told: str) -> None:
    with pytest.raises(UsageError) as fault:
        ids(text, {}, {"team": "Nord"})
    assert str(fault.value).startswith(told)
