"""The shares by group, and the rows behind them for those who may see them: every row stands once, where its caseworker is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.lists.markup import date_text, escaped
from rettid.rates.drill import Cell
from rettid.rates.groupings import KIND
from rettid.ratetables import RateTables
from rettid.report.model import Column
from rettid.report.page.charts import figure
from rettid.report.page.funnels import of_caseworkers
from rettid.report.page.tables import head, opened, share
from rettid.report.render import svg
from rettid.screen import danish
from rettid.screen.rate_table import any_in, groups, label, level, one_of
from rettid.screen.rates import share_of
from rettid.summary import kind_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rettid.screen.rate_table import Lines, Row
    from rettid.summary import Summary

DUE, OPEN = "R1", "R2"
"""The numbers that can be asked into: what fell due, and what still waits."""

_BY_WORKER = "Efter team og sagsbehandler"
_GROUPINGS = {
    _BY_WORKER: ("team", "sagsbehandler"),
    "Efter krav": ("krav",),
    "Efter aldersgruppe": ("aldersgruppe",),
}
_LISTS = {
    DUE: ("Forfaldne i perioden", "Forpligtelser med frist i perioden, hos den, der havde ansvaret på fristen."),
    OPEN: ("Åbne brud på dagen", "Forpligtelser, der mangler, hos den, der har sagen nu."),
}
_STATUS = {"rettidig": "til tiden", "for_sent": "for sent", "mangler": "mangler"}
_ROW = (
    Column("sag", "Sag"),
    Column("nr", "Nr.", "antal"),
    Column("frist", "Frist", "dag"),
    Column("moedt", "Opfyldt", "dag"),
    Column("status", "Status"),
    Column("dage", "Dage efter frist", "antal"),
    Column("aldersgruppe", "Alder"),
    Column("fund_id", "Fund"),
)
_CHOSEN_BY = ("status", "aldersgruppe")
_AGE_UNKNOWN = "–"
_TAGS = re.compile("<[^>]*>")
_READING = (
    "Sager står med deres sagsnummer. Hvorfor en dom: <code>rettid explain FIL FUND</code>. "
    "På papir kommer de lister med, der er åbne."
)


@dataclass(frozen=True)
class Explorer:
    """The audit of a report that stays in the team, and whether the rows behind its numbers come with it."""

    summary: Summary
    raekker: bool = False

    @cached_property
    def kinds(self) -> list[tuple[str | None, ...]]:
        """The kinds of duty that the numbers are of, in the order of the rates."""
        whole = RateTables(self.summary, (), chosen=("R1",)).cells
        return whole.select(KIND).unique(maintain_order=True).rows()

    @cached_property
    def rows(self) -> dict[str, pl.DataFrame]:
        """The rows of DUE and OPEN; none where they were not asked for."""
        if not self.raekker:
            return {}
        rates = RateTables(self.summary)
        return {tal: self._told(rates.behind(Cell(tal, None, {}))) for tal in _LISTS}

    def _told(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with `sag`, `titel` and `slags` (the place of the kind), those of one caseworker and krav together."""
        numbers, titles = self.summary.case_numbers, self.summary.titles
        names = {f"{pack}/{krav}": title for (pack, krav), title in titles.items()}
        local = pl.when(pl.col("art") == "lokal").then(pl.col("pakke").cast(pl.String))
        kinds = {"/".join(part or "" for part in kind): place for place, kind in enumerate(self.kinds)}
        kind = pl.concat_str(pl.col("art"), local.fill_null(""), pl.col("ejer"), pl.col("haendelse"), separator="/")
        texts = pl.col("team", "sagsbehandler", "aldersgruppe", "status", "pakke", "krav").cast(pl.String)
        named = rows.with_columns(texts).with_columns(
            sag=pl.col("forloeb_id").replace(numbers),
            krav=pl.concat_str("pakke", "krav", separator="/"),
            slags=kind.replace_strict(kinds, return_dtype=pl.Int64),
        )
        told = named.with_columns(titel=pl.col("krav").replace(names), status=pl.col("status").replace(_STATUS))
        return told.sort("team", "sagsbehandler", "titel", "krav", "frist", "sag", "nr", "fund_id", nulls_last=True)


def explored(explorer: Explorer) -> Iterator[str]:
    """The tables of shares, a section per kind of duty."""
    rated = {name: RateTables(explorer.summary, by, chosen=("R1", "RP", "R2")) for name, by in _GROUPINGS.items()}
    for place, kind in enumerate(explorer.kinds):
        _, lokal, ejer, haendelse = kind
        name = kind_name((lokal or "", str(ejer), str(haendelse)))
        yield f'<section id="andele-{place}"><h2>{escape(name)} efter gruppe</h2>'
        for title, rates in rated.items():
            own = rates.cells.filter(_is_of(kind))
            yield f'<div class="blok"><h3>{title}</h3>'
            yield from _shares(f"{name} {title.lower()}", rates, own, explorer, place)
            yield "</div>"
        yield from _funnel(rated[_BY_WORKER].cells.filter(_is_of(kind)), kind, place, explorer.summary)
        yield "</section>"


def listed(explorer: Explorer) -> Iterator[str]:
    """The rows themselves, folded away per caseworker; nothing where they were not asked for."""
    if not explorer.rows:
        return
    yield '<section id="raekker" class="raekker"><h2>Rækkerne bag tallene</h2>'
    yield f"<p>{_READING}</p>"
    for tal, rows in explorer.rows.items():
        name, legend = _LISTS[tal]
        yield f'<h3 id="raekker-{tal}">{name}</h3><p class="om">{legend} {danish.count(rows.height, "række", "rækker")}.</p>'
        for (team, worker), own in rows.group_by("team", "sagsbehandler", maintain_order=True):
            yield from _hers(tal, team, worker, own)
    yield "</section>"


def contents(explorer: Explorer) -> Iterator[tuple[str, str]]:
    """Where on the page what stands."""
    for place, (_, lokal, ejer, haendelse) in enumerate(explorer.kinds):
        yield f"andele-{place}", f"{kind_name((lokal or '', str(ejer), str(haendelse)))} efter gruppe"
    if explorer.rows:
        yield "raekker", "Rækkerne bag tallene"


# --- Shares ----------------------------------------------------------------------------------------------------


def _is_of(kind: Sequence[str | None]) -> pl.Expr:
    return pl.all_horizontal(pl.col(name).eq_missing(pl.lit(value)) for name, value in zip(KIND, kind, strict=True))


def _funnel(cells: pl.DataFrame, kind: Sequence[str | None], place: int, summary: Summary) -> Iterator[str]:
    """The funnel of the caseworkers, of what the law asks of the jobcentre."""
    if (kind[0], kind[2]) == ("lov", "jobcenter"):
        drawn = of_caseworkers(cells, kind_name(("", "jobcenter", str(kind[3]))), str(place), summary)
        yield from () if drawn is None else figure(drawn, svg(drawn))


def _shares(title: str, rates: RateTables, cells: pl.DataFrame, explorer: Explorer, place: int) -> Iterator[str]:
    """One table of shares: a body per group with parts, its sum first; the whole comes last."""
    known = groups(cells, rates)
    found = [lines for lines in known if "krav" not in level(one_of(lines)) or any_in(lines)]
    columns = (
        Column("gruppe", "Gruppe"),
        Column("r1", "Forpligtelser til tiden (R1)", "andel"),
        Column("rp", "Personer med alt til tiden (RP)", "andel"),
        Column("r2", "Åbne brud (R2)", "antal"),
    )
    yield from opened(
        title,
        [head(column) for column in columns],
        "kun-hoert",
        "andele",
        ' data-grupper="Team"' if len(rates.by) > 1 else "",
    )
    whole = [lines for lines in found if not level(one_of(lines))]
    nested = len(rates.by) > 1
    for at, lines in enumerate(each for each in found if level(one_of(each))):
        depth = len(level(one_of(lines)))
        if at == 0 or (nested and depth == 1):
            yield f"{'</tbody>' if at else ''}<tbody>"
        yield _line(lines, rates, explorer, place, "sum" if nested and depth == 1 else "del" if nested else "")
    yield "</tbody>" if len(found) > len(whole) else ""
    yield f"<tbody>{''.join(_line(lines, rates, explorer, place, 'sum') for lines in whole)}</tbody></table></div>"
    if len(found) < len(known):
        yield f'<p class="note">Ingen i målgruppen for {danish.count(len(known) - len(found), "krav", "krav")} til.</p>'


def _line(lines: Lines, rates: RateTables, explorer: Explorer, place: int, kind: str) -> str:
    row = one_of(lines)
    name = label(row, rates)
    r1, rp = (share(share_of(line)(lines)) for line in ("til tiden", "alt til tiden"))
    due_ones, waiting = (lines[line]["naevner"] if line in lines else 0 for line in ("til tiden", "1-14"))
    asked = {tal: _asked(tal, row, explorer, place) for tal in _LISTS}
    due = _link(r1, asked[DUE], f"{name}: forpligtelser til tiden", due_ones)
    still = _link(share("?" if waiting is None else danish.whole(waiting)), asked[OPEN], f"{name}: åbne brud", waiting)
    return f'<tr class="{kind}"><th scope="row">{escape(name)}</th><td>{due}</td><td>{rp}</td><td class="tal">{still}</td></tr>'


def _asked(tal: str, row: Row, explorer: Explorer, place: int) -> dict[str, str]:
    """What the rows behind the number have to say of themselves; nothing where there are no rows."""
    if tal not in explorer.rows:
        return {}
    own = level(row)
    asked = {"liste": tal, "slags": str(place)}
    asked |= {
        name: row[column] or "" for name, column in (("team", "team"), ("ansvarlig", "sagsbehandler")) if column in own
    }
    asked |= {"krav": f"{row['pakke']}/{row['krav']}"} if "krav" in own else {}
    return asked | ({"alder": row["aldersgruppe"] or _AGE_UNKNOWN} if "aldersgruppe" in own else {})


def _link(text: str, asked: dict[str, str], told: str, number: int | None) -> str:
    """The number as the way to its rows."""
    if not asked or not number:
        return text
    where = f"raekker-{asked['liste']}"
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in asked.items())
    heard = escape(f"{_TAGS.sub('', text)}, rækkerne bag {told}")
    return f'<a class="bag" href="#{where}" aria-label="{heard}" data-navn="{escape(told)}"{data}>{text}</a>'


# --- Rows ------------------------------------------------------------------------------------------------------


def _hers(tal: str, team: Any, worker: Any, rows: pl.DataFrame) -> Iterator[str]:  # noqa: ANN401 - keys of a frame
    """The rows of one caseworker, a body per krav."""
    who = " · ".join([worker or "uden ansvarlig", team or "uden team"])
    yield f'<details class="hos"><summary>{escape(who)}: {danish.count(rows.height, "række", "rækker")}</summary>'
    data = {
        "liste": tal,
        "team": team or "",
        "ansvarlig": worker or "",
        "hos": worker or "uden ansvarlig",
        "grupper": "Krav",
    }
    more = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    heads = [head(column, grouping=column.id in _CHOSEN_BY) for column in _ROW]
    yield from opened(f"{_LISTS[tal][0]}: {who}", heads, more=more)
    for (krav, title, kind), own in rows.group_by("krav", "titel", "slags", maintain_order=True):
        yield f'<tbody data-krav="{escape(str(krav))}" data-slags="{kind}">'
        yield f'<tr class="sum"><th scope="rowgroup" colspan="{len(_ROW)}">{escape(str(title))}</th></tr>'
        yield from _lines(own)
        yield "</tbody>"
    yield "</table></div></details>"


def _lines(rows: pl.DataFrame) -> Sequence[str]:
    """The rows as HTML, a whole column at a time."""
    age = pl.col("aldersgruppe").fill_null(_AGE_UNKNOWN)
    cells = [
        *(pl.lit('<tr><th scope="row">'), escaped(pl.col("sag"))),
        *(pl.lit("<td>"), escaped(pl.col("nr"))),
        *(pl.lit("<td>"), date_text(pl.col("frist")), pl.lit("<td>"), date_text(pl.col("moedt"))),
        *(pl.lit("<td>"), escaped(pl.col("status")), pl.lit("<td>"), escaped(pl.col("dage"))),
        *(pl.lit("<td>"), escaped(age), pl.lit("<td>"), escaped(pl.col("fund_id"))),
    ]
    return rows.select(pl.concat_str(cells)).to_series().to_list()
