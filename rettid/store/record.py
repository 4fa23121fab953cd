"""A summary → the run as the history keeps it (`frames.Record`), pseudonymous. Pure: the secret is an argument."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import __version__, rates
from rettid.store.frames import FACTS, Record, emptied, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.rules import Pack
    from rettid.summary import Summary

ID_LENGTH = 16
"""Hexadecimal digits of a run's id and of a pseudonym."""

SHARE_DIGITS = 6
"""Decimals of a share that are kept."""

_MARK_LENGTH = 8
_ALWAYS = {"art": "lov", "ejer": "jobcenter"}
_KIND = ("art", "ejer", "haendelse", "pakke")


def record(summary: Summary, key: bytes) -> Record:
    """The run of an audit, to be stored. `key` is the local secret that forløb and citizens are keyed with."""
    return Record(
        facts=_facts(summary, key),
        fund=fitted(_funds(summary, key), "fund"),
        andele=fitted(_rates(summary), "andele"),
        sagsstammer=fitted(summary.caseload, "sagsstammer"),
    )


def run_id(summary: Summary) -> str:
    """The run's id: the same input, day, packs, version, municipality and team give the same id, whenever it is run."""
    facts = {
        "filer": _files(summary),
        "pr": summary.pr.isoformat(),
        "kendt_pr": summary.kendt_pr.isoformat() if summary.kendt_pr else None,
        "pakker": sorted(_edition(pack) for pack in summary.judged_by),
        "rettid": __version__,
        "kommune": summary.kommune,
        "team": summary.team,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:ID_LENGTH]


def pseudonyms(ids: pl.Series, what: str, key: bytes) -> pl.Series:
    """Per id its pseudonym: HMAC-SHA256 under the local secret of `what` it is the id of, and the id.

    An id that is a pseudonym already (a citizen's, made of the CPR number) is keyed once more: whether a system's own
    id tells who it is can't be seen from it.
    """
    distinct = ids.drop_nulls().unique().cast(pl.String)
    keyed = [hmac.digest(key, f"{what}\0{each}".encode(), "sha256").hex()[:ID_LENGTH] for each in distinct]
    return ids.cast(pl.String).replace_strict(distinct, pl.Series(keyed, dtype=pl.String), default=None)


def _facts(summary: Summary, key: bytes) -> pl.DataFrame:
    mark = hmac.digest(key, b"noegle", "sha256").hex()[:_MARK_LENGTH]
    row: dict[str, Any] = {
        "koersel": run_id(summary),
        "pr": summary.pr,
        "kendt_pr": summary.kendt_pr,
        "periode_fra": summary.span.first,
        "periode_til": summary.span.last,
        "kommune": summary.kommune,
        "team": summary.team,
        "rettid": __version__,
        "pakker": ", ".join(_edition(pack) for pack, _ in summary.packs),
        "filer": " ".join(_files(summary)),
        "profiler": ", ".join(summary.reading.profiles),
        "opsaetning": summary.opsaetning[1] if summary.opsaetning else None,
        "noegle": mark,
        "antal_filer": len(summary.reading.files),
        "antal_fund": summary.funds.height,
        "aabne_sager": summary.cases.height,
    }
    return emptied(pl.DataFrame([row], schema=FACTS))


def _files(summary: Summary) -> list[str]:
    return sorted(file.sha256 for file in summary.reading.files)


def _edition(pack: Pack) -> str:
    return f"{pack.id} {pack.edition}"


def _funds(summary: Summary, key: bytes) -> pl.DataFrame:
    starts = summary.tables["forloeb"].select("forloeb_id", "startdato").unique("forloeb_id", keep="first").collect()
    holders = summary.cases.select("forloeb_id", team_nu="team", sagsbehandler_nu="sagsbehandler")
    funds = summary.funds.join(starts, on="forloeb_id", how="left").join(
        holders.unique("forloeb_id", keep="first"), on="forloeb_id", how="left"
    )
    return funds.with_columns(
        pseudonyms(funds["forloeb_id"], "forløb", key), pseudonyms(funds["borger_id"], "borger", key)
    )


def _rates(summary: Summary) -> pl.DataFrame:
    """R1 and RP of everybody and per team. The jobcentre's kinds of duty by law are always there."""
    funds = summary.funds.with_columns(pakke=pl.when(pl.col("art") == "lokal").then("pakke").cast(pl.String))
    always = pl.DataFrame([{**_ALWAYS, "haendelse": event, "pakke": None} for event in ("samtale", "tilbud")])
    parts = []
    for maal, rate in (("R1", rates.r1), ("RP", rates.persons)):
        for niveau, by in (("alle", ["pakke"]), ("team", ["team", "pakke"])):
            found = _texts(rate(funds, summary.span, summary.pr, by)).rename(
                {"rettidige": "taeller", "forfaldne": "naevner"}
            )
            if niveau == "alle":
                found = _with_always(found, always)
            parts.append(found.with_columns(maal=pl.lit(maal), niveau=pl.lit(niveau)))
    # Polars adds up in no fixed order, so the last digits of an interval differ from run to run.
    told = pl.concat(parts, how="diagonal_relaxed").with_columns(pl.col("andel", "lav", "hoej").round(SHARE_DIGITS))
    return told.with_columns(forbehold=_untold(summary.untold))


def _texts(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(pl.col(pl.Categorical).cast(pl.String))


def _with_always(found: pl.DataFrame, always: pl.DataFrame) -> pl.DataFrame:
    nobody = always.cast(dict.fromkeys(_KIND, pl.String)).join(found, on=_KIND, how="anti", nulls_equal=True)
    zero = nobody.with_columns(pl.lit(0, pl.Int64).alias(name) for name in ("taeller", "naevner", "borgere"))
    return pl.concat([found, zero], how="diagonal_relaxed")


def _untold(untold: dict[str, str]) -> pl.Expr:
    names: Sequence[str] = list(untold)
    return pl.col("haendelse").replace_strict(names, list(untold.values()), default=None, return_dtype=pl.String)
