"""Seeded random tables and packs that sit on the edges: where an engine and its reference would first disagree.

`random_packs(rng)` makes valid packs; `random_tables(rng, n, pr, packs)` makes forløb whose events, ends, pauses,
exemptions, birthdays and reference day fall on the due days of those packs and the days beside them; `to_toml(pack)`
writes a pack as text for the real loader. The same `rng` state gives the same rows; nothing here asks what day it is.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from dateutil.relativedelta import relativedelta

from tests.reference import (
    anchors,
    due_by_hours,
    due_day,
    exact,
    handover_day,
    intervals,
    paid_by_day,
    paused_days,
    period,
    reported_hours,
)

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]

DAY = timedelta(days=1)
HORIZON = timedelta(weeks=26)

INTERVIEW_TYPES = ["jobsamtale", "faelles_jobsamtale", "serviceopkald", "varslingssamtale"]
INTERVIEW_STATUSES = ["planlagt", "aflyst", "udeblevet", "flyttet", "ukendt", None]
INTERVIEW_FORMS = ["personligt", "video", "telefonisk", "digitalt", "brev", "andet"]
HOLDERS = ["jobcenter", "a_kasse", "anden_aktoer"]
OFFER_TYPES = ["virksomhedspraktik", "loentilskud", "vejledning_opkvalificering", "nytteindsats"]
OFFER_BEGUN = ["igang", "gennemfoert", "afbrudt"]
OFFER_OTHER = ["planlagt", "annulleret", "ikke_paabegyndt", "ukendt", None]
PAUSES = ["arbejde", "barsel", "ferie_uden_ydelse"]
EXEMPTION = "mindre_intensiv_indsats"
DEVIATIONS = ["konkret_vurdering", "begrundet_andet"]
BENEFIT, OTHER_BENEFIT = "a-dagpenge", "overgangsydelse"
STEPS = ["14 dage", "3 uger", "4 uger", "1 måned", "6 uger", "2 måneder", "30 dage"]
SPANS = ["1 dag", "1 uge", "14 dage", "4 uger", "1 måned", "8 uger", "13 uger", "3 måneder", "26 uger", "6 måneder"]
WINDOWS = [("1 måned", "2 måneder"), ("4 uger", "6 uger"), ("4 måneder", "6 måneder"), ("10 dage", "3 uger")]


def chance(rng: Random, share: float) -> bool:
    """True in this share of the calls."""
    return rng.random() < share


def beside(rng: Random) -> Random:
    """A generator of its own for what was added later: what `rng` gives next is as before."""
    other = Random()
    other.setstate(rng.getstate())
    return other


def near(rng: Random, day: date) -> date:
    """The day itself, the day before or the day after."""
    return day + rng.choice([-1, 0, 0, 1]) * DAY


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


# --- Packs -----------------------------------------------------------------------------------------------------


def random_packs(rng: Random) -> list[dict[str, Any]]:
    """A law pack with every form and key, and in two of five a local pack beside it."""
    packs = [law_pack(rng)]
    if chance(rng, 0.4):
        packs.append(local_pack(rng))
    return packs


def law_pack(rng: Random) -> dict[str, Any]:
    """A law pack: one krav or more of every form."""
    krav = [
        raekke(rng, "raekke"),
        raekke(rng, "raekke-aaben", endless=True),
        interval(rng, "interval"),
        interview_senest(rng, "senest-samtale"),
        early_call(rng, "senest-tilmelding"),
        vindue(rng, "vindue"),
        mellemrum(rng, "mellemrum"),
        offer_senest(rng, "senest-tilbud", "start"),
        offer_senest(rng, "senest-tilbud-frist", "frist"),
        efter(rng, "efter-samtale", interview_trigger(rng)),
        efter(rng, "efter-tilbud", offer_trigger(rng)),
        varsel(rng, "varsel"),
        after_handover(rng, interview_senest(rng, "efter-overgang")),
        after_handover(rng, offer_senest(rng, "efter-overgang-tilbud", rng.choice(["start", "frist"]))),
    ]
    if chance(rng, 0.3):
        krav.append(
            {
                "id": "andel",
                "titel": "Andel",
                "form": "andel",
                "af": "senest-tilbud",
                "mindst": 0.75,
                "periode": "måned",
            }
        )
    rng.shuffle(krav)
    pack = head(rng, "lov-tilfaeldig", "lov") | {
        "hjemmel": "LBK nr. 0 af 01/01/2016",
        "kontrolleret": date(2026, 11, 22),
        "maalgruppe": rng.choice([["6.1"], ["6.1", "6.2"]]),
        "gaelder_fra": date(2015, 7, 1),
        "fravaer": absences(rng),
        "overgang": {"over_timer": rng.choice([410, 410, 320.66, 160.33, 37, 130])},
    }
    if chance(rng, 0.5):
        pack["gaelder_til"] = rng.choice([date(2019, 12, 31), date(2018, 6, 30), date(2020, 2, 29)])
    if chance(rng, 0.5):
        pack["suspension"] = [suspension(rng) for _ in range(rng.randint(1, 2))]
    if periode := unbroken(beside(rng)):
        pack["periode"] = periode
    return with_later_keys(beside(rng), pack | {"krav": krav})


def with_later_keys(rng: Random, pack: dict[str, Any]) -> dict[str, Any]:
    """The pack with the keys of issue 4 strewn over its krav, and two krav of the form `forud`."""
    pack["krav"] += [
        forud(rng, "forud", {"haendelse": "samtale", "typer": interview_types(rng)}),
        forud(rng, "forud-tilbud", {"haendelse": "tilbud"} | ({"typer": OFFER_TYPES} if chance(rng, 0.7) else {})),
    ]
    if chance(rng, 0.3):
        pack["hvor"] = random_only(rng)
    for pause in pack.get("suspension", []):
        if chance(rng, 0.4):
            pause["haendelse"] = rng.choice(["samtale", "tilbud"])
    for made in pack["krav"]:
        if made["form"] != "andel":
            strew(rng, made)
            exempt_by_choice(beside(rng), made)
    return pack


def exempt_by_choice(rng: Random, made: dict[str, Any]) -> None:
    """In two krav of five, what exempts at the expense of a share."""
    if chance(rng, 0.4):
        made["bruger_andel"] = rng.choice([DEVIATIONS[:1], DEVIATIONS])


def strew(rng: Random, made: dict[str, Any]) -> None:
    """Some of the keys of issue 4 in one krav."""
    if chance(rng, 0.25):
        made["graense"] = rng.choice(["foer", "foer", "senest"])
    if chance(rng, 0.15):
        made["fritager"] = rng.choice([[], ["barsel"], [EXEMPTION, "sygdom"]])
    if chance(rng, 0.12):
        made["hvor"] = random_only(rng)
    if chance(rng, 0.2):
        made["anker"] = rng.choice([["foerste_henvendelse", "startdato"], ["foerste_fravaersdag", "tilmeldingsdato"]])
    if chance(rng, 0.25) and "typer" in made:
        made["taeller_ikke"] = [not_counting(rng, made["typer"]) for _ in range(rng.choice([1, 1, 2]))]
    if made["haendelse"] == "samtale" and chance(rng, 0.25):
        made["med_a_kasse"] = True
    if made["haendelse"] == "tilbud" and chance(rng, 0.25):
        made["dato"] = "afgivet"
        for key in ("min_varighed", "loentilskud_efterfrist"):
            made.pop(key, None)
    if made["form"] == "mellemrum" and chance(rng, 0.5):
        made["indtil"] = rng.choice(["6 måneder", "26 uger", "28 uger", "40 uger"])


def random_only(rng: Random) -> dict[str, list[str]]:
    """Whom a krav is for, by one column or two."""
    category = {"visitationskategori": rng.choice([["Jobparat"], ["jobparat ", "Aktivitetsparat"], ["ukendt"]])}
    insured = {"forsikring": rng.choice([["fuldtid"], ["deltid", "fuldtid"]])}
    return rng.choice([category, insured, category | insured])


def not_counting(rng: Random, kinds: list[str]) -> dict[str, Any]:
    """Types that do not count for a while, from a day on, until a day, or ever."""
    first = date(2016, 1, 1) + days(rng.randrange(1700))
    made: dict[str, Any] = {"typer": rng.sample(kinds, rng.randint(1, len(kinds)))}
    if chance(rng, 0.8):
        made["fra"] = first
    if chance(rng, 0.8):
        made["til"] = first + days(rng.choice([0, 30, 200]))
    return made


def forud(rng: Random, name: str, later: dict[str, Any]) -> dict[str, Any]:
    """`forud`."""
    if later["haendelse"] == "samtale" and chance(rng, 0.3):
        later["afholdt_af"] = ["jobcenter", "anden_aktoer"]
    if chance(rng, 0.4):
        later["nr"] = rng.randint(1, 3)
    made = krav(rng, name, "samtale", "forud", ["serviceopkald", "varslingssamtale"]) | {"forud_for": later}
    for key in ("ur", "henstand", "henstand_undtaget", "fritagelse_flytter"):
        made.pop(key, None)
    return made | bare_bands(rng)


def unbroken(rng: Random) -> dict[str, Any]:
    """`[periode]` of two packs in three: what breaks a period, what it continues from, whose interviews count."""
    made: dict[str, Any] = {}
    if chance(rng, 0.7):
        made["brydes_af"] = rng.choice(["kalendermåned"] * 4 + ["forløb"])
    if chance(rng, 0.4):
        made["fortsaetter_fra"] = [OTHER_BENEFIT]
    if chance(rng, 0.4):
        made["borgerens_samtaler"] = True
    return made


def local_pack(rng: Random) -> dict[str, Any]:
    """A local pack; what it leaves out does not restrict it."""
    makers = [
        lambda: raekke(rng, "lokal-raekke"),
        lambda: interval(rng, "lokal-interval"),
        lambda: interview_senest(rng, "lokal-senest"),
        lambda: vindue(rng, "lokal-vindue"),
        lambda: mellemrum(rng, "lokal-mellemrum"),
        lambda: offer_senest(rng, "lokal-tilbud", rng.choice(["start", "frist"])),
    ]
    pack = head(rng, "lokal-tilfaeldig", "lokal") | {"hjemmel": "Udvalgets beslutning"}
    if chance(rng, 0.5):
        pack["maalgruppe"] = ["6.1"]
    if chance(rng, 0.5):
        pack["gaelder_fra"] = date(2017, 1, 1)
    if chance(rng, 0.3):
        pack["gaelder_til"] = date(2019, 2, 28)
    if chance(rng, 0.7):
        pack["fravaer"] = absences(rng)
    return pack | {"krav": [make() for make in rng.sample(makers, rng.randint(2, 4))]}


def head(rng: Random, name: str, art: str) -> dict[str, Any]:
    """The keys at the top of every pack."""
    return {
        "id": name,
        "titel": "Tilfældig pakke",
        "art": art,
        "version": "1",
        "kilde": "spec.md",
        "efterproevet": "udledt",
        "ur": rng.choice(["ledighed", "timer", "kalender"]),
    }


def absences(rng: Random) -> dict[str, list[str]]:
    """What each absence does; now and then a type both pauses and exempts."""
    pauses = rng.sample(PAUSES, rng.randint(1, 3))
    exempts = [EXEMPTION] + (["barsel"] if chance(rng, 0.3) else [])
    return {"pauser": pauses, "fritager": exempts}


def suspension(rng: Random) -> Row:
    """A suspension of some weeks; a single day now and then."""
    first = date(2016, 1, 1) + days(rng.randrange(1900))
    return {"fra": first, "til": first + days(rng.choice([0, 10, 75])), "aarsag": "COVID-19"}


def krav(rng: Random, name: str, haendelse: str, form: str, typer: list[str]) -> dict[str, Any]:
    """What every krav has, with a clock, grace and moves of its own now and then."""
    made: dict[str, Any] = {"id": name, "titel": f"Krav {name}", "haendelse": haendelse, "typer": typer, "form": form}
    if chance(rng, 0.3):
        made["ur"] = rng.choice(["kalender", "ledighed", "timer"])
    if chance(rng, 0.4):
        made["henstand"] = rng.choice(["14 dage", "1 dag", "2 uger", "7 dage"])
        if chance(rng, 0.5):
            made["henstand_undtaget"] = rng.choice([[1], [2], [1, 3]])
    if chance(rng, 0.5):
        made["fritagelse_flytter"] = rng.choice(["1 måned", "14 dage", "1 dag", "2 uger"])
    if chance(rng, 0.2):
        made |= {"hjemmel": "§ 16 a, stk. 1", "efterproevet": "myndighed"}
    if haendelse == "samtale":
        made |= interview_filters(rng)
    return made


def interview_filters(rng: Random) -> dict[str, Any]:
    """Filters on the form and the holder, and the owner, of an interview krav; often none."""
    made: dict[str, Any] = {}
    if chance(rng, 0.3):
        made["former"] = rng.sample(INTERVIEW_FORMS[:3], rng.randint(1, 3))
    if chance(rng, 0.25):
        made["afholdt_af"] = rng.choice([["jobcenter"], ["a_kasse"], ["jobcenter", "anden_aktoer"]])
    if chance(rng, 0.25):
        made["ejer"] = rng.choice(["jobcenter", "a-kasse"])
    return made


def interview_types(rng: Random) -> list[str]:
    """Job interviews, mostly of both kinds."""
    return rng.choice([["jobsamtale", "faelles_jobsamtale"], ["jobsamtale", "faelles_jobsamtale"], ["jobsamtale"]])


def bare_bands(rng: Random) -> dict[str, Any]:
    """Age bands that only say for whom."""
    if chance(rng, 0.8):
        return {}
    return {
        "alder": rng.choice([[{"under": 30}], [{"fra": 50}], [{"under": 30}, {"fra": 50}], [{"fra": 30, "under": 50}]])
    }


def raekke(rng: Random, name: str, *, endless: bool = False) -> dict[str, Any]:
    """`raekke`, with an end or without."""
    made = krav(rng, name, "samtale", "raekke", interview_types(rng)) | {"hver": rng.choice(STEPS)}
    if not endless:
        made["indtil"] = rng.choice(["6 måneder", "26 uger", "12 uger", "3 måneder", "90 dage"])
    return made | bare_bands(rng)


def interval(rng: Random, name: str) -> dict[str, Any]:
    """`interval`, with an end or without; of offers now and then."""
    if chance(rng, 0.2):
        made = krav(rng, name, "tilbud", "interval", OFFER_TYPES) | {"hver": rng.choice(["13 uger", "3 måneder"])}
    else:
        made = krav(rng, name, "samtale", "interval", interview_types(rng)) | {"hver": rng.choice(STEPS)}
    if chance(rng, 0.6):
        made["indtil"] = rng.choice(["24 uger", "6 måneder", "12 måneder"])
    return made | bare_bands(rng)


def interview_senest(rng: Random, name: str) -> dict[str, Any]:
    """`senest` with a number of interviews."""
    made = krav(rng, name, "samtale", "senest", interview_types(rng)) | {"senest": rng.choice(SPANS)}
    if chance(rng, 0.7):
        made["antal"] = rng.randint(1, 4)
    return made


def after_handover(rng: Random, made: dict[str, Any]) -> dict[str, Any]:
    """The krav, owed once the case has passed to the jobcentre; mostly late enough for that."""
    if chance(rng, 0.8):
        made |= {"senest": rng.choice(["6 måneder", "26 uger", "4 måneder"])}
        for band in made.get("alder", []):
            band["senest"] = rng.choice(["3 måneder", "6 måneder", "18 uger"])
    return made | {"efter_overgang": True}


def early_call(rng: Random, name: str) -> dict[str, Any]:
    """`senest` from another date column than `startdato`."""
    made = krav(rng, name, "samtale", "senest", ["serviceopkald"])
    return made | {"anker": "tilmeldingsdato", "senest": rng.choice(SPANS[:6])} | bare_bands(rng)


def vindue(rng: Random, name: str) -> dict[str, Any]:
    """`vindue`."""
    earliest, latest = rng.choice(WINDOWS)
    made = krav(rng, name, "samtale", "vindue", ["faelles_jobsamtale"])
    return made | {"tidligst": earliest, "senest": latest} | bare_bands(rng)


def mellemrum(rng: Random, name: str) -> dict[str, Any]:
    """`mellemrum`."""
    made = krav(rng, name, "samtale", "mellemrum", interview_types(rng))
    return (
        made
        | {"fra": rng.choice(["1 uge", "1 måned", "3 måneder", "13 uger"]), "hver": rng.choice(STEPS)}
        | bare_bands(rng)
    )


def offer_senest(rng: Random, name: str, judged: str) -> dict[str, Any]:
    """The first offer: age bands, minimum length, wage subsidy, moves."""
    typer = OFFER_TYPES[: rng.randint(2, 4)]
    made = krav(rng, name, "tilbud", "senest", typer) | {"alder_ved": judged}
    spans = [rng.choice(SPANS[3:]) for _ in range(3)]
    made["alder"] = [
        {"under": 30, "senest": spans[0]},
        {"fra": 30, "under": 50, "senest": spans[1]},
        {"fra": 50, "senest": spans[2]},
    ]
    if chance(rng, 0.2):
        del made["alder"][rng.randrange(3)]
    if chance(rng, 0.2):
        made["senest"] = rng.choice(SPANS[3:])
        del made["alder"][0]["senest"]
    if chance(rng, 0.6):
        made["min_varighed"] = rng.choice(["14 dage", "2 uger", "4 uger", "1 dag"])
    if chance(rng, 0.7):
        made["loentilskud_efterfrist"] = rng.choice(["21 dage", "3 uger", "21 dage", "5 dage"])
    return made


def interview_trigger(rng: Random) -> dict[str, Any]:
    """A trigger among interviews."""
    trigger: dict[str, Any] = {"haendelse": "samtale", "typer": interview_types(rng)}
    if chance(rng, 0.7):
        trigger["status"] = rng.choice(["udeblevet", "udeblevet", "aflyst", "afholdt"])
    if chance(rng, 0.3):
        trigger["former"] = ["personligt", "telefonisk"]
    if chance(rng, 0.2):
        trigger["afholdt_af"] = ["jobcenter", "a_kasse"]
    return trigger


def offer_trigger(rng: Random) -> dict[str, Any]:
    """A trigger among offers, at their start or their end."""
    trigger: dict[str, Any] = {"haendelse": "tilbud", "typer": OFFER_TYPES}
    if chance(rng, 0.7):
        trigger["dato"] = rng.choice(["slutdato", "slutdato", "startdato"])
    if chance(rng, 0.4):
        trigger["status"] = rng.choice(["afbrudt", "gennemfoert"])
    return trigger


def efter(rng: Random, name: str, trigger: dict[str, Any]) -> dict[str, Any]:
    """`efter`."""
    made = krav(rng, name, "samtale", "efter", interview_types(rng)) | {"udloeser": trigger}
    return made | {"senest": rng.choice(["10 dage", "1 uge", "2 uger", "1 måned", "1 dag"])} | bare_bands(rng)


def varsel(rng: Random, name: str) -> dict[str, Any]:
    """`varsel`."""
    made = krav(rng, name, "samtale", "varsel", ["varslingssamtale"]) | {"foer": "ydelse_ophoerer"}
    made["varsel"] = rng.choice(["6 måneder", "1 måned", "14 dage", "26 uger"])
    if chance(rng, 0.2):
        made["anker"] = "tilmeldingsdato"
    return made


# --- A pack as TOML --------------------------------------------------------------------------------------------


def to_toml(pack: dict[str, Any]) -> str:
    """The pack as a TOML document: scalars first, then `[fravaer]`, `[[suspension]]` and `[[krav]]`."""
    lines = [
        f"{key} = {to_value(value)}"
        for key, value in pack.items()
        if key not in {"fravaer", "overgang", "periode", "suspension", "krav"}
    ]
    for name in ("fravaer", "overgang", "periode"):
        if name in pack:
            lines += ["", f"[{name}]", *to_lines(pack[name])]
    for name in ("suspension", "krav"):
        for entry in pack.get(name, []):
            lines += ["", f"[[{name}]]", *to_lines(entry)]
    return "\n".join(lines) + "\n"


def to_lines(table: dict[str, Any]) -> list[str]:
    """One `key = value` a line."""
    return [f"{key} = {to_value(value)}" for key, value in table.items()]


def to_value(value: Any) -> str:
    """A TOML value; dates bare, tables inline."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{ " + ", ".join(to_lines(value)) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(to_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


# --- Tables ----------------------------------------------------------------------------------------------------


@dataclass
class Story:
    """One forløb in the making: its rows so far, and the days where something may turn (`edges`)."""

    rng: Random
    pr: date
    packs: list[dict[str, Any]]
    forloeb: Row
    samtaler: list[Row] = field(default_factory=list)
    tilbud: list[Row] = field(default_factory=list)
    fravaer: list[Row] = field(default_factory=list)
    ansvar: list[Row] = field(default_factory=list)
    ledighed: list[Row] = field(default_factory=list)
    edges: list[date] = field(default_factory=list)
    edges_of: dict[str, list[date]] = field(default_factory=dict)

    @property
    def start(self) -> date:
        return self.forloeb["startdato"]

    def edge(self, krav: dict[str, Any] | None = None) -> date:
        """A day on an edge (of this krav, mostly), or beside it; now and then the reference day or any day at all."""
        draw = self.rng.random()
        if krav and draw < 0.5:
            return near(self.rng, self.rng.choice(self.edges_of[krav["id"]]))
        if draw < 0.7:
            return near(self.rng, self.rng.choice(self.edges))
        if draw < 0.8:
            return near(self.rng, self.pr)
        return self.start + days(self.rng.randint(-10, 400))

    def krav(self, haendelse: str) -> list[dict[str, Any]]:
        """Every krav that such an event can meet."""
        return [krav for pack in self.packs for krav in pack["krav"] if krav.get("haendelse") == haendelse]


def random_tables(
    rng: Random, n: int, pr: date, packs: list[dict[str, Any]] | None = None
) -> dict[str, list[Row] | None]:
    """All tables for `n` forløb, with ids F0001.. and edges at the due days of `packs` (by default some random ones).

    Now and then a table is None (not supplied) or empty, or holds no interview by an a-kasse."""
    packs = packs or random_packs(rng)
    stories = [tell(rng, pr, packs, number) for number in range(1, n + 1)]
    tables: dict[str, list[Row] | None] = {"forloeb": [story.forloeb for story in stories]}
    for name in ("samtaler", "tilbud", "fravaer", "ansvar", "ledighed"):
        rows = [row for story in stories for row in getattr(story, name)]
        rng.shuffle(rows)
        tables[name] = rows
    if chance(rng, 0.15):
        without_akasse(tables["samtaler"])
    share_citizens(beside(rng), tables["forloeb"], pr)
    whole_columns(tables, pr)
    tell_of_the_a_kasse(beside(rng), tables["samtaler"] or [])
    leave_out(rng, tables)
    return tables


def share_citizens(rng: Random, forloeb: list[Row], pr: date) -> None:
    """Of every four forløb one or two go on from the one before, which is the same citizen's, about a month's end apart."""
    for former, row in itertools.pairwise(forloeb):
        if not chance(rng, 0.4):
            continue
        row["borger_id"] = None if chance(rng, 0.03) else former["borger_id"]
        former["ydelse"] = rng.choice([former["ydelse"]] * 4 + [OTHER_BENEFIT] * 2 + [None])
        row["ydelse"] = rng.choice([BENEFIT, BENEFIT, BENEFIT, "A-dagpenge (forsikret)", OTHER_BENEFIT])
        if chance(rng, 0.2) or not row["startdato"] or not former["startdato"]:
            continue
        if chance(rng, 0.8):
            row["maalgruppe"] = former["maalgruppe"]
        if former["slutdato"] is None and chance(rng, 0.8):
            former["slutdato"] = max(
                former["startdato"], min(former["startdato"] + days(rng.choice([0, 20, 45, 100])), pr - days(70))
            )
        ended = former["slutdato"] or pr
        after = ended.replace(day=1) + relativedelta(months=rng.choice([1, 2, 2, 2]))
        row["startdato"] = rng.choice([near(rng, ended + DAY), near(rng, after), near(rng, after), near(rng, pr)])
        if row["slutdato"] is not None:
            row["slutdato"] = max(row["slutdato"], row["startdato"] - days(chance(rng, 0.1)))


def leave_out(rng: Random, tables: dict[str, list[Row] | None]) -> None:
    """Now and then a table was not supplied, or is empty (never `samtaler`: a column would be absent)."""
    for name, share in (("samtaler", 0.05), ("tilbud", 0.08), ("fravaer", 0.08), ("ansvar", 0.15), ("ledighed", 0.1)):
        if chance(rng, share):
            tables[name] = None
    for name in ("tilbud", "fravaer", "ansvar", "ledighed"):
        if chance(rng, 0.04):
            tables[name] = []


def without_akasse(interviews: list[Row]) -> None:
    """No interview by an a-kasse anywhere."""
    for row in interviews:
        if row["afholdt_af"] == "a_kasse":
            row["afholdt_af"] = "anden_aktoer"


def tell_of_the_a_kasse(rng: Random, interviews: list[Row]) -> None:
    """What the a-kasse did in each interview; one export in six does not say."""
    if chance(rng, 1 / 6):
        return
    for row in interviews:
        row["a_kasse_deltog"] = rng.choice([True, True, False, False, None])
        row["a_kasse_fravalgt"] = rng.choice([True, False, False, None])
    interviews[0]["a_kasse_deltog"] = rng.choice([True, False])


def whole_columns(tables: dict[str, list[Row] | None], pr: date) -> None:
    """Give each column that a krav may read at least one value: a column absent altogether is another matter."""
    first = tables["forloeb"][0]
    for column in ("startdato", "tilmeldingsdato", "ydelse_ophoerer"):
        first[column] = first[column] or pr - days(100)
    first["maalgruppe"] = first["maalgruppe"] or "6.1"
    first["foedselsdato"] = first["foedselsdato"] or date(1980, 1, 1)
    if not tables["samtaler"]:
        tables["samtaler"].append(interview_row(first["forloeb_id"], pr, "jobsamtale"))
    tables["samtaler"][0]["samtaleform"] = tables["samtaler"][0]["samtaleform"] or "personligt"
    tables["samtaler"][0]["afholdt_af"] = tables["samtaler"][0]["afholdt_af"] or "jobcenter"


def tell(rng: Random, pr: date, packs: list[dict[str, Any]], number: int) -> Story:
    """One forløb with all its rows; what the story needs to find edges is taken away again at the end."""
    start = random_start(rng, pr, packs)
    forloeb = {
        "forloeb_id": f"F{number:04d}",
        "borger_id": f"B{number:04d}",
        "navn": None,
        "foedselsdato": None,
        "ydelse": BENEFIT,
        "maalgruppe": random_group(rng, packs),
        "startdato": start,
        "tilmeldingsdato": random_registration(rng, start, pr),
        "slutdato": None,
        "a_kasse": rng.choice(["A1", "A2", None]),
        "kommune": "Brøndby",
        "team": rng.choice(["Team 1", "Team 2", None]),
        "sagsbehandler": rng.choice(["SB1", "SB2", "SB3", None]),
        "ydelse_ophoerer": None,
        "forsikring": rng.choice(["fuldtid", "deltid", "ukendt", None]),
    }
    forloeb |= later_columns(beside(rng), start, pr)
    story = Story(rng, pr, packs, forloeb)
    find_edges(story)
    add_pauses(story)
    add_hours(story)
    find_edges(story)
    add_exemptions(story)
    add_deviations(replace(story, rng=beside(rng)))
    forloeb["foedselsdato"] = random_birth(story)
    forloeb["ydelse_ophoerer"] = random_benefit_end(story)
    add_interviews(story)
    add_offers(story)
    add_answers_to_triggers(story)
    add_before_others(story, beside(rng))
    forloeb["slutdato"] = random_end(story)
    add_responsibility(story)
    if chance(rng, 0.03):
        forloeb["startdato"] = None
    return story


def later_columns(rng: Random, start: date, pr: date) -> Row:
    """The columns of issue 4."""
    return {
        "visitationskategori": rng.choice(["Jobparat", " jobparat", "Aktivitetsparat", "JOBPARAT", "", "ukendt", None]),
        "foerste_henvendelse": rng.choice([None, random_registration(rng, start, pr)]),
        "foerste_fravaersdag": rng.choice([None, random_registration(rng, start, pr)]),
    }


# --- Where the edges are ---------------------------------------------------------------------------------------


def lengths(krav: dict[str, Any]) -> list[relativedelta]:
    """Every period from the anchor at which something opens or falls due."""
    found = [period(band["senest"]) for band in krav.get("alder", []) if "senest" in band]
    if krav["form"] in {"senest", "vindue"}:
        found += [period(krav[key]) for key in ("senest", "tidligst") if key in krav]
    if krav["form"] in {"raekke", "interval"}:
        found += [period(krav["hver"]) * k for k in range(1, 8)]
    if krav["form"] == "mellemrum":
        found += [period(krav["fra"]), period(krav["fra"]) + period(krav["hver"])]
        found += [period(krav["indtil"])] if "indtil" in krav else []
    return found


def pauses_of(story: Story, pack: dict[str, Any]) -> set[date]:
    """The days that this pack's pauses cover."""
    types = pack.get("fravaer", {}).get("pauser", [])
    return paused_days(intervals(story.fravaer, types, story.pr), story.pr)


def find_edges(story: Story) -> None:
    """Nominal and paused due days of every krav, and the last days of grace."""
    story.edges_of = {}
    for pack in story.packs:
        clock = clock_of(story, pack)
        story.edges_of |= {krav["id"]: due_days_of(story, pack, krav, clock) for krav in pack["krav"]}
    story.edges = [day for found in story.edges_of.values() for day in found]


def anchor_of(story: Story, krav: dict[str, Any]) -> date:
    """The day a krav is counted from, or the start."""
    return next((story.forloeb[name] for name in anchors(krav) if story.forloeb.get(name)), story.start)


class PackClock(NamedTuple):
    """What a pack counts with: its paused days, the reported months, and the paid hours of a day."""

    paused: set[date]
    reported: dict[date, int]
    hours_on: Callable[[date], int]


def clock_of(story: Story, pack: dict[str, Any]) -> PackClock:
    """The pack's clock for this story, as far as it is told."""
    paused = pauses_of(story, pack)
    reported = reported_hours(story.ledighed, story.start, story.pr)
    return PackClock(paused, reported, paid_by_day(reported, story.forloeb, None, paused))


def due_days_of(story: Story, pack: dict[str, Any], krav: dict[str, Any], clock: PackClock) -> list[date]:
    """Nominal and paused due days of one krav, and the last days of grace."""
    anchor, (paused, reported, hours_on) = anchor_of(story, krav), clock
    found = [anchor]
    found += [outside[key] for outside in krav.get("taeller_ikke", []) for key in ("fra", "til") if key in outside]
    by_hours = krav.get("ur", pack["ur"]) == "timer" and reported
    for length in lengths(krav):
        found += [anchor + length, due_day(anchor, length, paused)]
        if by_hours:
            found.append(due_by_hours(anchor, length, story.forloeb, hours_on))
    if krav.get("efter_overgang"):
        found.append(handover_day(story.start, exact(pack["overgang"]["over_timer"]), hours_on))
    if "henstand" in krav:
        found += [day + period(krav["henstand"]) for day in found]
    return found


# --- The forløb itself -----------------------------------------------------------------------------------------


def random_group(rng: Random, packs: list[dict[str, Any]]) -> str | None:
    """Mostly a group that the packs cover."""
    covered = [group for pack in packs for group in pack.get("maalgruppe", [])] or ["6.1"]
    draw = rng.random()
    return rng.choice(covered) if draw < 0.92 else rng.choice(["6.2", "6.3"]) if draw < 0.97 else None


def some_length(rng: Random, packs: list[dict[str, Any]]) -> relativedelta:
    """A period that one of the packs uses."""
    return rng.choice([length for pack in packs for krav in pack["krav"] for length in lengths(krav)])


def random_start(rng: Random, pr: date, packs: list[dict[str, Any]]) -> date:  # noqa: PLR0911 - one for each kind of edge
    """A start such that the reference day, the horizon, a pack's border, a suspension or a month's end is an edge."""
    draw = rng.random()
    if draw < 0.25:  # pr on a due day, with or without some days of pause before it
        return near(rng, pr - some_length(rng, packs) - days(rng.choice([0, 0, 7, 14])))
    if draw < 0.35:  # a due day on the horizon
        return near(rng, min(pr, pr + HORIZON - some_length(rng, packs)))
    if draw < 0.50:  # month ends and leap days
        month, day = rng.choice(
            [(1, 29), (1, 30), (1, 31), (2, 28), (2, 29), (3, 31), (8, 31), (10, 31), (11, 30), (12, 31)]
        )
        return date(pr.year - rng.choice([0, 1, 1]), month, 1) + relativedelta(day=day)
    if draw < 0.56:  # the first and last day of a pack
        borders = [pack[key] for pack in packs for key in ("gaelder_fra", "gaelder_til") if key in pack]
        return near(rng, rng.choice(borders or [pr]))
    if draw < 0.66:  # a due day on the border of a suspension
        borders = [pause[key] for pack in packs for pause in pack.get("suspension", []) for key in ("fra", "til")]
        if borders:
            return near(rng, rng.choice(borders) - some_length(rng, packs))
    if draw < 0.70:  # the only years in which someone born on 29 Feb turns 30 or 50 without a leap day
        return near(rng, date(2018, 2, 28) - rng.choice([days(0), some_length(rng, packs)]))
    return pr - days(rng.randint(-15, 450))


def random_registration(rng: Random, start: date, pr: date) -> date | None:
    """`tilmeldingsdato`: mostly the start or a little before; missing now and then."""
    draw = rng.random()
    if draw < 0.12:
        return None
    return pr + days(rng.randint(-2, 2)) if draw < 0.15 else start + days(rng.choice([0, 0, -1, -3, -14, 1, 30]))


def random_birth(story: Story) -> date | None:
    """A birth date; often a 30th or 50th birthday on the start or a due day, or a birth on 29 Feb."""
    rng, draw = story.rng, story.rng.random()
    if draw < 0.06:
        return None
    if draw < 0.35:
        return near(rng, rng.choice([story.start, *story.edges]) - relativedelta(years=rng.choice([30, 50])))
    if draw < 0.50:
        return rng.choice([date(1988, 2, 29), date(1968, 2, 29), date(1992, 2, 29), date(1964, 2, 29)])
    return date(1950, 1, 1) + days(rng.randrange(17000))


def random_benefit_end(story: Story) -> date | None:
    """`ydelse_ophoerer`; its notice falls on the reference day, the horizon or an edge now and then."""
    rng = story.rng
    notices = [period(krav["varsel"]) for krav in story.krav("samtale") if krav["form"] == "varsel"]
    if chance(rng, 0.35) or not notices:
        return None
    if chance(rng, 0.6):
        return near(rng, rng.choice([story.pr, story.pr + HORIZON, story.edge()]) + rng.choice(notices))
    return story.start + days(rng.randint(0, 800))


def random_end(story: Story) -> date | None:
    """The forløb's end: often none; else on a due day, an event, the reference day, or anywhere."""
    rng, draw = story.rng, story.rng.random()
    if draw < 0.45:
        return None
    if draw < 0.70:
        return max(story.start, near(rng, rng.choice(story.edges)))
    if draw < 0.82:
        return max(story.start, story.pr + days(rng.choice([-1, 0, 1, 30])))
    happened = [row["dato"] for row in story.samtaler] + [row["startdato"] for row in story.tilbud]
    return max(story.start, near(rng, rng.choice(happened or [story.pr])))


# --- Absences --------------------------------------------------------------------------------------------------


def absence_row(story: Story, kind: str, first: date, last: date | None) -> None:
    """One row of `fravaer`."""
    story.fravaer.append(
        {
            "forloeb_id": story.forloeb["forloeb_id"],
            "art": "fritagelse" if kind in {EXEMPTION, *DEVIATIONS} else "fravaer",
            "fravaerstype": kind,
            "startdato": first,
            "slutdato": last,
            "registreret": registered(story, first),
        }
    )


def registered(story: Story, day: date) -> date | None:
    """When the row was registered; often just before or after a day that a test uses as `kendt_pr`."""
    rng = story.rng
    if chance(rng, 0.3):
        return None
    if chance(rng, 0.3):
        return story.pr - days(rng.choice([-1, 0, 1, 6, 7, 8, 29, 30, 31]))
    return day + days(rng.randint(0, 20))


def add_pauses(story: Story) -> None:
    """0-5 pauses: beside, over, inside and after one another, inverted, open, on the edges of due days and of `pr`."""
    rng = story.rng
    for _ in range(rng.choice([0, 0, 1, 1, 2, 2, 3, 5])):
        kind = rng.choice([*PAUSES, *PAUSES, "sygdom", "ukendt"])
        absence_row(story, kind, *random_pause(story))


def random_pause(story: Story) -> tuple[date, date | None]:  # noqa: PLR0911 - one for each kind of edge
    """The first and last day of one pause."""
    rng, draw = story.rng, story.rng.random()
    length = days(rng.choice([0, 0, 1, 6, 13, 13, 30, 60]))
    before = [row for row in story.fravaer if row["slutdato"] is not None]
    if before and draw < 0.30:  # overlapping, adjacent, nested
        other = rng.choice(before)
        first = rng.choice([other["startdato"], near(rng, other["slutdato"]), other["slutdato"] + DAY])
        return first, first + length
    if draw < 0.50:  # begins on, before or after a due day
        first = story.edge()
        return first, first + length
    if draw < 0.65:  # ends there
        last = story.edge()
        return last - length, last
    if draw < 0.72:  # inverted
        last = story.edge()
        return last + days(rng.choice([1, 2, 20])), last
    if draw < 0.80:  # open
        return story.edge(), None
    if draw < 0.88:  # begins or ends about pr
        if chance(rng, 0.5):
            return story.pr - length, near(rng, story.pr)
        return near(rng, story.pr), story.pr + length + DAY
    if draw < 0.94:  # over the anchor, or up to it
        return story.start - days(rng.randint(1, 10)), story.start + days(rng.choice([-1, 0, 1, 13]))
    first = story.start + days(rng.randint(0, 200))
    return first, first + length


def add_hours(story: Story) -> None:
    """The paid hours of some of the months around the forløb, as one or more rows each; none in two of five.

    Heads and tails without rows, months without, months before the start and after `pr`, too many and too few hours,
    corrections, and now and then a pause over a whole month.
    """
    rng = story.rng
    if chance(rng, 0.4):
        return
    first = story.start.replace(day=1) - relativedelta(months=rng.choice([1, 0, 0, 0, -1, -2]))
    last = story.pr.replace(day=1) - relativedelta(months=rng.choice([-1, 0, 0, 1, 1, 1, 2, 3]))
    full = 130 if story.forloeb["forsikring"] == "deltid" else 160.33
    share, month = rng.choice([0, 0.1, 0.4]), first
    while month <= last:
        if not chance(rng, 0.12):
            odd = chance(rng, share)
            hours = rng.choice([0, -12.5, 12.34, 80.17, round(160.33 * rng.random(), 2), 231.99]) if odd else full
            hours_rows(story, month, hours)
        if chance(rng, 0.05):
            absence_row(story, rng.choice(PAUSES), month - days(rng.choice([0, 9])), month + relativedelta(day=31))
        month += relativedelta(months=1)


def hours_rows(story: Story, month: date, hours: float) -> None:
    """A month's rows of `ledighed`: mostly one on the first of the month, else several that make up the hours, or one that says nothing."""
    rng = story.rng
    parts = [hours]
    if chance(rng, 0.1):
        part = rng.choice([10.5, 200, 74.11])
        parts = [part, round(hours - part, 2)]
    if chance(rng, 0.05):
        parts.append(None)
    for part in parts:
        day = month + days(rng.randrange(28) if chance(rng, 0.1) else 0)
        story.ledighed.append({"forloeb_id": story.forloeb["forloeb_id"], "maaned": day, "timer": part})


def add_exemptions(story: Story) -> None:
    """Exemptions over a due day, then over the day it moves to, and again; ends on and beside it; some open."""
    rng = story.rng
    if chance(rng, 0.6):
        return
    choices = [(pack, krav) for pack in story.packs for krav in pack["krav"] if lengths(krav)]
    movable = [(pack, krav) for pack, krav in choices if "fritagelse_flytter" in krav and krav["form"] == "senest"]
    pack, krav = rng.choice(movable if movable and chance(rng, 0.5) else choices)
    due = rng.choice(due_days_of(story, pack, krav, clock_of(story, pack)))
    for _ in range(rng.choice([1, 1, 2, 3])):
        first = due - days(rng.choice([0, 0, 1, 20]))
        last = near(rng, due) if chance(rng, 0.5) else due + days(rng.randint(0, 40))
        if chance(rng, 0.05):
            first = due + DAY
        absence_row(story, EXEMPTION, first, None if chance(rng, 0.12) else last)
        if chance(rng, 0.2):  # a second one that covers the same day and lasts longer or shorter
            absence_row(story, EXEMPTION, due - days(2), near(rng, last))
        due = max(first, last) + period(krav.get("fritagelse_flytter", "1 måned"))
        story.edges += [due, last]
        story.edges_of[krav["id"]] += [due] * 6 + [last]


def add_deviations(story: Story) -> None:
    """In one of three a deliberate deviation or two, recorded over a due day or up to it; half of them still open."""
    rng = story.rng
    if chance(rng, 0.67):
        return
    for _ in range(rng.choice([1, 1, 2])):
        due = story.edge()
        first = due - days(rng.choice([-1, 0, 0, 1, 30, 90]))
        last = None if chance(rng, 0.5) else max(first, near(rng, due))
        absence_row(story, rng.choice(DEVIATIONS), first, last)


# --- Interviews ------------------------------------------------------------------------------------------------


def interview_row(forloeb_id: str, day: date, kind: str | None) -> Row:
    """One held interview."""
    return {
        "forloeb_id": forloeb_id,
        "dato": day,
        "samtaletype": kind,
        "status": "afholdt",
        "samtaleform": "personligt",
        "afholdt_af": "jobcenter",
        "a_kasse_deltog": None,
        "registreret": None,
        "sagsbehandler": None,
    }


def add_interview(story: Story, day: date, krav: dict[str, Any] | None, *, steady: bool = False) -> Row:
    """An interview that mostly passes the filters of `krav`; a steady one is nearly always held."""
    rng = story.rng
    wanted = krav or {}
    row = interview_row(story.forloeb["forloeb_id"], day, rng.choice(wanted.get("typer", INTERVIEW_TYPES)))
    row["samtaleform"] = rng.choice(wanted.get("former", INTERVIEW_FORMS))
    row["afholdt_af"] = rng.choice(wanted.get("afholdt_af", HOLDERS))
    row["registreret"] = registered(story, day)
    if chance(rng, 0.05 if steady else 0.2):
        row["status"] = rng.choice(INTERVIEW_STATUSES)
    if day > story.pr and chance(rng, 0.6):
        row["status"] = "planlagt"
    for column, others in (
        ("samtaletype", [*INTERVIEW_TYPES, "ukendt", None]),
        ("samtaleform", [*INTERVIEW_FORMS, "ukendt", None]),
        ("afholdt_af", [*HOLDERS, "ukendt", None]),
    ):
        if chance(rng, 0.06):
            row[column] = rng.choice(others)
    story.samtaler.append(row)
    return row


def add_interviews(story: Story) -> None:
    """Scattered interviews on edges, a steady series on one krav's due days, same-day doubles, and bookings."""
    rng = story.rng
    wanted = story.krav("samtale")
    for _ in range(rng.choice([0, 1, 2, 3, 4, 6])):
        krav = rng.choice(wanted)
        add_interview(story, story.edge(krav), krav)
    if chance(rng, 0.5):
        add_series(story)
    if chance(rng, 0.4):
        add_interview(story, story.pr + days(rng.choice([1, 1, 2, 14, 40])), rng.choice(wanted))
    for row in rng.sample(story.samtaler, len(story.samtaler) // 4):
        story.samtaler.append(row | {"status": rng.choice(["afholdt", row["status"], "aflyst"])})


def add_series(story: Story) -> None:
    """One interview about each due day of one krav; for `mellemrum` each about `hver` after the one before."""
    rng = story.rng
    choices = [
        (pack, krav)
        for pack in story.packs
        for krav in pack["krav"]
        if krav.get("haendelse") == "samtale" and lengths(krav)
    ]
    pack, krav = rng.choice(choices)
    paused = pauses_of(story, pack)
    anchor = anchor_of(story, krav)
    if krav["form"] == "mellemrum":
        day = due_day(anchor, period(krav["fra"]), paused)
        for _ in range(rng.randint(1, 6)):
            day = near(rng, rng.choice([day + period(krav["hver"]), due_day(day, period(krav["hver"]), paused)]))
            add_interview(story, day, krav, steady=True)
        return
    for length in lengths(krav):
        add_interview(story, near(rng, due_day(anchor, length, paused)), krav, steady=True)


# --- Offers ----------------------------------------------------------------------------------------------------


def add_offers(story: Story) -> None:
    """Offers that begin on edges, last just long enough or not; wage subsidies about the end of their extra days."""
    rng = story.rng
    wanted = story.krav("tilbud")
    if not wanted:
        return
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        add_offer(story, rng.choice(wanted))
    subsidised = [krav for krav in wanted if "loentilskud_efterfrist" in krav]
    if subsidised and chance(rng, 0.4):
        add_rival_subsidies(story, rng.choice(subsidised))
    if story.tilbud and chance(rng, 0.1):
        story.tilbud.append(dict(rng.choice(story.tilbud)))


def add_rival_subsidies(story: Story, krav: dict[str, Any]) -> None:
    """Two wage subsidies about one deadline, and perhaps another offer begun between them."""
    rng = story.rng
    turning = near(rng, rng.choice(story.edges_of[krav["id"]]))
    extra = period(krav["loentilskud_efterfrist"])
    for start in (near(rng, turning + extra), turning + days(rng.choice([1, 2, 8, 15]))):
        story.tilbud.append(offer_row(story, "loentilskud", near(rng, turning), start))
    if chance(rng, 0.5):
        story.tilbud.append(offer_row(story, "virksomhedspraktik", None, turning + days(rng.choice([1, 3]))))


def offer_row(story: Story, kind: str | None, given: date | None, start: date) -> Row:
    """One offer that has begun and is not over."""
    return {
        "forloeb_id": story.forloeb["forloeb_id"],
        "tilbudstype": kind,
        "status": story.rng.choice(OFFER_BEGUN),
        "afgivet": given,
        "startdato": start,
        "slutdato": None,
        "planlagt_slutdato": None,
        "timer_pr_uge": None,
        "registreret": registered(story, start),
    }


def add_offer(story: Story, krav: dict[str, Any]) -> None:
    """One offer that mostly counts for `krav`."""
    rng = story.rng
    turning = story.edge(krav)
    start, given = turning, turning - days(rng.choice([0, 1, 14]))
    kind = rng.choice(krav["typer"])
    if "loentilskud_efterfrist" in krav and chance(rng, 0.5):
        kind = "loentilskud"
        given = near(rng, turning)
        start = near(rng, turning + period(krav["loentilskud_efterfrist"]))
    row = offer_row(story, kind, given if chance(rng, 0.9) else None, start)
    if chance(rng, 0.2):
        row["status"] = rng.choice(OFFER_OTHER)
    if start > story.pr and chance(rng, 0.6):
        row["status"] = "planlagt"
    if chance(rng, 0.07):
        row["tilbudstype"] = rng.choice([*OFFER_TYPES, "ukendt", None])
    row["slutdato"] = random_offer_end(story, krav, start)
    row["planlagt_slutdato"] = random_offer_end(story, krav, start)
    story.tilbud.append(row)


def random_offer_end(story: Story, krav: dict[str, Any], start: date) -> date | None:
    """None, just about the minimum length, about the reference day, inverted, or some weeks on."""
    rng, draw = story.rng, story.rng.random()
    if draw < 0.35:
        return None
    if draw < 0.65:
        return near(rng, start + period(krav.get("min_varighed", "14 dage")) - DAY)
    if draw < 0.75:
        return near(rng, story.pr)
    return start - DAY if draw < 0.79 else start + days(rng.randint(0, 90))


def add_answers_to_triggers(story: Story) -> None:
    """Interviews on the day of a trigger, the day after, and about the last day in time after it."""
    rng = story.rng
    for krav in [krav for krav in story.krav("samtale") if krav["form"] == "efter"]:
        trigger = krav["udloeser"]
        if trigger["haendelse"] == "samtale" and chance(rng, 0.3):
            row = add_interview(story, story.edge(), trigger)
            row["status"] = trigger.get("status", "afholdt")
        rows = story.samtaler if trigger["haendelse"] == "samtale" else story.tilbud
        column = "dato" if trigger["haendelse"] == "samtale" else trigger.get("dato", "startdato")
        triggered = [row[column] for row in rows if row[column] is not None]
        if triggered and chance(rng, 0.4):
            day = rng.choice(triggered)
            add_interview(story, rng.choice([day, day + DAY, near(rng, day + period(krav["senest"]))]), krav)


def add_before_others(story: Story, rng: Random) -> None:
    """Interviews on the day of the event they are to come before, the day before and after; some of these days are bookings."""
    for krav in [krav for krav in story.krav("samtale") if krav["form"] == "forud"]:
        rows, column = (
            (story.samtaler, "dato") if krav["forud_for"]["haendelse"] == "samtale" else (story.tilbud, "startdato")
        )
        known = [row[column] for row in rows if row[column] is not None]
        if known and chance(rng, 0.6):
            row = interview_row(story.forloeb["forloeb_id"], near(rng, rng.choice(known)), rng.choice(krav["typer"]))
            row["samtaleform"] = rng.choice(krav.get("former", INTERVIEW_FORMS))
            row["afholdt_af"] = rng.choice(krav.get("afholdt_af", HOLDERS))
            story.samtaler.append(row | {"status": rng.choice(["afholdt", "afholdt", "planlagt"])})


# --- Responsibility --------------------------------------------------------------------------------------------


def add_responsibility(story: Story) -> None:
    """Periods of responsibility that begin and end on edges, with holes and overlaps; no two begin on the same day."""
    rng = story.rng
    begun = set()
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        first = story.edge()
        if first in begun:
            continue
        begun.add(first)
        last = rng.choice([None, story.edge(), first + days(rng.randint(0, 120))])
        story.ansvar.append(
            {
                "forloeb_id": story.forloeb["forloeb_id"],
                "sagsbehandler": rng.choice(["SB4", "SB5", "SB6"]),
                "team": rng.choice(["Team 3", "Team 4"]),
                "fra": first,
                "til": last,
            }
        )
