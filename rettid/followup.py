"""What `rettid targets` says, gathered from a register, a day, and an export where there is one: targets, initiatives and promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.targets.columns import INITIATIVES, PROMISES, TARGETS
from rettid.targets.counted import Export, counted, use
from rettid.targets.goal import POINTS
from rettid.targets.initiatives import progress
from rettid.targets.model import Forecast
from rettid.targets.promises import beside, kept, latest
from rettid.targets.reached import COUNTED, Reached, stated
from rettid.targets.remarks import remarks
from rettid.targets.standing import Standing, standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rettid.rules import Pack
    from rettid.summary import Summary
    from rettid.targets.model import Amount, Initiative, Promise, Register, Target


@dataclass(frozen=True)
class Followup:
    """A register followed up on a day: by what it states itself, and by an export where one was read.

    `prognose` are forecasts by kind of event (`forecasts` makes them of a frame of `columns.FORECAST`), `sammenlign` numbers of
    others by their name, where the register has none.
    """

    register: Register
    pr: date
    summary: Summary | None = None
    packs: Sequence[Pack] = ()
    prognose: Mapping[str, Forecast] = field(default_factory=dict)
    sammenlign: Mapping[str, Amount] = field(default_factory=dict)
    noter: Sequence[str] = ()
    """What to say besides, a sentence each: how the forecast was made, or why there is none."""

    @cached_property
    def maal(self) -> pl.DataFrame:
        """The targets (TARGETS)."""
        return pl.DataFrame([self._target_row(target) for target in self.register.maal], schema=TARGETS)

    @cached_property
    def initiativer(self) -> pl.DataFrame:
        """The initiatives (INITIATIVES)."""
        return pl.DataFrame([self._initiative_row(each) for each in self.register.initiativer], schema=INITIATIVES)

    @cached_property
    def loefter(self) -> pl.DataFrame:
        """The promises (PROMISES)."""
        rows = [self._promise_row(each) for each in self.register.loefter]
        return pl.DataFrame(rows, schema=PROMISES).sort("lovet", "hvem", "loefte")

    @cached_property
    def bemaerkninger(self) -> list[str]:
        """What the register contradicts and lacks, a sentence each."""
        return [*remarks(self.register, self.packs), *self.noter]

    @cached_property
    def export(self) -> Export | None:
        """What of the export is counted in."""
        own = self.summary
        if own is None:
            return None
        return Export(own.tables, own.funds, own.judged_by, own.pr, own.untold, own.reading.tables)

    @cached_property
    def standings(self) -> dict[str, tuple[Standing, Reached | None]]:
        """How each target stands, and what was reached."""
        return {target.id: self._standing(target) for target in self.register.maal}

    def _standing(self, target: Target) -> tuple[Standing, Reached | None]:
        now, base = self._now(target), self._base(target)
        compared = target.sammenlign or self.sammenlign.get(target.goal.sammenlign)
        other = None if compared is None else stated(compared, None)
        return standing(target, now, base, other, self.pr), now

    def _now(self, target: Target) -> Reached | None:
        """What has been reached: counted where it can be, else what was stated."""
        told = None if target.naaet is None else stated(target.naaet, target.pr or self.pr)
        if target.beregnes is None or self.export is None:
            missing = Reached(None, COUNTED, self.pr, hvorfor="beregnes af et udtræk, og der er intet givet")
            return told or (missing if target.beregnes is not None else None)
        own = counted(target.beregnes, self.export, target.periode)
        return told if own.vaerdi is None and told is not None else own

    def _base(self, target: Target) -> Reached | None:
        """What it was before: as stated, else counted in the period before."""
        if target.basis is not None:
            return stated(target.basis, None)
        if target.beregnes is None or target.foer is None or self.export is None:
            return None
        return counted(target.beregnes, self.export, target.foer)

    def _target_row(self, target: Target) -> dict[str, Any]:
        told, now = self.standings[target.id]
        base, goal, span = self._base(target), target.goal, target.periode
        low, high = told.interval or (None, None)
        return {
            "maal": target.id,
            **{
                name: getattr(target, name)
                for name in ("navn", "art", "omraade", "initiativ", "enhed", "kilde", "sted")
            },
            "maaleenhed": target.maaleenhed or (now.enhed if now is not None else ""),
            "vaerdi": goal.tekst,
            "fra": span and span.first,
            "til": span and span.last,
            "basis": _value(base, "vaerdi"),
            "sammenlign": _value(target.sammenlign, "vaerdi"),
            "naaet": _value(now, "vaerdi"),
            "taeller": _value(now, "taeller"),
            "naevner": _value(now, "naevner"),
            "maalt": _value(told, "maalt"),
            "maalt_enhed": _unit(target, now),
            "lav": low,
            "hoej": high,
            "hvordan": now.hvordan if now is not None else "",
            "pr": now and now.pr,
            "tempo": _value(told, "tempo"),
            "forventet": _value(told, "forventet"),
            "status": told.status,
            "bemaerkning": "; ".join(told.bemaerkninger),
            "forklaring": now.forklaring if now is not None else "",
        }

    def _initiative_row(self, initiative: Initiative) -> dict[str, Any]:
        told = progress(initiative, self.pr, use(initiative, self.export) if self.export is not None else None)
        own = [
            self.standings[target.id][0].status for target in self.register.maal if target.initiativ == initiative.id
        ]
        met = sum(status == "nået" for status in own)
        return {
            "initiativ": initiative.id,
            **{name: getattr(initiative, name) for name in ("navn", "omraade", "enhed", "lovet", "kilde", "sted")},
            "startet": told.startet,
            "deltagere": told.deltagere,
            "hvordan": told.hvordan,
            "pr": self.pr if told.hvordan == COUNTED else initiative.pr,
            "budget": _value(initiative, "budget"),
            "status": told.status,
            "maal": len(own),
            "maal_naaet": met,
            "maalstatus": "; ".join(dict.fromkeys(own)),
            "bemaerkning": told.bemaerkning,
        }

    def _promise_row(self, promise: Promise) -> dict[str, Any]:
        status = self.standings[promise.maal][0].status if promise.maal in self.standings else None
        told = kept(promise, self.pr, status, latest(self.prognose, promise.haendelse))
        expected = told.prognose
        return {
            "loefte": promise.id,
            **{
                name: getattr(promise, name)
                for name in ("hvem", "navn", "givet", "lovet", "tjekkes", "opfyldt", "kilde", "sted")
            },
            "prognose": expected and expected.maaned,
            "prognose_fra": expected and expected.fra,
            "prognose_til": expected and expected.til,
            "status": told.status,
            "ved_siden_af": beside(promise, expected),
            "bemaerkning": "; ".join(told.bemaerkninger),
            "advarsel": " ".join(told.advarsler),
        }


def forecasts(frame: pl.DataFrame) -> dict[str, Forecast]:
    """The forecasts of a frame of `columns.FORECAST`, by kind of event."""
    return {row["haendelse"]: Forecast(row["maaned"], row["fra"], row["til"]) for row in frame.iter_rows(named=True)}


def _unit(target: Target, now: Reached | None) -> str:
    """The unit of what is compared."""
    if target.goal.slags == "forskel" and now is not None and now.enhed == "pct.":
        return POINTS
    return target.goal.enhed


def _value(thing: object, name: str) -> float | None:
    """A number of a record, as a float; None where there is no record, or it has none."""
    number = getattr(thing, name, None)
    return None if number is None else float(number)
