"""The figures of `rettid check`: completeness, latency, and how far registration can move the rates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.findings import catalogue
from rettid.quality.bounds import straddles
from rettid.quality.completeness import DEADLINE, FIELDS, OWNER
from rettid.rates import FEWEST_FOR_PERCENT
from rettid.screen import danish
from rettid.screen.paper import indented, table, title
from rettid.tables import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType

    from rettid.inspection import Inspection

MOST_CASES = 5
_PARTIES = {"jobcenter": "jobcentret", "a_kasse": "a-kassen", "anden_aktoer": "anden aktør", UNKNOWN: "ikke oplyst"}
_NAMES = FIELDS | {OWNER: "ansvarlig (person eller team)", DEADLINE: "frist efter rettid"}


def figures(inspection: Inspection, target: float | None) -> Iterable[RenderableType]:
    """The parts of the screen that hold figures; `target` in percent."""
    yield from _completeness(inspection)
    yield from _latency(inspection)
    yield from _bounds(inspection, target)
    yield from _fixes(inspection)


def _completeness(inspection: Inspection) -> Iterable[RenderableType]:
    usable, cases = inspection.usable
    yield title(f"Datafylde: {danish.count(cases, 'åbent forløb', 'åbne forløb')}, hvert talt én gang")
    if not cases:
        return
    rows = table("Felt", "Udfyldt", "Mangler", numbers=True)
    rest, empty = [], []
    for name, filled, number in inspection.completeness.iter_rows():
        if filled == number:
            rest.append(_NAMES[name])
        elif filled == 0 and name not in (OWNER, DEADLINE):
            empty.append(_NAMES[name])
        else:
            rows.add_row(
                _NAMES[name], f"{danish.whole(filled)} af {danish.whole(number)}", danish.whole(number - filled)
            )
    if rows.row_count:
        yield rows
    lines = [f"Udfyldt i alle: {', '.join(rest)}."] if rest else []
    lines += [f"Ikke udfyldt i nogen: {', '.join(empty)}."] if empty else []
    deadlines = dict(inspection.completeness.select("felt", "udfyldt").iter_rows())
    why = (
        f", heraf {danish.whole(inspection.without_pack)}, som ingen regelside dækker"
        if inspection.without_pack
        else ""
    )
    lines.append(f"Uden frist: {danish.whole(cases - deadlines[DEADLINE])}{why}.")
    lines.append(f"Start, ansvarlig og fødselsdato på plads: {share(usable, cases)}.")
    yield indented(lines)


def _latency(inspection: Inspection) -> Iterable[RenderableType]:
    parties = inspection.latency
    if parties.is_empty():
        return
    yield title("Fra holdt til registreret")
    rows = table(
        "Holdt af", "Samtaler", "Median", "9 af 10 inden", f"Inden {inspection.grounds.senest_dage} dage", numbers=True
    )
    for row in parties.iter_rows(named=True):
        rows.add_row(
            _PARTIES.get(row["part"], row["part"]),
            danish.whole(row["antal"]),
            danish.days(row["median"]),
            danish.days(row["p90"]),
            share(row["inden_for"], row["antal"]),
        )
    yield rows
    late = danish.count(inspection.looked_late.height, "samtale var", "samtaler var")
    seemed = "holdt til tiden, men så ud til at mangle ved månedens udgang, fordi registreringen kom senere"
    yield indented([f"{late} {seemed}."])


def share(hits: int, number: int) -> str:
    """Numerator and denominator first, then the percentage, unless there are too few for one.

    >>> share(46, 60), share(3, 4), share(0, 0)
    ('46 af 60 = 76,7 %', '3 af 4', 'ingen')
    """
    if not number:
        return "ingen"
    counts = f"{danish.whole(hits)} af {danish.whole(number)}"
    return counts if number < FEWEST_FOR_PERCENT else f"{counts} = {danish.decimal(100 * hits / number)} %"


def _percent(hits: int, number: int) -> str:
    return f"{hits}/{number}" if number < FEWEST_FOR_PERCENT else f"{danish.decimal(100 * hits / number)} %"


def _bounds(inspection: Inspection, target: float | None) -> Iterable[RenderableType]:
    rates = inspection.bounds.rates
    span = inspection.summary.span
    untold = [
        f"{danish.EVENTS[event].capitalize()} kan ikke afgøres: {why}."
        for event, why in inspection.summary.untold.items()
    ]
    if rates.is_empty() and not untold:
        return
    yield title(f"Hvad kan registreringen betyde? Frister {danish.day(span.first)} til {danish.day(span.last)}")
    if untold:
        yield indented(untold)
    if rates.is_empty():
        return
    rows = table("Til tiden efter loven", "Som registreret", "Lavest", "Højest")
    for row in rates.iter_rows(named=True):
        rows.add_row(
            _kind(row),
            share(row["rettidige"], row["forfaldne"]),
            share(row["lav_rettidige"], row["lav_forfaldne"]),
            share(row["hoej_rettidige"], row["hoej_forfaldne"]),
        )
    yield rows
    if target is not None:
        yield indented([f"{_kind(row)}: {_against(row, target)}" for row in rates.iter_rows(named=True)])
    undated = inspection.findings.filter(pl.col("kode").is_in(["RT-R07", "RT-R08", "RT-S01"])).height
    lines = ["Lavest: tvivlsomme samtaler og tilbud regnet som ikke holdt. Højest: regnet som holdt på deres dag."]
    lines += ["Startdatoer og fravær er taget, som de står."]
    if undated:
        lines.append(f"{danish.count(undated, 'hændelse', 'hændelser')} uden brugbar dato kan ikke regnes med.")
    yield indented(lines, "dim")


def _against(row: Mapping[str, Any], target: float) -> str:
    said = f"målet på {danish.decimal(target, 0 if target == int(target) else 1)} %"
    if straddles(dict(row), target / 100):
        return f"{said} afhænger af registreringen."
    reached = row["lav_rettidige"] >= target / 100 * row["lav_forfaldne"]
    return f"{said} er {'nået' if reached else 'ikke nået'}, hvad registreringen end er."


def _kind(row: Mapping[str, Any]) -> str:
    name = {"samtale": "Samtaler", "tilbud": "Første tilbud"}[row["haendelse"]]
    return name + (", a-kassen" if row["ejer"] == "a-kasse" else "")


def _fixes(inspection: Inspection) -> Iterable[RenderableType]:
    by_code = inspection.bounds.by_code
    if by_code.is_empty():
        return
    yield title("Billigste rettelser først: højst, hvis hændelserne fandt sted den dag, der står")
    rows = table("Rettelser", "Flere til tiden", "Kode", "Hvad", "Andel til tiden, før og efter")
    for row in by_code.iter_rows(named=True):
        kind = catalogue()[row["kode"]]
        rows.add_row(
            danish.whole(row["rettelser"]),
            danish.whole(row["vundne"]),
            kind.kode,
            kind.titel,
            f"{_kind(row)} {_percent(row['rettidige'], row['forfaldne'])} → {_percent(row['nye_rettidige'], row['nye_forfaldne'])}",
        )
    yield rows
    most = inspection.findings.filter(pl.col("vundne") > 0).sort("vundne", descending=True, maintain_order=True)
    if not most.is_empty():
        yield indented(["Sager, hvor én rettelse flytter mest:"])
        cases = table("Sag", "Kode", "Flere til tiden", "Det står der", "Sagsbehandler")
        for row in most.unique("forloeb_id", keep="first", maintain_order=True).head(MOST_CASES).iter_rows(named=True):
            cases.add_row(
                row["sag"], row["kode"], danish.whole(row["vundne"]), row["besked"], row["sagsbehandler"] or "ingen"
            )
        yield cases
