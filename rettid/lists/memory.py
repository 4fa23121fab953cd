"""Lines of this time × the list before → what is new, what goes on, what was solved, what has left and why.

Nothing is forgotten: every row of the list before is either still here, solved, or gone for a reason that is told; and
what people typed goes with it. A list made twice for one day compares with the same list before both times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from rettid.lists.lines import NOBODY
from rettid.tables import COMING, EXEMPT, LAPSED, LATE, MISSING, TIMELY, UNDECIDED

if TYPE_CHECKING:
    from datetime import date

NEW, STILL, WORSE = "ny", "fortsat", "forværret"
SOLVED, LEFT = "løst", "fjernet"
MARKS = (NEW, STILL, WORSE, SOLVED, LEFT)
OPEN = (MISSING, COMING, NOBODY)
"""The statuses of a row that stands on somebody's list."""

ROW_SCHEMA: dict[str, pl.DataType] = {
    "fund_id": pl.String(),
    "forloeb_id": pl.String(),
    "sag": pl.String(),
    "borger": pl.String(),
    "sagsbehandler": pl.String(),
    "titel": pl.String(),
    "nr": pl.Int32(),
    "frist": pl.Date(),
    "status": pl.String(),
    "siden_sidst": pl.String(),
    "foer_frist": pl.Date(),
    "foer_status": pl.String(),
    "handling": pl.String(),
    "note": pl.String(),
    "noteret": pl.Date(),
}
"""A row of a list as the workbook remembers it: what stood there, how it stood on the list before that (`foer_…`, empty
where it did not), and what people have typed. `noteret`: the day of the list on which the text was typed."""

TYPED = ("handling", "note", "noteret")

GONE_SCHEMA: dict[str, pl.DataType] = ROW_SCHEMA | {"moedt": pl.Date(), "hvorfor": pl.String()}
"""A row that stood on the list before and stands here no more; `hvorfor` in Danish."""


@dataclass(frozen=True, slots=True)
class Before:
    """The list before, read back.

    `rows` has ROW_SCHEMA, with what people have typed by now; `pr` is its day and `foer_pr` that of the list it was
    compared with. `own` are rows that people wrote themselves: `ark`, `celler`. `edited`: `ark`, `raekke`, `kolonne`,
    `stod`, `staar` of cells of ours that people changed. `deleted`: the `fund_id`s whose rows people took out.
    `team` and `maskine_id`: the team that was asked for, and a fingerprint of the key that citizens were keyed with.
    """

    navn: str
    pr: date
    foer_pr: date | None
    rows: pl.DataFrame
    kommune: str = ""
    team: str | None = None
    maskine_id: str = ""
    own: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OWN_SCHEMA))
    edited: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EDIT_SCHEMA))
    deleted: frozenset[str] = frozenset()

    @property
    def typed(self) -> pl.DataFrame:
        """What people have typed: `fund_id` and TYPED."""
        return self.rows.select("fund_id", *TYPED)


OWN_SCHEMA: dict[str, pl.DataType] = {"ark": pl.String(), "celler": pl.List(pl.String())}
EDIT_SCHEMA: dict[str, pl.DataType] = {
    "ark": pl.String(),
    "raekke": pl.UInt32(),
    "kolonne": pl.String(),
    "stod": pl.String(),
    "staar": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Since:
    """The lines held up against the list before.

    `lines`: as given, with `siden_sidst` (NEW, STILL, WORSE; empty on a first list), `foer_frist`, `foer_status` and
    TYPED. `solved` and `left`: rows of the list before that are here no more, with `siden_sidst`, `moedt` and `hvorfor`.
    `pr` is the day of the list before; None on a first list.
    On a first list that is made again on its day, `solved` and `left` have the rows that people had typed on and that are
    gone meanwhile.
    """

    lines: pl.DataFrame
    solved: pl.DataFrame
    left: pl.DataFrame
    pr: date | None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each of MARKS."""
        marks = self.lines["siden_sidst"]
        here = {mark: int((marks == mark).sum()) for mark in (NEW, STILL, WORSE)}
        return here | {SOLVED: self.solved.height, LEFT: self.left.height}


def since(lines: pl.DataFrame, before: Before | None, funds: pl.DataFrame, cases: pl.DataFrame, pr: date) -> Since:
    """What has happened since the list before. `funds`: every fund of this run; `cases`: its open cases now.

    A list before of this very day was this list's own first edition: then what counts is the list before that one.
    """
    if before is None:
        return Since(_with_nothing_before(lines), _nothing_gone(), _nothing_gone(), None)
    then, typed = stood(before, pr), before.typed
    known = then.select("fund_id", foer_frist="frist", foer_status="status")
    stands = pl.when(pl.col("foer_status").is_null()).then(pl.lit(NEW))
    worse = (pl.col("foer_status") == COMING) & (pl.col("status") == MISSING)
    day = before.foer_pr if before.pr == pr else before.pr
    mark = stands.when(worse).then(pl.lit(WORSE)).otherwise(pl.lit(STILL))
    marked = (
        lines.join(known, on="fund_id", how="left", maintain_order="left")
        .join(typed, on="fund_id", how="left", maintain_order="left")
        .with_columns(siden_sidst=pl.lit("") if day is None else mark)
    )
    gone = pl.concat([then, _spoken_of(before, pr)]).join(lines, on="fund_id", how="anti")
    told = _why(gone.drop(TYPED).join(typed, on="fund_id", how="left"), funds, cases).sort(
        "sagsbehandler", "foer_frist", "forloeb_id", "titel", "nr", "fund_id", nulls_last=True
    )
    solved = pl.col("siden_sidst") == SOLVED
    return Since(marked, told.filter(solved), told.filter(~solved), day)


def stood(before: Before, pr: date) -> pl.DataFrame:
    """The rows that stood on the list to compare with, as they stood there (ROW_SCHEMA)."""
    if before.pr != pr:
        return before.rows.filter(~_gone())
    earlier = before.rows.filter(pl.col("foer_status").is_in(OPEN))
    return earlier.with_columns(frist=pl.col("foer_frist"), status=pl.col("foer_status"))


def _spoken_of(before: Before, pr: date) -> pl.DataFrame:
    """Other rows whose text has not been shown since it was typed: nobody's note goes unseen.

    On a list before it was typed where the row was told as solved or left; in a first edition of this list also on a row
    that was new, or that was told for such a text.
    """
    spoken = before.rows.filter(pl.any_horizontal(pl.col("handling", "note").is_not_null()))
    if before.pr != pr:
        return spoken.filter(_gone(), pl.col("noteret") == before.pr)
    return spoken.filter(~pl.col("foer_status").is_in(OPEN).fill_null(value=False)).with_columns(
        frist=pl.coalesce("foer_frist", "frist"), status=pl.coalesce("foer_status", "status")
    )


def _gone() -> pl.Expr:
    return pl.col("siden_sidst").is_in([SOLVED, LEFT])


def _with_nothing_before(lines: pl.DataFrame) -> pl.DataFrame:
    nothing = {name: pl.lit(None, dtype=ROW_SCHEMA[name]) for name in ("foer_frist", "foer_status", *TYPED)}
    return lines.with_columns(siden_sidst=pl.lit(""), **nothing)


def _nothing_gone() -> pl.DataFrame:
    return pl.DataFrame(schema=GONE_SCHEMA)


def _why(gone: pl.DataFrame, funds: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The rows with how each left: met, or the reason."""
    now = funds.select(
        "fund_id",
        nu_status=pl.col("status").cast(pl.String),
        nu_frist="frist",
        moedt="moedt",
        slutdato="slutdato",
        mangler=pl.col("mangler_felt").cast(pl.String),
        aaben="aaben",
    )
    judged = funds.select("forloeb_id", omfattet=pl.lit(value=True)).unique()
    holder = cases.select("forloeb_id", nu="sagsbehandler", nu_aaben=pl.lit(value=True))
    rows = (
        gone.join(now, on="fund_id", how="left", maintain_order="left")
        .join(judged, on="forloeb_id", how="left", maintain_order="left")
        .join(holder, on="forloeb_id", how="left", maintain_order="left")
    )
    met = pl.col("nu_status").is_in([TIMELY, LATE])
    owned = (pl.col("status") == NOBODY) & pl.col("nu").is_not_null()
    return rows.with_columns(
        foer_frist="frist",
        foer_status="status",
        siden_sidst=pl.when(met | owned).then(pl.lit(SOLVED)).otherwise(pl.lit(LEFT)),
        hvorfor=_reason(),
        frist=pl.coalesce("nu_frist", "frist"),
        status=pl.coalesce("nu_status", "status"),
    ).select(*GONE_SCHEMA)


def _reason() -> pl.Expr:
    """In Danish, how a row left the list."""
    status, late = pl.col("nu_status"), (pl.col("moedt") - pl.col("nu_frist")).dt.total_days()
    ended, moved = pl.col("slutdato").dt.strftime("%d-%m-%Y"), pl.col("nu_frist").dt.strftime("%d-%m-%Y")
    days = pl.when(late == 1).then(pl.lit("1 dag")).otherwise(pl.format("{} dage", late))
    nobody = pl.col("status") == NOBODY
    return (
        pl.when(nobody & pl.col("nu").is_not_null()).then(pl.format("Sagen har fået en ansvarlig: {}", "nu"))
        .when(nobody).then(pl.lit("Sagen er ikke åben længere, eller den er ikke i udtrækket"))
        .when(status == TIMELY).then(pl.lit("Mødt til tiden"))
        .when(status == LATE).then(pl.format("Mødt {} for sent", days))
        .when(status == LAPSED).then(pl.format("Forløbet sluttede {}, før fristen", ended))
        .when(status == EXEMPT).then(pl.lit("Undtaget på fristen: fritagelse eller suspension"))
        .when(status == UNDECIDED).then(pl.format("Kan ikke afgøres: der mangler {}", "mangler"))
        .when((status == MISSING) & pl.col("slutdato").is_not_null() & ~pl.col("aaben"))
        .then(pl.format("Forløbet sluttede {}; fristen var ikke holdt", ended))
        .when(status.is_in([MISSING, COMING]) & pl.col("nu_aaben").is_null())
        .then(pl.lit("Sagen hører ikke til her længere"))
        .when(status == COMING).then(pl.format("Fristen er nu {}, længere fremme end listen rækker", moved))
        .when(status == MISSING).then(pl.lit("Står ikke på denne slags liste"))
        .when(pl.col("omfattet")).then(pl.lit("Kravet gælder ikke længere for forløbet"))
        .otherwise(pl.lit("Sagen er ikke i udtrækket, eller ingen regel dækker den længere"))
    )  # fmt: skip
