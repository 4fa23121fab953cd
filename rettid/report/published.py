"""Published figures beside the own numbers that a report prints anyway, and the funnel they lie in. Pure.

The own numbers are the report's own cells, guarded where the report leaves the team: nothing of them is counted anew, so
a number that is hidden is hidden here too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.benchmarks import OWN_MEASURES, WARNING, judged, peers
from rettid.benchmarks.figures import MUNICIPALITY, OTHER, PERCENT, name_of
from rettid.benchmarks.judgement import IS_HIDDEN, by_name, is_area
from rettid.rates import FEWEST_FOR_PERCENT
from rettid.report import charts
from rettid.report.measures import EVENT_NAMES
from rettid.report.model import HIDDEN, SHARE, Column, Diagram, Table
from rettid.report.parts import slug
from rettid.report.provenance import period, provenance
from rettid.screen import danish
from rettid.screen.published import found_in, labels, own_name, points, share, when
from rettid.statistics.funnel import funnel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rettid.report.model import Provenance
    from rettid.report.numbers import Numbers

_MEASURE = ("fil", "maaling", "delmaaling", "opdeling", "periode")
_OWN = {"taeller": pl.Int64(), "naevner": pl.Int64(), "andel": pl.Float64(), "lav": pl.Float64(), "hoej": pl.Float64()}
_COLUMNS = (
    Column("omraade", "Område"),
    Column("tal", "Tal", "andel"),
    Column("dom", "Jeres er (procentpoint fra deres)"),
)
_FEW = 5
"""Numbers of citizens under this are not printed in what leaves the team, whosever they are."""

_NOTE = (
    "Jeres eget tal først, så de andre i navneorden. I parentes 95 %-interval. Af mange kommuner viser omkring hver tyvende "
    "en forskel ved et tilfælde."
)


@dataclass(frozen=True, slots=True)
class Published:
    """The figures that the own numbers are held against (`benchmarks.FIGURES`, each with `sammenlign`), and which area is the own."""

    tal: pl.DataFrame
    omraade: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """What a section shows of published figures: a table and it may be a funnel per measure, and what must be said of them."""

    ord: tuple[str, ...] = ()
    tabeller: tuple[Table, ...] = ()
    diagrammer: tuple[Diagram, ...] = ()
    udeladt: tuple[str, ...] = ()


NOT_GIVEN = "Ingen offentliggjorte tal er givet (--benchmark), så der er intet at holde jeres tal op mod."


def beside(numbers: Numbers, published: Published | None, *, intern: bool = False) -> Beside:
    """The published figures beside the report's R1 and RP; `intern`: small numbers of others are shown too."""
    if published is None:
        return Beside(udeladt=(NOT_GIVEN,))
    tables, drawn, left_out = [], [], []
    for place, part in enumerate(published.tal.partition_by("sammenlign", *_MEASURE, maintain_order=True), 1):
        maal, own = part["sammenlign"][0], _own(numbers, part["sammenlign"][0])
        if own is None:
            left_out.append(f"{own_name(maal)}: jeres eget tal kan ikke vises her, og så er der intet at holde op mod.")
            continue
        one = _Measure(numbers, maal, own, _kept(part, intern=intern), published.omraade, place)
        tables.append(one.table())
        figure = one.funnel()
        drawn += [figure] if figure else []
        left_out += (
            []
            if figure
            else [f"{name_of(part.row(0, named=True))}: ingen tragt, for ingen anden kommune siger sine antal."]
        )
    words = [WARNING] if tables and (published.tal["definition"] == OTHER).any() else []
    return Beside((*words, *labels(published.tal.to_dicts())), tuple(tables), tuple(drawn), tuple(left_out))


def _own(numbers: Numbers, maal: str) -> dict[str, Any] | None:
    """The own number as the report prints it; None where it does not."""
    measure, _, event = maal.partition("/")
    if maal not in OWN_MEASURES or event not in numbers.events():
        return None
    found: dict[str, Any] = numbers.frame(measure, event)["andel"][0]
    return found if found["naevner"] else None


def _kept(part: pl.DataFrame, *, intern: bool) -> pl.DataFrame:
    """The figures with numbers of few citizens hidden, unless the report stays in the team."""
    rest = pl.col("naevner") - pl.col("taeller")
    few = pl.any_horizontal(each.is_between(1, _FEW - 1) for each in (pl.col("taeller"), pl.col("naevner"), rest))
    gone = pl.lit(value=False) if intern else few.fill_null(value=False)
    blank = [pl.when(~gone).then(name).alias(name) for name in ("vaerdi", "taeller", "naevner")]
    return part.with_columns(*blank, skjult=pl.col("skjult") | gone)


@dataclass(frozen=True, slots=True)
class _Measure:
    """One published measure in one period, held against one own number."""

    numbers: Numbers
    maal: str
    own: dict[str, Any]
    tal: pl.DataFrame
    omraade: str | None
    place: int

    @property
    def _first(self) -> dict[str, Any]:
        return self.tal.row(0, named=True)

    @property
    def _title(self) -> str:
        return f"{own_name(self.maal)} ved siden af »{name_of(self._first)}«, {when(self._first)}"

    @property
    def _whose(self) -> str:
        return f"{self.omraade} (jeres eget tal)" if self.omraade else "Jeres eget tal"

    def table(self) -> Table:
        """The own number, then the wide areas and the municipalities, by name."""
        rates = pl.DataFrame(
            [{"maal": self.maal, **{name: self.own[name] for name in _OWN}}], schema={"maal": pl.String(), **_OWN}
        )
        wide = judged(rates, self.tal.filter(pl.col("omraadetype") != MUNICIPALITY))
        rows: list[dict[str, Any]] = [{"omraade": self._whose, "tal": self.own, "dom": "–"}]
        rows += [_row(row) for row in (*wide.to_dicts(), *peers(rates, self.tal, self.omraade).to_dicts())]
        frame = pl.DataFrame(rows, schema={"omraade": pl.String, "tal": SHARE, "dom": pl.String})
        return Table(f"benchmark-{self.place}", self._title, _COLUMNS, frame, self._rests_on(), _NOTE)

    def funnel(self) -> Diagram | None:
        """The municipalities that tell their numbers, and the own one, around their common share; None where there are none."""
        named = self._placed()
        if named is None:
            return None
        return Diagram(
            f"tragt-{self.place}",
            f"Tragt: {self._title}",
            charts.funnel(named),
            " ".join(_in_words(named)),
            named.drop("egen"),
            self._rests_on(),
            ("omraade", {"andel": "Andel", "nedre95": "Nedre 95 %", "oevre95": "Øvre 95 %"}),
        )

    def _placed(self) -> pl.DataFrame | None:
        towns = self.tal.filter(
            pl.col("omraadetype") == MUNICIPALITY, pl.col("enhed") == PERCENT, pl.col("taeller").is_not_null(),
            pl.col("naevner") >= FEWEST_FOR_PERCENT,
        )  # fmt: skip
        if self.omraade is not None:
            towns = towns.filter(~is_area(towns["omraade"], self.omraade))
        if towns.is_empty() or self.own["naevner"] < FEWEST_FOR_PERCENT:
            return None
        own = pl.DataFrame([{"omraade": self._whose, "taeller": self.own["taeller"], "naevner": self.own["naevner"]}])
        everyone = pl.concat([towns.select("omraade", "taeller", "naevner"), own]).sort(
            by_name(pl.col("omraade")), "naevner"
        )
        return funnel(everyone).select(
            pl.lit(slug(EVENT_NAMES[self.maal.partition("/")[2]])).alias("kind"),
            "omraade", "naevner", "andel", "midte", "nedre95", "oevre95", "nedre998", "oevre998", "plads",
            antal=pl.format("{}/{}", "taeller", "naevner"),
            egen=pl.col("omraade") == self._whose,
        )  # fmt: skip

    def _rests_on(self) -> Provenance:
        """What both numbers rest on: the own definition, and where the others were found."""
        first, rate = self._first, self.maal.partition("/")[0]
        own = provenance(self.numbers.summary, rate, self.numbers.span)
        theirs = f"Offentliggjort: {name_of(first)}, {found_in(first)}."
        warned = f" {WARNING}" if first["definition"] == OTHER else ""
        return replace(
            own,
            definition=f"{own.definition} {theirs}{warned}",
            population=f"jeres: {own.population}; deres: {first['maalgruppe'] or 'som offentliggjort'}",
            periode=f"jeres {period(self.numbers.span)}; deres {when(first)}",
        )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A figure as a row of the table; one without its numbers is a percentage only."""
    whole = row["deres_naevner"] is not None and row["deres_taeller"] is not None
    said = None if whole else share(row, "deres_") or (HIDDEN if row["grund"] == IS_HIDDEN else "–")
    kept = {name: row[f"deres_{name}"] if whole else None for name in _OWN}
    return {"omraade": row["omraade"], "tal": kept | {"bemaerkning": said}, "dom": _verdict(row)}


def _verdict(row: dict[str, Any]) -> str:
    if row["dom"] is None:
        return str(row["grund"])
    gap, low, high = (points(100 * row[name]) for name in ("forskel", "forskel_lav", "forskel_hoej"))
    return f"{row['dom']}: {gap} ({low} til {high})"


def _in_words(named: pl.DataFrame) -> Iterator[str]:
    """The funnel in words: the common share, then who lies outside the limits, by name."""
    centre = danish.decimal(100 * named["midte"][0])
    yield f"Linjen er kommunerne under ét, {centre} %; inden for de stiplede bringer tilfældet alene 95 %, de prikkede 99,8 %."
    for plads, part in named.group_by("plads", maintain_order=True):
        yield f"{str(plads[0]).capitalize()}: {', '.join(part['omraade'])}."
