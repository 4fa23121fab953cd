"""What the lists rest on: the rows that were set aside, and the sheet that says where everything comes from and what the words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from xlsxwriter.utility import xl_rowcol_to_cell

from rettid import __version__
from rettid.findings import catalogue
from rettid.lists.layout import Column
from rettid.lists.lines import NOBODY
from rettid.lists.memory import LEFT, NEW, SOLVED, STILL, WORSE
from rettid.lists.sheets.table import Heading, lines_of, table
from rettid.lists.sheets.words import definitions, lead_times
from rettid.lists.shown import duty
from rettid.screen import danish
from rettid.screen.first import footnotes
from rettid.tables import COMING, MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rettid.lists.memory import Before
    from rettid.lists.model import Lists
    from rettid.lists.sheets.book import Page

Section = tuple[str, list[tuple[str, str]]]

_WIDTH = 86
_OPEN = (MISSING, COMING, NOBODY)

_SET_ASIDE = (
    Column("fil", "Fil", 30, "long"),
    Column("ark", "Ark", 20, "long"),
    Column("raekke", "Række", 9, "number"),
    Column("kode", "Kode", 9),
    Column("aarsag", "Grund", 60, "long"),
    Column("goer", "Gør sådan", 50, "long"),
)


def write_set_aside(page: Page, title: str, rows: pl.DataFrame) -> None:
    """Write the rows of the export that could not be used, each with its place, code and reason."""
    advice = {code: kind.goer for code, kind in catalogue().items()}
    shown = rows.with_columns(goer=pl.col("kode").replace_strict(advice, default="", return_dtype=pl.String))
    told = (
        f"{danish.count(rows.height, 'række er sat fra', 'rækker er sat fra')}."
        if rows.height
        else "Ingen rækker er sat fra."
    )
    legend = "Rækker i udtrækket, der ikke indgår i listen. Intet er forsvundet: læst = brugt + sat fra."
    table(page, Heading(title, legend, told), _SET_ASIDE, shown)


def write_about(page: Page, title: str, sections: Sequence[Section]) -> None:
    """Write the sections one under the other: a word to the left, what is said of it to the right."""
    book, row = page.book, 2
    page.sheet.hide_gridlines(2)
    page.sheet.set_column(0, 0, 28)
    page.sheet.set_column(1, 1, _WIDTH)
    page.sheet.set_row_pixels(0, 26)
    page.above(0, 0, title, book.look(bold=True, font_size=14))
    for heading, told in sections:
        if told:
            page.text(row, 0, heading, book.look(bold=True, font_size=11, bottom=1))
            page.blank(row, 1, book.look(bottom=1))
            _section(page, row + 1, told)
            row += len(told) + 2
    page.for_paper(None, (row, 1), wide=False)


def _section(page: Page, first: int, told: list[tuple[str, str]]) -> None:
    look = page.book.look(text_wrap=True)
    texts = pl.DataFrame(told, schema={"ord": pl.String, "om": pl.String}, orient="row")
    lines = texts.select(pl.max_horizontal(lines_of(pl.col("ord"), 28), lines_of(pl.col("om"), _WIDTH))).to_series()
    for row, ((word, text), high) in enumerate(zip(told, lines, strict=True), first):
        page.text(row, 0, word, look)
        page.text(row, 1, text, look)
        page.height(row, high)


def sections(
    lists: Lists, before: Before | None, columns: Sequence[Column], notes: Iterable[tuple[str, str]], *, whole: bool
) -> list[Section]:
    """Everything that stands on *Om listen*. `before`: the list before; `notes`: what happened while the workbook was written.

    In a caseworker's own file (not `whole`) what concerns others is left out, and `before` has nothing of them.
    """
    told = [*_account(lists, whole=whole), *([] if before is None else _by_hand(before))]
    return [
        ("Hvad listen er", _rests_on(lists)),
        ("Læst", _read(lists)),
        (
            "Regler",
            [(pack.id, f"version {pack.edition}, {_kind(pack.art)}: {pack.titel}") for pack, _ in lists.summary.packs],
        ),
        ("Siden sidste liste", told),
        ("NB", list(notes)),
        ("Hvad ordene betyder", definitions(columns, lists.choice)),
        ("Det hviler tallene på", [("", line) for line in footnotes(lists.summary)] if whole else []),
    ]


def places(lost: Iterable[tuple[str, int, int, str]]) -> list[tuple[str, str]]:
    """What was lost of the texts, as cells of the workbook."""
    return [(f"{sheet}, {xl_rowcol_to_cell(row, column)}", f"{cost}.") for sheet, row, column, cost in lost]


def _rests_on(lists: Lists) -> list[tuple[str, str]]:
    summary, choice = lists.summary, lists.choice
    setup = f"{summary.opsaetning[0]} (SHA-256 {summary.opsaetning[1]})" if summary.opsaetning else "ingen rettid.toml"
    told = [
        ("Lavet med", f"rettid {__version__}"),
        ("Pr.", danish.day(summary.pr)),
        ("Som kendt", danish.day(summary.kendt_pr) if summary.kendt_pr else ""),
        ("Kommune", summary.kommune),
        ("Team", summary.team or ""),
        ("Perioden for andelene", f"{danish.day(summary.span.first)} til {danish.day(summary.span.last)}"),
        (
            "Listen rækker",
            f"{choice.horisont} frem, til {danish.day(choice.horisont.after_day(summary.pr))}, efter seneste ansvarlige dag",
        ),
        ("Forberedelse", lead_times(choice)),
        ("A-kassens krav", "er med på listen" if choice.med_a_kasse else "er ikke med på listen"),
        ("Opsætning", setup),
        ("Borgere", "vises med navn og CPR-nummer" if lists.personal else "vises med sagsnummer og initialer"),
    ]
    return [(word, text) for word, text in told if text]


def _read(lists: Lists) -> list[tuple[str, str]]:
    """Each file with its hash, and of each of its sheets how many rows were read, used and set aside."""
    reading = lists.summary.reading
    accounts: dict[str, list[str]] = {file.navn: [f"SHA-256 {file.sha256}"] for file in reading.files}
    for sheet in reading.sheets:
        where, note = f"Ark »{sheet.ark}«: " if sheet.ark else "", f". {sheet.note}" if sheet.note else ""
        read = danish.count(sheet.raekker_laest, "række læst", "rækker læst")
        used, aside = (danish.whole(number) for number in (sheet.raekker_brugt, sheet.raekker_frasorteret))
        accounts.setdefault(sheet.fil, []).append(f"{where}{read} = {used} brugt + {aside} sat fra{note}")
    return [("Profil", ", ".join(reading.profiles)), *((name, "\n".join(told)) for name, told in accounts.items())]


def _kind(art: str) -> str:
    return "lov" if art == "lov" else "lokal aftale"


def _account(lists: Lists, *, whole: bool) -> list[tuple[str, str]]:
    """Where the rows of the list before have gone: none is forgotten."""
    since = lists.since
    if since.pr is None:
        return [("Sidste liste", "ingen: det er den første")]
    told = [("Sidste liste", f"pr. {danish.day(since.pr)}")]
    if whole:
        told.append(("Regnskab", account(lists)))
    return told


def account(lists: Lists) -> str:
    """Where the rows of the list before went, as a sum that comes out; empty on a first list.

    "120 rækker sidst = 80 fortsat + 5 forværret + 25 løst + 10 fjernet. Hertil 30 nye: 115 rækker nu." Rows that were told
    as gone then, and come back because somebody wrote on them since, are counted beside.
    """
    since = lists.since
    if since.pr is None:
        return ""
    again = ~pl.col("foer_status").is_in(_OPEN).fill_null(value=False)
    gone = {SOLVED: since.solved.filter(~again).height, LEFT: since.left.filter(~again).height}
    counts, new = since.counts | gone, since.counts[NEW]
    known = (STILL, WORSE, SOLVED, LEFT)
    then = danish.count(sum(counts[mark] for mark in known), "række", "rækker")
    parts = " + ".join(f"{danish.whole(counts[mark])} {mark}" for mark in known)
    now = danish.count(since.lines.height, "række", "rækker")
    spoken = since.solved.height + since.left.height - sum(gone.values())
    beside = (
        f" Desuden {danish.count(spoken, 'række', 'rækker')}, der var væk, men er skrevet på siden." if spoken else ""
    )
    return f"{then} sidst = {parts}. Hertil {danish.count(new, 'ny', 'nye')}: {now} nu.{beside}"


def _by_hand(before: Before) -> list[tuple[str, str]]:
    """The cells of ours that people changed, the rows they took out, and the rows they wrote themselves."""
    changed = [
        (
            f"{sheet}, række {row}",
            f"»{column}« blev rettet i hånden fra »{stood or ''}« til »{stands or ''}«. Listen følger udtrækket.",
        )
        for sheet, row, column, stood, stands in before.edited.select(
            "ark", "raekke", "kolonne", "stod", "staar"
        ).iter_rows()
    ]
    gone = before.rows.filter(pl.col("fund_id").is_in(list(before.deleted))).with_columns(hvad=duty())
    taken = [
        (
            worker or "Uden ansvarlig",
            f"{citizen}: {what} blev slettet i hånden. Rækken er her igen, hvis kravet stadig er åbent.",
        )
        for worker, citizen, what in gone.select("sagsbehandler", "borger", "hvad").iter_rows()
    ]
    own = before.own.group_by("ark", maintain_order=True).len().iter_rows()
    written = [
        (sheet, f"{danish.count(number, 'egen række', 'egne rækker')} er ført med over.") for sheet, number in own
    ]
    return [*changed, *taken, *written]
