"""Own rates held against published figures: over, under or not to be told apart; peers by name, never ranked. Pure."""

from __future__ import annotations

import polars as pl

from rettid.benchmarks.figures import FIGURES, MUNICIPALITY, OTHER, PERCENT, UNCLEAR, WARNING, area_key
from rettid.rates import FEWEST_FOR_PERCENT, with_interval
from rettid.rates.cells import NOBODY, TOO_FEW
from rettid.statistics.judgement import against

NO_DIFFERENCE, HIGHER, LOWER = "ingen forskel vist", "jeres er højere", "jeres er lavere"
"""What can be said of two municipalities."""

IS_HIDDEN, NO_SHARE = "tallet er skjult", "tallet er ikke en andel"
NOT_SAID, SIZE_UNKNOWN = "tallet kan være procent eller andele af 1", "kan ikke afgøres uden deres antal"
"""Why nothing is said; also `rates.cells`' NOBODY and TOO_FEW."""

_OWN = ("maal", "taeller", "naevner", "andel", "lav", "hoej")
_THEIRS = (
    "kilde", "tabel_id", "titel", "maaling", "delmaaling", "opdeling", "omraade", "omraadetype", "periode", "periodetype",
    "fra", "til", "maalgruppe", "opdateret", "hentet", "definition", "fil", "raekke",
)  # fmt: skip

JUDGED: dict[str, pl.DataType] = {
    "maal": pl.String(),
    "taeller": pl.Int64(),
    "naevner": pl.Int64(),
    "andel": pl.Float64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    **{name: FIGURES[name] for name in _THEIRS},
    "deres_andel": pl.Float64(),
    "deres_taeller": pl.Int64(),
    "deres_naevner": pl.Int64(),
    "deres_lav": pl.Float64(),
    "deres_hoej": pl.Float64(),
    "forskel": pl.Float64(),
    "forskel_lav": pl.Float64(),
    "forskel_hoej": pl.Float64(),
    "dom": pl.String(),
    "grund": pl.String(),
    "advarsel": pl.String(),
}
"""An own rate beside a figure; shares and differences of 1. `dom` is empty where `grund` says why; `advarsel` holds WARNING."""


def judged(rates: pl.DataFrame, benchmarks: pl.DataFrame) -> pl.DataFrame:
    """Each rate held against the figures that are to be compared with it (their `sammenlign` is its `maal`). Columns JUDGED.

    `rates`: `maal`, `taeller`, `naevner`, `andel`, `lav`, `hoej` (`rates.r1` with other names). `dom` is that of
    `statistics.judgement`, by the interval of the difference: a figure that tells its numbers has an interval too, one that
    does not is taken as exact. In the order of the rates and the file.
    """
    held = rates.select(_OWN).with_row_index("_rate")
    theirs = _theirs(benchmarks).with_row_index("_figure")
    pairs = held.join(theirs, left_on="maal", right_on="sammenlign", how="inner").sort("_rate", "_figure")
    compared = _compared(pairs)
    edges = compared.select("naevner", lav="forskel_lav", hoej="forskel_hoej")
    return _told(compared.with_columns(against(edges, 0.0)["dom"]))


def peers(rates: pl.DataFrame, benchmarks: pl.DataFrame, own_area: str | None = None) -> pl.DataFrame:
    """Each rate beside the named municipalities, in the order of their names. Columns JUDGED.

    `dom` is NO_DIFFERENCE, HIGHER or LOWER: with several peers about one in twenty differs by chance alone. A peer that does
    not tell its numbers is never said to differ (SIZE_UNKNOWN). The own municipality's published figure is no peer.
    """
    towns = benchmarks.filter(pl.col("omraadetype") == MUNICIPALITY)
    held = judged(rates, _without(towns, own_area))
    order = pl.DataFrame({"maal": rates["maal"]}).with_row_index("_rate")
    apart = (pl.col("forskel_lav") > 0) | (pl.col("forskel_hoej") < 0)
    unsure = apart & pl.col("deres_naevner").is_null()
    said = (
        pl.when(pl.col("dom").is_null() | unsure).then(pl.lit(None, dtype=pl.String))
        .when(pl.col("forskel_lav") > 0).then(pl.lit(HIGHER))
        .when(pl.col("forskel_hoej") < 0).then(pl.lit(LOWER))
        .otherwise(pl.lit(NO_DIFFERENCE))
    )  # fmt: skip
    why = pl.when(pl.col("grund").is_null() & unsure).then(pl.lit(SIZE_UNKNOWN)).otherwise("grund")
    named = held.with_columns(dom=said, grund=why).join(order, on="maal", maintain_order="left")
    return named.sort("_rate", by_name(pl.col("omraade")), "periode", "raekke", maintain_order=True).drop("_rate")


def by_name(area: pl.Expr) -> pl.Expr:
    """A key that sorts names as Danes do: æ, ø and å last."""
    return area.str.to_lowercase().str.replace_many(["æ", "ø", "å"], ["{", "|", "}"])


def _without(found: pl.DataFrame, own_area: str | None) -> pl.DataFrame:
    return found if own_area is None else found.filter(~is_area(found["omraade"], own_area))


def is_area(areas: pl.Series, area: str) -> pl.Series:
    """Which of the labels name the area."""
    return areas.is_in([label for label in areas.unique() if area_key(label) == area_key(area)])


def _theirs(benchmarks: pl.DataFrame) -> pl.DataFrame:
    """The figures as shares of 1, with the interval that their own numbers give; without numbers they are exact."""
    share = benchmarks.select(
        *_THEIRS,
        "sammenlign",
        "enhed",
        "skjult",
        deres_andel=pl.when(pl.col("enhed") == PERCENT).then(pl.col("vaerdi") / 100),
        deres_taeller="taeller",
        deres_naevner="naevner",
    ).with_row_index("_nr")
    counted = share.filter(pl.col("deres_taeller").is_not_null(), pl.col("deres_naevner") > 0).select(
        "_nr",
        rettidige="deres_taeller",
        forfaldne="deres_naevner",
        borgere=pl.col("deres_naevner"),
        spread=pl.lit(0.0),
    )
    edges = with_interval(counted).select("_nr", deres_lav="lav", deres_hoej="hoej")
    return share.join(edges, on="_nr", how="left", maintain_order="left").drop("_nr")


def _compared(pairs: pl.DataFrame) -> pl.DataFrame:
    """With the difference and its 95 % interval: the two intervals' distances from their shares, squared and added (Newcombe 1998)."""
    own, theirs = pl.col("andel"), pl.col("deres_andel")
    low, high = pl.col("deres_lav").fill_null(theirs), pl.col("deres_hoej").fill_null(theirs)
    gap = own - theirs
    return pairs.with_columns(
        forskel=gap,
        forskel_lav=gap - ((own - pl.col("lav")) ** 2 + (high - theirs) ** 2).sqrt(),
        forskel_hoej=gap + ((pl.col("hoej") - own) ** 2 + (theirs - low) ** 2).sqrt(),
    )


def _told(compared: pl.DataFrame) -> pl.DataFrame:
    """With `grund` where nothing can be said, and then neither judgement nor percentages of too few."""
    few = FEWEST_FOR_PERCENT
    why = (
        pl.when(pl.col("naevner").fill_null(0) == 0).then(pl.lit(NOBODY))
        .when(pl.col("naevner") < few).then(pl.lit(TOO_FEW))
        .when(pl.col("skjult")).then(pl.lit(IS_HIDDEN))
        .when(pl.col("enhed") == UNCLEAR).then(pl.lit(NOT_SAID))
        .when(pl.col("enhed") != PERCENT).then(pl.lit(NO_SHARE))
        .when(pl.col("deres_naevner") < few).then(pl.lit(TOO_FEW))
    )  # fmt: skip
    told = compared.with_columns(grund=why, advarsel=pl.when(pl.col("definition") == OTHER).then(pl.lit(WARNING)))
    clear = pl.col("grund").is_null()
    few_own, few_theirs = pl.col("naevner").fill_null(0) < few, pl.col("deres_naevner").fill_null(few) < few
    silent = [
        *(pl.when(clear).then(name).alias(name) for name in ("dom", "forskel", "forskel_lav", "forskel_hoej")),
        *(pl.when(~few_own).then(name).alias(name) for name in ("andel", "lav", "hoej")),
        *(pl.when(~few_theirs).then(name).alias(name) for name in ("deres_andel", "deres_lav", "deres_hoej")),
    ]
    return told.with_columns(silent).select(pl.col(name).cast(dtype) for name, dtype in JUDGED.items())


def own_rate(maal: str, hits: int, trials: int) -> pl.DataFrame:
    """A rate of persons, as `judged` takes it: Wilson's interval for `hits` of `trials`.

    >>> [round(100 * own_rate("RP/tilbud", 170, 200)[name][0], 1) for name in ("andel", "lav", "hoej")]
    [85.0, 79.4, 89.3]
    """
    counted = pl.DataFrame({"rettidige": [hits], "forfaldne": [trials], "borgere": [trials], "spread": [0.0]})
    return with_interval(counted).select(
        pl.lit(maal).alias("maal"), taeller="rettidige", naevner="forfaldne", andel="andel", lav="lav", hoej="hoej"
    )
