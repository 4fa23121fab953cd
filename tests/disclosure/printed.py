"""What a report really prints, read back from its files: every count of duties and citizens, with what it is of.

A number that stands in a file and can't be placed raises `Unplaced`, so that a new table, chart or sentence is either
read here, or said not to count anybody (`FREE`), before it leaves the team.
"""

from __future__ import annotations

import calendar
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
from lxml import html

from rettid.report.provenance import DEFINITIONS, INTERVAL
from rettid.targets.initiatives import NONE_YET, NOT_DUE, NOT_STARTED, RUNNING, UNTOLD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DAY = r"\d{2}-\d{2}-\d{4}"
EVENTS = {"Samtaler": "samtale", "Første tilbud": "tilbud"}
KINDS = HITS, REST, ALL = "taeller", "rest", "naevner"
SHARE, HIDDEN = "andel", "skjult"


class Unplaced(Exception):  # noqa: N818 - it is what was found
    """A number that the attack can't place."""


@dataclass(frozen=True)
class Cell:
    """Whom a count is of: duties (R1) or citizens (RP) with deadlines from `first` to `last`, or open breaches (R2), `pr` a day.

    `efter` and `gruppe`: of one group only. `first` is None where there is no first day. `team`: of one team only.
    """

    maal: str
    haendelse: str
    pr: date
    first: date | None
    last: date
    efter: str = ""
    gruppe: str = ""
    team: str | None = None

    def __str__(self) -> str:
        group = f" {self.gruppe}" if self.gruppe else ""
        return f"{self.maal} {self.haendelse} {self.first}..{self.last}{group} {self.team or 'alle'} pr. {self.pr}"


@dataclass(frozen=True)
class Fact:
    """A number that was printed: so many of a cell are of a kind ("taeller", "rest", "naevner"), or such a share of it ("andel").

    A share is right `within` so much; "skjult" says that the cell was hidden.
    """

    cell: Cell
    kind: str
    number: float = 0
    within: float = 0


@dataclass(frozen=True)
class Head:
    """What the head of a report says of all of it."""

    pr: date
    first: date
    last: date
    team: str | None = None

    @property
    def year(self) -> date:
        """The first day of the twelve months that a trend covers."""
        month = self.last.year * 12 + self.last.month - 12
        return min(self.first, date(month // 12, month % 12 + 1, 1))


# --- Files ------------------------------------------------------------------------------------------------------

Block = tuple[str, Any]
"""("ord", a paragraph), ("tabel", (title, headings, rows)), ("tegning", the texts of a drawing)."""


def blocks(name: str, content: bytes) -> list[Block]:
    """What stands in a file, in order."""
    kind = name.rsplit(".", 1)[-1]
    return list({"docx": _word, "xlsx": _workbook, "html": _page}[kind](content))


def _text(node: Any) -> str:
    return re.sub(r"\s+", " ", "".join(each.text or "" for each in node.iter("{*}t"))).strip()


def _word(content: bytes) -> Iterator[Block]:
    title, made = "", docx.Document(io.BytesIO(content))
    for node in made.element.body:
        if node.tag.endswith("}tbl"):
            rows = [[_text(cell) for cell in row.iter("{*}tc")] for row in node.iter("{*}tr")]
            yield "tabel", (title, rows[0], rows[1:])
            continue
        text = _text(node)
        title = text or title
        yield "ord", text
        for picture in node.iter("{*}docPr"):
            yield "ord", picture.get("descr", "")
            yield "ord", picture.get("title", "")
    for section in made.sections:
        for part in (section.header, section.footer):
            yield from (("ord", paragraph.text) for paragraph in part.paragraphs)
    core = made.core_properties
    yield from (("ord", text) for text in (core.title, core.subject, core.comments, core.keywords))


_SPREAD = (": til tiden", ": af", ": andel", ": lav (95 %)", ": høj (95 %)")


def _workbook(content: bytes) -> Iterator[Block]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        lines = [[cell for cell in row if cell is not None] for row in _padded(sheet)]
        full = list(_padded(sheet))
        at = 0
        while at < len(lines):
            if len(lines[at]) >= 2 and all(isinstance(cell, str) for cell in lines[at]):
                end = at + 1
                width = len(lines[at])
                while end < len(lines) and len(full[end]) and _is_row(full[end], lines[at], width):
                    end += 1
                yield (
                    "tabel",
                    _gathered(lines[at - 1][0] if lines[at - 1] else "", full[at][:width], full[at + 1 : end]),
                )
                at = end
                continue
            yield from (("ord", _as_text(cell)) for cell in lines[at])
            at += 1


def _padded(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def _is_row(row: Sequence[Any], heading: Sequence[Any], width: int) -> bool:
    """Whether the line is of the table above it: words that all numbers rest on begin below, over the whole width."""
    first = row[0]
    return (
        first is not None
        and not re.match(r"(Definition|Hvem|Periode|Data|Regler): ", str(first))
        and len(heading) == width
    )


def _gathered(
    title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[str, list[str], list[list[str]]]:
    """The table with each share in one cell, as in the other files; a chart's percentages as fractions."""
    names: list[str] = []
    texts: list[list[str]] = [[] for _ in rows]
    at = 0
    while at < len(headings):
        if headings[at].endswith(_SPREAD[0]):
            names.append(headings[at].removesuffix(_SPREAD[0]))
            for text, row in zip(texts, rows, strict=True):
                hits, everybody, share = row[at : at + 3]
                counted = (
                    share
                    if hits is None
                    else f"{hits} af {everybody}" + ("" if isinstance(share, str) else f" = {share}")
                )
                text.append(str(counted))
            at += len(_SPREAD)
        else:
            names.append(headings[at])
            for text, row in zip(texts, rows, strict=True):
                text.append(_as_text(row[at]))
            at += 1
    return title, names, texts


def _as_text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _page(content: bytes) -> Iterator[Block]:
    root = html.fromstring(content.decode())
    for node in root.xpath("//script | //style | //nav"):
        node.getparent().remove(node)
    for table in root.xpath("//table"):
        heads = [_words(cell) for cell in table.xpath("./thead/tr/th")]
        yield (
            "tabel",
            (
                _words(table.xpath("./caption")[0]),
                heads,
                [[_words(cell) for cell in row] for row in table.xpath("./tbody/tr")],
            ),
        )
        table.getparent().remove(table)
    for drawing in root.xpath("//*[local-name()='svg']"):
        yield "tegning", [_words(node) for node in drawing.xpath(".//*[local-name()='text']")]
        drawing.getparent().remove(drawing)
    for node in root.xpath("//*[not(*)] | //*[text()[normalize-space()]]"):
        if isinstance(node.tag, str):
            yield "ord", _words(node)
            yield from (
                ("ord", node.get(name, "")) for name in ("alt", "title", "aria-label", "content") if node.tag != "meta"
            )


def _words(node: Any) -> str:
    return re.sub(r"\s+", " ", " ".join(node.itertext())).strip()


# --- What the head says -----------------------------------------------------------------------------------------

_HEAD = re.compile(rf"[Ff]rister ({_DAY}) til ({_DAY}), opgjort pr\. ({_DAY})")


def head(found: Sequence[Block]) -> Head:
    """The days that a report is of, and its team."""
    texts = [text for kind, text in found if kind == "ord"]
    first, last, pr = next(match.groups() for text in texts if (match := _HEAD.search(text)))
    team = next((match[1] for text in texts if (match := re.search(r"borgere i (.+) i udtrækket", text))), None)
    return Head(_day(pr), _day(first), _day(last), team)


def _day(text: str) -> date:
    day, month, year = (int(part) for part in text.split("-"))
    return date(year, month, day)


# --- Facts ------------------------------------------------------------------------------------------------------

_NUMBER = r"(\d+(?:\.\d{3})*)"
_SHARE = re.compile(rf"{_NUMBER} af {_NUMBER}(?: = .*| \(for få til en procent\))?")
_NOTHING = re.compile(r"|–|skjult(?: \(få borgere\))?|ingen i målgruppen|ikke i udtrækket|kun delvist i udtrækket|None")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

STATUSES = tuple(map(re.escape, (RUNNING, NOT_STARTED, NONE_YET, NOT_DUE, UNTOLD)))

DEFINED = (
    *DEFINITIONS.values(),
    INTERVAL,
    "(95 %). Under 10 vises ingen procent.",
    "Tal på 1-4 er skjult, og det samme er tal, der ville røbe dem, også sammen med tidligere rapporter.",
)
"""Words that say how numbers are made."""

FREE = (
    re.compile(r"(Regelsider|Læst): .*"),  # names of packs and files with their hashes
    re.compile(r"Lavet med rettid [\d.]+\. .*"),
    re.compile(rf"Data: {_NUMBER} file?r?, {_NUMBER} rækker brugt, {_NUMBER} sat fra\. Regler: .*"),  # rows, not people
    re.compile(  # a month, and how many months of the past were foretold
        rf"({'|'.join(EVENTS)}): (loven|[\d,]+ % til tiden) ventes (ikke )?(opfyldt|nået) [^()]*\(80 %-interval: [^()]*\)\."
        rf"( Lovet: {_DAY}( \([^()]*\))?\.)?( Afprøvning: [\d,]+ af [\d,]+ forudsagte måneder.*)?"
    ),
    re.compile(  # names as they were given, statuses and days
        rf"Initiativer: (?:[^;]* \((?:{'|'.join(STATUSES)})(?:, (?:ingen deltagere )?\d+ dage? [^\d;]*)?(?:, lovet {_DAY})?\)(?:; |\.))+"
    ),
    re.compile(r"side \d*|.* · side \d*"),
)
"""Words with numbers that count nobody: definitions, versions, rows of a file."""

FREE_TABLES = (
    ["Regelside", "Krav", "Frist", "Hjemmel", "Hvor sikker er reglen?"],
    ["Initiativ", "Status", "Lovet", "Opgjort"],
)
"""Tables whose numbers are of the law, or are names, days and lateness of initiatives."""


def facts(name: str, content: bytes) -> list[Fact]:
    """Every count that a file prints. Raises Unplaced for a number that is none of the known ones."""
    found = blocks(name, content)
    told = head(found)
    reader = _Reader(told)
    for kind, what in sorted(found, key=lambda block: block[0] != "tabel"):
        reader.read(kind, what)
    return reader.found


class _Reader:
    def __init__(self, told: Head) -> None:
        self.head = told
        self.found: list[Fact] = []
        self.points: list[tuple[str, str, int, int]] = []
        """The points of a trend by event and label, with their counts: what may stand in a drawing of it."""
        self.seen: set[tuple[str, str]] = set()
        self.twice: set[tuple[str, str]] = set()
        """The points that have stood once, and the labels that stand twice."""

    def read(self, kind: str, what: Any) -> None:
        if kind == "tabel":
            self._table(*what)
        elif kind == "tegning":
            self._drawing(what)
        else:
            self._sentence(what)

    # - counts

    def _cell(self, measure: str, event: str, **more: Any) -> Cell:
        told = self.head
        return Cell(measure, event, told.pr, told.first, told.last, team=told.team, **more)

    def _whole(self, event: str) -> Cell:
        """All open breaches."""
        return replace(self._cell("R2", event), first=None, last=self.head.pr - timedelta(days=1))

    def _add(self, cell: Cell, text: str) -> None:
        """A share or a count that stands in a cell."""
        share, whole = _SHARE.fullmatch(text), re.fullmatch(_NUMBER, text)
        if text.startswith("skjult"):
            self.found.append(Fact(cell, HIDDEN))
        if share:
            self._share(cell, _whole(share[1]), _whole(share[2]))
        elif whole and cell.maal == "R2":
            self.found.append(Fact(cell, ALL, _whole(whole[1])))
        elif not _NOTHING.fullmatch(text):
            raise Unplaced(f"{cell}: {text!r}")

    def _share(self, cell: Cell, hits: int, everybody: int) -> None:
        self.found += [Fact(cell, HITS, hits), Fact(cell, ALL, everybody)]

    # - tables

    def _table(self, title: str, heads: list[str], rows: list[list[str]]) -> None:
        if heads in FREE_TABLES:
            return
        if heads[0] in EVENTS and heads[1:] == ["Frister til tiden (R1)"]:  # what a workbook draws
            for row in rows:
                self._drawn(heads[0], row)
            return
        reads = {"Hvad": self._by_event, "Krav": self._by_krav, "Alder ved start": self._by_age}.get(heads[0])
        if reads is None:
            self._no_numbers(f"{title}: {heads}", [cell for row in rows for cell in row])
            return
        reads(title, heads, rows)

    def _by_event(self, title: str, heads: list[str], rows: list[list[str]]) -> None:
        self.twice = {key for key, number in Counter((row[0], row[1]) for row in rows).items() if number > 1}
        for event, *cells in rows:
            if "Antal" in heads:
                self._point(event, dict(zip(heads[1:], cells, strict=True)))
                continue
            for heading, text in zip(heads[1:], cells, strict=True):
                self._add(self._of_heading(title, heading, EVENTS[event]), text)

    def _of_heading(self, title: str, heading: str, event: str) -> Cell:
        pr = self.head.pr
        if band := re.fullmatch(r"(\d+)(?:-(\d+)|\+) dage over", heading):
            first = pr - timedelta(days=int(band[2])) if band[2] else None
            return replace(self._cell("R2", event), first=first, last=pr - timedelta(days=int(band[1])))
        if heading == "I alt" or re.fullmatch(rf"Åbne brud {_DAY} \(R2\)", heading):
            return self._whole(event)
        if measure := re.fullmatch(r".* \((R1|RP)\)", heading):
            return self._cell(measure[1], event)
        raise Unplaced(f"{title}: {heading}")

    def _by_krav(self, title: str, heads: list[str], rows: list[list[str]]) -> None:
        event = EVENTS[title.partition(":")[0]]
        if heads[1:] != ["Frister til tiden (R1)"]:
            raise Unplaced(f"{title}: {heads}")
        for krav, text in rows:
            self._add(self._cell("R1", event, efter="krav", gruppe=krav), text)

    def _by_age(self, _title: str, heads: list[str], rows: list[list[str]]) -> None:
        for age, *cells in rows:
            for event, text in zip(heads[1:], cells, strict=True):
                self._add(self._cell("R1", EVENTS[event], efter="aldersgruppe", gruppe=age), text)

    # - trends

    def _point(self, event: str, cells: dict[str, str]) -> None:
        """A point of a trend: its counts; nothing of a point without."""
        label, counts = cells["Periode"], re.fullmatch(rf"{_NUMBER}/{_NUMBER}", cells["Antal"])
        earlier = (event, label) not in self.seen
        self.seen.add((event, label))
        cell = self._in_period(event, label, earlier=earlier)
        if counts is None:
            self.found.append(Fact(cell, HIDDEN))
            self._no_numbers(f"{event} {label}", [text for name, text in cells.items() if name != "Periode"])
            return
        hits, everybody = _whole(counts[1]), _whole(counts[2])
        known = {"Periode", "Antal", "Gennemsnit", "Nedre grænse", "Øvre grænse", "Andel", "95 %-interval fra", "til"}
        if not cells.keys() <= known:
            raise Unplaced(f"{event} {label}: {sorted(cells.keys() - known)}")
        self.points.append((event, label, hits, everybody))
        self._share(cell, hits, everybody)

    def _in_period(self, event: str, label: str, *, earlier: bool = True) -> Cell:
        """The cell of a point; a month that the report's period begins in can stand twice: before it, and in it."""
        (first, last), edge = period(label), self.head.first
        if (event, label) in self.twice:
            first, last = (first, edge - timedelta(days=1)) if earlier else (edge, last)
        return replace(
            self._cell("R1", EVENTS[event]), first=max(first, self.head.year), last=min(last, self.head.last)
        )

    def _percentage(self, event: str, label: str, share: float, within: float) -> None:
        """A percentage of a point that stands without its counts; of a month that stands twice it can't be told which."""
        first, last = period(label)
        if not first < self.head.first <= last:
            self.found.append(Fact(self._in_period(event, label), SHARE, share, within))

    def _drawn(self, event: str, row: list[str]) -> None:
        """A point of a workbook's chart."""
        label, share = row
        if share:
            self._percentage(event, label, float(share), 1e-9)

    def _drawing(self, texts: list[str]) -> None:
        """What a drawing of the trend says: counts and percentages of its points, and nothing else."""
        counts = {f"{dotted(hits)}/{dotted(every)}" for _, _, hits, every in self.points}
        shares = {f"{100 * hits / every:.0f} %" for _, _, hits, every in self.points if every}
        known = counts | shares | {"0 %", "50 %", "100 %"}
        for text in texts:
            if re.search(r"\d", text) and text not in known and not _is_label(text):
                raise Unplaced(f"in a drawing: {text!r}")

    # - sentences

    def _sentence(self, text: str) -> None:
        for words in DEFINED:
            text = text.replace(words, "")
        if not re.search(r"\d", text) or any(free.fullmatch(text) for free in FREE):
            return
        for pattern, read in _SENTENCES:
            if match := pattern.fullmatch(text):
                read(self, match)
                return
        self._no_numbers(text, [text])

    def _in_time(self, match: re.Match[str]) -> None:
        self._add(self._cell("R1", EVENTS[match[1]]), match[2])

    def _plainly(self, match: re.Match[str]) -> None:
        event = "samtale" if match[2] == "samtaler" else "tilbud"
        self._share(self._cell("R1", event), _whole(match[3]), _whole(match[1]))
        if match[4]:
            self.found.append(Fact(self._whole(event), ALL, _whole(match[4])))

    def _missed(self, match: re.Match[str]) -> None:
        cell = self._cell("R1", EVENTS[match[1]])
        self.found += [Fact(cell, REST, _whole(match[2])), Fact(cell, ALL, _whole(match[3]))]

    def _in_words(self, match: re.Match[str]) -> None:
        """A trend in words: each percentage is that of a point."""
        for event, told in re.findall(rf"({'|'.join(EVENTS)}): (.*?\.)(?= [A-ZÆØÅ]|$)", match[0]):
            for share, at in re.findall(r"(\d+,\d) %(?: i | \()((?:\d\. kv\. |[a-z]{3} )\d\d)", told):
                self._percentage(event, at, float(share.replace(",", ".")) / 100, 0.00051)

    def _no_numbers(self, where: str, texts: Sequence[str]) -> None:
        """Raise Unplaced where anything but days, versions and names of rules is left."""
        for text in texts:
            left = re.sub(rf"{_DAY}|version \d+|\b[a-zæøå-]+-20\d\d\b|\bR[1-6P]\b|\({'|'.join(EVENTS)}\)", "", text)
            if re.search(r"\d", left):
                raise Unplaced(f"{where[:160]!r}: {text[:160]!r}")


_SENTENCES = (
    (re.compile(rf"({'|'.join(EVENTS)}) til tiden: (.*)\."), _Reader._in_time),
    (
        re.compile(
            rf"Af {_NUMBER} (samtaler|borgere),[^\d]*? (?:blev|fik) {_NUMBER} (?:holdt|det) til tiden\."
            rf"(?: I dag er {_NUMBER} frister overskredet og endnu ikke opfyldt\.)?"
        ),
        _Reader._plainly,
    ),
    (
        re.compile(
            rf"({'|'.join(EVENTS)}): loven kræver alle frister holdt\. I perioden blev {_NUMBER} af {_NUMBER} ikke holdt\."
        ),
        _Reader._missed,
    ),
    (re.compile(rf"(?:{'|'.join(EVENTS)}): \d+,\d % i .*; lavest .*\."), _Reader._in_words),
)


def period(label: str) -> tuple[date, date]:
    """The days of "aug 18" or "3. kv. 18"."""
    year = 2000 + int(label[-2:])
    if "kv." in label:
        first, last = 3 * int(label[0]) - 2, 3 * int(label[0])
    else:
        first = last = _MONTHS.index(label[:3]) + 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _is_label(text: str) -> bool:
    return bool(re.fullmatch(rf"\d\. kv\. \d\d|(?:{'|'.join(_MONTHS)}) \d\d", text))


def _whole(text: str) -> int:
    return int(text.replace(".", ""))


def dotted(number: int) -> str:
    """A whole number as Danes write it."""
    return f"{number:,}".replace(",", ".")
