"""The audit of `spec.md` §§ 1-4 in pandas, as an analyst would write it: merge, groupby, merge_asof, a frame per krav.

    python benchmarks/audit_pandas.py DIR PACK.toml PR OUT.parquet

All forms but `andel`, the clocks `kalender` and `ledighed`; every table must be there.

Three kinds of frame go round. *Cases*: one row per forløb, indexed by its number `sag`, with `anker` and `slut` (the
last day, FOREVER while it runs). *Events*: `sag`, `dato`, distinct and in order. *Obligations*: `sag`, `nr`, `aabner`,
`efter` (the last day too early to meet it), `forfald` and `moedt`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
from common import FUND_COLUMNS, HORIZON_DAYS, NOT_BEGUN, Period, load_pack

FOREVER = pd.Timestamp("9999-12-31").as_unit("us")
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Export:
    """The tables that the audit reads; `pauses` are disjoint and in order."""

    cases: pd.DataFrame
    interviews: pd.DataFrame
    offers: pd.DataFrame
    pauses: pd.DataFrame
    exemptions: pd.DataFrame
    pr: pd.Timestamp


def read_table(folder: Path, table: str, texts: list[str], dates: list[str]) -> pd.DataFrame:
    """The named columns of a table."""
    rows = pd.read_csv(folder / f"{table}.csv", usecols=texts + dates, dtype=str)
    for name in dates:
        rows[name] = pd.to_datetime(rows[name], format="%Y-%m-%d").dt.as_unit("us")
    return rows


def read_export(folder: Path, pack: dict, pr: pd.Timestamp) -> Export:
    """Every table that the pack's krav need; ends after `pr` are open."""
    named = {krav[key] for krav in pack["krav"] for key in ("anker", "foer") if key in krav}
    dates = sorted({"startdato", "slutdato", "foedselsdato"} | named)
    cases = read_table(folder, "forloeb", ["forloeb_id", "maalgruppe"], dates).rename_axis("sag")
    cases["slut"] = cases["slutdato"].where(cases["slutdato"] <= pr, FOREVER)
    interviews = read_table(
        folder, "samtaler", ["forloeb_id", "samtaletype", "status", "samtaleform", "afholdt_af"], ["dato"]
    )
    offers = read_table(
        folder,
        "tilbud",
        ["forloeb_id", "tilbudstype", "status"],
        ["startdato", "slutdato", "afgivet", "planlagt_slutdato"],
    )
    offers["slutdato"] = offers["slutdato"].where(offers["slutdato"] <= pr)
    absences = read_table(folder, "fravaer", ["forloeb_id", "fravaerstype"], ["startdato", "slutdato"])
    absences = number_cases(absences[absences["startdato"] <= pr], cases)
    return Export(
        cases,
        number_cases(interviews, cases),
        number_cases(offers, cases),
        merge_pauses(absences_of(absences, pack["fravaer"].get("pauser", []), pr, open_until=pr)),
        absences_of(absences, pack["fravaer"].get("fritager", []), pr, open_until=FOREVER),
        pr,
    )


def number_cases(rows: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the case's number `sag` in place of its id."""
    numbers = pd.Series(cases.index, index=cases["forloeb_id"])
    return rows.assign(sag=rows["forloeb_id"].map(numbers)).drop(columns="forloeb_id")


def absences_of(absences: pd.DataFrame, kinds: list[str], pr: pd.Timestamp, open_until: pd.Timestamp) -> pd.DataFrame:
    """`sag`, `fra`, `til` of the absences of some kinds; an open end or one after `pr` becomes `open_until`."""
    chosen = absences[absences["fravaerstype"].isin(kinds)]
    til = chosen["slutdato"].where(chosen["slutdato"] <= pr, open_until)
    return pd.DataFrame({"sag": chosen["sag"], "fra": chosen["startdato"], "til": til})


def merge_pauses(pauses: pd.DataFrame) -> pd.DataFrame:
    """The same days as disjoint intervals, by case and in order."""
    pauses = pauses.sort_values(["sag", "fra"])
    reached = pauses.groupby("sag")["til"].cummax().groupby(pauses["sag"]).shift()
    block = (~(pauses["fra"] <= reached)).cumsum().rename("block")
    return pauses.groupby(["sag", block]).agg(fra=("fra", "min"), til=("til", "max")).reset_index("sag")


def add(days: pd.Series, period: Period, times: int = 1) -> pd.Series:
    """`days` plus `times` periods on the calendar; months clip to the month's last day."""
    return days + pd.DateOffset(months=period.months * times, days=period.days * times)


@dataclass(frozen=True)
class Clock:
    """Turns anchors and nominal days into due days; without pauses (None) it is the calendar."""

    pauses: pd.DataFrame | None

    def due(self, rows: pd.DataFrame, anchor: str, nominal: pd.Series) -> pd.Series:
        """For each row the smallest day with as many unpaused days since `anchor` as the calendar has to `nominal`."""
        if self.pauses is None:
            return nominal
        asked = pd.DataFrame({"sag": rows["sag"], "anker": rows[anchor], "nominal": nominal})
        hits = asked.rename_axis("row").reset_index().merge(self.pauses, on="sag")
        hits = hits[hits["til"] >= hits["anker"]]
        fra = hits["fra"].where(hits["fra"] > hits["anker"], hits["anker"])
        length = (hits["til"] - fra).dt.days + 1
        paused_before = length.groupby(hits["row"]).cumsum() - length
        needed = (hits["nominal"] - hits["anker"]).dt.days
        counts = (fra - hits["anker"]).dt.days - paused_before < needed
        extra = length[counts].groupby(hits.loc[counts, "row"]).sum().reindex(rows.index, fill_value=0)
        return nominal + pd.to_timedelta(extra, unit="D")


def matches(rows: pd.DataFrame, rule: dict, columns: dict[str, str]) -> pd.Series:
    """Which rows pass the filters that `rule` has; `columns` says the column of each."""
    passed = pd.Series(data=True, index=rows.index)
    for key, column in columns.items():
        if key in rule:
            passed &= rows[column].isin(rule[key])
    return passed


def interviews_of(export: Export, rule: dict, status: str = "afholdt") -> pd.DataFrame:
    """`sag` and `dato` of interviews with `status` that pass the filters of a krav or an `udloeser`."""
    rows = export.interviews
    columns = {"typer": "samtaletype", "former": "samtaleform", "afholdt_af": "afholdt_af"}
    chosen = matches(rows, rule, columns) & (rows["status"] == status) & (rows["dato"] <= export.pr)
    return rows.loc[chosen, ["sag", "dato"]]


def offers_of(export: Export, rule: dict) -> pd.DataFrame:
    """Offers that have begun, count by type and last long enough, with their start as `dato`."""
    rows = export.offers
    begun = (rows["startdato"] <= export.pr) & ~rows["status"].isin(NOT_BEGUN)
    rows = rows[begun & matches(rows, rule, {"typer": "tilbudstype"})]
    if "min_varighed" in rule:
        end = rows["slutdato"].fillna(rows["planlagt_slutdato"])
        rows = rows[end.isna() | ((end - rows["startdato"]).dt.days + 1 >= rule["min_varighed"].days)]
    return rows.rename(columns={"startdato": "dato"})


def within(events: pd.DataFrame, cases: pd.DataFrame, first: str) -> pd.DataFrame:
    """The distinct days of the events from the case's date `first` to its end, by case and in order."""
    events = events[["sag", "dato"]].merge(cases[[first, "slut"]], left_on="sag", right_index=True)
    events = events[(events["dato"] >= events[first]) & (events["dato"] <= events["slut"])]
    return events[["sag", "dato"]].drop_duplicates().sort_values(["sag", "dato"], ignore_index=True)


def qualifying(export: Export, krav: dict, cases: pd.DataFrame) -> pd.DataFrame:
    """The events that can meet the krav."""
    find = interviews_of if krav["haendelse"] == "samtale" else offers_of
    return within(find(export, krav), cases, "anker")


def triggers(export: Export, trigger: dict, cases: pd.DataFrame) -> pd.DataFrame:
    """The events that set an `efter` krav going."""
    if trigger["haendelse"] == "samtale":
        return within(interviews_of(export, trigger, trigger.get("status", "afholdt")), cases, "startdato")
    rows = export.offers
    known = rows["status"] == trigger["status"] if "status" in trigger else ~rows["status"].isin(NOT_BEGUN)
    rows = rows[known & (rows["startdato"] <= export.pr) & matches(rows, trigger, {"typer": "tilbudstype"})]
    days = rows.assign(dato=rows[trigger.get("dato", "startdato")])
    return within(days[days["dato"].notna()], cases, "startdato")


def first_after(openings: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """For each opening the case's first event later than `efter`."""
    left = openings[["sag", "efter"]].rename_axis("row").reset_index().sort_values("efter")
    hits = pd.merge_asof(
        left,
        events.sort_values("dato"),
        left_on="efter",
        right_on="dato",
        by="sag",
        direction="forward",
        allow_exact_matches=False,
    )
    return hits.set_index("row")["dato"]


def nth_event(openings: pd.DataFrame, events: pd.DataFrame, number: pd.Series) -> pd.Series:
    """For each opening the case's event with that number."""
    ranked = events.assign(number=events.groupby("sag").cumcount() + 1)
    asked = pd.DataFrame({"sag": openings["sag"], "number": number})
    return asked.merge(ranked, on=["sag", "number"], how="left").set_axis(openings.index)["dato"]


def one_each(cases: pd.DataFrame) -> pd.DataFrame:
    """An opening per case: number 1 from the anchor."""
    rows = cases[["anker"]].reset_index()
    return rows.assign(nr=1, aabner=rows["anker"], efter=rows["anker"] - DAY)


@dataclass(frozen=True)
class Task:
    """One krav of the cases it concerns: the qualifying events, the clock and the export."""

    cases: pd.DataFrame
    krav: dict
    events: pd.DataFrame
    clock: Clock
    export: Export


def numbered(task: Task) -> pd.DataFrame:
    """Openings 1..n of each case up to `indtil`, or to the horizon, with `forfald`."""
    horizon = task.export.pr + HORIZON_DAYS * DAY
    until = (
        add(task.cases["anker"], task.krav["indtil"])
        if "indtil" in task.krav
        else pd.Series(horizon, index=task.cases.index)
    )
    frames = []
    for nr in count(1):
        nominal = add(task.cases["anker"], task.krav["hver"], nr)
        kept = (nominal <= until) & (nominal <= horizon)
        if not kept.any():
            break
        frames.append(task.cases.loc[kept, ["anker"]].assign(nr=nr, nominal=nominal[kept]))
    rows = pd.concat(frames).reset_index().sort_values(["sag", "nr"], ignore_index=True)
    rows["forfald"] = task.clock.due(rows, "anker", rows["nominal"])
    rows["aabner"] = rows.groupby("sag")["forfald"].shift().fillna(rows["anker"])
    rows["efter"] = rows["aabner"].where(rows["nr"] > 1, rows["anker"] - DAY)
    return rows


def make_senest(task: Task) -> pd.DataFrame:
    """One, met by the `antal`-th event."""
    rows = one_each(task.cases)
    rows["forfald"] = task.clock.due(rows, "anker", add(rows["anker"], task.krav["senest"]))
    return rows.assign(moedt=nth_event(rows, task.events, rows["nr"] + task.krav.get("antal", 1) - 1))


def make_raekke(task: Task) -> pd.DataFrame:
    """Numbers 1..n, number k met by the k-th event."""
    rows = numbered(task)
    return rows.assign(moedt=nth_event(rows, task.events, rows["nr"]), efter=rows["anker"] - DAY)


def make_interval(task: Task) -> pd.DataFrame:
    """Numbers 1..n, number k met by the first event after window k−1."""
    rows = numbered(task)
    return rows.assign(moedt=first_after(rows, task.events))


def make_mellemrum(task: Task) -> pd.DataFrame:
    """From the mark on, one after each event, until one is unmet."""
    marks = one_each(task.cases)
    if "fra" in task.krav:
        marks["aabner"] = task.clock.due(marks, "anker", add(marks["anker"], task.krav["fra"]))
    later = task.events.merge(marks[["sag", "aabner"]], on="sag").query("dato > aabner")
    rows = pd.concat([marks[["sag", "aabner"]], later[["sag", "dato"]].rename(columns={"dato": "aabner"})])
    rows = rows.sort_values(["sag", "aabner"], ignore_index=True)
    rows["nr"] = rows.groupby("sag").cumcount() + 1
    rows["moedt"] = rows.groupby("sag")["aabner"].shift(-1)
    rows["forfald"] = task.clock.due(rows, "aabner", add(rows["aabner"], task.krav["hver"]))
    return rows.assign(efter=rows["aabner"])


def make_vindue(task: Task) -> pd.DataFrame:
    """One, met by the first event on or after the day it opens."""
    rows = one_each(task.cases)
    rows["aabner"] = task.clock.due(rows, "anker", add(rows["anker"], task.krav["tidligst"]))
    rows["forfald"] = task.clock.due(rows, "anker", add(rows["anker"], task.krav["senest"]))
    rows["efter"] = rows["aabner"] - DAY
    return rows.assign(moedt=first_after(rows, task.events))


def make_efter(task: Task) -> pd.DataFrame:
    """One for each trigger, met by the first event after it."""
    rows = triggers(task.export, task.krav["udloeser"], task.cases).rename(columns={"dato": "aabner"})
    rows["nr"] = rows.groupby("sag").cumcount() + 1
    rows["forfald"] = task.clock.due(rows, "aabner", add(rows["aabner"], task.krav["senest"]))
    rows["efter"] = rows["aabner"]
    return rows.assign(moedt=first_after(rows, task.events))


def make_varsel(task: Task) -> pd.DataFrame:
    """One, due `varsel` before the date `foer`."""
    rows = one_each(task.cases)
    rows["forfald"] = add(rows["sag"].map(task.cases[task.krav["foer"]]), task.krav["varsel"], -1)
    return rows.assign(moedt=nth_event(rows, task.events, rows["nr"]))


FORMS = {
    "senest": make_senest, "raekke": make_raekke, "interval": make_interval, "mellemrum": make_mellemrum,
    "vindue": make_vindue, "efter": make_efter, "varsel": make_varsel,
}  # fmt: skip


def ages(born: pd.Series, day: pd.Series) -> pd.Series:
    """Completed years."""
    birthday_to_come = day.dt.month * 100 + day.dt.day < born.dt.month * 100 + born.dt.day
    return day.dt.year - born.dt.year - birthday_to_come


def split_by_age(cases: pd.DataFrame, krav: dict, clock: Clock) -> list[tuple[dict, pd.DataFrame]]:
    """Each age band with the cases it holds; the first band that holds a case takes it."""
    if "alder" not in krav:
        return [(krav["bands"][0], cases)]
    parts = []
    for band in krav["bands"]:
        judged = cases["startdato"]
        if krav["alder_ved"] == "frist":
            judged = clock.due(cases.assign(sag=cases.index), "anker", add(cases["anker"], band["senest"]))
        age = ages(cases["foedselsdato"], judged)
        held = (age >= band["age_from"]) & (age < band["age_under"])
        parts.append((band, cases[held]))
        cases = cases[~held]
    return parts


def move_exempt(rows: pd.DataFrame, krav: dict, exemptions: pd.DataFrame) -> pd.DataFrame:
    """The rows with `forfald` after every exemption that moves it, and whether it is `undtaget` there."""
    rows = rows.assign(undtaget=False)
    asked = rows[["sag", "forfald"]]
    while True:
        hits = asked.rename_axis("row").reset_index().merge(exemptions, on="sag")
        hits = hits[(hits["fra"] <= hits["forfald"]) & (hits["forfald"] <= hits["til"])]
        latest = hits.groupby("row")["til"].max()
        if latest.empty:
            return rows
        stays = (latest == FOREVER) | ("fritagelse_flytter" not in krav)
        rows.loc[latest.index[stays], "undtaget"] = True
        if stays.all():
            return rows
        moved = add(latest[~stays], krav["fritagelse_flytter"])
        rows.loc[moved.index, "forfald"] = moved
        asked = rows.loc[moved.index, ["sag", "forfald"]]


def add_grace(rows: pd.DataFrame, krav: dict) -> pd.Series:
    """The `frist`: `forfald` and the krav's `henstand`, save for the numbers that have none."""
    if "henstand" not in krav:
        return rows["forfald"]
    graceless = rows["nr"].isin(krav.get("henstand_undtaget", []))
    return rows["forfald"].where(graceless, add(rows["forfald"], krav["henstand"]))


def subsidy_days(rows: pd.DataFrame, krav: dict, export: Export) -> pd.Series:
    """By row, the earliest wage subsidy given by `forfald` and begun at most `loentilskud_efterfrist` after it."""
    offers = offers_of(export, krav).query("tilbudstype == 'loentilskud'")[["sag", "dato", "afgivet"]]
    latest = add(rows["forfald"], krav["loentilskud_efterfrist"])
    hits = rows.assign(latest=latest).rename_axis("row").reset_index().merge(offers, on="sag")
    given = hits["afgivet"] <= hits["forfald"]
    begun = (hits["dato"] > hits["efter"]) & (hits["dato"] <= hits["latest"]) & (hits["dato"] <= hits["slut"])
    return hits[given & begun].groupby("row")["dato"].min()


def decide(rows: pd.DataFrame, krav: dict, pack: dict, export: Export) -> pd.DataFrame:
    """The obligations with `frist`, `status` and `dage` (`spec.md` § 4)."""
    rows = move_exempt(rows, krav, export.exemptions)
    for row in pack["suspension"]:
        rows["undtaget"] |= rows["forfald"].between(pd.Timestamp(row["fra"]), pd.Timestamp(row["til"]))
    rows["frist"] = add_grace(rows, krav)
    in_time = rows["moedt"] <= rows["frist"]
    if "loentilskud_efterfrist" in krav:
        subsidies = subsidy_days(rows[~in_time], krav, export)
        rows.loc[subsidies.index, "moedt"] = subsidies
        in_time |= rows.index.isin(subsidies.index)
    rows["status"] = np.select(
        [in_time, rows["slut"] < rows["frist"], rows["undtaget"], rows["moedt"].notna(), rows["frist"] < export.pr],
        ["rettidig", "bortfaldet", "undtaget", "for_sent", "mangler"],
        default="kommende",
    )
    rows["dage"] = (rows["moedt"].fillna(export.pr) - rows["frist"]).dt.days
    return rows


def undecidable(cases: pd.DataFrame, krav: str) -> pd.DataFrame:
    """A fund without dates for each case that lacks what the krav needs."""
    return pd.DataFrame({"forloeb_id": cases["forloeb_id"], "krav": krav, "nr": 1, "status": "kan_ikke_afgoeres"})


def audit_krav(cases: pd.DataFrame, krav: dict, pack: dict, export: Export) -> list[pd.DataFrame]:
    """The funds of one krav."""
    if krav["form"] == "varsel":
        cases = cases[cases[krav["foer"]].notna()]
    cases = cases.assign(anker=cases[krav["anker"]])
    lacking = cases["anker"].isna() | (("alder" in krav) & cases["foedselsdato"].isna())
    clock = Clock(export.pauses if krav["ur"] == "ledighed" else None)
    funds = [undecidable(cases[lacking], krav["id"])]
    for band, members in split_by_age(cases[~lacking], krav, clock):
        if members.empty:
            continue
        task = Task(members, band, qualifying(export, band, members), clock, export)
        rows = FORMS[krav["form"]](task)
        rows = rows.merge(members[["forloeb_id", "slut"]], left_on="sag", right_index=True)
        made = (rows["aabner"] <= rows["slut"]) & (rows["forfald"] <= export.pr + HORIZON_DAYS * DAY)
        funds.append(decide(rows[made], band, pack, export).assign(krav=krav["id"]))
    return funds


def audit(export: Export, pack: dict) -> pd.DataFrame:
    """The funds of every case that the pack covers."""
    cases = export.cases
    unplaced = cases["startdato"].isna() | cases["maalgruppe"].isna()
    covered = ~unplaced
    if "maalgruppe" in pack:
        covered &= cases["maalgruppe"].isin(pack["maalgruppe"])
    if "gaelder_fra" in pack:
        covered &= cases["startdato"] >= pd.Timestamp(pack["gaelder_fra"])
    if "gaelder_til" in pack:
        covered &= cases["startdato"] <= pd.Timestamp(pack["gaelder_til"])
    funds = [undecidable(cases[unplaced], "")]
    for krav in pack["krav"]:
        funds += audit_krav(cases[covered], krav, pack, export)
    table = pd.concat([part.reindex(columns=FUND_COLUMNS) for part in funds if not part.empty])
    return table.astype({"dage": "Int64"})


def main() -> None:
    """Audit the export named on the command line and print the number of funds."""
    folder, pack_path, pr, out = sys.argv[1:]
    pack = load_pack(Path(pack_path))
    funds = audit(read_export(Path(folder), pack, pd.Timestamp(pr).as_unit("us")), pack)
    funds.to_parquet(out, index=False)
    print(f"funds: {len(funds)}")


if __name__ == "__main__":
    main()
