"""Checks of what stands on one interview, offer or absence.

Each check names what it leaves alone: a false alarm costs the trust of the true ones.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.holidays import public_holidays
from rettid.quality.grounds import danish, day, found, sentence
from rettid.tables import BOOKED, HELD, NOT_COMING, UNKNOWN

if TYPE_CHECKING:
    from rettid.quality.grounds import Grounds

LONG_ABSENCE = 366
"""Days that an absence may stand open: a year, of which one may be a leap year. No benefit lets the clock rest longer."""

WRITTEN = ("brev", "digitalt")
JOB_INTERVIEWS = ("jobsamtale", "faelles_jobsamtale", "opfoelgningssamtale")

_WEEKDAYS = {6: "lørdag", 7: "søndag"}


def held_in_the_future(grounds: Grounds) -> pl.LazyFrame:
    """RT-S01. The reference day itself has come."""
    rows = grounds.samtaler.filter(pl.col("status") == HELD, pl.col("dato") > grounds.pr)
    return found(rows, "RT-S01", _says("Står som afholdt {}, men der regnes pr. " + danish(grounds.pr), day("dato")))


def planned_in_the_past(grounds: Grounds) -> pl.LazyFrame:
    """RT-S02. Not where an interview of the forløb was held that day (the booking of it), nor after the forløb's end."""
    held = grounds.samtaler.filter(pl.col("status") == HELD).select("forloeb_id", "dato")
    rows = (
        grounds.samtaler.filter(pl.col("status") == BOOKED, pl.col("dato") < grounds.pr)
        .join(held, on=["forloeb_id", "dato"], how="anti")
        .join(grounds.periods, on="forloeb_id")
        .filter((pl.col("dato") <= pl.col("til")).fill_null(value=True))
    )
    return found(rows, "RT-S02", _says("Står som planlagt {}, og dagen er gået", day("dato")))


def ends_before_it_begins(grounds: Grounds) -> pl.LazyFrame:
    """RT-S03. Not for an offer that was called off: its end is the day it was called off."""
    last = pl.coalesce("slutdato", "planlagt_slutdato")
    offers = grounds.tilbud.filter(last < pl.col("startdato"), ~_called_off()).with_columns(sidste=last)
    absences = grounds.fravaer.filter(pl.col("slutdato") < pl.col("startdato")).with_columns(sidste="slutdato")
    return pl.concat(
        [
            found(rows, "RT-S03", _says(what + " begynder {} og slutter {}", day("startdato"), day("sidste")))
            for what, rows in (("Tilbuddet", offers), ("Fraværet", absences))
        ]
    )


def unknown_status(grounds: Grounds) -> pl.LazyFrame:
    """RT-S04. The raw words are counted per column in `Reading.unknown`."""
    unknown = pl.col("status").fill_null(UNKNOWN) == UNKNOWN
    return pl.concat(
        [
            found(rows.filter(unknown), "RT-S04", _says(what + " {} har ingen kendt status", day(date)))
            for what, date, rows in _kinds(grounds)
        ]
    )


def unknown_type(grounds: Grounds) -> pl.LazyFrame:
    """RT-S05. Not for what does not count whatever its type, nor where the export tells no types at all."""
    idle = pl.col("status").is_in(["aflyst", "udeblevet", "flyttet", *(set(NOT_COMING) - {UNKNOWN})])
    parts = []
    for table, column, what, date in (
        ("samtaler", "samtaletype", "Samtalen", "dato"),
        ("tilbud", "tilbudstype", "Tilbuddet", "startdato"),
        ("fravaer", "fravaerstype", "Fraværet", "startdato"),
    ):
        rows = getattr(grounds, table)
        if table not in grounds.tables.partial and grounds.told(table, column):
            unknown = pl.col(column).fill_null(UNKNOWN) == UNKNOWN
            counts = pl.lit(value=True) if table == "fravaer" else ~idle.fill_null(value=False)
            says = _says(what + " {} har ingen kendt type", day(date))
            parts.append(found(rows.filter(unknown, counts), "RT-S05", says))
    return pl.concat(parts) if parts else found(grounds.samtaler.limit(0), "RT-S05", pl.lit(""))


def registered_late(grounds: Grounds) -> pl.LazyFrame:
    """RT-S08. Held interviews only; a registration before the interview was its booking."""
    late = pl.col("registreret") - pl.col("dato") > timedelta(days=grounds.senest_dage)
    rows = grounds.samtaler.filter(pl.col("status") == HELD, late)
    days = (pl.col("registreret") - pl.col("dato")).dt.total_days()
    return found(rows, "RT-S08", _says("Holdt {}, registreret {}: {} dage", day("dato"), day("registreret"), days))


def on_a_closed_day(grounds: Grounds) -> pl.LazyFrame:
    """RT-S09. Held or coming interviews where people meet or talk; 5 June and Christmas Eve are no public holidays."""
    closed = public_holidays(grounds.pr.year - 20, grounds.pr.year + 2)
    weekend, holiday = pl.col("dato").dt.weekday() >= 6, pl.col("dato").is_in(closed)
    coming = (pl.col("status") == BOOKED) & (pl.col("dato") >= grounds.pr)
    written = pl.col("samtaleform").is_in(WRITTEN).fill_null(value=False)
    rows = grounds.samtaler.filter((pl.col("status") == HELD) | coming, weekend | holiday, ~written)
    kind = (
        pl.when(holiday).then(pl.lit("en helligdag"))
        .when(pl.col("dato").dt.weekday() == 6).then(pl.lit("en lørdag"))
        .otherwise(pl.lit("en søndag"))
    )  # fmt: skip
    return found(rows, "RT-S09", _says("{} er {}", day("dato"), kind))


def open_for_long(grounds: Grounds) -> pl.LazyFrame:
    """RT-S13. Absences of open forløb."""
    old = grounds.pr - timedelta(days=LONG_ABSENCE)
    rows = grounds.fravaer.filter(pl.col("slutdato").is_null(), pl.col("startdato") < old)
    rows = rows.join(grounds.periods.filter("aaben"), on="forloeb_id", how="semi")
    return found(rows, "RT-S13", _says("{} siden {} uden slutdato", _readable("fravaerstype"), day("startdato")))


def two_on_a_day(grounds: Grounds) -> pl.LazyFrame:
    """RT-S15, on the later row. Not for two types: a CV interview and one of availability are held a minute apart (`formats.md` § 2.1)."""
    key = ["forloeb_id", "dato", "samtaletype"]
    held = grounds.samtaler.filter(
        pl.col("status") == HELD, pl.col("dato").is_not_null(), pl.col("samtaletype").fill_null(UNKNOWN) != UNKNOWN
    ).select(*key, "tabel", "nr", "kilde_fil", "kilde_ark", "kilde_raekke")
    rows = held.sort("nr").filter(~pl.struct(key).is_first_distinct())
    return found(
        rows, "RT-S15", _says("Endnu en {} er afholdt {}", _readable("samtaletype").str.to_lowercase(), day("dato"))
    )


def outside_the_forloeb(grounds: Grounds) -> pl.LazyFrame:
    """RT-S16. Held interviews and begun offers; not what lies between registering as unemployed and the benefit's start."""
    parts = []
    for what, date, events in _kinds(grounds):
        happened = pl.col("status") == HELD if what == "Samtalen" else ~_not_begun()
        first = pl.min_horizontal("fra", "tilmeldt")
        rows = (
            events.filter(happened, pl.col(date) <= grounds.pr)
            .join(grounds.periods, on="forloeb_id")
            .filter(pl.col("fra").is_not_null() & ((pl.col(date) < first) | (pl.col(date) > pl.col("til"))))
        )
        until = pl.when(pl.col("til").is_null()).then(pl.lit("i dag")).otherwise(day("til"))
        says = _says(what + " {} ligger uden for forløbet ({} til {})", day(date), day("fra"), until)
        parts.append(found(rows, "RT-S16", says))
    return pl.concat(parts)


def in_writing(grounds: Grounds) -> pl.LazyFrame:
    """RT-S25. Held job interviews; other contacts may well be letters."""
    rows = grounds.samtaler.filter(
        pl.col("status") == HELD, pl.col("samtaleform").is_in(WRITTEN), pl.col("samtaletype").is_in(JOB_INTERVIEWS)
    )
    form = pl.when(pl.col("samtaleform") == "brev").then(pl.lit("pr. brev")).otherwise(pl.lit("digitalt"))
    return found(rows, "RT-S25", _says("{} {} er holdt {}", _readable("samtaletype"), day("dato"), form))


def offer_planned_in_the_past(grounds: Grounds) -> pl.LazyFrame:
    """RT-S30. Not after the forløb's end, nor where another offer of the forløb began that day."""
    begun = grounds.tilbud.filter(~_not_begun()).select("forloeb_id", "startdato")
    rows = (
        grounds.tilbud.filter(pl.col("status") == BOOKED, pl.col("startdato") < grounds.pr)
        .join(begun, on=["forloeb_id", "startdato"], how="anti")
        .join(grounds.periods, on="forloeb_id")
        .filter((pl.col("startdato") <= pl.col("til")).fill_null(value=True))
    )
    return found(rows, "RT-S30", _says("Tilbuddet skulle begynde {} og står stadig som planlagt", day("startdato")))


def _kinds(grounds: Grounds) -> list[tuple[str, str, pl.LazyFrame]]:
    return [("Samtalen", "dato", grounds.samtaler), ("Tilbuddet", "startdato", grounds.tilbud)]


def _called_off() -> pl.Expr:
    return pl.col("status").is_in(["annulleret", "ikke_paabegyndt"]).fill_null(value=False)


def _not_begun() -> pl.Expr:
    return pl.col("status").is_in([BOOKED, *NOT_COMING]).fill_null(value=True)


def _says(text: str, *parts: pl.Expr) -> pl.Expr:
    return sentence(text + ".", *parts)


def _readable(column: str) -> pl.Expr:
    """A code as words: `faelles_jobsamtale` becomes "Fælles jobsamtale"."""
    plain = pl.col(column).fill_null(UNKNOWN).str.replace_all("_", " ")
    danish_letters = plain.str.replace_many(
        ["faelles", "raadigheds", "opfoelgning", "moede", "aktoer", "foerlig"],
        ["fælles", "rådigheds", "opfølgning", "møde", "aktør", "førlig"],
    )
    return danish_letters.str.slice(0, 1).str.to_uppercase() + danish_letters.str.slice(1)
