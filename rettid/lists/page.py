"""The lists as one HTML page for paper: the overview, then each caseworker on a page of their own (`docs/spec.md`, "Lists").

It is one file that needs nothing else (`screen.webpage`). What says how urgent a line is, is a mark and a word, so that
it holds in black and white.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from rettid.fixlists import file_names
from rettid.lists import markup
from rettid.lists.caseloads import COUNTS, caseloads
from rettid.lists.deadlines import DIFFERS, NO_DEADLINE, UNTOLD
from rettid.lists.layout import HANDLING, KEY, LEFT, NO_INTERVIEW, NOTE, NOTED, ORPHANS, SOLVED, Column
from rettid.lists.layout import NO_DEADLINE as WITHOUT
from rettid.lists.memory import MARKS, NEW
from rettid.lists.outward import outward
from rettid.lists.parts import OwnLists
from rettid.lists.shown import AHEAD, NOW, OVERDUE, SYMBOLS, columns_shown, duty, shown, tally, whose
from rettid.manifest import manifest
from rettid.screen import danish
from rettid.screen.first import INTERVAL, WAITING, answers, waiting
from rettid.screen.webpage import document, footer, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from rettid.lists.model import Lists

_STYLE = """
@page { size: A4 landscape; margin: 11mm 12mm 13mm; }
@page { @bottom-right { content: "Side " counter(page) " af " counter(pages); font: 8pt Arial, sans-serif; } }
body { max-width: 84rem; }
section { margin-top: 2.5rem; border-top: 3px solid #1a1a1a; } section h2 { margin-top: .6rem; }
.tegn { font-size: 1.1em; } [aria-label="overskredet"] { color: #b3261e; } .rul { overflow-x: auto; }
.liste { font-size: .85rem; line-height: 1.3; table-layout: fixed; min-width: 68rem; }
.liste caption { font-weight: 400; color: #444; }
.liste thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
.liste td, .liste th { overflow-wrap: anywhere; hyphens: auto; padding-right: .5em; } .liste tbody th { white-space: normal; }
.dag, .hel { white-space: nowrap; } .lang { white-space: pre-line; } .noteret { color: #444; font-size: .9em; }
.tal-tabel td, .tal-tabel thead th:not(:first-child) { text-align: right; font-variant-numeric: tabular-nums; }
.sum th, .sum td { font-weight: 600; } .gentag { display: none; }
nav ul { columns: 14rem; list-style: none; padding: 0; }
@media print {
  body { font-size: 9pt; line-height: 1.3; } th, td { padding-top: .15rem; padding-bottom: .15rem; }
  section { break-before: page; border-top: none; margin-top: 0; }
  section.tom { break-before: auto; margin-top: 1rem; }
  section:not(.tom) h2, nav, .liste caption { display: none; } a { color: inherit; text-decoration: none; }
  .liste { font-size: 8pt; min-width: 0; } .tegn { color: inherit; } .rul { overflow: visible; }
  .gentag { display: table-row; } .gentag td { border: none; padding: 0 0 .4rem; } .gentag b { font-size: 12pt; margin-right: .6rem; }
}
"""

_WHO = (Column("sagsbehandler", "Sagsbehandler", 18, "long"), Column("borger", "Borger", 24, "long"))
_DUTY = Column("krav_nr", "Krav og nr.", 34, "long")
_MET = (*_WHO, _DUTY, Column("foer_frist", "Frist sidst", 11, "date"), Column("moedt", "Mødt", 11, "date"))
_SOLVED = (*_MET, Column("hvorfor", "Hvordan", 28, "long"), HANDLING, NOTE)
_LEFT = (*_MET[:-1], Column("hvorfor", "Hvorfor", 39, "long"), HANDLING, NOTE)
_WITHOUT = (
    Column("hvad_ord", "Hvad", 16),
    *_WHO,
    Column("haendelse", "Slags", 9),
    Column("frist_system", "Systemets frist", 11, "date"),
    Column("frist", "Frist (lov)", 11, "date"),
    Column("forskel", "Forskel i dage", 9, "number"),
    _DUTY,
    Column("hjemmel", "Paragraf", 26, "long"),
    Column("mangler_felt", "Mangler", 16, "long"),
)
_INTERVIEWS = (
    *_WHO,
    _DUTY,
    Column("frist", "Frist (lov)", 11, "date"),
    Column("dage", "Dage over", 9),
    Column("frist_system", "Systemets frist", 11, "date"),
    Column("planlagt", "Næste aftale", 11, "date"),
    Column("hjemmel", "Paragraf", 26, "long"),
)
_KINDS = {NO_DEADLINE: "▲ uden frist", UNTOLD: "? kan ikke afgøres", DIFFERS: "≠ afviger"}

_LEGEND = (
    f"{SYMBOLS[OVERDUE]} fristen er passeret · {SYMBOLS[NOW]} seneste ansvarlige dag er nået, og bolden er hos os · "
    f"{SYMBOLS[AHEAD]} der er tid endnu, eller der er en aftale, der holder fristen"
)
_SEVERAL = {NEW: "nye"}

_COUNTS = {
    "aabne_sager": "Åbne sager",
    "overskredet": f"{SYMBOLS[OVERDUE]} Overskredet",
    "handl_nu": f"{SYMBOLS[NOW]} Handl nu",
    "kommende": f"{SYMBOLS[AHEAD]} Kommende",
    "paa_listen": "På listen",
    "uden_aftale": "Uden aftale",
    "nye": "Nye",
    "forvaerret": "Forværret",
    "forfaldne": "Forfaldne i perioden",
    "rettidige": "Heraf til tiden",
}


def page(lists: Lists) -> str:
    """The whole page; the same lists give the same page."""
    title = f"Lister pr. {danish.day(lists.summary.pr)}{_of(lists)}"
    columns = [column for column in columns_shown(lists) if column not in (KEY, NOTED)]
    style = _STYLE + markup.widths(columns, _SOLVED, _LEFT, _WITHOUT, _INTERVIEWS)
    names = (
        "Siden viser navne og CPR-numre." if lists.personal else "Siden har ingen navne på borgere og ingen CPR-numre."
    )
    body = [
        "<main>",
        *_overview(lists, title),
        *_workers(lists, columns),
        *_found(lists),
        *_gone(lists),
        "</main>",
        *footer(manifest(lists.summary), names),
    ]
    return document(title, body, style)


def _of(lists: Lists) -> str:
    """Whose lists they are: the municipality, the team, the caseworker."""
    owner = None
    if isinstance(lists, OwnLists):
        owner = lists.whose.navn or ("uden team" if lists.whose.kolonne == "team" else "uden ansvarlig")
    return "".join(f" · {name}" for name in (lists.summary.kommune, lists.summary.team, owner) if name)


# --- The overview ----------------------------------------------------------------------------------------------


def _overview(lists: Lists, title: str) -> Iterator[str]:
    summary = lists.summary
    yield f"<h1>{escape(title)}</h1>"
    period = f"{danish.day(summary.span.first)} til {danish.day(summary.span.last)}"
    yield f'<p class="om">Andele: frister {period}. Linjer: seneste ansvarlige dag senest {_horizon(lists)}.</p>'
    yield f'<p class="om">{escape(_changes(lists))}</p>'
    yield f'<p class="om">{_LEGEND}</p>'
    yield f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in _to_look_at(lists))}</ul>"
    yield from _contents(lists)
    headings = ("", "Forpligtelser til tiden", "Personer med alt til tiden")
    yield from table("Fik borgerne det til tiden?", headings, answers(summary))
    yield f'<p class="om">{INTERVAL}</p>'
    yield from table("Hvem venter stadig? (åbne brud, dage over fristen)", ("", *WAITING), waiting(summary))
    yield from _caseloads(lists)


def _horizon(lists: Lists) -> str:
    return danish.day(lists.choice.horisont.after_day(lists.summary.pr))


def _changes(lists: Lists) -> str:
    """What has happened since the list before."""
    since = lists.since
    if since.pr is None:
        return "Det er den første liste."
    counts = " · ".join(danish.count(since.counts[mark], mark, _SEVERAL.get(mark, mark)) for mark in MARKS)
    return f"Siden listen {danish.day(since.pr)}: {counts}."


def _to_look_at(lists: Lists) -> Iterator[str]:
    cases = danish.count(lists.orphans, "åben sag har", "åbne sager har")
    yield f"{cases} ingen ansvarlig."
    kinds = lists.without_deadline["hvad"]
    told = " · ".join(f"{danish.whole(int((kinds == kind).sum()))} {kind}" for kind in _KINDS)
    yield f"Fagsystemets frister: {told}."
    yield f"{danish.count(lists.missing_interviews.height, 'samtale', 'samtaler')} mangler i et interval efter loven."
    aside = lists.summary.reading.set_aside.height
    yield f"{danish.count(aside, 'række', 'rækker')} i udtrækket er sat fra."


def _contents(lists: Lists) -> Iterator[str]:
    links = [(_anchor(ORPHANS), ORPHANS)] if lists.of(None).height else []
    links += [(anchor, worker) for worker, anchor in _anchors(lists).items()]
    links += [(_anchor(name), name) for name in (WITHOUT, NO_INTERVIEW, SOLVED, LEFT)]
    items = "".join(f'<li><a href="#{anchor}">{escape(name)}</a></li>' for anchor, name in links)
    yield f'<nav aria-label="Indhold"><ul>{items}</ul></nav>'


def _caseloads(lists: Lists) -> Iterator[str]:
    """Who has how much: teams in bold with their caseworkers below, and the sum of all."""
    rows = caseloads(lists).sort("team", maintain_order=True, nulls_last=True)
    anchors: dict[str | None, str] = {None: _anchor(ORPHANS)} if lists.of(None).height else {}
    anchors.update(_anchors(lists))
    yield '<div class="rul">\n<table class="tal-tabel">\n<caption>Sagsstammer</caption>'
    yield "<thead><tr>" + "".join(
        f'<th scope="col">{text}</th>' for text in ("Team og sagsbehandler", *_COUNTS.values())
    )
    yield "</tr></thead>\n<tbody>"
    for (team,), own in rows.group_by("team", maintain_order=True):
        yield _sum(str(team or "Uden team"), own)
        for row in own.iter_rows(named=True):
            name = escape(row["sagsbehandler"] or "uden ansvarlig")
            anchor = anchors.get(row["sagsbehandler"])
            link = f'<a href="#{anchor}">{name}</a>' if anchor else name
            yield f'<tr><th scope="row">{link}</th>{_figures(row)}</tr>'
    yield _sum("I alt", rows) + "</tbody>\n</table>\n</div>"


def _sum(name: str, rows: pl.DataFrame) -> str:
    return f'<tr class="sum"><th scope="row">{escape(name)}</th>{_figures(rows.select(pl.sum(*COUNTS)).row(0, named=True))}</tr>'


def _figures(row: Mapping[str, int]) -> str:
    return "".join(f"<td>{danish.whole(row[name])}</td>" for name in _COUNTS)


# --- The lists -------------------------------------------------------------------------------------------------


def _workers(lists: Lists, columns: Sequence[Column]) -> Iterator[str]:
    if lists.of(None).height:
        yield from _worker(lists, None, _anchor(ORPHANS), columns)
    for worker, anchor in _anchors(lists).items():
        yield from _worker(lists, worker, anchor, columns)


def _worker(lists: Lists, worker: str | None, anchor: str, columns: Sequence[Column]) -> Iterator[str]:
    pr = lists.summary.pr
    rows = outward(shown(lists.of(worker), pr), personal=lists.personal)
    name = worker or ORPHANS
    if rows.is_empty():
        yield f'<section id="{anchor}" class="tom">\n<h2>{escape(name)}</h2>\n<p>Intet på listen.</p>\n</section>'
        return
    yield f'<section id="{anchor}">\n<h2>{escape(name)}</h2>'
    counts = " · ".join(f"{SYMBOLS[state]} {danish.whole(number)} {state}" for state, number in tally(rows).items())
    made = {"dage": markup.urgency(pl.col("tilstand"), pl.col("dage")), "note": _noted(), "planlagt": _appointment()}
    yield from markup.table(counts, columns, rows, made=made, repeated=f"{name} · pr. {danish.day(pr)}")
    yield "</section>"


def _noted() -> pl.Expr:
    """The note with the day it was typed below it."""
    day = pl.format('\n<span class="noteret">({})</span>', markup.date_text(pl.col("noteret")))
    return pl.concat_str(markup.escaped(pl.col("note")), pl.when(pl.col("note").is_not_null()).then(day).fill_null(""))


def _appointment() -> pl.Expr:
    """The next appointment; one that comes too late is marked."""
    day = markup.date_text(pl.col("planlagt"))
    return pl.when(pl.col("aftalt_for_sent")).then(day + "<br>! for sent").otherwise(day)


def _found(lists: Lists) -> Iterator[str]:
    """Brøndby's two lists."""
    words = pl.col("hvad").replace_strict(_KINDS, return_dtype=pl.String)
    without = lists.without_deadline.with_columns(hvad_ord=words, krav_nr=duty(), sagsbehandler=whose())
    untold = " og ".join(danish.EVENTS[event] for event in lists.untold_days)
    silent = f" Udtrækket siger ikke fagsystemets egen frist for {untold}." if untold else ""
    legend = f"Åbne sager, hvor fagsystemet ingen frist har, en anden frist end loven, eller hvor fristen ikke kan afgøres.{silent}"
    yield from _list(WITHOUT, legend, _WITHOUT, without)
    missing = lists.missing_interviews.with_columns(krav_nr=duty(), sagsbehandler=whose())
    made = {"dage": markup.urgency(pl.lit(OVERDUE), pl.col("dage"))}
    yield from _list(NO_INTERVIEW, "Samtaler, der mangler i et interval efter loven.", _INTERVIEWS, missing, made)


def _gone(lists: Lists) -> Iterator[str]:
    """What stood on the list before and stands here no more."""
    since = lists.since
    for name, columns, rows in ((SOLVED, _SOLVED, since.solved), (LEFT, _LEFT, since.left)):
        told = outward(rows, personal=lists.personal).with_columns(krav_nr=duty(), sagsbehandler=whose())
        yield from _list(name, _since(since.pr), columns, told, {"note": _noted()})


def _since(before: date | None) -> str:
    return "Det er den første liste." if before is None else f"Siden listen {danish.day(before)}."


def _list(
    name: str, legend: str, columns: Sequence[Column], rows: pl.DataFrame, made: Mapping[str, pl.Expr] | None = None
) -> Iterator[str]:
    empty = ' class="tom"' if rows.is_empty() else ""
    yield f'<section id="{_anchor(name)}"{empty}>\n<h2>{escape(name)}</h2>'
    if rows.is_empty():
        yield f"<p>{escape(legend)} Ingen rækker.</p>\n</section>"
        return
    told = f"{legend} {danish.count(rows.height, 'række', 'rækker')}."
    yield from markup.table(told, columns, rows, made=made, repeated=name)
    yield "</section>"


def _anchors(lists: Lists) -> dict[str, str]:
    """The place of each caseworker on the page."""
    names = file_names(lists.workers)
    return {worker: f"hos-{name.removesuffix('.csv')}" for worker, name in zip(lists.workers, names, strict=True)}


def _anchor(name: str) -> str:
    return file_names([name])[0].removesuffix(".csv")
