"""A pack in words: every key of the language is said, and nothing of a page's data is left unsaid."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rettid.periods import parse_period
from rettid.rules import SHIPPED, load_packs, words
from rettid.rules.differences import Change, changes
from rettid.rules.index import index
from rettid.rules.pack import Krav, Later, Only, Pack, Trigger

EXAMPLE = Path(__file__).parents[1] / "data" / "eksempelpakke.toml"

BY_AGE = (
    "senest så længe efter forløbets start: under 30 år: 13 uger; 30-49 år: 26 uger; 50 år og derover: 13 uger, "
    "efter sammenlagt ledighed"
)


@pytest.fixture(scope="module")
def pack() -> Pack:
    (pack,) = load_packs([EXAMPLE])
    return pack


def said(krav: Krav) -> str:
    return " ".join([words.deadline(krav), words.event(krav), *words.conditions(krav)])


def krav(pack: Pack, name: str) -> Krav:
    return next(krav for krav in pack.krav if krav.id == name)


@pytest.mark.parametrize(
    ("name", "deadline"),
    [
        (
            "samtale-maaned",
            "én hver måned i de første 6 måneder efter forløbets start, efter sammenlagt ledighed, 14 dage henstand (ikke nr. 6)",
        ),
        (
            "samtale-interval",
            "mindst én i hvert interval på 4 uger i de første 24 uger efter forløbets start, efter sammenlagt ledighed",
        ),
        ("samtale-4-paa-6", "nr. 4 senest 6 måneder efter forløbets start, efter sammenlagt ledighed"),
        ("faelles-2", "tidligst 4 måneder og senest 6 måneder efter forløbets start, efter sammenlagt ledighed"),
        ("hoejst-6-uger", "højst 6 uger mellem hver, fra 6 måneder efter forløbets start, efter kalenderen"),
        ("serviceopkald", "senest 14 dage efter tilmelding som ledig, efter kalenderen"),
        (
            "foerste-tilbud",
            BY_AGE,
        ),
        (
            "samtale-efter-udeblivelse",
            "senest 10 dage efter en samtale (jobsamtale), der står som udeblevet, efter kalenderen",
        ),
        ("varsel-ophoer", "senest 6 måneder før den dag, ydelsen ophører"),
        ("andel-foerste-tilbud", "mindst 75 % af personerne under kravet foerste-tilbud, hver måned"),
    ],
)
def test_a_deadline_in_words(pack: Pack, name: str, deadline: str) -> None:
    assert words.deadline(krav(pack, name)) == deadline


@pytest.mark.parametrize(
    ("form", "deadline"),
    [
        (
            {"form": "forud", "forud_for": Later("samtale", typer=("jobsamtale", "faelles_jobsamtale"))},
            "senest samme dag som den første samtale (jobsamtale eller fælles jobsamtale)",
        ),
        (
            {"form": "forud", "forud_for": Later("tilbud", typer=("mentor",), nr=3)},
            "senest samme dag som det 3. tilbud (mentor)",
        ),
        (
            {"form": "efter", "udloeser": Trigger("tilbud", typer=("mentor",), dato="slutdato")},
            "senest 14 dage efter, at et tilbud (mentor) er slut, efter kalenderen",
        ),
        (
            {"form": "efter", "udloeser": Trigger("samtale", typer=("informationsmoede",), former=("telefonisk",))},
            "senest 14 dage efter, at en samtale (informationsmøde; telefonisk) er holdt, efter kalenderen",
        ),
        (
            {"form": "andel", "mindst": 0.75, "af": ("a", "b/c"), "periode": "år"},
            "mindst 75 % af personerne under kravene a og b/c under ét, hvert år",
        ),
        (
            {
                "form": "mellemrum",
                "hver": parse_period("3 måneder"),
                "fra": parse_period("0 dage"),
                "indtil": parse_period("3 måneder"),
            },
            "højst 3 måneder mellem hver, fra forløbets start og indtil 3 måneder efter, efter kalenderen",
        ),
    ],
)
def test_a_deadline_is_a_sentence(pack: Pack, form: dict[str, Any], deadline: str) -> None:
    base = replace(krav(pack, "serviceopkald"), senest=parse_period("14 dage"), anker=("startdato",))
    assert words.deadline(replace(base, **form)) == deadline


def test_conditions_name_no_raw_columns(pack: Pack) -> None:
    base = krav(pack, "serviceopkald")
    asked = replace(
        base, hvor=(Only("a_kasse", ("3F",)),), anker=("foerste_henvendelse", "startdato"), efter_overgang=True
    )
    assert words.conditions(asked)[:3] == [
        "Kun forløb, hvor a-kassen er 3F.",
        "Gælder først, når sagen er gået fra a-kassen til jobcentret; kun det, der sker fra den dag, tæller.",
        "Regnes fra første henvendelse til kommunen; kendes den ikke, fra forløbets start.",
    ]


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2020, 1, 1), date(2023, 12, 31), "Forløb, der begynder 01-01-2020 til 31-12-2023, i alle målgrupper"),
        (date(2020, 1, 1), None, "Forløb, der begynder 01-01-2020 eller senere, i alle målgrupper"),
        (None, date(2008, 12, 31), "Forløb, der begynder 31-12-2008 eller før, i alle målgrupper"),
        (None, None, "Forløb i alle målgrupper"),
    ],
)
def test_whom_a_pack_covers(pack: Pack, since: date | None, until: date | None, said: str) -> None:
    assert words.covers(replace(pack, gaelder_fra=since, gaelder_til=until, maalgruppe=None)) == said


def test_every_key_of_a_krav_changes_what_is_said(pack: Pack) -> None:
    """A krav that differs in one key reads differently: a jurist who reads the words has read the page."""
    unsaid = {
        "id",
        "titel",
        "hjemmel",
        "kilde",
        "efterproevet",
        "ejer",
        "form",
        "periode",
        "mindst",
        "af",
        "foer",
        "varsel",
    }
    base = krav(pack, "foerste-tilbud")
    other = {name: value for each in pack.krav for name in each.__slots__ if (value := getattr(each, name))}
    other |= {"ur": "timer", "alder_ved": "frist", "haendelse": "samtale", "anker": ("tilmeldingsdato", "startdato")}
    other |= {"graense": "foer", "dato": "afgivet", "min_varighed": parse_period("9 dage"), "typer": ("mentor",)}
    other |= {"loentilskud_efterfrist": parse_period("9 dage"), "fritagelse_flytter": parse_period("9 dage")}
    other |= {"alder": base.alder[:1] if base.alder else None, "fritager": ("barsel",)}
    other |= {"bruger_andel": ("frikommune",)}
    of_form = {"hver", "indtil", "fra", "tidligst", "udloeser", "forud_for", "senest", "henstand_undtaget", "antal"}
    for field in fields(Krav):
        if field.name in unsaid | of_form or field.name not in other:
            continue
        changed = replace(base, **{field.name: other[field.name]})
        assert changed != base, field.name
        assert said(changed) != said(base), field.name


def test_what_changed_between_two_packs(pack: Pack) -> None:
    gone, stricter = pack.krav[0], replace(krav(pack, "faelles-2"), senest=parse_period("5 måneder"))
    after = replace(pack, krav=tuple(stricter if each.id == "faelles-2" else each for each in pack.krav[1:]))
    found = changes(pack, after)
    assert {change.krav for change in found} == {gone.id, "faelles-2"}
    assert [change for change in found if change.krav == "faelles-2"] == [
        Change(
            "faelles-2",
            "Frist",
            "tidligst 4 måneder og senest 6 måneder efter forløbets start, efter sammenlagt ledighed",
            "tidligst 4 måneder og senest 5 måneder efter forløbets start, efter sammenlagt ledighed",
        )
    ]
    assert changes(pack, pack) == []


def test_the_list_of_the_pages_is_the_one_they_give() -> None:
    """`make regler` writes it; a page changed without it is found here."""
    assert (SHIPPED / "README.md").read_text(encoding="utf-8") == index(load_packs())
