"""The worked examples of the law digest stand on the pages, numbered; what no page can express is listed with the reason.

`test_sider` runs every example of every page; here it is only seen to that none is missing. The digest numbers them
WE-1 to WE-16 (official) and WE-20 to WE-27 (instantiations of LAB § 102), and names four of which only the titles
are known.
"""

import re
from datetime import date
from functools import cache

import polars as pl
import pytest

from rettid.engine import audit
from rettid.quotas import quotas
from rettid.rules import SHIPPED, load_packs
from rettid.rules.examples import read_examples
from rettid.rules.page import read_page
from rettid.tables import Tables

OFFICIAL, OFFERS = range(1, 17), range(20, 28)

NOT_ON_A_PAGE = {
    6: "counts interviews by seniority: the measure star-2018-samtaler",
    7: "denominator and numerator of the first joint interview: the measure star-faelles-1",
    8: "denominator and numerator of the second joint interview: the measure star-faelles-2",
    14: "more than 1,924 consumed hours is long-term unemployment, a measure; no duty falls due there",
    15: "the status in the second week of a month: the measure ams-2011-status",
}
"""Examples that are no deadline of a citizen: `rettid measure` carries them."""

ONLY_TITLES = (
    "Eksempel 1: Beregning og nulstilling af falduge",
    "Eksempel 2. Jobsamtale før og efter faldugen",
    "Eksempel 3: Opgørelse af offentlig forsørgelse",
    "3.7 Eksempler på opgørelse af aktive tilbud til tiden",
)
"""The examples of the agency's guide: only its table of contents could be read, so there is nothing to work out."""


@cache
def titles() -> list[tuple[str, str]]:
    """Page and title of every worked example that ships."""
    return [
        (pack.id, example.title)
        for pack in load_packs([SHIPPED])
        for example in read_examples(read_page(pack.path), pack)
    ]


def pages_of(number: int) -> list[str]:
    """The pages with the example of this number."""
    return [page for page, title in titles() if re.match(rf"WE-{number}\b", title)]


@pytest.mark.parametrize("number", [n for n in (*OFFICIAL, *OFFERS) if n not in NOT_ON_A_PAGE])
def test_the_example_stands_on_a_page(number: int) -> None:
    assert pages_of(number), f"WE-{number} står på ingen side"


@pytest.mark.parametrize("number", NOT_ON_A_PAGE)
def test_what_is_listed_as_a_measure_is_on_no_page(number: int) -> None:
    assert not pages_of(number), f"WE-{number} står på en side: tag den af listen"


def test_no_page_numbers_an_example_that_the_digest_does_not_have() -> None:
    known = {f"WE-{number}" for number in (*OFFICIAL, *OFFERS)}
    named = {found for _, title in titles() for found in re.findall(r"WE-\d+", title)}
    assert named <= known


@pytest.mark.parametrize("title", ONLY_TITLES)
def test_an_example_known_by_its_title_only_is_not_passed_off_as_worked(title: str) -> None:
    words = title.partition(":")[2] or title.partition(" ")[2]
    assert not [page for page, known in titles() if words.strip().lower() in known.lower()]


def test_a_share_names_krav_that_exist() -> None:
    packs = {pack.id: {krav.id for krav in pack.krav} for pack in load_packs([SHIPPED])}
    named = [
        (pack.id, name if "/" in name else f"{pack.id}/{name}")
        for pack in load_packs([SHIPPED])
        for krav in pack.krav
        for name in krav.af
    ]
    assert [name for _, name in named if name.split("/")[1] not in packs.get(name.split("/")[0], ())] == []
    assert sum(pack == "dagpenge-2026" for pack, _ in named) >= 5


def test_the_quota_of_first_offers_is_one_over_three_groups() -> None:
    """75 pct. "på tværs af den samlede gruppe": three of four have begun, the fourth is nobody's breach."""
    start, in_time = date(2026, 7, 1), date(2026, 12, 1)
    benefits = {"6.1": "dagpenge", "6.2": "kontanthjælp", "6.4": "uddannelseshjælp"}
    cases = [
        {"forloeb_id": f"F{n}", "borger_id": f"B{n}", "maalgruppe": group, "ydelse": benefits[group]}
        | {"startdato": start, "foerste_henvendelse": start, "foedselsdato": date(1999, 5, 12)}
        for n, group in enumerate(["6.1", "6.1", "6.2", "6.4"])
    ]
    offers = [
        {"forloeb_id": f"F{n}", "tilbudstype": "virksomhedspraktik", "status": "igang", "startdato": in_time}
        for n in (1, 2, 3)
    ]
    packs = load_packs([SHIPPED])
    funds = audit(
        Tables.from_rows({"forloeb": cases, "samtaler": [], "tilbud": offers, "fravaer": []}),
        [pack for pack in packs if pack.art == "lov"],
        pr=(pr := date(2027, 4, 1)),
    )
    (quota,) = quotas(funds, packs, pr).filter(pl.col("krav") == "andel-foerste-tilbud").to_dicts()
    assert (quota["personer"], quota["opfyldt"], quota["luft"], quota["status"]) == (4, 3, 0, "nået")
