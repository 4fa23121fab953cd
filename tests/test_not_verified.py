"""What nobody has verified must not ship: the rules that the law digest marks G, each as the krav it would look like.

A rule here is known from memory only. A law pack that carries one fails; whoever has since seen a source takes the
rule off the list and names the source on the page. Local promises are not law and are not asked.

One G is not on the list: the first day of `dagpenge-2015`, 1 July 2015. A pack must begin somewhere, and the page says
that the day is not confirmed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from rettid.rules import SHIPPED, load_packs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rettid.rules import Krav, Pack

JULY_2014, JULY_2015 = dt.date(2014, 7, 1), dt.date(2015, 7, 1)
LAW_OF_2020, REFORM_OF_2026 = dt.date(2020, 1, 1), dt.date(2026, 7, 1)
SPRING_OF_2020 = (dt.date(2020, 3, 12), dt.date(2020, 5, 26))

DAGPENGE = {"6.1", "2.1"}
OTHER_THAN_JOB_READY = {"6.7", "6.8", "6.9", "6.10", "2.4", "2.7", "2.11", "2.14"}
"""Jobafklaring, ressourceforløb, fleksjob and ledighedsydelse, revalidering, by the numbers from 2020 and before."""


@dataclass(frozen=True)
class Unverified:
    """A rule marked G: what it says, how a krav that carries it is recognised, and a page that does."""

    id: str
    says: str
    found: Callable[[Pack, Krav], bool]
    page: str


def groups(pack: Pack, *wanted: str) -> bool:
    """Whether the pack is for any of the target groups."""
    return bool(set(pack.maalgruppe or ()) & set(wanted))


def before(pack: Pack, day: dt.date) -> bool:
    """Whether the pack covers a forløb begun before the day."""
    return pack.gaelder_fra is None or pack.gaelder_fra < day


def periods(krav: Krav) -> set[str]:
    """The deadlines that a krav sets, of every age band and every step."""
    bands = [band.senest for band in krav.alder or ()]
    return {str(period) for period in (krav.senest, krav.hver, *bands) if period is not None}


def first_offer_before_2015(pack: Pack, krav: Krav, *deadlines: str) -> bool:
    """Whether this is a single offer to an insured person before 1 July 2015 with one of the deadlines."""
    return (
        groups(pack, *DAGPENGE)
        and before(pack, JULY_2015)
        and (krav.haendelse, krav.form) == ("tilbud", "senest")
        and bool(periods(krav) & set(deadlines))
    )


def offer_of(pack: Pack, krav: Krav, *wanted: str) -> bool:
    """Whether the krav is an offer to one of the target groups."""
    return groups(pack, *wanted) and krav.haendelse == "tilbud" and krav.form != "andel"


def page(group: str, first: str, krav: str, more: str = "") -> str:
    """A law pack with one krav."""
    return f"""
id = "efter-hukommelsen"
titel = "Efter hukommelsen"
art = "lov"
version = "1"
hjemmel = "LAB"
kilde = "ingen"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["{group}"]
gaelder_fra = {first}
ur = "kalender"
{more}
[[krav]]
id = "krav"
titel = "Krav"
{krav}
"""


OFFER = 'haendelse = "tilbud"\n'
INTERVIEW = 'haendelse = "samtale"\n'

UNVERIFIED = (
    Unverified(
        "dp09-offer-u30",
        "before 2015: first offer to an insured person under 30 within 13 weeks",
        lambda pack, krav: first_offer_before_2015(pack, krav, "13 uger", "3 måneder"),
        page("6.1", "2009-08-01", OFFER + 'form = "senest"\nalder = [{ under = 30, senest = "13 uger" }]'),
    ),
    Unverified(
        "dp09-offer-30-59",
        "before 2015: first offer at 30-59 within 9 months",
        lambda pack, krav: first_offer_before_2015(pack, krav, "9 måneder", "39 uger"),
        page("2.1", "2009-08-01", OFFER + 'form = "senest"\nsenest = "9 måneder"'),
    ),
    Unverified(
        "dp09-offer-60",
        "before 2015: first offer at 60 and over within 6 months",
        lambda pack, krav: first_offer_before_2015(pack, krav, "6 måneder", "26 uger"),
        page("6.1", "2012-01-23", OFFER + 'form = "senest"\nalder = [{ fra = 60, senest = "6 måneder" }]'),
    ),
    Unverified(
        "dp09-offer-repeat",
        "before 2015: a new offer every 6 months",
        lambda pack, krav: (
            offer_of(pack, krav, *DAGPENGE)
            and before(pack, JULY_2015)
            and krav.form in {"raekke", "interval", "mellemrum", "efter"}
        ),
        page("6.1", "2012-01-23", OFFER + 'form = "mellemrum"\nfra = "9 måneder"\nhver = "6 måneder"'),
    ),
    Unverified(
        "dp15-offer-dur",
        "2015-2019: the first offer lasts at least 2 weeks",
        lambda pack, krav: (
            offer_of(pack, krav, *DAGPENGE)
            and not before(pack, JULY_2015)
            and before(pack, LAW_OF_2020)
            and krav.min_varighed is not None
        ),
        page("6.1", "2015-07-01", OFFER + 'form = "senest"\nsenest = "13 uger"\nmin_varighed = "14 dage"'),
    ),
    Unverified(
        "chapter-13",
        "ordinary employment hours (chapter 13) count as an offer",
        lambda _pack, krav: krav.haendelse == "tilbud" and "ordinaere_timer" in (krav.typer or ()),
        page("6.3", "2020-01-01", OFFER + 'typer = ["ordinaere_timer"]\nform = "senest"\nsenest = "6 måneder"'),
    ),
    Unverified(
        "falduge",
        "in time is any day of the due week: six or seven days of grace",
        lambda _pack, krav: krav.henstand is not None and str(krav.henstand) in {"6 dage", "7 dage", "1 uge"},
        page("6.1", "2011-01-01", INTERVIEW + 'form = "interval"\nhver = "13 uger"\nhenstand = "6 dage"'),
    ),
    Unverified(
        "old-target-groups",
        "the numbers before 2020 of revalidering (4), sygedagpenge (5), ressourceforløb (11), uddannelseshjælp (12, 13)"
        " and jobafklaring (14)",
        lambda pack, _krav: groups(pack, "2.4", "2.5", "2.11", "2.12", "2.13", "2.14"),
        page("2.12", "2014-01-01", INTERVIEW + 'form = "senest"\nsenest = "1 uge"'),
    ),
    Unverified(
        "one-kontanthjaelp-2025",
        "from 1 July 2025 uddannelseshjælp and overgangsydelse are one new kontanthjælp",
        lambda pack, _krav: pack.gaelder_fra == dt.date(2025, 7, 1) or pack.gaelder_til == dt.date(2025, 6, 30),
        page("6.4", "2025-07-01", INTERVIEW + 'form = "senest"\nsenest = "1 uge"'),
    ),
    Unverified(
        "interviews-4-6-a-year",
        "before 2020: 4-6 interviews in 12 months on ressourceforløb, ledighedsydelse, jobafklaring, revalidering",
        lambda pack, krav: (
            groups(pack, *OTHER_THAN_JOB_READY) and before(pack, LAW_OF_2020) and krav.haendelse == "samtale"
        ),
        page("6.8", "2014-01-01", INTERVIEW + 'form = "senest"\nantal = 4\nsenest = "12 måneder"'),
    ),
    Unverified(
        "education-ready-1-month",
        "before 2020: first offer to the education-ready within a month",
        lambda pack, krav: offer_of(pack, krav, "6.4", "2.12") and before(pack, LAW_OF_2020),
        page("6.4", "2014-01-01", OFFER + 'form = "senest"\nsenest = "1 måned"'),
    ),
    Unverified(
        "section-105",
        "2020 to the reform of 2026: the deadlines of the continuous right and duty under § 105",
        lambda pack, krav: (
            offer_of(pack, krav, "6.4", "6.5") and not before(pack, LAW_OF_2020) and before(pack, REFORM_OF_2026)
        ),
        page("6.4", "2020-01-01", OFFER + 'form = "senest"\nsenest = "1 måned"'),
    ),
    Unverified(
        "activity-ready-young",
        "any deadline of an offer to the activity-ready under 30 without an education",
        lambda pack, krav: offer_of(pack, krav, "6.5", "2.13"),
        page("6.5", "2026-07-01", OFFER + 'form = "senest"\nsenest = "6 måneder"'),
    ),
    Unverified(
        "sickness-before-2014",
        "before mid-2014: follow-up every 4 or 8 weeks by category",
        lambda pack, krav: groups(pack, "6.6", "2.5") and before(pack, JULY_2014) and krav.haendelse == "samtale",
        page("6.6", "2010-01-01", INTERVIEW + 'form = "interval"\nhver = "8 uger"'),
    ),
    Unverified(
        "fokusmaal-2",
        "sharpened supervision: fewer than 4 interviews in 12 months for at most 20 pct.",
        lambda _pack, krav: krav.form == "andel" and krav.mindst == 0.8,
        page(
            "6.1",
            "2020-01-01",
            INTERVIEW
            + 'form = "senest"\nantal = 4\nsenest = "12 måneder"\n\n[[krav]]\nid = "andel"\ntitel = "Fokusmål 2"\n'
            + 'form = "andel"\naf = "krav"\nmindst = 0.8\nperiode = "år"',
        ),
    ),
    Unverified(
        "other-suspensions",
        "other days of suspension than 12 March to 26 May 2020: the winter of 2020/21 has no first day in any source",
        lambda pack, _krav: any((days.fra, days.til) != SPRING_OF_2020 for days in pack.suspension),
        page(
            "6.1",
            "2020-01-01",
            OFFER + 'form = "senest"\nsenest = "6 måneder"',
            '[[suspension]]\nfra = 2021-01-01\ntil = 2021-05-15\nhaendelse = "tilbud"\n',
        ),
    ),
)


def law_packs(*inserted: Path) -> list[Pack]:
    """The packs of law that ship, and those of more pages."""
    return [pack for pack in load_packs([SHIPPED, *inserted]) if pack.art == "lov"]


def carried(rule: Unverified, packs: list[Pack]) -> list[str]:
    """The krav of the packs that carry the rule."""
    return [f"{pack.id}/{krav.id}" for pack in packs for krav in pack.krav if rule.found(pack, krav)]


@pytest.mark.parametrize("rule", UNVERIFIED, ids=lambda rule: rule.id)
def test_no_shipped_pack_carries_the_rule(rule: Unverified) -> None:
    assert not carried(rule, law_packs()), f"ikke efterprøvet: {rule.says}"


@pytest.mark.parametrize("rule", UNVERIFIED, ids=lambda rule: rule.id)
def test_a_page_put_among_the_shipped_ones_that_carries_the_rule_is_found(rule: Unverified, tmp_path: Path) -> None:
    inserted = tmp_path / "efter-hukommelsen.toml"
    inserted.write_text(rule.page, encoding="utf-8")
    assert {name.partition("/")[0] for name in carried(rule, law_packs(inserted))} == {"efter-hukommelsen"}


@pytest.mark.parametrize("pack", law_packs(), ids=lambda pack: pack.id)
def test_every_krav_says_where_it_stands_where_it_was_read_and_how_sure_it_is(pack: Pack) -> None:
    bare = [krav.id for krav in pack.krav if not (krav.hjemmel.strip() and krav.kilde.strip() and krav.efterproevet)]
    assert not bare, f"{pack.id}: hjemmel, kilde eller efterproevet mangler i {', '.join(bare)}"


def test_dagpenge_has_one_law_on_every_day_from_2015() -> None:
    packs = sorted((pack for pack in law_packs() if groups(pack, "6.1")), key=lambda pack: str(pack.gaelder_fra))
    assert packs[0].gaelder_fra == JULY_2015
    for earlier, later in pairwise(packs):
        assert earlier.gaelder_til is not None, f"{earlier.id} slutter aldrig"
        assert later.gaelder_fra == earlier.gaelder_til + dt.timedelta(days=1), f"{earlier.id}, {later.id}"
    assert packs[-1].gaelder_til is None
