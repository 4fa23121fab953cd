"""What holds of every caseload whatsoever, tried on random ones that sit on the edges (`tests/cases.py`).

Neither a worked example nor the reference says these things: nothing after the reference day is looked at; a settled fund stays settled;
an extra pause never brings a deadline forward; citizens do not affect each other; shuffled rows give the same bytes; every forløb is
accounted for; status, dates and days of a fund agree with one another.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rettid import Tables, audit, load_packs
from rettid.engine.spells import spells
from rettid.output import as_bytes
from rettid.rates import r1
from rettid.spans import parse_span
from rettid.tables import AGE_GROUPS, FUND_SCHEMA, STATUSES
from tests import cases, reference
from tests.depth import tries
from tests.reference import last_of_month
from tests.test_reference import EXAMPLE, scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Row = dict[str, Any]
Rows = dict[str, list[Row] | None]

DAY = timedelta(days=1)
HORIZON = timedelta(weeks=26)
FORLOEB = 10

ACROSS_SEEDS = st.integers(0, 10**6)


# --- A scenario, and what is done to it ------------------------------------------------------------------------


class Scene:
    """The tables, packs and days of one seed; `funds` judges them, or tables that a test has changed."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.rows, self.plain_packs, self.pr, self.kendt_pr = scenario(seed, FORLOEB)
        self.packs = tuple(loaded(cases.to_toml(pack)) for pack in self.plain_packs)

    def funds(self, rows: Rows | None = None, *, pr: date | None = None) -> pl.DataFrame:
        """The funds of the scene's tables or of these."""
        return audit(
            Tables.from_rows(self.rows if rows is None else rows), self.packs, pr=pr or self.pr, kendt_pr=self.kendt_pr
        )

    def changed(self, **tables: Callable[[list[Row]], Iterable[Row]]) -> Rows:
        """The tables with some of them run through a function; one not supplied stays so."""
        return {
            name: list(tables[name](rows)) if rows is not None and name in tables else rows
            for name, rows in self.rows.items()
        }

    def krav(self) -> Iterable[tuple[Row, Row]]:
        """Every pack with each of its krav."""
        return [(pack, krav) for pack in self.plain_packs for krav in pack["krav"]]

    def later(self) -> date:
        """A day after the reference day."""
        return self.pr + timedelta(days=self.rng.randint(1, 60))

    def case(self) -> str:
        """The id of one of the forløb."""
        return self.rng.choice(self.rows["forloeb"] or [])["forloeb_id"]


@cache
def loaded(text: str) -> Any:
    """The pack, read from a page as a user's would be."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pakke.toml"
        path.write_text(text, encoding="utf-8")
        (pack,) = load_packs([path])
    return pack


def names(krav: Iterable[tuple[Row, Row]]) -> list[str]:
    """Pack and krav as one text."""
    return [f"{pack['id']}/{rule['id']}" for pack, rule in krav]


def of_krav(funds: pl.DataFrame, krav: Iterable[tuple[Row, Row]]) -> pl.DataFrame:
    """The funds of these krav."""
    return funds.filter(pl.concat_str("pakke", pl.lit("/"), "krav").is_in(names(krav)))


def assert_same(left: pl.DataFrame, right: pl.DataFrame) -> None:
    """The two frames hold the same rows in the same order; else the first rows that differ are shown."""
    for mine, other in zip(left.to_dicts(), right.to_dicts(), strict=False):
        assert mine == other
    assert left.equals(right)


# --- Nothing after the reference day is looked at --------------------------------------------------------------


@tries(3)
@given(ACROSS_SEEDS)
def test_nothing_after_the_reference_day_is_looked_at(seed: int) -> None:
    """Rows dated after `pr` come and go, later ends are moved or forgotten: only bookings are read (`planlagt`)."""
    scene = Scene(seed)

    def end(row: Row) -> Row:
        ends = row["slutdato"] is not None and row["slutdato"] > scene.pr
        return row | {"slutdato": scene.rng.choice([None, scene.later()])} if ends else row

    def new(kind: str, count: int, **columns: Any) -> list[Row]:
        given = {"forloeb_id": None, "registreret": None} | columns
        row_of = {"samtaler": "dato", "tilbud": "startdato", "fravaer": "startdato"}[kind]
        return [given | {"forloeb_id": scene.case(), row_of: scene.later()} for _ in range(count)]

    def until(column: str, rows: list[Row]) -> list[Row]:
        return [row for row in rows if row[column] is None or row[column] <= scene.pr or scene.rng.random() < 0.5]

    interview = {"samtaletype": "jobsamtale", "samtaleform": "personligt", "afholdt_af": "jobcenter"}
    changed = scene.changed(
        forloeb=lambda rows: map(end, rows),
        samtaler=lambda rows: [
            # one a-kasse interview anywhere, and a filled column anywhere, say what the export holds: they stay
            *(row for row in rows if row in until("dato", rows) or row["afholdt_af"] == "a_kasse" or row is rows[0]),
            *new("samtaler", 12, status="afholdt", **interview),
            *new("samtaler", 6, status="udeblevet", **interview),
        ],
        tilbud=lambda rows: [
            *map(end, until("startdato", rows)),
            *new("tilbud", 12, tilbudstype="virksomhedspraktik", status="igang"),
            *new("tilbud", 12, tilbudstype="loentilskud", status="igang", afgivet=scene.pr - 30 * DAY),
        ],
        fravaer=lambda rows: [
            *map(end, until("startdato", rows)),
            *new("fravaer", 12, art="fravaer", fravaerstype="arbejde"),
            *new("fravaer", 12, art="fritagelse", fravaerstype=cases.EXEMPTION),
        ],
        # one reported month says that the forløb is counted in hours; a month that ends after `pr` never does
        ledighed=lambda rows: [
            *(row for row in rows if last_of_month(row["maaned"]) <= scene.pr),
            *(
                {"forloeb_id": scene.case(), "maaned": unfinished, "timer": 100.0}
                for unfinished in [scene.later()] * 12
            ),
        ],
    )
    # what comes before a booking looks at bookings; an offer given by then may begin later
    seen = [(pack, krav) for pack, krav in scene.krav() if krav["form"] != "forud" and krav.get("dato") != "afgivet"]
    before, after = (of_krav(funds, seen).drop("planlagt") for funds in (scene.funds(), scene.funds(changed)))
    assert_same(after, before)


# --- A settled fund stays settled ------------------------------------------------------------------------------


def as_known_on(pr: date, rows: Rows) -> Rows:
    """What had happened by `pr`: no later forløb, event or end, nobody but the interviews that tell what the export holds."""

    def forgotten(row: Row) -> Row:
        ends = row.get("slutdato") is not None and row["slutdato"] > pr
        return row | {"slutdato": None, "planlagt_slutdato": None} if ends else row

    day = {"forloeb": "startdato", "samtaler": "dato", "tilbud": "startdato", "fravaer": "startdato"}
    known = {
        name: given
        if given is None
        else [forgotten(row) for row in given if name not in day or row[day[name]] is None or row[day[name]] <= pr]
        for name, given in rows.items()
    }
    known["ledighed"] = [row for row in rows["ledighed"] or [] if last_of_month(row["maaned"]) <= pr]
    return known


@tries(3)
@given(ACROSS_SEEDS, st.integers(1, 200))
def test_a_settled_fund_stays_settled(seed: int, days: int) -> None:
    """Time passes, nothing new is registered: what was in time stays in time, what was late stays late, met the same day.

    Not so for ages judged on the due day: an open pause moves that day, and with it the band; nor for what comes before an event
    that was booked and then not held.
    """
    scene = Scene(seed)
    fixed = [
        (pack, krav) for pack, krav in scene.krav() if krav.get("alder_ved") != "frist" and krav["form"] != "forud"
    ]
    rows = as_known_on(scene.pr, scene.rows)
    settled = of_krav(scene.funds(rows), fixed).filter(pl.col("status").is_in(["rettidig", "for_sent"]))
    after = scene.funds(rows, pr=scene.pr + days * DAY)
    kept = settled.select("fund_id").join(after, on="fund_id", how="left", maintain_order="left")
    columns = ("fund_id", "status", "moedt", "slutdato")
    assert_same(kept.select(columns), settled.select(columns))


# --- An extra pause never brings a deadline forward ------------------------------------------------------------


@tries(3)
@given(ACROSS_SEEDS)
def test_an_extra_pause_never_brings_a_deadline_forward(seed: int) -> None:
    """The due day stays or moves later; on the calendar nothing moves.

    Looked at without exemptions (a later due day may slip out of one) and without the two kinds whose anchor moves with the pause:
    `mellemrum`, and ages judged on the due day. Paid hours stay in their month and move to its other days: the pause comes after the
    months that are reported of the citizen, for forløb that are one period count each other's hours.
    """
    scene = Scene(seed)
    for pack in scene.plain_packs:
        pack.get("fravaer", {})["fritager"] = []
        for krav in pack["krav"]:
            krav.pop("fritager", None)
    scene.packs = tuple(loaded(cases.to_toml(pack)) for pack in scene.plain_packs)
    if scene.rows["fravaer"] is None:
        scene.rows["fravaer"] = []

    whose = {row["forloeb_id"]: row["borger_id"] or row["forloeb_id"] for row in scene.rows["forloeb"] or []}
    reported = {
        whose.get(row["forloeb_id"]): last_of_month(row["maaned"])
        for row in sorted(scene.rows["ledighed"] or [], key=lambda row: row["maaned"])
    }

    def pause(row: Row) -> Row:
        first = (row["startdato"] or scene.pr) + timedelta(days=scene.rng.randint(-5, 120))
        first = max(first, reported.get(whose[row["forloeb_id"]], first - DAY) + scene.rng.randint(1, 20) * DAY)
        last = scene.rng.choice([None, first, first + 6 * DAY, first + 30 * DAY])
        kind = scene.rng.choice(cases.PAUSES)
        return {"forloeb_id": row["forloeb_id"], "fravaerstype": kind, "startdato": first, "slutdato": last}

    paused = scene.changed(fravaer=lambda rows: [*rows, *map(pause, scene.rows["forloeb"] or [])])
    moving = moved_forward(scene)
    on_calendar = [
        (pack, krav)
        for pack, krav in scene.krav()
        if (krav.get("ur", pack["ur"]) == "kalender" or "varsel" in krav) and not krav.get("efter_overgang")
    ]

    before, after = scene.funds(), scene.funds(paused)
    both = of_krav(before, moving).join(after, on="fund_id", suffix="_after")
    assert both.filter(pl.col("forfald_after") < pl.col("forfald")).is_empty()
    assert both.filter(pl.col("aabner_after") < pl.col("aabner")).is_empty()
    assert both.filter(pl.col("pausedage_after") < pl.col("pausedage")).is_empty()
    # a due day that moves past the handover makes a duty
    always_owed = [(pack, krav) for pack, krav in moving if not krav.get("efter_overgang")]
    assert of_krav(after, always_owed).join(before, on="fund_id", how="anti").is_empty()
    assert_same(of_krav(after, on_calendar), of_krav(before, on_calendar))


def moved_forward(scene: Scene) -> list[tuple[Row, Row]]:
    """The krav whose due days only ever move later when less is counted: those whose anchor stands still."""
    return [krav for krav in scene.krav() if krav[1]["form"] != "mellemrum" and krav[1].get("alder_ved") != "frist"]


@tries(3)
@given(ACROSS_SEEDS)
def test_fewer_paid_hours_never_bring_a_deadline_forward(seed: int) -> None:
    """The due day and the handover stay or move later; on the other clocks nothing moves. Without exemptions, as above."""
    scene = Scene(seed)
    for pack in scene.plain_packs:
        pack.get("fravaer", {})["fritager"] = []
        for krav in pack["krav"]:
            krav.pop("fritager", None)
    scene.packs = tuple(loaded(cases.to_toml(pack)) for pack in scene.plain_packs)

    def fewer(row: Row) -> Row:
        hours = row["timer"]
        return row if hours is None or hours < 0 else row | {"timer": round(hours * scene.rng.choice([0, 0.5, 1]), 2)}

    less = scene.changed(ledighed=lambda rows: map(fewer, rows))
    moving = moved_forward(scene)
    unmoved = [
        (pack, krav)
        for pack, krav in scene.krav()
        if krav.get("ur", pack["ur"]) != "timer" and not krav.get("efter_overgang")
    ]
    before, after = scene.funds(), scene.funds(less)
    both = of_krav(before, moving).join(after, on="fund_id", suffix="_after")
    assert both.filter(pl.col("forfald_after") < pl.col("forfald")).is_empty()
    assert both.filter(pl.col("aabner_after") < pl.col("aabner")).is_empty()
    assert_same(of_krav(after, unmoved), of_krav(before, unmoved))


# --- Citizens do not affect each other -------------------------------------------------------------------------


@tries(3)
@given(ACROSS_SEEDS, st.integers(0, FORLOEB))
def test_citizens_do_not_affect_each_other(seed: int, first: int) -> None:
    """The funds of all are the funds of some citizens, of the others, and so of each alone, ids and all.

    The events stay whole: what an export holds at all is the same question for everyone.
    """
    scene = Scene(seed)
    forloeb = list(scene.rows["forloeb"] or [])
    everyone = sorted({row["borger_id"] for row in forloeb}, key=str)
    scene.rng.shuffle(everyone)
    of_all = scene.funds()
    for citizens in (everyone[:first], everyone[first:], everyone[:1]):
        group = [row for row in forloeb if row["borger_id"] in citizens]
        own = of_all.filter(pl.col("forloeb_id").is_in([row["forloeb_id"] for row in group]))
        assert_same(scene.funds(scene.changed(forloeb=lambda _, group=group: group)), own)
    assert of_all["fund_id"].is_unique().all()


@tries(3)
@given(ACROSS_SEEDS)
def test_a_pack_gives_the_same_funds_whatever_packs_stand_beside_it(seed: int) -> None:
    """A local pack follows the periods of the law: it stands beside the law's alone."""
    scene = Scene(seed)
    together = scene.funds()
    law = [pack for pack in scene.packs if pack.art == "lov"]
    for pack in scene.packs:
        beside = [*law, *([] if pack in law else [pack])]
        alone = audit(Tables.from_rows(scene.rows), beside, pr=scene.pr, kendt_pr=scene.kendt_pr)
        alone = alone.filter(pl.col("pakke") == pack.id)
        assert_same(alone.filter(pl.col("pakke").is_not_null()), together.filter(pl.col("pakke") == pack.id))
    backwards = audit(Tables.from_rows(scene.rows), scene.packs[::-1], pr=scene.pr, kendt_pr=scene.kendt_pr)
    assert_same(backwards, together)


# --- The same bytes --------------------------------------------------------------------------------------------


@tries(3)
@given(ACROSS_SEEDS)
def test_shuffled_rows_and_a_second_run_give_the_same_bytes(seed: int) -> None:
    scene = Scene(seed)
    written = as_bytes(scene.funds(), "csv")
    shuffled = {name: rows and scene.rng.sample(rows, len(rows)) for name, rows in scene.rows.items()}
    assert as_bytes(scene.funds(shuffled), "csv") == written
    assert as_bytes(scene.funds(), "csv") == written


def test_two_who_were_responsible_from_the_same_day_give_the_same_bytes_in_any_order() -> None:
    """What the cases do not make: periods that begin together; the one last in the alphabet holds, whatever the order of the rows."""
    scene = Scene(0)
    forloeb = scene.rows["forloeb"] or []
    period = {"team": "T", "fra": date(2015, 1, 1), "til": None}
    answers = set()
    for order in (["A", "B", None], ["B", None, "A"], [None, "B", "A"]):
        rows = [period | {"forloeb_id": row["forloeb_id"], "sagsbehandler": name} for name in order for row in forloeb]
        found = scene.funds(scene.rows | {"ansvar": rows})
        assert set(found.filter(pl.col("frist").is_not_null())["sagsbehandler"]) == {"B"}
        answers.add(as_bytes(found, "csv"))
    assert len(answers) == 1


# --- Periods of law --------------------------------------------------------------------------------------------


@tries(3)
@given(ACROSS_SEEDS)
def test_a_forloeb_in_two_adjoining_rows_gives_the_funds_of_one(seed: int) -> None:
    """Where the law takes them for one period: the day between the rows, and which row an event stands on, say nothing."""
    scene = Scene(seed)
    law, rng = scene.plain_packs[0] | {"periode": {"brydes_af": "kalendermåned"}}, scene.rng
    packs = [loaded(cases.to_toml(pack)) for pack in (law, *scene.plain_packs[1:])]
    rows = scene.changed(forloeb=lambda rows: [row | {"borger_id": row["forloeb_id"]} for row in rows])
    halves, second = [], {}
    for row in rows["forloeb"] or []:
        day = (row["startdato"] or scene.pr) + timedelta(days=rng.randint(0, 90))
        to_split = (
            row["startdato"]
            and row["maalgruppe"]
            and row["ydelse"]
            and day < min(scene.pr, row["slutdato"] or scene.pr)
        )
        if not to_split or not reference.applies(law, row):
            halves.append(row)
            continue
        second[row["forloeb_id"]] = row["forloeb_id"] + "-2"
        later = {"forloeb_id": second[row["forloeb_id"]], "startdato": day + DAY, "frist_system": None}
        halves += [row | later, row | {"slutdato": day, "sagsbehandler": "Tidligere", "team": None}]

    def either(events: list[Row]) -> list[Row]:
        moved = [second.get(row["forloeb_id"], row["forloeb_id"]) for row in events]
        return [
            row | {"forloeb_id": rng.choice([row["forloeb_id"], to])} for row, to in zip(events, moved, strict=True)
        ]

    split = {name: halves if name == "forloeb" else given and either(given) for name, given in rows.items()}
    of_one, of_two = (
        audit(Tables.from_rows(given), packs, pr=scene.pr, kendt_pr=scene.kendt_pr) for given in (rows, split)
    )
    assert_same(of_two, of_one)


def test_the_cases_have_periods_of_every_kind() -> None:
    """Joined, continuing from another benefit, and with interviews of the citizen's other forløb."""
    seen: Counter[str] = Counter()
    kinds = ("joined", "copied", "continued")
    for seed in range(150):
        scene = Scene(seed)
        found = spells(Tables.from_rows(scene.rows), scene.packs, scene.pr)
        seen["joined"] += found.forloeb.height
        seen["copied"] += found.samtaler.height
        benefits = {row["forloeb_id"]: row["ydelse"] for row in scene.rows["forloeb"] or []}
        seen["continued"] += sum(benefits[a][0].lower() != benefits[b][0].lower() for a, b in found.forloeb.iter_rows())
        if all(seen[kind] >= 5 for kind in kinds):
            break
    assert [kind for kind in kinds if seen[kind] < 5] == [], seen


# --- Every forløb is accounted for -----------------------------------------------------------------------------


@tries(3)
@given(ACROSS_SEEDS)
def test_every_forloeb_is_accounted_for(seed: int) -> None:
    """One that can't be placed: exactly one fund. One that no pack covers, or that continues a period: none. One that is
    covered: what every krav makes of it."""
    scene = Scene(seed)
    found = scene.funds()
    periods = reference.as_the_law_reads(
        {"forloeb": scene.rows["forloeb"] or [], "samtaler": []}, scene.plain_packs, scene.pr
    )["forloeb"]
    by_krav = Counter(found.select("forloeb_id", "pakke", "krav").iter_rows())
    made = Counter(found["forloeb_id"])
    forloeb = {row["forloeb_id"]: row for row in periods}
    assert set(made) <= set(forloeb)
    for name, row in forloeb.items():
        if row["startdato"] is None or row["maalgruppe"] is None:
            assert (made[name], by_krav[name, None, None]) == (1, 1)
            continue
        covering = [pack for pack in scene.plain_packs if reference.applies(pack, row)]
        allowed = {(name, pack["id"], krav["id"]) for pack in covering for krav in pack["krav"]}
        assert {key for key in by_krav if key[0] == name} <= allowed
        for pack in covering:
            for krav in pack["krav"]:
                if (expected := always(krav, pack, row, scene.pr)) is not None:
                    assert by_krav[name, pack["id"], krav["id"]] == expected, (row, krav)


def always(krav: Row, pack: Row, row: Row, pr: date) -> int | None:
    """How many funds a krav must give whatever happened, where that can be said without a clock."""
    anchor = next((row[name] for name in reference.anchors(krav) if row[name] is not None), None)
    only = krav.get("hvor") or pack.get("hvor", {})
    says = [(reference.said(row, name, wanted), reference.lowered(wanted)) for name, wanted in only.items()]
    another = any(value not in {None, *wanted} for value, wanted in says)
    if another or krav["form"] == "andel" or (krav["form"] == "varsel" and row["ydelse_ophoerer"] is None):
        return 0
    silent = any(value is None for value, _ in says)
    if anchor is None or silent or ("alder" in krav and row["foedselsdato"] is None):
        banded = "alder" in krav and row["foedselsdato"] is not None
        return None if banded else 1
    if krav.get("efter_overgang"):
        return None
    if krav["form"] == "senest" and "alder" not in krav and (krav.get("ur") or pack.get("ur")) == "kalender":
        ended = row["slutdato"] is not None and row["slutdato"] <= pr and row["slutdato"] < anchor
        return int(anchor + reference.period(krav["senest"]) <= pr + HORIZON and not ended)
    return None


# --- A fund agrees with itself ---------------------------------------------------------------------------------


def check_status(fund: Row, pr: date) -> None:
    """The status says what the dates say (`spec.md` § 4)."""
    frist, moedt, end = fund["frist"], fund["moedt"], fund["slutdato"]
    subsidised = "løntilskud" in (fund["bemaerkning"] or "")
    assert fund["status"] in STATUSES
    assert (fund["status"] == "kan_ikke_afgoeres") == (fund["mangler_felt"] is not None)
    match fund["status"]:
        case "rettidig":
            assert moedt is not None
            assert moedt <= frist or subsidised
        case "for_sent":
            assert moedt > frist
        case "bortfaldet":
            assert moedt is None
            assert end < frist
        case "undtaget":
            assert moedt is None or moedt > frist
        case "mangler":
            assert moedt is None
            assert frist < pr
        case "kommende":
            assert moedt is None
            assert frist >= pr
    if fund["status"] in {"for_sent", "mangler", "undtaget"} and moedt is None:
        assert end is None or end >= frist
    assert not subsidised or (fund["status"] == "rettidig" and moedt >= fund["forfald"])


def check_dates(fund: Row, krav: Row, pr: date) -> None:
    """The dates keep their order, and nothing that happened lies after the reference day or the end."""
    aabner, forfald, frist, moedt = (fund[name] for name in ("aabner", "forfald", "frist", "moedt"))
    before = 1 if krav.get("graense") == "foer" else 0
    assert frist >= forfald - before * DAY
    assert frist == forfald - before * DAY or "henstand" in krav
    assert aabner <= forfald or krav["form"] == "varsel"
    if "fritagelse_flytter" not in krav:
        assert forfald <= pr + HORIZON
    assert fund["dage"] == ((moedt or pr) - frist).days
    assert fund["pausedage"] >= 0
    end = fund["slutdato"]
    assert end is None or (end <= pr and aabner <= end)
    if moedt is not None:
        assert moedt <= pr
        assert end is None or moedt <= end
        if krav["form"] in {"interval", "mellemrum", "vindue", "efter"} or krav.get("efter_overgang"):
            assert moedt >= aabner
    if fund["planlagt"] is not None:
        assert fund["status"] in {"kommende", "mangler"}
        assert end is None
        assert fund["planlagt"] > pr


@tries(8)
@given(ACROSS_SEEDS)
def test_a_fund_agrees_with_itself(seed: int) -> None:
    scene = Scene(seed)
    rules = {(pack["id"], krav["id"]): (pack, krav) for pack, krav in scene.krav()}
    for fund in scene.funds().to_dicts():
        assert fund["aaben"] == (fund["slutdato"] is None and fund["moedt"] is None)
        assert fund["aldersgruppe"] in {*AGE_GROUPS, None}
        check_status(fund, scene.pr)
        if fund["frist"] is None:
            dated = ("aabner", "forfald", "moedt", "planlagt", "dage", "pausedage")
            assert (fund["nr"], fund["status"]) == (1, "kan_ikke_afgoeres")
            assert not any(fund[name] is not None for name in dated)
        if fund["pakke"] is None:
            continue
        pack, krav = rules[fund["pakke"], fund["krav"]]
        assert (fund["art"], fund["pakke_version"]) == (pack["art"], pack["version"])
        assert (fund["haendelse"], fund["ejer"]) == (krav["haendelse"], krav.get("ejer", "jobcenter"))
        assert fund["hjemmel"] == krav.get("hjemmel", pack["hjemmel"])
        if fund["frist"] is not None:
            check_dates(fund, krav, scene.pr)


@tries(3)
@given(ACROSS_SEEDS)
def test_the_columns_the_numbers_and_the_order(seed: int) -> None:
    """The columns of § 4 and no others; numbers from 1 without a hole; sorted by (`frist`, `forloeb_id`, `pakke`, `krav`, `nr`)."""
    found = Scene(seed).funds()
    assert dict(found.schema) == FUND_SCHEMA
    # but for `efter`: of two triggers the first may fall due past the horizon, the second not (1 måned from 30 and 31 January)
    numbered = found.filter(~pl.col("krav").cast(pl.String).str.starts_with("efter"))
    numbers = numbered.group_by("forloeb_id", "pakke", "krav").agg(pl.col("nr").sort())
    assert [row for row in numbers.iter_rows() if row[3] != list(range(1, len(row[3]) + 1))] == []
    order = ("frist", "forloeb_id", "pakke", "krav", "nr")
    assert found.select(order).equals(found.select(order).sort(order, nulls_last=False))


BARE = {"forloeb_id": "F1", "maalgruppe": "6.1", "startdato": date(2018, 7, 2)}


@pytest.mark.parametrize(
    ("forloeb", "number"),
    [([], 0), ([BARE | {"startdato": date(2010, 1, 1)}], 0), ([BARE], None), ([BARE | {"borger_id": "B1"}], None)],
    ids=["nobody", "covered by no pack", "no citizen", "nothing but what is needed"],
)
def test_columns_that_nobody_filled_in_keep_their_types(forloeb: list[Row], number: int | None) -> None:
    """However little an export holds, a fund has the columns of § 4 with their types: rates and files rest on them."""
    pr = date(2018, 12, 31)
    found = audit(Tables.from_rows({"forloeb": forloeb, "samtaler": []}), load_packs([EXAMPLE]), pr=pr)
    assert dict(found.schema) == FUND_SCHEMA
    assert number is None or found.height == number
    assert r1(found, parse_span(None, pr), pr).is_empty() == (number == 0)
