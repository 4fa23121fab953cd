"""Write a made-up KANONISK export of any size: forloeb, samtaler, tilbud, fravaer and ansvar as CSV.

    python benchmarks/make_data.py --forloeb 100000 --events 1000000 --out DIR [--seed N]

Every value is a hash (splitmix64) of the seed, the column and the row number, so the same call gives the same bytes.
Nothing in it is a real person; `borger_id` is a serial number, and each citizen has one forløb.

Events lie on the time line made by laying all forløb end to end, evenly but with jitter. So long forløb get more of
them, and one forløb's interviews come with the spacing that a jobcentre's calendar gives.
"""

from __future__ import annotations

import argparse
import hashlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from common import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

EXTRACTED = date(2019, 12, 31)
FIRST_START = date(2015, 7, 1)
LAST_START = date(2019, 6, 30)
BATCH = 100_000
SHARES = {"samtaler": 0.70, "tilbud": 0.12}  # the rest is fravaer
CASES_PER_WORKER = 100
WORKERS_PER_TEAM = 8
LETTERS = "abcdefghijklmnopqrstuvwxyz"

FIRST_NAMES = ["Anne", "Bo", "Camilla", "Dorthe", "Emil", "Freja", "Gitte", "Hans", "Ida", "Jørgen", "Kåre", "Lærke",
               "Mette", "Niels", "Oliver", "Pia", "Rasmus", "Søren", "Trine", "Ørjan"]  # fmt: skip
LAST_NAMES = ["Andersen", "Bjerregård", "Christensen", "Dam", "Eriksen", "Frandsen", "Hansen", "Jensen", "Kjær",
              "Larsen", "Møller", "Nielsen", "Olesen", "Østergaard", "Pedersen", "Rasmussen"]  # fmt: skip
UNIONS = {"3F": 30, "HK": 20, "FOA": 12, "Krifa": 12, "Ase": 10, "Akademikernes": 8, "Metal": 8}
INTERVIEW_TYPES = {"jobsamtale": 62, "faelles_jobsamtale": 18, "cv_samtale": 8, "serviceopkald": 7,
                   "varslingssamtale": 5}  # fmt: skip
INTERVIEW_STATUS = {"afholdt": 78, "udeblevet": 9, "aflyst": 9, "planlagt": 4}
BOOKING_STATUS = {"planlagt": 88, "aflyst": 10, "afholdt": 2}
INTERVIEW_FORMS = {"personligt": 70, "telefonisk": 20, "video": 10}
HELD_BY = {"jobcenter": 82, "a_kasse": 18}
OFFER_TYPES = {"virksomhedspraktik": 34, "vejledning_opkvalificering": 34, "loentilskud": 16, "mentor": 10,
               "nytteindsats": 6}  # fmt: skip
ABSENCES = {"arbejde": 34, "ferie_uden_ydelse": 28, "sygdom": 24, "mindre_intensiv_indsats": 10, "barsel": 4}
LONGEST_ABSENCE = {"arbejde": 60, "ferie_uden_ydelse": 21, "sygdom": 28, "mindre_intensiv_indsats": 120, "barsel": 240}
EXEMPTIONS = ("mindre_intensiv_indsats", "barsel")


class Chance:
    """Numbers that look random and depend on the seed, a name and the UInt64 column `row` alone."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, name: str) -> pl.Expr:
        """Float in [0, 1)."""
        salt = hashlib.sha256(f"{self.seed} {name}".encode()).digest()[:8]
        word = _splitmix(pl.col("row") + _word(int.from_bytes(salt, "big")))
        return (word // _word(2**11)).cast(pl.Float64) / 2.0**53

    def whole(self, name: str, low: int, high: int) -> pl.Expr:
        """Int32 from `low` to `high`, both included."""
        return (self.uniform(name) * (high - low + 1)).floor().cast(pl.Int32) + low

    def choice(self, name: str, weights: dict[str, int]) -> pl.Expr:
        """One of the keys, as often as its weight says."""
        point = self.uniform(name) * sum(weights.values())
        *first, last = weights
        result, bound = pl.lit(last), sum(weights.values()) - weights[last]
        for key in reversed(first):
            result = pl.when(point < bound).then(pl.lit(key)).otherwise(result)
            bound -= weights[key]
        return result

    def happens(self, name: str, share: float) -> pl.Expr:
        """True in about `share` of the rows."""
        return self.uniform(name) < share


def _word(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)


def _splitmix(word: pl.Expr) -> pl.Expr:
    word = word + _word(0x9E3779B97F4A7C15)
    word = (word ^ (word // _word(2**30))) * _word(0xBF58476D1CE4E5B9)
    word = (word ^ (word // _word(2**27))) * _word(0x94D049BB133111EB)
    return word ^ (word // _word(2**31))


def _plus(day: pl.Expr | str, days: pl.Expr | int) -> pl.Expr:
    """The Date `days` days after `day`."""
    day = pl.col(day) if isinstance(day, str) else day
    return (day.cast(pl.Int32) + days).cast(pl.Int32).cast(pl.Date)


def _rows(first: int, count: int) -> pl.DataFrame:
    """A frame with the column `row`: first, first + 1 and so on."""
    return pl.select(row=pl.int_range(first, first + count, dtype=pl.Int64).cast(pl.UInt64))


def _initials(worker: pl.Expr) -> pl.Expr:
    """Four letters for a caseworker's number."""
    alphabet = pl.lit(pl.Series([list(LETTERS)])).list
    return pl.concat_str([alphabet.get(worker // 26**power % 26) for power in (3, 2, 1, 0)])


def _staff(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `sagsbehandler` and `team` for the column `worker`."""
    return frame.with_columns(
        sagsbehandler=_initials(pl.col("worker")),
        team=pl.format("Team {}", pl.col("worker") // WORKERS_PER_TEAM + 1),
    )


def make_cases(first: int, count: int, total: int, chance: Chance) -> pl.DataFrame:
    """Rows first … first+count−1 of `forloeb`, with `row`, `worker` and `last`, the last day on the benefit."""
    workers = -(-total // CASES_PER_WORKER)
    days = (LAST_START - FIRST_START).days
    return (
        _rows(first, count)
        .with_columns(startdato=_plus(pl.lit(FIRST_START), chance.whole("start", 0, days)))
        .with_columns(
            last=_plus("startdato", _duration(chance)),
            worker=chance.whole("worker", 0, workers - 1),
            foedselsdato=_plus("startdato", -chance.whole("foedt", 18 * 365, 64 * 365)),
            tilmeldingsdato=_plus("startdato", -chance.whole("tilmeldt", 0, 4)),
            ydelse_ophoerer=_plus("startdato", chance.whole("ophoer", 700, 1100)),
        )
        .with_columns(
            forloeb_id=pl.format("F{}", pl.col("row").cast(pl.String).str.zfill(7)),
            borger_id=pl.format("B{}", pl.col("row").cast(pl.String).str.zfill(7)),
            navn=pl.concat_str(
                chance.choice("fornavn", dict.fromkeys(FIRST_NAMES, 1)),
                chance.choice("efternavn", dict.fromkeys(LAST_NAMES, 1)),
                separator=" ",
            ),
            foedselsdato=pl.when(~chance.happens("ukendt-foedt", 0.002)).then("foedselsdato"),
            tilmeldingsdato=pl.when(~chance.happens("ukendt-tilm", 0.01)).then("tilmeldingsdato"),
            slutdato=pl.when((pl.col("last") <= EXTRACTED) | chance.happens("kendt-slut", 0.05)).then("last"),
            ydelse=pl.lit("dagpenge"),
            maalgruppe=pl.lit("6.1"),
            a_kasse=chance.choice("a-kasse", UNIONS),
            kommune=pl.lit("173"),
            frist_system=_plus("startdato", 182),
            rettighedsdato_system=_plus("startdato", 91),
            udtraeksdato=pl.lit(EXTRACTED),
            ydelse_ophoerer=pl.when(chance.happens("ophoer-kendt", 0.9)).then("ydelse_ophoerer"),
        )
        .pipe(_staff)
    )


def _duration(chance: Chance) -> pl.Expr:
    """Days on the benefit: half leave within five months, the longest stay two years."""
    days = -(1 - chance.uniform("varighed")).log() * 210
    return days.clip(3, 730).floor().cast(pl.Int32)


def spread(cases: pl.DataFrame, count: int, first: int, name: str, chance: Chance) -> pl.DataFrame:
    """`count` events over `cases`: the case's columns, the event's own `row` (from `first`) and `day`.

    A forløb's stretch of the time line goes from 3 days before its start to 3 days after its last day, or to 40 days
    after the extraction where that comes first.
    """
    ends = pl.min_horizontal(_plus("last", 3), _plus(pl.lit(EXTRACTED), 40))
    line = (
        cases.with_columns(origin=_plus("startdato", -3))
        .with_columns(
            length=(ends.cast(pl.Int32) - pl.col("origin").cast(pl.Int32) + 1).cast(pl.Int64),
        )
        .with_columns(until=pl.col("length").cum_sum())
    )
    step = line["until"][-1] / max(count, 1)
    events = _rows(first, count).with_columns(
        point=((pl.int_range(pl.len()) + chance.uniform(f"dag {name}")) * step).floor().cast(pl.Int64),
    )
    at = line["until"].search_sorted(events["point"], side="right")
    cases_of_events = line.drop("row")[at]
    return pl.concat([events, cases_of_events], how="horizontal").with_columns(
        day=_plus("origin", pl.col("point") - pl.col("until") + pl.col("length")),
    )


def _registered(day: str, name: str, chance: Chance) -> pl.Expr:
    """The day on which the row was written: up to 20 days after `day`, never after the extraction."""
    return pl.min_horizontal(_plus(day, chance.whole(name, 0, 20)), pl.lit(EXTRACTED))


def make_interviews(events: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """`samtaler` rows; what lies after the extraction is mostly booked."""
    held = chance.choice("status", INTERVIEW_STATUS)
    return events.with_columns(
        dato="day",
        samtaletype=chance.choice("type", INTERVIEW_TYPES),
        status=pl.when(pl.col("day") > EXTRACTED).then(chance.choice("booket", BOOKING_STATUS)).otherwise(held),
        samtaleform=chance.choice("form", INTERVIEW_FORMS),
        afholdt_af=chance.choice("hvem", HELD_BY),
        registreret=_registered("day", "skrevet", chance),
    ).with_columns(
        a_kasse_deltog=pl.when(pl.col("samtaletype") == "faelles_jobsamtale")
        .then(pl.lit("ja"))
        .otherwise(pl.lit("nej")),
    )


def make_offers(events: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """`tilbud` rows: finished, broken off, cancelled, running, and a few without any end."""
    fate = chance.uniform("forloebet")
    running = pl.col("planned") > EXTRACTED
    return (
        events.with_columns(
            startdato="day",
            tilbudstype=chance.choice("tilbud", OFFER_TYPES),
            afgivet=_plus("day", -chance.whole("afgivet", 0, 28)),
            planned=_plus("day", chance.whole("laengde", 3, 120)),
            broken=_plus("day", chance.whole("afbrudt", 0, 30)),
            timer_pr_uge=chance.whole("timer", 3, 37),
            registreret=_registered("day", "indtastet", chance),
        )
        .with_columns(
            status=pl.when(fate < 0.08).then(pl.lit("annulleret"))
            .when((fate < 0.20) & (pl.col("broken") <= EXTRACTED)).then(pl.lit("afbrudt"))
            .when(running).then(pl.lit("igang"))
            .otherwise(pl.lit("gennemfoert")),
        )
        .with_columns(
            slutdato=pl.when(pl.col("status") == "afbrudt").then("broken")
            .when((pl.col("status") == "gennemfoert") | chance.happens("slut-kendt", 0.1)).then("planned"),
            planlagt_slutdato=pl.when(chance.happens("planlagt", 0.9)).then("planned"),
        )
    )  # fmt: skip


def make_absences(events: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """`fravaer` rows; of those that run past the extraction half are open and half have a later end."""
    longest = pl.col("fravaerstype").replace_strict(LONGEST_ABSENCE, return_dtype=pl.Int32)
    length = (chance.uniform("fravaer") * longest).floor().cast(pl.Int32)
    art = pl.when(pl.col("fravaerstype").is_in(EXEMPTIONS)).then(pl.lit("fritagelse")).otherwise(pl.lit("fravaer"))
    return (
        events.with_columns(startdato="day", fravaerstype=chance.choice("fravaerstype", ABSENCES))
        .with_columns(art=art, ends=_plus("day", length), registreret=_registered("day", "meldt", chance))
        .with_columns(slutdato=pl.when((pl.col("ends") <= EXTRACTED) | chance.happens("aaben", 0.5)).then("ends"))
    )


def make_responsibility(cases: pl.DataFrame, chance: Chance) -> pl.DataFrame:
    """`ansvar` rows: today's caseworker from the start, or in three of ten forløb another one first."""
    changes = _plus("startdato", chance.whole("skift", 20, 150))
    cases = cases.with_columns(
        change=pl.when(chance.happens("skifter", 0.3) & (changes < pl.col("last"))).then(changes)
    )
    today = cases.with_columns(fra=pl.coalesce("change", "startdato"), til=pl.lit(None, pl.Date))
    before = (
        cases.filter(pl.col("change").is_not_null())
        .with_columns(fra="startdato", til=_plus("change", -1), worker=pl.col("worker").max() - pl.col("worker"))
        .pipe(_staff)
    )
    return pl.concat([before, today]).sort("row", "fra")


def event_counts(events: int, first: int, count: int, total: int) -> Iterator[tuple[str, int, int]]:
    """Per table, the number of its first row and its rows, for the batch of cases first … first+count−1."""
    interviews, offers = (round(events * SHARES[table]) for table in ("samtaler", "tilbud"))
    for table, rows in (("samtaler", interviews), ("tilbud", offers), ("fravaer", events - interviews - offers)):
        start = rows * first // total
        yield table, start, rows * (first + count) // total - start


def write_export(out: Path, cases: int, events: int, seed: int) -> None:
    """Write the five files into `out`, `BATCH` cases at a time."""
    out.mkdir(parents=True, exist_ok=True)
    chance = Chance(seed)
    makers = {"samtaler": make_interviews, "tilbud": make_offers, "fravaer": make_absences}
    for table in COLUMNS:
        (out / f"{table}.csv").unlink(missing_ok=True)
    for first in range(0, cases, BATCH):
        count = min(BATCH, cases - first)
        batch = make_cases(first, count, cases, chance)
        _append(out, "forloeb", batch)
        _append(out, "ansvar", make_responsibility(batch, chance))
        for table, row, rows in event_counts(events, first, count, cases):
            _append(out, table, makers[table](spread(batch, rows, row, table, chance), chance))


def _append(out: Path, table: str, rows: pl.DataFrame) -> None:
    """Add `rows` to the table's file; the first batch writes the headings."""
    path = out / f"{table}.csv"
    with path.open("ab") as file:
        rows.select(COLUMNS[table]).write_csv(file, include_header=file.tell() == 0)


def main() -> None:
    """Read the command line and write the export."""
    parser = argparse.ArgumentParser(description="Write a made-up KANONISK export.")
    parser.add_argument("--forloeb", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    write_export(args.out, args.forloeb, args.events, args.seed)


if __name__ == "__main__":
    main()
