"""The rates by their names: what each rests on, which day its months are of, and the numbers it gives (`spec.md` § 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rettid.rates import members, shares, spreads
from rettid.rates.spreads import MET_BANDS, OVERDUE_BANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    import polars as pl

    from rettid.rates.spreads import Bands
    from rettid.spans import Span

    Members = Callable[[pl.DataFrame, Span, date], pl.DataFrame]
    Counted = Callable[[pl.DataFrame, Span, date, Sequence[str]], pl.DataFrame]

FUNDS, WAITING, CASES, INTERVIEWS = "fund", "ventende", "forløb", "samtaler"
"""What rates rest on: the funds by who answered on the deadline, the same by who has the case now, open forløb, held interviews."""


@dataclass(frozen=True)
class Rate:
    """One rate: its id in `spec.md` § 5, and how it is counted."""

    tal: str
    rests_on: str
    members: Members
    """The rows that are counted, with `i_taeller`."""
    counted: Counted
    """A row per group."""
    numerators: dict[str, str]
    """Each line that is counted, and the column of `counted` with its numerator."""
    denominator: str | None = None
    """The column with the denominator; None for a count of nothing."""
    days: dict[str, str] = field(default_factory=dict)
    """Each line that is a number of days, and its column."""
    bands: Bands = field(default_factory=dict)
    """Each line that counts some of the members only, and the days of these."""
    day: str = "frist"
    """The column that its months are of; it is the one that places a fund in the period, too."""
    in_period: bool = True
    unit: str = "fund_id"
    """The column that tells one counted thing from another."""

    @property
    def lines(self) -> list[str]:
        """Its numbers, in the order they are shown."""
        return [*self.numerators, *self.days]

    @property
    def is_share(self) -> bool:
        """Whether its numbers have a percentage."""
        return not self.bands and self.denominator is not None

    @property
    def of_cases(self) -> bool:
        """Whether it is about forløb, and so neither of a krav nor of a period."""
        return self.rests_on in (CASES, INTERVIEWS)


@dataclass(frozen=True)
class Basis:
    """What every number rests on."""

    rows: Mapping[str, pl.DataFrame]
    """FUNDS, WAITING, CASES and INTERVIEWS, each with what `Rate.members` needs and the columns of the groupings."""
    span: Span
    pr: date
    untold: Mapping[str, str] = field(default_factory=dict)
    """Events that the export does not tell, and why: they have no numbers."""
    titles: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The title of each krav, by pack and krav."""


def _share(tal: str, line: str, members: Members, counted: Counted, unit: str = "fund_id") -> Rate:
    return Rate(tal, FUNDS, members, counted, {line: "rettidige"}, "forfaldne", unit=unit)


def _data(line: str, rests_on: str, unit: str) -> Rate:
    return Rate(
        "R6",
        rests_on,
        members=lambda rows, _span, _pr: rows,
        counted=lambda rows, _span, _pr, by: shares.r6(rows, by),
        numerators={line: "rettidige"},
        denominator="forfaldne",
        in_period=False,
        unit=unit,
    )


RATES: tuple[Rate, ...] = (
    _share("R1", "til tiden", members.due, shares.r1),
    _share("RP", "alt til tiden", members.person_duties, shares.persons, unit="borger"),
    _share("R5", "til tiden, undtagne regnet med", members.due_or_exempt, shares.r5),
    Rate(
        "R2",
        WAITING,
        members=lambda funds, _span, _pr: members.waiting(funds),
        counted=lambda funds, _span, _pr, by: spreads.r2(funds, by),
        numerators={name: name for name in OVERDUE_BANDS},
        denominator="aabne",
        days={"længst": "laengst", "median": "median"},
        bands=OVERDUE_BANDS,
        in_period=False,
    ),
    Rate(
        "R3",
        FUNDS,
        members=lambda funds, span, _pr: members.met_in(funds, span),
        counted=lambda funds, span, _pr, by: spreads.r3(funds, span, by),
        numerators={name: name for name in MET_BANDS},
        denominator="indfriede",
        days={name: name for name in ("tidligst", "p10", "p25", "median", "p75", "p90", "senest")},
        bands=MET_BANDS,
        day="moedt",
    ),
    Rate("R4", FUNDS, members.opened_in, spreads.r4, {"nye": "nye"}, day="aabner"),
    _data("brugbare forløb", CASES, unit="forloeb_id"),
    _data("registreret i tide", INTERVIEWS, unit="samtale"),
)

NAMES = tuple(dict.fromkeys(rate.tal for rate in RATES))
"""What `--tal` can name."""


def named(tal: str, line: str | None = None) -> Rate:
    """The rate of that id that has the line; without a line the first. Raises StopIteration where there is none."""
    return next(rate for rate in RATES if rate.tal == tal and (line is None or line in rate.lines))
