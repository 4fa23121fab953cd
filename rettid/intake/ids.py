"""Who a row is about: the ids of case and citizen, CPR numbers keyed, and what to say of a row that has neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.intake import accounts, convert, cpr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Cells = dict[str, pl.Series]


def identify(cells: Mapping[str, pl.Series], height: int, key: Callable[[], bytes]) -> Cells:
    """Per row `forloeb_id`, `borger_id`, and of CPR numbers `foedselsdato`, `klasse` and `mistet_nul` (a lost zero).

    A value that reads as a CPR number is keyed in whichever column it stands. `key` is asked for only then.
    """
    empty = pl.repeat(None, height, dtype=pl.String, eager=True)
    forloeb = convert.texts(cells["forloeb_id"]) if "forloeb_id" in cells else empty
    borger = convert.texts(cells["borger_id"]) if "borger_id" in cells else empty
    ids: Cells = {"forloeb_id": _keyed(forloeb, cpr.looks_like_cpr(forloeb, nine=False), key, {})}
    ids["borger_id"] = _keyed(borger, cpr.looks_like_cpr(borger), key, ids)
    if "cpr" in cells:
        read = cpr.read(cells["cpr"], key())
        ids["borger_id"] = first(ids["borger_id"], read["borger_id"])
        ids |= {name: read[name] for name in ("foedselsdato", "klasse", "mistet_nul")}
    return ids


def _keyed(ids: pl.Series, like: pl.Series, key: Callable[[], bytes], more: Cells) -> pl.Series:
    """The ids with CPR numbers keyed; `more` gets the birth dates that these tell."""
    if not like.any():
        return ids
    read = cpr.read(ids.zip_with(like, pl.repeat(None, len(ids), dtype=pl.String, eager=True)), key())
    more["foedselsdato"] = read["foedselsdato"]
    return first(read["borger_id"], ids)


def first(these: pl.Series, those: pl.Series) -> pl.Series:
    """The values of `these`, and where they are null of `those`."""
    return these if not these.null_count() else these.zip_with(these.is_not_null(), those)


def without_id(ids: Cells) -> pl.DataFrame | None:
    """Per row `kode` and `aarsag`, null where the row has an id; None when all have."""
    lost = ids["forloeb_id"].is_null() & ids["borger_id"].is_null()
    if not lost.any():
        return None
    classes = ids.get("klasse", pl.repeat("tomt", len(lost), dtype=pl.String, eager=True))
    missing = pl.col("klasse") == "tomt"
    why = pl.col("klasse").replace_strict(cpr.REASONS, default=None, return_dtype=pl.String)
    code = pl.when(missing).then(pl.lit(accounts.NO_ID)).otherwise(pl.lit(accounts.BAD_CPR))
    reason = (
        pl.when(missing)
        .then(pl.lit("Rækken har hverken forløb eller borger."))
        .otherwise("Rækken kan ikke knyttes til en borger: " + why + ".")
    )
    return pl.DataFrame({"lost": lost, "klasse": classes}).select(kode=pl.when("lost").then(code), aarsag=reason)


def bad_numbers(ids: Cells) -> pl.Series | None:
    """Why the CPR numbers can't be used of rows that have another id; None without any. Never the number."""
    if "klasse" not in ids:
        return None
    bad = (
        ids["klasse"].is_in([*cpr.USABLE, "tomt"]).not_() & ids["forloeb_id"].is_not_null() & ids["borger_id"].is_null()
    )
    return ids["klasse"].filter(bad).replace(cpr.REASONS) if bad.any() else None
