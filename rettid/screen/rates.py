"""`rettid rates`: per kind of duty the shares, then who waits, then what came and was met; last what the data are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.text import Text

from rettid.rates.catalogue import RATES, named
from rettid.rates.cells import NOBODY
from rettid.rates.groupings import CALENDAR, KIND, columns_of
from rettid.rates.members import PLACES
from rettid.screen import danish
from rettid.screen.first import footnotes, what_was_read
from rettid.screen.paper import bullets, indented, show, title
from rettid.screen.rate_table import grouped
from rettid.summary import kind_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.ratetables import RateTables
    from rettid.screen.rate_table import Columns, Lines

_SHARES = ("R1", "RP")
_MET = {"R4": "nye ure (R4)", "R3": "dage fra frist til opfyldt (R3)"}
_EXPLAINED = {
    "R1": "R1: forpligtelser med frist i perioden og før dagen, for forløb i gang på fristen; til tiden af dem.",
    "RP": "RP: borgere, der havde sådan en frist; dem, der fik alt til tiden.",
    "R5": "R5: som R1, men de undtagne regnet med og som ikke opfyldt.",
    "R2": "R2: forpligtelser, der mangler på dagen, i forløb, der er i gang; efter hvem der har sagen nu.",
    "R3": "R3: forpligtelser, der blev opfyldt i perioden, og dage før (-) eller efter fristen.",
    "R4": "R4: forpligtelser, hvis vindue åbnede i perioden og senest på dagen.",
    "R6": "R6: åbne forløb med startdato, ansvarlig og fødselsdato; holdte samtaler med registreringsdato.",
}


def show_rates(rates: RateTables, out: TextIO) -> None:
    """Print every rate that was asked for."""
    show(_screen(rates), out)


def _screen(rates: RateTables) -> Iterable[RenderableType]:
    yield _heading(rates)
    yield from what_was_read(rates.summary)
    cells = rates.cells
    kinds = cells.filter(pl.col("art").is_not_null()).select("art", "lokal_pakke", "ejer", "haendelse")
    for kind in kinds.unique(maintain_order=True).iter_rows():
        yield from _kind(rates, cells.filter(_is_of(kind)), kind_name((kind[1] or "", *kind[2:])))
    yield from grouped(rates, cells.filter(tal="R6"), "Datafylde (R6)", _data(rates))
    yield title("Det siger tallene")
    yield bullets(_meanings(rates))
    yield title("Det hviler tallene på")
    yield bullets(footnotes(rates.summary))


def _heading(rates: RateTables) -> RenderableType:
    """Which day, period, team and groups the numbers are of."""
    summary = rates.summary
    period = f"frister {danish.day(summary.span.first)} til {danish.day(summary.span.last)}"
    known = f" · som kendt {danish.day(summary.kendt_pr)}" if summary.kendt_pr else ""
    team = f" · {summary.team}" if summary.team else ""
    by = f" · efter {', '.join(rates.by)}" if rates.by else ""
    return Text(f"Andele pr. {danish.day(summary.pr)}{known}{team} · {period}{by}", style="bold")


def _is_of(kind: Sequence[str | None]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).eq_missing(pl.lit(value)) for name, value in zip(KIND, kind, strict=True))


def _kind(rates: RateTables, cells: pl.DataFrame, name: str) -> Iterable[RenderableType]:
    """The tables of one kind of duty."""
    share = {"Frister til tiden (R1)": "til tiden", "Personer med alt til tiden (RP)": "alt til tiden"}
    shown = {what: share_of(line) for what, line in share.items() if _asked_for(rates, line)}
    yield from grouped(rates, cells.filter(pl.col("tal").is_in(_SHARES)), f"{name}: til tiden?", shown)
    yield from _exempted(rates, cells, name)
    yield from grouped(
        rates, cells.filter(tal="R2"), f"{name}: åbne brud, dage over fristen (R2)", _open(), numbers=True
    )
    met = {tal: what for tal, what in _MET.items() if tal in rates.chosen}
    what = f"{name}: {' og '.join(met.values())}"
    yield from grouped(rates, cells.filter(pl.col("tal").is_in(list(met))), what, _met(rates), numbers=True)


def _asked_for(rates: RateTables, line: str) -> bool:
    """Whether the rate that has the line was asked for."""
    return any(line in rate.lines and rate.tal in rates.chosen for rate in RATES)


def _exempted(rates: RateTables, cells: pl.DataFrame, name: str) -> Iterable[RenderableType]:
    """R5 beside R1, of the groups that have anybody exempt."""
    if "R5" not in rates.chosen:
        return
    line = named("R5").lines[0]
    keys = ["niveau", *columns_of(rates.by)]
    r1 = cells.filter(tal="R1").select(*keys, uden="naevner")
    exempt = cells.filter(tal="R5").join(r1, on=keys, nulls_equal=True).filter(pl.col("naevner") > pl.col("uden"))
    if r1["uden"].null_count() == r1.height:
        return
    if exempt.is_empty():
        yield indented([f"{name}: ingen undtagne i perioden (R5)."], "dim")
        return
    both = cells.filter(pl.col("tal").is_in(["R1", "R5"])).join(exempt, on=keys, how="semi", nulls_equal=True)
    columns = {
        "Frister til tiden (R1)": share_of("til tiden"),
        "Undtagne": lambda row: danish.whole(row[line]["naevner"] - row["til tiden"]["naevner"]),
        "Når de undtagne regnes med (R5)": share_of(line),
    }
    yield from grouped(rates, both, f"{name}: de undtagne (R5)", columns)


def _open() -> Columns:
    rate = named("R2")
    columns = {"I alt": lambda row: _whole(row["1-14"]["naevner"])}
    return columns | {line: _count_of(line) for line in rate.numerators} | {
        "Længst": _days_of("længst"), "Median": _days_of("median")
    }  # fmt: skip


def _met(rates: RateTables) -> Columns:
    new = {"Nye": _count_of("nye")} if "R4" in rates.chosen else {}
    if "R3" not in rates.chosen:
        return new
    met = {line.replace(" efter", "").replace(" ", "\n"): _count_of(line) for line in named("R3").numerators}
    signed = {"Median": _signed_of("median"), "9 af 10\ninden": _signed_of("p90")}
    return new | {"Opfyldt": lambda row: _whole(row["på dagen"]["naevner"])} | met | signed


def _data(rates: RateTables) -> Columns:
    days = rates.inspection.grounds.senest_dage
    return {
        "Brugbare forløb": share_of("brugbare forløb"),
        f"Samtaler registreret inden {days} dage": share_of("registreret i tide"),
    }


def share_of(line: str) -> Callable[[Lines], str]:
    """What tells the share of that line of a group, or why there is none."""

    def tell(row: Lines) -> str:
        cell = row.get(line)
        if cell is None or cell["naevner"] is None:
            return str(cell["bemaerkning"]) if cell else NOBODY
        unknown = cell["kan_ikke_afgoeres"]
        if not cell["naevner"] and unknown:
            return f"kan ikke afgøres ({danish.whole(unknown)})"
        return danish.share({**cell, "rettidige": cell["taeller"], "forfaldne": cell["naevner"]})

    return tell


def _count_of(line: str) -> Callable[[Lines], str]:
    return lambda row: _whole(row[line]["taeller"]) if line in row else ""


def _days_of(line: str) -> Callable[[Lines], str]:
    return lambda row: "–" if row[line]["dage"] is None else danish.days(row[line]["dage"])


def _signed_of(line: str) -> Callable[[Lines], str]:
    return lambda row: (
        "–" if row[line]["dage"] is None else danish.decimal(row[line]["dage"], _digits(row[line]["dage"]))
    )


def _digits(number: float) -> int:
    return 0 if number == int(number) else 1


def _whole(number: int | None) -> str:
    return "?" if number is None else danish.whole(number)


def _meanings(rates: RateTables) -> Iterable[str]:
    yield from (text for tal, text in _EXPLAINED.items() if tal in rates.chosen)
    yield "I parentes: 95 %-interval. Under 10 gives ingen procent. Rækkefølgen er navnenes, aldrig andelens."
    overlapping = [name for name in rates.by if name not in PLACES]
    if "RP" in rates.chosen and overlapping:
        yield f"RP: én borger kan stå flere steder under {', '.join(overlapping)}; de personer lægges ikke sammen."
    if "RP" in rates.chosen and {"team", "sagsbehandler"} & set(rates.by):
        yield "RP: en borger, der har skiftet, tælles ét sted: hvor den sidste af borgerens frister lå."
    if set(CALENDAR) & set(rates.by):
        yield "Måneder, kvartaler og halvår: R3 efter dagen, det blev opfyldt; R4 efter dagen, vinduet åbnede; ellers efter fristen."
