"""The engine: tables × packs × reference day → funds. Pure; no file, clock, environment or print inside.

A fund is one duty of one citizen, decided. The whole caseload is judged at once: each krav becomes a lazy frame of
its duties, and every question about a case history is a search in a sorted series (`days`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.coverage import covered_by
from rettid.engine.days import LAST_DAY, NEVER, day_number
from rettid.engine.duties import ANCHOR, BORN, CASE, END, YEARS, Clock, Setting, completed_years, duties, in_band
from rettid.engine.funds import (
    A_KASSE_AWAY,
    DECLINED,
    HOURS_IN_FULL,
    HOURS_NONE,
    NO_ABSENCES,
    NO_HOURS,
    OTHER_ANCHOR,
    SHARE,
    SHARE_USED,
    TOO_EARLY,
    WAGE_SUBSIDY,
    finished,
    requirement_table,
)
from rettid.engine.history import History
from rettid.engine.hours import HAS_HOURS, with_handover
from rettid.engine.spells import spells
from rettid.engine.verdicts import DEADLINE, DUE, MET, STATUS, decided, with_deadline, with_events
from rettid.errors import RuleError
from rettid.tables import COMING, EXEMPT, LATE, MISSING, UNDECIDED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rettid.rules import Krav, Later, Only, Pack, Trigger
    from rettid.tables import Tables

__all__ = ["audit", "audit_periods", "covered_by"]

_TABLE = {"samtale": "samtaler", "tilbud": "tilbud"}

_WITHOUT_CLOCK = ("varsel", "forud")

_VERDICT = (
    "case",
    "requirement",
    "nr",
    "opens",
    "due",
    "deadline",
    "met",
    "booked",
    "status",
    "dage",
    "aaben",
    "pausedage",
    "mangler_felt",
    "holder",
    "remarks",
)


def audit(tables: Tables, packs: Sequence[Pack], *, pr: date, kendt_pr: date | None = None) -> pl.DataFrame:
    """The funds of every forløb under every pack that covers it, with the columns of `FUND_SCHEMA` (`spec.md` § 4).

    `pr` is the reference day; with `kendt_pr` rows registered after that day are ignored. Raises RuleError when a
    krav names a date column that the export holds as something else.
    """
    return audit_periods(spells(tables, packs, pr).tables, packs, pr=pr, kendt_pr=kendt_pr)


def audit_periods(tables: Tables, packs: Sequence[Pack], *, pr: date, kendt_pr: date | None = None) -> pl.DataFrame:
    """As `audit`, of tables that are already as the law reads them on `pr` (`spells.spells`)."""
    history = History(tables, pr, kendt_pr)
    judged = [(pack, krav) for pack in _at_work(packs, history) for krav in pack.krav if krav.form != "andel"]
    judged.sort(key=lambda pair: (pair[0].id, pair[1].id))
    shared = _shared(packs)
    frames = [_unplaced(history)]
    for number, (pack, krav) in enumerate(judged, 1):
        cases, share = _cases(pack, krav, history), SHARE * (f"{pack.id}/{krav.id}" in shared)
        frames.append(_undecidable(cases, krav, number, history).with_columns(remarks=_bits(share)))
        judgements = _verdicts(cases, pack, krav, number, history)
        frames.append(judgements.with_columns(remarks=_remarks(pack, krav, share, history)))
    verdicts = pl.concat([frame.select(_VERDICT).cast({"mangler_felt": pl.Categorical}) for frame in frames]).collect(
        engine="in-memory"
    )
    return finished(verdicts, requirement_table(judged), history)


def _at_work(packs: Sequence[Pack], history: History) -> list[Pack]:
    """The packs that cover any forløb."""
    covers = history.cases.select(covered_by(pack).any().alias(str(place)) for place, pack in enumerate(packs))
    return [pack for place, pack in enumerate(packs) if covers.item(0, str(place))]


def _shared(packs: Sequence[Pack]) -> set[str]:
    """The krav, as "pakke/krav", of which the law wants a share of the persons and not each of them."""
    return {name if "/" in name else f"{pack.id}/{name}" for pack in packs for krav in pack.krav for name in krav.af}


def _cases(pack: Pack, krav: Krav, history: History) -> pl.LazyFrame:
    """The krav's cases with `anchor`, `start`, `end` (day numbers) and the columns the forms read.

    With a list of anchors also `substitute`: whether the first of them is empty. With `hvor` also the columns it names.
    """
    cases = history.cases.lazy().filter(covered_by(pack))
    if krav.foer:
        cases = cases.filter(_date_column(krav.foer, krav, history).is_not_null())
    kept = {name: _date_column(name, krav, history) for name in (krav.foer,) if name}
    if krav.alder:
        kept["years"] = completed_years(BORN, pl.col("startdato"))
    for only in krav.hvor:
        kept[_kept(only)] = value = _text_column(only, history)
        cases = cases.filter(value.is_null() | value.is_in(_lowered(only)))
    anchors = [_date_column(name, krav, history) for name in krav.anker]
    if len(anchors) > 1:
        kept["substitute"] = anchors[0].is_null()
    return cases.select(
        "case",
        "foedselsdato",
        anchor=day_number(pl.coalesce(anchors)),
        start=day_number(pl.col("startdato")),
        end=day_number(pl.col("slutdato")),
        **kept,
    )


def _date_column(name: str, krav: Krav, history: History) -> pl.Expr:
    """The date column of `forloeb` that a krav names; empty throughout where the export has no such column."""
    dtype = history.cases.schema.get(name, pl.Null())
    if dtype == pl.Null():
        return pl.lit(None, dtype=pl.Date)
    if dtype != pl.Date():
        raise RuleError(
            f'Kravet "{krav.id}" regner fra kolonnen "{name}", men den indeholder ikke kun datoer. '
            "Ret kolonnen i forløbslisten, eller ret kravet."
        )
    return pl.col(name)


def _text_column(only: Only, history: History) -> pl.Expr:
    """The column of `forloeb` that `hvor` names, in lower case without blanks around; empty where it says nothing or "ukendt"."""
    if only.kolonne not in history.cases.columns:
        return pl.lit(None, dtype=pl.String)
    value = pl.col(only.kolonne).cast(pl.String).str.strip_chars().str.to_lowercase()
    return pl.when(~value.is_in({"", UNKNOWN} - set(_lowered(only)))).then(value)


def _lowered(only: Only) -> list[str]:
    return [value.strip().lower() for value in only.vaerdier]


def _kept(only: Only) -> str:
    """The name a column of `hvor` has beside those the engine makes."""
    return f"hvor {only.kolonne}"


def _verdicts(cases: pl.LazyFrame, pack: Pack, krav: Krav, number: int, history: History) -> pl.LazyFrame:
    """The verdicts of one krav on the cases that have the data for it."""
    clock = _clock(pack, krav, history)
    setting = Setting(krav, clock, history, history.qualifying(krav))
    decidable = cases.filter(_missing_data(krav, history).is_null(), _in_population(krav))
    if krav.efter_overgang:
        decidable = with_handover(
            decidable, pack.overgang or 0, history.pauses(pack.pauser), history.hours(pack.pauser)
        )
    owed = duties(decidable, setting).with_columns(of_hours=_of_hours(pack, krav, history))
    met = with_events(with_deadline(owed, pack, krav, history), krav, history)
    return decided(met, _lacking(krav, history), history).with_columns(
        requirement=pl.lit(number, dtype=pl.Int32),
        pausedage=clock.paused("anchor", DUE),
        holder=history.responsibility.on(CASE, DEADLINE),
    )


def _clock(pack: Pack, krav: Krav, history: History) -> Clock:
    """The krav's clock; `varsel` and `forud` are counted on the calendar whatever the pack's clock."""
    if krav.ur == "kalender" or krav.form in _WITHOUT_CLOCK:
        return Clock(None)
    return Clock(history.pauses(pack.pauser), history.hours(pack.pauser) if krav.ur == "timer" else None)


def _of_hours(pack: Pack, krav: Krav, history: History) -> pl.Expr:
    """Bits of `REMARKS`: what a due day or a handover that rests on paid hours must say of the months behind it."""
    by_hours = krav.ur == "timer" and krav.form not in _WITHOUT_CLOCK
    counted = [("opens" if krav.form == "efter" else "anchor", "due")] * by_hours
    counted += [("start", "passes")] * krav.efter_overgang
    hours = history.hours(pack.pauser) if counted else None
    if hours is None:
        return _bits(NO_HOURS * bool(counted))
    told = [hours.told(pl.col(first), pl.col(until)) for first, until in counted]
    in_full, as_none = (pl.any_horizontal(months).cast(pl.Int32) for months in zip(*told, strict=True))
    return pl.when(HAS_HOURS).then(in_full * HOURS_IN_FULL + as_none * HOURS_NONE).otherwise(NO_HOURS).cast(pl.Int32)


def _remarks(pack: Pack, krav: Krav, share: int, history: History) -> pl.Expr:
    """Bits of `REMARKS`: those that hold for every fund of the krav, `share` among them, and those that hold for some."""
    on_the_clock = krav.ur != "kalender" and krav.form not in _WITHOUT_CLOCK
    may_move = (on_the_clock and pack.pauser) or krav.fritager or krav.bruger_andel
    without_absences = NO_ABSENCES * bool(may_move and not history.tables.supplied("fravaer"))
    some = [pl.when(holds).then(_bits(bit)).otherwise(_bits(0)) for bit, holds in _told_of_some(krav, history)]
    return pl.sum_horizontal(_bits(share + without_absences), "of_hours", *some)


def _told_of_some(krav: Krav, history: History) -> Iterator[tuple[int, pl.Expr]]:
    """The remarks that only some of the krav's funds carry, and which; empty counts as no."""
    if krav.loentilskud_efterfrist:
        yield WAGE_SUBSIDY, pl.col("rescued")
    if len(krav.anker) > 1:
        yield OTHER_ANCHOR, pl.col("substitute")
    if krav.bruger_andel:
        yield SHARE_USED, pl.col("share_used") & (pl.col("status") == EXEMPT)
    unmet_in_time = pl.col("status").is_in([LATE, MISSING, COMING])
    if krav.form == "vindue":
        yield TOO_EARLY, unmet_in_time & (history.qualifying(krav).nth_from(CASE, ANCHOR) < pl.col("opens"))
    if krav.med_a_kasse:
        yield DECLINED, history.declined(krav).nth_from(CASE, MET.fill_null(NEVER)) == MET
        away = history.stayed_away(krav).nth_from(CASE, pl.max_horizontal("opens", "since"))
        in_window = away <= pl.min_horizontal(DEADLINE, END.fill_null(LAST_DAY))
        yield A_KASSE_AWAY, unmet_in_time & in_window


def _bits(remarks: int) -> pl.Expr:
    return pl.lit(remarks, dtype=pl.Int32)


def _in_population(krav: Krav) -> pl.Expr:
    """Whether an age band holds the person at the start; a form with deadlines in its bands chooses the band itself."""
    if not krav.alder or krav.alder_ved == "frist":
        return pl.lit(value=True)
    return pl.any_horizontal(in_band(band, YEARS) for band in krav.alder)


def _missing_data(krav: Krav, history: History) -> pl.Expr:
    """The names of the columns and tables without which a case's duties can't be dated; empty where nothing is missing."""
    needed = {krav.anker[0]: pl.col("anchor")} | ({"foedselsdato": BORN} if krav.alder else {})
    needed |= {only.kolonne: pl.col(_kept(only)) for only in krav.hvor}
    lacking: list[pl.Expr] = [pl.when(column.is_null()).then(pl.lit(name)) for name, column in needed.items()]
    lacking += [pl.lit(name) for name in _trigger_lacks(krav, history)]
    names = pl.concat_str(lacking, separator=", ", ignore_nulls=True)
    return pl.when(names != "").then(names)


def _trigger_lacks(krav: Krav, history: History) -> list[str]:
    """What the export lacks of the events that start a krav's duties, or that they come before."""
    trigger = krav.udloeser or krav.forud_for
    if trigger is None:
        return []
    table = _TABLE[trigger.haendelse]
    if krav.forud_for and table in history.tables.partial:
        return [history.tables.partial[table]]
    return _not_told(trigger, history) if history.tables.supplied(table) else [table]


def _lacking(krav: Krav, history: History) -> pl.Expr:
    """What would have to be known to call the duty late or unmet; empty where everything is known (`spec.md` § 2)."""
    table = _TABLE[krav.haendelse]
    if table in history.tables.partial:
        return pl.lit(history.tables.partial[table])
    unmet = _unsupplied(krav, table, history)
    return pl.when(MET.is_null()).then(pl.lit(unmet, dtype=pl.String))


def _unsupplied(krav: Krav, table: str, history: History) -> str | None:
    if not history.tables.supplied(table):
        return table
    if krav.haendelse == "tilbud":
        return "afgivet" if krav.dato == "afgivet" and history.lacks(table, "afgivet") else None
    if krav.ejer == "a-kasse" and not history.has("afholdt_af", "a_kasse"):
        return table
    a_kasse = ["a_kasse_deltog"] if krav.med_a_kasse and history.lacks(table, "a_kasse_deltog") else []
    return ", ".join(_not_told(krav, history) + a_kasse) or None


def _not_told(choice: Krav | Trigger | Later, history: History) -> list[str]:
    """The columns of interviews that are filtered on and about which the export says nothing."""
    filters = {"samtaleform": choice.former, "afholdt_af": choice.afholdt_af}
    return [name for name, codes in filters.items() if codes and history.lacks("samtaler", name)]


def _undecidable(cases: pl.LazyFrame, krav: Krav, number: int, history: History) -> pl.LazyFrame:
    """One fund, nr 1, without dates, for each case that lacks the data to date the duty."""
    missing = cases.with_columns(mangler_felt=_missing_data(krav, history)).filter(
        pl.col("mangler_felt").is_not_null(), _in_population(krav).fill_null(value=True)
    )
    return _without_dates(missing, number)


def _unplaced(history: History) -> pl.LazyFrame:
    """One fund with empty pakke and krav for each case without start or target group."""
    names = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in ("startdato", "maalgruppe")]
    lost = history.cases.lazy().with_columns(
        mangler_felt=pl.concat_str(names, separator=", ", ignore_nulls=True), end=day_number(pl.col("slutdato"))
    )
    return _without_dates(lost.filter(pl.col("mangler_felt") != ""), 0)


def _without_dates(cases: pl.LazyFrame, number: int) -> pl.LazyFrame:
    empty = pl.lit(None, dtype=pl.Int32)
    return cases.with_columns(
        requirement=pl.lit(number, dtype=pl.Int32),
        nr=pl.lit(1, dtype=pl.Int32),
        status=pl.lit(UNDECIDED, dtype=STATUS),
        aaben=pl.col("end").is_null(),
        remarks=pl.lit(0, dtype=pl.Int32),
        holder=pl.lit(0, dtype=pl.Int32),
        **dict.fromkeys(("opens", "due", "deadline", "met", "booked", "dage", "pausedage"), empty),
    )
