"""What falls due while somebody is away, who covers it, and what is proposed for the rest."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from rettid.cover import Asked, Cover
from rettid.cover.proposal import AWAY, BUSY, FULL, NOBODY_ABLE, NOBODY_FREE, NOBODY_KNOWN, NOBODY_THERE, UNABLE
from rettid.errors import UsageError
from tests.cover.making import PR, Row, able, absent, asked_for, aug, case, duty, plan, told

if TYPE_CHECKING:
    from collections.abc import Sequence

BO_IS_AWAY = plan(absent())


def due(
    *duties: Row, cases: Sequence[Row] = (), said: Any = BO_IS_AWAY, asked: Asked | None = None, pr: date = PR
) -> Cover:
    """The list where Bo has every case, besides those that are named."""
    own = [case(name) for name in dict.fromkeys(each["forloeb_id"] for each in duties)]
    named = {each["forloeb_id"] for each in cases}
    return asked_for([*cases, *(each for each in own if each["forloeb_id"] not in named)], duties, said, asked, pr)


# --- What falls due --------------------------------------------------------------------------------------------


def test_a_deadline_or_a_booking_in_the_days_away() -> None:
    found = due(
        duty("frist", aug(6)),
        duty("aftale", aug(30), aug(24)),
        duty("foer", date(2018, 8, 3)),
        duty("efter", aug(27)),
        duty("aftale-efter", aug(30), aug(27)),
    )
    assert told(found, "forloeb_id", "dag") == [("frist", aug(6)), ("aftale", aug(24))]


def test_a_deadline_of_the_weekend_falls_due_on_the_friday() -> None:
    """Bo is back on Monday the 27th; that is too late for Sunday, and the one who was due on Sunday the 5th he had on Friday."""
    found = due(duty("søndag", aug(26)), duty("mandag", aug(27)), duty("før", aug(5)))
    assert told(found, "forloeb_id", "dag") == [("søndag", aug(24))]


def test_a_deadline_on_a_public_holiday_falls_due_on_the_working_day_before() -> None:
    christmas = (date(2018, 12, 20), date(2018, 12, 24))
    found = due(
        duty("jul", date(2018, 12, 26)),
        duty("efter", date(2018, 12, 27)),
        said=plan(absent(fra=christmas[0], til=christmas[1])),
    )
    assert told(found, "forloeb_id", "dag") == [("jul", date(2018, 12, 24))]


def test_one_booking_is_one_row_however_many_duties_it_settles() -> None:
    """A booked first interview meets number 1, the numbers after it and the joint interview: one interview to hold."""
    duties = [duty("F", date(2018, month, 20), aug(14), nr=month - 7) for month in (8, 9, 10)]
    found = due(*duties, duty("F", aug(30), aug(14), krav="faelles"), duty("F", aug(22), krav="tredje"))
    assert told(found, "planlagt", "frist", "krav", "nr", "flere") == [
        (aug(14), aug(20), "samtale", 1, 3),
        (None, aug(22), "tredje", 1, 0),
    ]


def test_an_offer_and_an_interview_are_two_rows() -> None:
    found = due(duty("F", aug(14)), duty("F", aug(14), haendelse="tilbud", krav="tilbud"))
    assert told(found, "haendelse", "flere") == [("samtale", 0), ("tilbud", 0)]


def test_a_booking_after_the_deadline_falls_due_on_the_deadline() -> None:
    found = due(duty("rykkes", aug(15), aug(20)), duty("senere", aug(16), aug(30)))
    assert told(found, "forloeb_id", "dag", "daekning") == [
        ("rykkes", aug(15), "udaekket"),
        ("senere", aug(16), "udaekket"),
    ]


def test_what_the_one_away_has_booked_in_time_before_or_between_needs_nobody() -> None:
    two = plan(absent(til=aug(10)), absent(fra=aug(20)))
    found = due(duty("imellem", aug(21), aug(15)), duty("for-sent", aug(10), aug(15)), said=two)
    assert told(found, "forloeb_id", "daekning", "forslag") == [
        ("for-sent", "udaekket", None),
        ("imellem", "selv", None),
    ]
    before = due(duty("F", aug(14), aug(9)), said=plan(absent(fra=aug(13))))
    assert told(before, "daekning") == [("selv",)]


def test_a_booking_in_time_for_one_duty_and_late_for_another_needs_somebody() -> None:
    two = plan(absent(til=aug(10)), absent(fra=aug(20)))
    found = due(duty("F", aug(8), aug(15)), duty("F", aug(21), aug(15), nr=2), said=two)
    assert told(found, "daekning", "frist", "flere") == [("udaekket", aug(8), 1)]


def test_an_absence_from_a_saturday_has_its_own_weekend() -> None:
    found = due(duty("F", aug(12)), said=plan(absent(fra=aug(11))))
    assert told(found, "dag") == [(aug(11),)]


def test_only_the_jobcentres_open_duties_by_law_of_open_cases() -> None:
    others: list[dict[str, Any]] = [
        {"ejer": "a-kasse"},
        {"art": "lokal"},
        {"status": "undtaget"},
        {"status": "rettidig", "aaben": False},
    ]
    found = due(
        *(duty(f"F{at}", aug(14), **other) for at, other in enumerate(others)),
        duty("lukket", aug(14)),
        duty("med", aug(14)),
        cases=[case("lukket", slutdato=aug(5))],
    )
    assert told(found, "forloeb_id") == [("med",)]


def test_the_one_who_has_the_case_now_is_asked_about_whoever_had_it_on_the_deadline() -> None:
    found = due(
        duty("Bos", aug(14), sagsbehandler="Ida Holm"),
        duty("Idas", aug(14), sagsbehandler="Bo Lund"),
        cases=[case("Idas", "Ida Holm")],
    )
    assert told(found, "forloeb_id", "fravaerende") == [("Bos", "Bo Lund")]


def test_a_day_that_has_passed_is_today_while_the_absence_lasts() -> None:
    found = due(duty("F", aug(8)), said=plan(absent()), pr=aug(13))
    assert told(found, "dag", "frist") == [(aug(13), aug(8))]


def test_what_was_missed_before_the_absence_is_counted_and_taken_along_on_request() -> None:
    missed = [duty("uden", date(2018, 7, 20)), duty("aftalt", date(2018, 7, 20), aug(30)), duty("F", aug(14))]
    assert due(*missed).missed == 1
    along = due(*missed, asked=Asked(overskredne=True))
    assert told(along, "forloeb_id", "dag") == [("uden", aug(6)), ("F", aug(14))]
    assert along.missed == 0


def test_several_away_at_once() -> None:
    two = plan(absent(til=aug(10)), absent("Per Vad", fra=aug(13)))
    found = due(
        duty("Bo-1", aug(10)),
        duty("Bo-2", aug(14)),
        duty("Per-1", aug(10)),
        duty("Per-2", aug(14)),
        cases=[case("Per-1", "Per Vad"), case("Per-2", "Per Vad")],
        said=two,
    )
    assert told(found, "forloeb_id", "fravaerende", "forslag") == [
        ("Bo-1", "Bo Lund", "Per Vad"),
        ("Per-2", "Per Vad", "Bo Lund"),
    ]


def test_a_name_spelled_two_ways_is_one_person() -> None:
    found = due(
        duty("A", aug(14)),
        duty("B", aug(15)),
        cases=[case("B", "LUND, BO"), case("C", "Ida Holm")],
        said=plan(absent("bo  lund")),
    )
    assert told(found, "forloeb_id", "fravaerende") == [("A", "Bo Lund"), ("B", "Bo Lund")]


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x";"y")', "O'Neill/Ærø [x]", "+45 12", "Å" * 40, "✱"])
def test_any_name_is_a_name(name: str) -> None:
    found = due(duty("F", aug(14)), cases=[case("F", name), case("G", "Ida Holm")], said=plan(absent(name, "Ida Holm")))
    assert told(found, "fravaerende", "vikar") == [(name, "Ida Holm")]


# --- Who covers ------------------------------------------------------------------------------------------------


def covers(*rows: Row, **more: Any) -> list[Any]:
    found = due(
        duty("A", aug(14)),
        duty("B", aug(15), aldersgruppe="under 30"),
        duty("C", aug(20)),
        cases=[case("I", "Ida Holm"), case("P", "Per Vad")],
        said=plan(*rows),
        **more,
    )
    return found.rows.sort("forloeb_id")["vikar"].to_list()


def test_a_cover_has_all_the_cases_in_her_days() -> None:
    assert covers(absent(by="Ida Holm")) == ["Ida Holm"] * 3
    assert covers(absent(by="Ida Holm", til=aug(15)), absent()) == ["Ida Holm", "Ida Holm", None]
    assert covers(absent(), absent(by="Ida Holm", fra=aug(15)), absent(by="Per Vad", til=aug(14))) == [
        "Per Vad",
        "Ida Holm",
        "Ida Holm",
    ]


def test_the_closest_row_covers() -> None:
    """One case before a group, a group before all; a row without a cover takes nothing away."""
    everything = absent(by="Ida Holm")
    young = absent(by="Per Vad", aldersgrupper=["under 30"])
    assert covers(everything, young) == ["Ida Holm", "Per Vad", "Ida Holm"]
    assert covers(everything, young, absent(by="Ida Holm", sag="B"), absent()) == ["Ida Holm"] * 3
    assert covers(everything, absent(by="Per Vad", maalgrupper=["6.2"])) == ["Ida Holm"] * 3
    assert covers(absent(by="Per Vad", sag="C"), everything) == ["Ida Holm", "Ida Holm", "Per Vad"]


def test_uncovered_comes_first_and_then_the_day() -> None:
    found = due(
        *(duty(name, aug(day)) for name, day in (("A", 14), ("B", 13), ("C", 17), ("D", 10))),
        cases=[case("I", "Ida Holm")],
        said=plan(absent(by="Ida Holm", sag="A"), absent(by="Ida Holm", sag="B"), absent()),
    )
    assert told(found, "forloeb_id", "daekning") == [
        ("D", "udaekket"),
        ("C", "udaekket"),
        ("B", "daekket"),
        ("A", "daekket"),
    ]


def test_the_options_say_who_and_when_and_the_plan_says_who_covers() -> None:
    duties = [duty("A", aug(8)), duty("B", aug(14)), duty("C", aug(22))]
    said = plan(absent(by="Ida Holm", til=aug(10)), absent("Per Vad", fra=aug(13)))
    colleagues = [case("I", "Ida Holm"), case("P", "Per Vad")]

    def asked(**more: Any) -> list[tuple[Any, ...]]:
        return told(due(*duties, cases=colleagues, said=said, asked=Asked(**more)), "forloeb_id", "vikar")

    assert asked(fravaerende=("Bo Lund",)) == [("A", "Ida Holm")]
    assert asked(fravaerende=("bo lund",), fra=aug(6), til=aug(17)) == [("B", None), ("A", "Ida Holm")]
    assert asked(fravaerende=("Bo Lund",), fra=aug(9)) == []
    assert asked(til=aug(7)) == []
    assert asked(fravaerende=("Per Vad",)) == []


# --- What the plan may not say ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([absent("Bo Lnd")], ['vikar.csv, række 2: "Bo Lnd" kendes ikke. Mente du "Bo Lund"?']),
        ([absent(by="Ida Hlm")], ['række 2: "Ida Hlm" kendes ikke. Mente du "Ida Holm"?', "stå i kompetencerne"]),
        ([absent(by="Bo Lund")], ["række 2: Bo Lund kan ikke dække sig selv"]),
        ([absent(by="Ida Holm", sag="X")], ["række 2: sagen er ikke i udtrækket"]),
        ([absent(maalgrupper=["6.9"])], ['række 2: målgruppen "6.9" kendes ikke. Der er: 6.1, 6.2.']),
        (
            [able("Ida Holm", maalgrupper=["06-01"]), absent()],
            ['række 2: målgruppen "06-01" kendes ikke', "formatér kolonnen som tekst"],
        ),
        (
            [absent(by="Ida Holm"), absent(by="Per Vad", fra=aug(20))],
            ["række 2: Ida Holm og Per Vad (vikar.csv, række 3) dækker sager fra Bo Lund i de samme dage"],
        ),
        (
            [absent(by="Ida Holm", sag="A"), absent(by="Per Vad", sag="A", fra=aug(24))],
            ["række 2: Ida Holm og Per Vad (vikar.csv, række 3) dækker den samme sag"],
        ),
        (
            [absent(by="Ida Holm", maalgrupper=["6.1"]), absent(by="Per Vad", aldersgrupper=["50+"])],
            ["række 2: Ida Holm og Per Vad"],
        ),
        (
            [absent(by="Ida Holm"), absent("Ida Holm", fra=aug(24), til=aug(31))],
            ["række 2: Ida Holm er selv væk 24-08-2018 til 31-08-2018 (vikar.csv, række 3)"],
        ),
        (
            [absent(by="Ida Holm"), able("Ida Holm", borte_fra=aug(8), borte_til=aug(8))],
            ["række 2: Ida Holm er selv væk 08-08-2018 til 08-08-2018 (vikar.csv, række 3)"],
        ),
        ([able("Ida Holm", 4), able("Ida Holm", 5), absent()], ["række 3: Ida Holm har flere grænser"]),
        ([absent(fra=aug(1), til=aug(3))], ["Planen har intet fravær for nogen fra 06-08-2018."]),
    ],
)
def test_what_can_not_be_is_told_with_its_row(rows: list[Row], words: list[str]) -> None:
    cases = [case("A"), case("I", "Ida Holm"), case("P", "Per Vad")]
    with pytest.raises(UsageError) as fault:
        asked_for(cases, [duty("A", aug(14))], plan(*rows))
    assert not [word for word in words if word not in str(fault.value)], str(fault.value)


def test_all_that_is_wrong_is_told_at_once_row_by_row() -> None:
    rows = [absent(by=f"Hvem {at}") for at in range(12)]
    with pytest.raises(UsageError) as fault:
        asked_for([case("A")], [], plan(*rows))
    lines = str(fault.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [f"vikar.csv, række {at}" for at in range(2, 14)]


@pytest.mark.parametrize(
    "rows",
    [
        [absent(by="Ida Holm"), absent(by="Ida Holm", fra=aug(20))],
        [absent(by="Ida Holm", til=aug(15)), absent(by="Per Vad", fra=aug(16))],
        [absent(by="Ida Holm", maalgrupper=["6.1"]), absent(by="Per Vad", maalgrupper=["6.2"])],
        [absent(by="Ida Holm"), absent("Ida Holm", fra=aug(27), til=aug(31))],
        [absent(by="Ida Holm"), absent("Ida Holm", fra=aug(1), til=aug(5))],
        [absent(by="Ida Holm", til=aug(7)), absent("Ida Holm", by="Per Vad", fra=aug(8))],
    ],
)
def test_what_only_looks_like_a_clash_is_none(rows: list[Row]) -> None:
    cases = [case("A"), case("I", "Ida Holm"), case("P", "Per Vad")]
    assert asked_for(cases, [duty("A", aug(6))], plan(*rows)).rows["vikar"].to_list() == ["Ida Holm"]


def test_what_is_odd_but_can_be_is_a_note() -> None:
    cases = [case("A"), case("B"), case("I", "Ida Holm")]
    said = plan(
        absent(by="Ida Holm", sag="A"),
        absent(by="Ida Holm", sag="B"),
        absent(by="Ida Holm", sag="I"),
        absent("Ida Hlm", fra=aug(20), til=date(2018, 8, 24)),
        able("Ida Hlm"),
        able("Ida Holm", 1, maalgrupper=["6.2"]),
    )
    found = asked_for(cases, [duty("A", aug(14)), duty("B", aug(15))], said)
    notes = "\n".join(found.notes)
    assert "Ida Hlm står i kompetencerne, men har ingen sager i udtrækket. Ligner Ida Holm." in notes
    assert "Ida Hlm har ingen åbne sager." in notes
    assert "vikar.csv, række 4: sagen er ikke blandt Bo Lunds åbne sager, så rækken dækker ingenting." in notes
    assert "Ida Holm dækker 2 efter planen, men kan højst tage 1." in notes
    assert "Ida Holm dækker 2 efter planen uden at have kompetencen." in notes
    assert found.rows["vikar"].to_list() == ["Ida Holm", "Ida Holm"]


# --- The proposal ----------------------------------------------------------------------------------------------


def test_it_evens_out_what_each_has_in_the_same_days() -> None:
    """Ida has three of her own, Per one, Åse none: of five, Åse gets three, Per two."""
    own = [duty(f"I{at}", aug(14)) for at in range(3)] + [
        duty("P", aug(14)),
        duty("senere", aug(30)),
        duty("Å", aug(30)),
    ]
    cases = [*(case(f"I{at}", "Ida Holm") for at in range(3)), case("P", "Per Vad"), case("Å", "Åse Bak")]
    found = due(*own, *(duty(f"B{at}", aug(13)) for at in range(5)), cases=cases)
    counts = found.people.select("sagsbehandler", "egne", "foreslaaet", "i_alt").rows()
    assert counts == [("Ida Holm", 3, 0, 3), ("Per Vad", 1, 2, 3), ("Åse Bak", 0, 3, 3)]
    assert found.people["bemaerkning"].to_list() == [BUSY, None, None]


def test_only_what_she_must_do_herself_in_those_days_is_her_load() -> None:
    """Ida's three are booked before the days, or fall due while she is away herself: she has nothing, Per has one."""
    own = [duty("I1", aug(14), aug(9)), duty("I2", aug(20)), duty("I3", aug(21)), duty("P", aug(15))]
    cases = [*(case(f"I{at}", "Ida Holm") for at in (1, 2, 3)), case("P", "Per Vad")]
    said = plan(absent(fra=aug(13)), able("Ida Holm", borte_fra=aug(20), borte_til=aug(24)), able("Per Vad"))
    found = due(*own, duty("B", aug(14)), cases=cases, said=said)
    assert told(found, "forslag") == [("Ida Holm",)]
    assert found.people.select("sagsbehandler", "egne").rows() == [("Ida Holm", 0), ("Per Vad", 1)]


def test_what_she_covers_by_the_plan_counts_in_her_load_and_towards_her_most() -> None:
    cases = [case("I", "Ida Holm"), case("P", "Per Vad")]
    said = plan(absent(), absent(by="Ida Holm", sag="A"), able("Ida Holm", 1), able("Per Vad"))
    found = due(duty("A", aug(14)), duty("B", aug(15)), duty("C", aug(16)), cases=cases, said=said)
    assert told(found, "forloeb_id", "vikar", "forslag") == [
        ("B", None, "Per Vad"),
        ("C", None, "Per Vad"),
        ("A", "Ida Holm", None),
    ]
    assert found.people.rows() == [("Ida Holm", 0, 1, 1, 0, 1, FULL), ("Per Vad", 0, 0, None, 2, 2, None)]


def test_why_somebody_gets_none_and_something_can_not_be_placed() -> None:
    cases = [case("ung", maalgruppe="6.2"), case("gammel"), case("uge 34"), case("flere")]
    said = plan(
        absent(),
        able("Ida Holm", maalgrupper=["6.2"], aldersgrupper=["50+"]),
        able("Per Vad", 1, maalgrupper=["6.1"], aldersgrupper=["30-49"], borte_fra=aug(20), borte_til=aug(24)),
        able("Åse Bak", borte_fra=aug(1), borte_til=aug(31), aldersgrupper=["30-49"]),
    )
    found = due(
        duty("ung", aug(14), maalgruppe="6.2", aldersgruppe="under 30"),
        duty("gammel", aug(15), aldersgruppe=None),
        duty("uge 34", aug(22)),
        duty("flere", aug(14)),
        duty("en", aug(13)),
        cases=cases,
        said=said,
    )
    assert told(found, "forloeb_id", "forslag", "grund") == [
        ("en", "Per Vad", None),
        ("flere", None, NOBODY_FREE),
        ("ung", None, NOBODY_ABLE),
        ("gammel", None, NOBODY_ABLE),
        ("uge 34", None, NOBODY_THERE),
    ]
    assert found.people.select("sagsbehandler", "bemaerkning").rows() == [
        ("Ida Holm", UNABLE),
        ("Per Vad", None),
        ("Åse Bak", AWAY),
    ]


def test_without_competences_the_colleagues_of_the_cases_team_could() -> None:
    cases = [
        case("A"),
        case("B", team="Syd"),
        case("I", "Ida Holm"),
        case("P", "Per Vad", team="Syd"),
        case("C", team="Vest"),
    ]
    found = due(duty("A", aug(14)), duty("B", aug(15)), duty("C", aug(16)), cases=cases)
    assert told(found, "forloeb_id", "forslag", "grund") == [
        ("A", "Ida Holm", None),
        ("B", "Per Vad", None),
        ("C", None, NOBODY_THERE),
    ]
    alone = due(duty("A", aug(14)), cases=[case("A", team=None)])
    assert told(alone, "forslag", "grund") == [(None, NOBODY_KNOWN)]


def test_a_system_and_a_team_are_nobody_to_propose() -> None:
    cases = [case("A"), case("B", "Systembruger"), case("C", "Nord"), case("D", "Ikke tildelt")]
    found = due(duty("A", aug(14)), cases=cases)
    assert told(found, "forslag", "grund") == [(None, NOBODY_KNOWN)]


def test_the_rows_of_one_case_go_to_one_person() -> None:
    cases = [case("I", "Ida Holm"), case("P", "Per Vad")]
    found = due(
        duty("A", aug(14)), duty("B", aug(15)), duty("A", aug(16), haendelse="tilbud"), duty("B", aug(17), haendelse="tilbud"),
        cases=cases,
    )  # fmt: skip
    assert told(found, "forloeb_id", "forslag") == [
        ("A", "Ida Holm"),
        ("B", "Per Vad"),
        ("A", "Ida Holm"),
        ("B", "Per Vad"),
    ]


def test_the_first_to_fall_due_are_placed_when_not_all_can_be() -> None:
    said = plan(absent(), able("Ida Holm", 1), able("Per Vad", 1, borte_fra=aug(13), borte_til=aug(13)))
    found = due(*(duty(f"F{day}", aug(day)) for day in (13, 14, 15, 16)), said=said)
    assert told(found, "forloeb_id", "forslag") == [
        ("F13", "Ida Holm"),
        ("F14", "Per Vad"),
        ("F15", None),
        ("F16", None),
    ]
