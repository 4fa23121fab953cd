"""What was done: offers begun, people in them, full-year places, and who is there on a day (inventory A-05, A-07, A-17, A-23)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from rettid.targets.pace import part_of
from rettid.targets.people import cases, offers, within
from rettid.targets.reached import COUNTED, Reached

if TYPE_CHECKING:
    from datetime import date

    from rettid.spans import Span
    from rettid.tables import Tables
    from rettid.targets.model import Reading

FULL_TIME, WEEKS = Fraction(37), 52
"""Hours a week, and weeks a year, of a full-year place (inventory A-17)."""


def begun(reading: Reading, tables: Tables, span: Span, pr: date) -> Reached:
    """The offers begun in the period and by `pr`; with `personer` the people who began one, each once."""
    own = offers(reading, tables, pr).filter(within("startdato", span))
    people = reading.hvad == "personer"
    number = own.select(pl.col("borger").n_unique() if people else pl.len()).collect().item()
    what = "personer, hver talt én gang, der er begyndt på et tilbud" if people else "tilbud, der er begyndt"
    return Reached(Fraction(number), COUNTED, pr, forklaring=f"{what} i perioden")


def places(reading: Reading, tables: Tables, span: Span, pr: date) -> Reached:
    """Full-year places: weeks in offers within the period times hours, over a year of full-time weeks; none where hours are missing."""
    last = min(pr, span.last)
    ends = pl.min_horizontal(pl.coalesce("slutdato", "planlagt_slutdato", pl.lit(last)), pl.lit(last))
    first = pl.max_horizontal("startdato", pl.lit(span.first))
    own = offers(reading, tables, pr).with_columns(dage=(ends - first).dt.total_days() + 1).filter(pl.col("dage") > 0)
    frame = own.select("dage", "timer_pr_uge").collect()
    missing = frame["timer_pr_uge"].null_count()
    if missing:
        return Reached(None, COUNTED, pr, hvorfor=f"timer pr. uge mangler for {missing} af {frame.height} tilbud")
    norm = reading.norm or FULL_TIME
    hours = frame.select((pl.col("dage") * pl.col("timer_pr_uge")).sum()).item()
    year = norm * WEEKS * 7 * part_of(span, span.last) * _years(span)
    return Reached(
        Fraction(hours).limit_denominator(10**6) / year,
        COUNTED,
        pr,
        forklaring=f"helårspladser: uger i tilbud gange timer, delt med {WEEKS} uger à {float(norm):g} timer".replace(
            ".", ","
        ),
    )


def _years(span: Span) -> Fraction:
    """How many years a period of whole months is."""
    months = (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
    return Fraction(months, 12)


def there(reading: Reading, tables: Tables, span: Span | None, pr: date) -> Reached:
    """The people on the benefit on the last day of the period, or on `pr` before that; with `efter` those who have been it that long."""
    day = pr if span is None else min(pr, span.last)
    own = cases(reading, tables).filter(
        pl.col("startdato") <= day, pl.col("slutdato").is_null() | (pl.col("slutdato") >= day)
    )
    if reading.efter is not None:
        own = own.filter(reading.efter.after(pl.col("startdato")) <= day)
    number = own.select(pl.col("borger").n_unique()).collect().item()
    long = f" i mindst {reading.efter}" if reading.efter is not None else ""
    return Reached(Fraction(number), COUNTED, day, forklaring=f"personer på ydelsen{long} {day:%d-%m-%Y}")
