"""`rettid forecast`: per kind of duty the month with its interval, the months, and how far to trust it; last how it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from rettid.forecast import FEWEST_WEEKS, TOO_FEW, TOO_SHORT
from rettid.forecast.outlook import TOGETHER
from rettid.months import month
from rettid.rates.intervals import FEWEST_FOR_PERCENT
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.forecast_words import method, trust
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.forecast.outlook import Outlook
    from rettid.forecasts import Answer, Forecasts


def show_forecast(forecasts: Forecasts, out: TextIO) -> None:
    """Print the forecasts."""
    show(_screen(forecasts), out)


def when(outlook: Outlook) -> str:
    """The month in which the target is reached, never without its interval: "marts 2019 (80 %: januar 2019 til maj 2019)"."""
    low, middle, high = outlook.interval
    end = month(outlook.months[-1])
    if low is None:
        return f"ikke inden udgangen af {end} (80 %: ikke inden udgangen af {end})"
    until = "" if high == low else f" til {month(high)}" if high else f" til efter {end}"
    found = month(middle) if middle else f"ikke inden udgangen af {end}"
    return f"{found} (80 %: {month(low)}{until})"


def _screen(forecasts: Forecasts) -> Iterable[RenderableType]:
    summary = forecasts.summary
    team = f" · {summary.team}" if summary.team else ""
    aim, weeks = danish.percent(forecasts.maal), f"{forecasts.uger} uger frem"
    yield Text(f"Prognose pr. {danish.day(summary.pr)}{team} · mål {aim} · {weeks}", style="bold")
    yield from what_was_read(summary)
    for answer in forecasts.answers:
        yield title(answer.navn)
        yield from _answer(answer, forecasts)
    if not forecasts.table.is_empty():
        yield title("Sådan er der regnet")
        yield bullets(method(forecasts))


def _answer(answer: Answer, forecasts: Forecasts) -> Iterable[RenderableType]:
    if answer.nu:
        yield indented([f"R1 nu (de 13 uger op til dagen): {danish.share(answer.nu)}"])
    if answer.forecast is None or answer.forecast.outlook is None:
        yield indented([f"Ingen prognose: {answer.hvorfor}{_how_few(answer)}."])
        return
    outlook = answer.forecast.outlook
    lines = [f"R1 når {danish.percent(forecasts.maal)}: {when(outlook)}."]
    lines += [
        f"I {danish.percent(100 * outlook.never)} af kørslerne nås det ikke inden udgangen af {month(outlook.months[-1])}."
    ]
    if forecasts.loefte:
        share = _of_runs(outlook.reached_by(forecasts.loefte))
        lines += [
            f"Lovet senest {danish.day(forecasts.loefte)}: nået i en måned, der da er omme, i {share} af kørslerne."
        ]
    yield indented(lines)
    yield _months(outlook, forecasts)
    yield indented(trust(answer.forecast.backtest))


def _how_few(answer: Answer) -> str:
    if answer.hvorfor == TOO_SHORT and answer.forecast:
        return (
            f" ({danish.count(answer.forecast.weeks, 'uge', 'uger')} med frister; der skal være mindst {FEWEST_WEEKS})"
        )
    return f" (under {FEWEST_FOR_PERCENT} på tre måneder)" if answer.hvorfor == TOO_FEW else ""


def _months(outlook: Outlook, forecasts: Forecasts) -> RenderableType:
    rows = table(
        "Måned",
        "Frister",
        "R1 alene, 80 %",
        f"R1 over {TOGETHER} måneder, 80 %",
        f"På {danish.percent(forecasts.maal)}",
        "Nået",
        numbers=True,
    )
    for row in outlook.table.iter_rows(named=True):
        rows.add_row(
            month(row["maaned"]),
            danish.whole(round(row["forfaldne"])),
            _interval(row["r1_maaned_lav"], row["r1_maaned_hoej"]),
            _interval(row["r1_lav"], row["r1_hoej"]),
            _of_runs(row["paa_maalet"]),
            _of_runs(row["naaet"]),
        )
    return rows


def _interval(low: float | None, high: float | None) -> str:
    return "for få" if low is None or high is None else f"{danish.decimal(100 * low)}–{danish.decimal(100 * high)} %"


def _of_runs(share: float) -> str:
    """A share of some hundred runs, which is no more exact than a whole percent."""
    return f"{danish.decimal(100 * share, 0)} %"
