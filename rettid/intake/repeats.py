"""Rows that say again what another row has said: repeated, multiplied by a join, or told by two systems.

*What is a repetition.* A row that agrees with an earlier one in every column, the user's own included, and in the time
of day where the file has one (a-kasser register two interviews of a day one minute apart). Where only a column of the
user's own differs, the row stays: what it means nobody here knows, and two interviews of one day never count as more
than one. Of a list that several tables were read from (`Part.joined`) only the table's own columns are compared, for
there the others are the other tables'.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import polars as pl

from rettid.findings import FINDING_SCHEMA, counted
from rettid.intake import accounts
from rettid.intake.joining import EXPORT
from rettid.tables import SCHEMAS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rettid.intake.blocks import Part
    from rettid.intake.joining import Export

Clock = Callable[[str, pl.DataFrame], pl.Series]
"""Of a table and rows that carry SOURCE, the time of day of each as text, null where the file has none."""

MULTIPLIED = "_ganget"
"""While rows are linked: whether the row was read to several tables."""

_PLACE = (EXPORT, MULTIPLIED)

AGAIN = "Rækken gentager en tidligere række."
OTHER_EXPORT = "Rækken står også i et nyere udtræk af samme forløb."
FOLDED = "RT-F06"

SAME_EVENT = {
    "samtaler": ("dato", "samtaletype", "status"),
    "tilbud": ("startdato", "tilbudstype"),
    "fravaer": ("startdato", "art", "fravaerstype"),
    "ansvar": ("fra", "sagsbehandler", "team"),
    "ledighed": ("maaned",),
}
"""By what a row of one system's export is known again in another's; how an offer or absence ended, the newest knows."""
_NAMES = {"forloeb": "forløb", "samtaler": "samtaler", "tilbud": "tilbud", "fravaer": "fravær"}


def content(rows: pl.DataFrame, own: Iterable[str]) -> pl.DataFrame:
    """What two rows must agree in to be one: all columns, or of a multiplied row its table's `own`; not where it stands."""
    frame = rows[[name for name in rows.columns if name not in {*SOURCE, *_PLACE}]]
    if MULTIPLIED not in rows.columns:
        return frame
    others = [name for name in frame.columns if name not in own]
    return frame.with_columns(pl.when(~rows[MULTIPLIED].fill_null(value=False)).then(pl.col(name)) for name in others)


def once(name: str, events: pl.DataFrame, clock: Clock | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events, each once, and the later of rows that repeat an earlier one."""
    same = content(events[[column for column in events.columns if column != "borger_id"]], SCHEMAS[name])
    # Few rows agree in forløb, day and type: only these are compared in full.
    hashes = same[[*SCHEMAS[name]][:3]].hash_rows()
    ordered = hashes.sort()
    shared = ordered.filter(ordered == ordered.shift(1))
    suspects = hashes.is_in(shared.implode())
    alike = same.filter(suspects)
    later = _again(alike)
    if not later.any():
        return events, events.clear()
    if clock is not None:
        later = _again(alike.with_columns(clock(name, events.filter(suspects)).alias("_tid")))
    repeated = pl.repeat(value=False, n=events.height, eager=True).scatter(suspects.arg_true(), later)
    return events.filter(~repeated), events.filter(repeated)


def _again(rows: pl.DataFrame) -> pl.Series:
    return rows.select(again=~pl.struct(pl.all()).is_first_distinct())["again"]


def of_two_exports(
    name: str, events: pl.DataFrame, cases: pl.Series, exports: Sequence[Export]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events of `cases`, which stand in several exports, each once: as the newest tells it, its blanks from the others.

    What an export itself tells twice stays twice. Also the rows of the older exports that told the same. The frame has
    EXPORT, and `exports` are the oldest first.
    """
    if not cases.len() or EXPORT not in events.columns:
        return events, events.clear()
    rank = {export.navn: at for at, export in enumerate(exports)}
    same = ["forloeb_id", *SAME_EVENT[name]]
    shared = pl.col("forloeb_id").is_in(cases.implode())
    numbered = events.with_row_index("_nr").with_columns(
        _led=pl.col(EXPORT).replace_strict(rank, default=-1, return_dtype=pl.Int32)
    )
    some = numbered.filter(shared).with_columns(_gang=pl.int_range(pl.len()).over([*same, EXPORT]))
    some = some.sort("_led", "_nr", descending=[True, False])
    key = [*same, "_gang"]
    again = ~pl.struct(key).is_first_distinct()
    older = some.filter(again)
    if older.is_empty():
        return events, events.clear()
    kept = {*key, *SOURCE, EXPORT, "_nr", "_led", "slutdato", "til"}
    filled = [pl.col(column).fill_null(strategy="backward").over(key) for column in some.columns if column not in kept]
    newest = some.with_columns(filled).filter(~again)
    whole = pl.concat([numbered.filter(~shared), newest.select(numbered.columns)]).sort("_nr")
    return whole.select(events.columns), older.select(events.columns)


def folded(parts: Sequence[Part], again: Mapping[str, pl.DataFrame], aside: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """FOLDED for each list that shows an event once for each of another kind: how many rows became how many of what.

    `again` has the rows that repeat an earlier one per table of events, `aside` all rows that fell away.
    """
    sheets: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        if part.joined and part.frame.height:
            sheets.setdefault((part.frame["kilde_fil"][0], part.frame["kilde_ark"][0]), []).append(part)
    found = []
    for (fil, ark), own in sheets.items():
        repeated = {name: rows.filter(fil=fil, ark=ark).height for name, rows in again.items()}
        if any(repeated.values()):
            other = sum(rows.filter(fil=fil, ark=ark, kode=accounts.OTHER_CONTENT).height for rows in aside)
            found.append({"kode": FOLDED, "fil": fil, "ark": ark, "besked": _text(own, repeated, other)})
    return pl.DataFrame(found, schema=FINDING_SCHEMA)


def _text(own: Sequence[Part], repeated: Mapping[str, int], other: int) -> str:
    rows = pl.concat([part.frame["kilde_raekke"] for part in own]).n_unique()
    counts: dict[str, int] = {}
    for part in own:
        cases = part.frame.select("forloeb_id", "borger_id", *(["startdato"] if part.tabel == "forloeb" else []))
        counts[part.tabel] = cases.n_unique() if part.tabel == "forloeb" else counts.get(part.tabel, 0) + cases.height
    told = [f"{number - repeated.get(name, 0)} {_NAMES.get(name, name)}" for name, number in counts.items()]
    text = f"{counted(rows, 'række', 'rækker')} er foldet sammen til {', '.join(told[:-1])}{' og ' * (len(told) > 1)}{told[-1]}."
    return text + (
        f" {counted(other, 'række', 'rækker')} siger noget andet om forløbet end den første; den er brugt."
        if other
        else ""
    )
