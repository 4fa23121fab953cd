"""What a chart is drawn from: points, limits, breaks and words, for what can be seen and for what can be read aloud."""

from __future__ import annotations

from functools import cache

from rettid import Tables, audit
from rettid.screen.trend_picture import COUNT, SHARE, Picture, pictures
from rettid.spans import Span
from rettid.statistics.control import Break
from rettid.trend import MONTH, NOW, THEN, Export, Trend, steps
from tests.asking import caseload, on
from tests.trend.made import ELSEWHERE, PACK, loaded, months_of_offers

BASE = [71, 74, 69, 73, 72, 75, 70, 74, 73, 72, 76, 74]
PR = on("2018-12-31")
SPAN = Span(on("2017-11-01"), PR)


@cache
def drawn(*breaks: Break, known: tuple[str, ...] = (NOW,), maal: str = "R1") -> list[Picture]:
    """The pictures of K-07's year and the two months after it."""
    tables = Tables.from_rows(caseload(*months_of_offers("2017-11-01", [*BASE, 81, 83]), ELSEWHERE))
    packs = [loaded(PACK)]
    source = Export(tables, packs, audit(tables, packs, pr=PR), PR)
    return list(pictures(Trend(source, steps(MONTH, SPAN, PR), (maal,), known, breaks)))


def test_a_series_is_drawn_with_its_limits_and_said_in_words() -> None:
    (picture,) = drawn()
    assert picture.titel == "Første tilbud: frister til tiden (R1)"
    assert picture.undertitel == "01-11-2017 til 31-12-2018, som kendt nu"
    assert picture.tekst == "Ændring: højere niveau, set fra 2018-12."
    assert (picture.enhed, picture.y_titel) == (SHARE, "Til tiden")
    assert picture.noter == ("Fra 2017-11: middel 72,8 %, grænser 64,8–80,7 (XmR-kort af de første 12 punkter).",)
    points = picture.punkter
    assert points["vaerdi"].to_list() == [value / 100 for value in [*BASE, 81, 83]]
    assert points["usaedvanlig"].to_list() == [False] * 12 + [True] * 2
    assert points.row(-2, named=True)["antal"] == "81 af 100 = 81,0 % (72,2–87,5)"
    assert points["tegn"].to_list()[-2:] == ["over grænsen", "ændring: højere"]


def test_only_breaks_within_the_series_are_drawn() -> None:
    within, before = Break(on("2018-11-01"), "nyt fagsystem"), Break(on("2015-07-01"), "ny lov")
    (picture,) = drawn(before, within)
    assert picture.brud == (within,)
    assert picture.noter[1] == (
        "Fra 2018-11 (nyt fagsystem): middel 82,0 %, grænser 76,7–87,3, foreløbige (XmR-kort af de første 2 punkter)."
    )


def test_what_its_signs_are_judged_by_is_drawn() -> None:
    (picture,) = drawn(known=(NOW, THEN))
    assert picture.undertitel.endswith("som kendt, da perioden sluttede")
    assert picture.punkter.height == 14


def test_breaches_are_counted_from_nought() -> None:
    offers = [picture for picture in drawn(maal="R2") if picture.titel.startswith("Første tilbud")]
    assert [picture.enhed for picture in offers] == [COUNT]
    assert offers[0].punkter["nedre"].min() == 0
