"""How a forecast was made and how far to trust it, in words: every assumption, a sentence or two each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.forecast.backtest import AHEAD, RUNS
from rettid.forecast.drift import QUARTER
from rettid.forecast.outlook import IN_A_ROW, TOGETHER
from rettid.rates.intervals import with_interval
from rettid.screen import danish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.forecasts import Forecasts

NUMBERS = ("nul", "én", "to", "tre")


_AIM = 0.8


def method(forecasts: Forecasts) -> list[str]:
    """What the numbers mean, what the model takes for granted, and how it was tried."""
    return [*_reading(forecasts), *_model(), *_bookings(forecasts), *_room(forecasts), *_limits()]


def _reading(forecasts: Forecasts) -> Iterable[str]:
    yield (
        f"{danish.whole(forecasts.runs)} kørsler af ugerne frem, med frø {forecasts.seed}: "
        "det samme udtræk og det samme frø giver de samme tal."
    )
    if forecasts.fra:
        yield f"Kun frister fra {danish.day(forecasts.fra)} er brugt som historik."
    yield (
        f"R1 over {NUMBERS[TOGETHER]} måneder er månedens frister og de {NUMBERS[TOGETHER - 1]} måneders før den. Målet er nået i "
        f"den første af {NUMBERS[IN_A_ROW]} måneder i træk, hvor R1 er på eller over det; én måned kan være tilfældig."
    )
    yield (
        "»80 %« er et 80 %-interval: en kørsel ud af ti ligger under, og en ud af ti over. »På« er andelen af kørsler, der er på eller "
        "over målet ved månedens udgang, »Nået« dem, der har nået det. »For få«: under 10 frister."
    )


def _model() -> Iterable[str]:
    yield (
        f"Hvert kvartal frem får et tilfældigt kvartal ({QUARTER} uger i træk) af det seneste år. En forpligtelse, hvis vindue er åbent, "
        "går det, som det gik dem, der dér stod som den, lige så mange uger før fristen: opfyldt til tiden, for sent, eller forløbet "
        "sluttede før fristen."
    )
    yield (
        "Det, der først åbner senere (tilgang og nye vinduer), forfalder som i kvartalets uger. "
        "Tilgang, varighed og antal sager er altså som i det seneste år."
    )
    yield (
        "Praksis kan flytte sig fra kvartal til kvartal lige så meget, som den har gjort, når det, tilfældet alene giver, er trukket "
        "fra; og den begynder dér, hvor det seneste kvartal er. En forbedring, som tallene ikke viser endnu, er ikke regnet med."
    )


def _bookings(forecasts: Forecasts) -> Iterable[str]:
    shares = [
        f"{danish.EVENTS[event]} {danish.whole(held)} af {danish.whole(number)}"
        for event, (held, number) in {answer.haendelse: answer.holdt for answer in forecasts.answers}.items()
        if number
    ]
    if shares:
        yield (
            f"Aftaler inden fristen bliver til noget lige så tit, som aftaler i det seneste år blev ({'; '.join(shares)}). Hvad der var "
            "aftalt før i tiden, ved udtrækket ikke; derfor får forpligtelser uden aftale resten af det, historikken giver i alt."
        )


def _room(forecasts: Forecasts) -> Iterable[str]:
    for event, room in forecasts.room.items():
        name = danish.EVENTS[event]
        if room.loft is not None:
            yield (
                f"Højst {_number(room.loft)} {name} om ugen: det, der ikke er plads til, venter, og den nærmeste frist kommer først. "
                "Hvornår hver ville ske uden loft, er trukket af det seneste års dage før og efter fristen."
            )
        if room.flere:
            yield (
                f"{_number(room.flere)} {name} flere om ugen går til frister, der ellers ville blive overskredet i ugen; "
                "lige så stor en del af dem som af andre aftaler bliver til noget."
            )
    if all(room.loft is None for room in forecasts.room.values()):
        yield (
            "Hvor mange samtaler og tilbud en uge kan rumme, er, som det har været. "
            "Sæt et loft med --samtaler-pr-uge og --tilbud-pr-uge."
        )


def _limits() -> Iterable[str]:
    yield (
        "Hver forpligtelse trækkes for sig: to frister hos samme borger er ikke bundet sammen. "
        "Ferie og jul er ikke taget for sig: læs juli og december med det forbehold."
    )
    yield (
        f"Afprøvningen forudsiger hver måned i det seneste år fra ugen før den, én til {NUMBERS[AHEAD]} måneder frem, alene med det, der "
        f"lå før ({danish.whole(RUNS)} kørsler hver gang). Frister og hændelser er, som udtrækket kender dem i dag; "
        "ingen indstilling er valgt efter dem."
    )


def _number(number: float) -> str:
    return danish.decimal(number, 0 if number == int(number) else 1)


def trust(backtest: pl.DataFrame) -> list[str]:
    """How often the 80 % interval held on the past, and whether that is what it says."""
    if backtest.is_empty():
        return ["Afprøvning: der er ingen måneder, som kunne være forudsagt."]
    per = backtest.group_by("maaneder_frem").agg(pl.col("inden_for").sum().alias("x"), pl.len()).sort("maaneder_frem")
    each = ", ".join(f"{NUMBERS[ahead]} frem {hits} af {number}" for ahead, hits, number in per.iter_rows())
    hits, number = int(backtest["inden_for"].sum()), backtest.height
    share = f" = {danish.decimal(100 * hits / number)} %" if number >= 10 else ""
    told = f"Afprøvning: {hits} af {number} forudsagte måneder{share} lå inden for 80 %-intervallet ({each})."
    return [told, _against_aim(backtest)]


def _against_aim(backtest: pl.DataFrame) -> str:
    """Whether the share can be told from the 80 %; the months are clusters, for each is forecast up to three times."""
    months = backtest.group_by("maaned").agg(x=pl.col("inden_for").sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
    aside = pl.col("x") - pl.col("n") * pl.col("x").sum() / pl.col("n").sum()
    counted = months.select(
        rettidige=pl.col("x").sum(), forfaldne=pl.col("n").sum(), borgere=pl.len(), spread=aside.pow(2).sum()
    )
    low, high = with_interval(counted).select("lav", "hoej").row(0)
    span = f"95 %-interval {danish.decimal(100 * low)}–{danish.decimal(100 * high)} %"
    if high < _AIM:
        return f"Det er under 80 % ({span}): læs intervallerne som for smalle."
    if low > _AIM:
        return f"Det er over 80 % ({span}): intervallerne er bredere, end de behøver."
    return f"Det kan ikke skelnes fra 80 % ({span})."
