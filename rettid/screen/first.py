"""The first screen of `rettid audit`: the answer, then who has what to do, then what the answer rests on.

Plain words and figures carry it; colour only helps. It fits 100 columns. Citizens are shown by case number and
initials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Group
from rich.text import Text

from rettid.rates import OVERDUE_BANDS
from rettid.screen import danish
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.tables import CODE_LIST_OF, UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.summary import Summary

WAITING = ("I alt", *OVERDUE_BANDS, "Længst", "Median")
INTERVAL = "I parentes: 95 %-interval. Få borgere giver bred usikkerhed."

MOST_NOTES = 6
MOST_ROWS = 40
"""Caseworkers shown on the screen; the rest are counted below the table."""


def show_first(summary: Summary, out: TextIO) -> None:
    """Print the first screen to `out`."""
    show(_screen(summary), out)


def _screen(summary: Summary) -> Iterable[RenderableType]:
    yield _heading(summary)
    yield from what_was_read(summary)
    yield from _answers(summary)
    yield from _shares(summary)
    yield _caseworkers(summary)
    yield from _actions(summary)
    yield title("Det hviler tallene på")
    yield bullets(footnotes(summary))


def _heading(summary: Summary) -> RenderableType:
    period = f"{danish.day(summary.span.first)} til {danish.day(summary.span.last)}"
    team = f" · {summary.team}" if summary.team else ""
    known = f" · som kendt {danish.day(summary.kendt_pr)}" if summary.kendt_pr else ""
    return Text(f"Rettidighed pr. {danish.day(summary.pr)}{known}{team} · frister {period}", style="bold")


def what_was_read(summary: Summary) -> Iterable[RenderableType]:
    """The files, the rows of them, the configuration, and whether the day was guessed."""
    reading = summary.reading
    used = sum(sheet.raekker_brugt for sheet in reading.sheets)
    aside = sum(sheet.raekker_frasorteret for sheet in reading.sheets)
    taken = f"udtrukket {danish.day(reading.extracted)}" if reading.extracted else "udtræksdato ukendt"
    files = ", ".join(file.navn for file in reading.files[:3]) + (
        f" og {danish.further(len(reading.files) - 3).lower()}" if len(reading.files) > 3 else ""
    )
    yield indented(
        [
            f"Læst: {files} ({', '.join(reading.profiles)}, {taken}): {danish.whole(used)} rækker brugt, {danish.whole(aside)} sat fra."
        ],
        "dim",
    )

    yield from configured(summary)
    if summary.guessed_day:
        yield indented([f"NB: Udtræksdatoen står ikke i filen, så der er regnet pr. i dag.{_latest(summary)}"])


def configured(summary: Summary) -> Iterable[RenderableType]:
    """Which configuration was used, and whose; nothing where there is none."""
    if summary.opsaetning:
        whose = f" ({summary.kommune})" if summary.kommune else ""
        yield indented([f"Opsætning: {summary.opsaetning[0]}{whose}."], "dim")


def _latest(summary: Summary) -> str:
    latest = summary.latest_registration
    return (
        f" Seneste registrering er {danish.day(latest)}: sig dagen med --pr {latest}."
        if latest
        else " Sig dagen med --pr."
    )


def _answers(summary: Summary) -> Iterable[RenderableType]:
    yield title("Fik borgerne det til tiden?")
    rows = table("", "Forpligtelser til tiden", "Personer med alt til tiden")
    for row in answers(summary):
        rows.add_row(*row)
    yield rows
    yield indented([INTERVAL], "dim")
    yield title("Hvem venter stadig? (åbne brud, dage over fristen)")
    rows = table("", *WAITING, numbers=True)
    for what, *figures in waiting(summary):
        rows.add_row(what, *figures)
    yield rows


def answers(summary: Summary) -> list[tuple[str, str, str]]:
    """Per kind of duty its name, the share of duties and the share of persons, in words."""
    rows = []
    for what, why, duties, people in summary.answers:
        unknown = f"kan ikke afgøres: {why}" if why else None
        rows.append((what, unknown or danish.share(duties), unknown or danish.share(people)))
    return rows


def waiting(summary: Summary) -> list[list[str]]:
    """Per kind of duty its name and the columns of WAITING, in words."""
    return [[what, *(["?"] * len(WAITING) if why else _breaches(breaches))] for what, why, breaches in summary.waiting]


def _shares(summary: Summary) -> Iterable[RenderableType]:
    """What the law asks of a share of the persons; nothing where no krav does."""
    if summary.shares.is_empty():
        return
    yield title("Andele, som loven kræver")
    rows = table("Krav", "Frister i", "Personer til tiden", "Mindst", "Luft", "Status")
    for row in summary.shares.iter_rows(named=True):
        rows.add_row(
            summary.titles[row["pakke"], row["krav"]],
            row["periode"],
            danish.share({**row, "rettidige": row["opfyldt"], "forfaldne": row["personer"]}),
            f"{danish.decimal(100 * row['mindst'], 0)} %",
            danish.whole(row["luft"]),
            row["status"] + _still(row),
        )
    yield rows
    yield indented(
        ["Luft: så mange flere personer kunne være uden. Under nul er der for mange.", *_chosen(summary)], "dim"
    )


def _chosen(summary: Summary) -> Iterable[str]:
    """What an exemption at the expense of a share costs, where there is one; and where the next would break the share."""
    used = summary.shares.filter(pl.col("undtaget") > 0)
    if used.is_empty():
        return
    yield "Den, der er undtaget som en af dem, loven giver plads til, er en person uden: det bruger af luften."
    for row in used.filter(pl.col("luft_i_alt") <= 0).iter_rows(named=True):
        title = summary.titles[row["pakke"], row["krav"]]
        yield f"{title}, {row['periode']}: der kan ikke undtages flere, uden at andelen brydes."


def _still(row: dict[str, Any]) -> str:
    parts = [
        f"{danish.whole(row[name])} {word}"
        for name, word in (
            ("endnu_aabne", "åbne"),
            ("undtaget", "undtaget"),
            ("kan_ikke_afgoeres", "kan ikke afgøres"),
        )
        if row[name]
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _breaches(row: dict[str, Any] | None) -> list[str]:
    if row is None:
        return ["0", *["0"] * len(OVERDUE_BANDS), "–", "–"]
    bands = [danish.whole(row[name]) for name in OVERDUE_BANDS]
    return [
        danish.whole(row["aabne"]),
        *bands,
        danish.count(row["laengst"], "dag", "dage"),
        danish.days(row["median"]),
    ]


def _caseworkers(summary: Summary) -> RenderableType:
    headings = ("Åbne sager", "Forfaldne", "Til tiden", "Mangler", "Inden 14 dage", "Uden aftale")
    rows = table("Sagsbehandler", *headings, numbers=True)
    shown = summary.caseload.head(MOST_ROWS)
    for (team,), own in shown.group_by("team", maintain_order=True):
        everyone = summary.caseload.filter(pl.col("team").eq_missing(team))
        rows.add_row(
            Text(str(team or "Uden team"), style="bold"),
            *_counts(everyone.drop("team", "sagsbehandler").sum().row(0), "bold"),
        )
        for _, name, *counts in own.iter_rows():
            rows.add_row(f"  {name or 'uden ansvarlig'}", *_counts(counts))
    rows.add_row(
        Text("I alt", style="bold"), *_counts(summary.caseload.drop("team", "sagsbehandler").sum().row(0), "bold")
    )
    untold = [f"Uden det, der ikke kan afgøres: {_untold(summary)}."] if summary.untold else []
    note = "Forfaldne og til tiden: i perioden, efter hvem der var ansvarlig på fristen. Resten: nu, efter hvem der er ansvarlig nu."
    more = [f"{summary.caseload.height - MOST_ROWS} sagsbehandlere flere; se dem alle med --format csv."] * (
        summary.caseload.height > MOST_ROWS
    )
    return Group(title("Sagsstammer (jobcentrets frister efter loven)"), rows, indented([*more, *untold, note], "dim"))


def _counts(numbers: Iterable[int], style: str = "") -> list[Text]:
    return [Text(danish.whole(number), style=style) for number in numbers]


def _actions(summary: Summary) -> Iterable[RenderableType]:
    shown, total = summary.actions.head(10), summary.actions.height
    but = f", men {_untold(summary)} kan ikke afgøres" if summary.untold else ""
    yield title(
        "Næste skridt" if total else f"Næste skridt: ingen kendte frister er overskredet eller nært forestående{but}"
    )
    if not total:
        return
    rows = table("Frist", "Dage", "Sag", "Borger", "Hvad", "Aftalt", "Ansvarlig")
    for row in shown.iter_rows(named=True):
        rows.add_row(
            danish.day(row["frist"]),
            _overdue(row["dage"]),
            row["sag"],
            initials(row["navn"]),
            _what(row, summary.titles),
            danish.day(row["planlagt"]),
            row["sagsbehandler"] or "ingen",
        )
    yield rows
    if total > 10:
        yield indented([f"{danish.further(total - 10)}."], "dim")


def _untold(summary: Summary) -> str:
    return " og ".join(danish.EVENTS[event] for event in summary.untold)


def _overdue(days: int) -> str:
    return f"{danish.whole(days)} over" if days > 0 else "i dag" if days == 0 else f"om {-days}"


def _what(row: dict[str, Any], titles: dict[tuple[str, str], str]) -> str:
    verb = "Hold samtale" if row["haendelse"] == "samtale" else "Start tilbud"
    number = f" nr. {row['nr']}" if row["nr"] > 1 else ""
    more = f" (+{row['flere']})" if row["flere"] else ""
    return f"{verb}: {titles[row['pakke'], row['krav']]}{number}{more}"


def initials(name: str | None) -> str:
    """The first letters of a name: a citizen is recognised by a colleague, not by a passer-by."""
    return "".join(f"{part[0]}." for part in (name or "").replace("-", " ").split()) or "–"


def footnotes(summary: Summary) -> list[str]:
    """What the figures rest on, a sentence each: the packs, what is exempted, what can't be decided, what was not read."""
    return [*_packs(summary), *_exempted(summary), *_undecided(summary), *_input(summary)]


def _packs(summary: Summary) -> Iterable[str]:
    for pack, cases in summary.packs:
        kind = "lov" if pack.art == "lov" else "lokal aftale, lægges aldrig sammen med loven"
        yield f"Pakke {pack.id} version {pack.edition} ({kind}): {danish.count(cases, 'forløb', 'forløb')}."
    if summary.reading.joined:
        yield f"{danish.count(summary.reading.joined, 'forløb', 'forløb')} er lagt sammen af dele (se rettid check)"
    if summary.in_several:
        yield f"{danish.count(summary.in_several, 'forløb', 'forløb')} står i flere udtræk og er bedømt som ét (se rettid check)"
    if summary.uncovered:
        yield f"{danish.count(summary.uncovered, 'forløb', 'forløb')} er ikke omfattet af nogen pakke og er ikke bedømt."


def _exempted(summary: Summary) -> Iterable[str]:
    """What is not in the denominators, and why."""
    for pack, owner, reason, duties, people in summary.exempted.iter_rows():
        whose = ", a-kassen" if owner == "a-kasse" else ""
        counted = (
            f"{danish.count(duties, 'forpligtelse', 'forpligtelser')} for {danish.count(people, 'borger', 'borgere')}"
        )
        yield f"Undtaget ({pack}{whose}): {counted}: {reason}."


def _undecided(summary: Summary) -> Iterable[str]:
    counts = (
        summary.funds.filter(pl.col("status") == UNDECIDED)
        .group_by("mangler_felt")
        .agg(pl.len(), pl.col("forloeb_id").unique().sort())
    )
    for field, number, cases in counts.sort("mangler_felt").iter_rows():
        named = f" ({', '.join(summary.case_numbers[case] for case in cases[:3])}{' …' if len(cases) > 3 else ''})"
        yield f"Kan ikke afgøres: {danish.count(number, 'forpligtelse', 'forpligtelser')}, fordi der mangler {field}{named}."
    remarks = (
        summary.funds.get_column("bemaerkning")
        .drop_nulls()
        .cast(pl.String)
        .str.split("; ")
        .explode()
        .value_counts()
        .sort("bemaerkning")
    )
    for remark, number in remarks.iter_rows():
        yield f"{danish.count(number, 'forpligtelse', 'forpligtelser')}: {remark}."


def _input(summary: Summary) -> Iterable[str]:
    reading = summary.reading
    reasons = reading.set_aside.group_by("aarsag").len().sort("len", "aarsag", descending=[True, False])
    for reason, number in reasons.head(MOST_NOTES).iter_rows():
        yield f"{danish.count(number, 'række', 'rækker')} sat fra: {reason}"
    yield from _more(reasons.height, "grunde til, at rækker er sat fra")
    for name, column, value, number in reading.unknown.head(MOST_NOTES).iter_rows():
        times = danish.count(number, "gang", "gange")
        coded = (name, column) in CODE_LIST_OF
        effect = "Den tæller hverken som afholdt, begyndt eller fravær." if coded else "Feltet er læst som tomt."
        yield f"Ukendt værdi i {name}, {column}: »{value}« ({times}). {effect}"
    yield from _more(reading.unknown.height, "ukendte værdier")
    for sheet in reading.sheets:
        if sheet.note:
            yield f"{sheet.fil}{f', ark »{sheet.ark}«' if sheet.ark else ''}: {sheet.note}."


def _more(number: int, what: str) -> Iterable[str]:
    if number > MOST_NOTES:
        yield f"{danish.whole(number - MOST_NOTES)} {what} flere. Se dem med: rettid check"
