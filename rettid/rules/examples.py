"""The worked examples of a page: a diary and its expected outcome (`docs/regelsider.md`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from rettid.errors import RuleError
from rettid.tables import CODES, SCHEMAS, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable

    from rettid.rules.pack import Pack
    from rettid.rules.page import Page

Row = dict[str, Any]

_HEADING = re.compile(r"#+\s+Eksempel\b:?\s*(.*)")
_DAY = re.compile(r"\d{2}-\d{2}-\d{4}")
_COLUMNS = {
    "krav": "krav",
    "nr": "nr",
    "status": "status",
    "åbner": "aabner",
    "forfald": "forfald",
    "frist": "frist",
    "mødt": "moedt",
    "planlagt": "planlagt",
    "dage": "dage",
    "pausedage": "pausedage",
    "mangler felt": "mangler_felt",
    "pakke": "pakke",
    "forløb": "forloeb_id",
    "ansvar": "ejer",
    "bemærkning": "bemaerkning",
}
STANDARD_GROUP = "6.1"
NO_FUND = "ingen"
ANYTHING = "…"


@dataclass(slots=True)
class Example:
    """One worked example: what happened, and the funds that must come of it."""

    title: str
    line: int
    pr: date | None = None
    kendt_pr: date | None = None
    valg: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[Row] | None] = field(
        default_factory=lambda: {name: [] for name in ("forloeb", "samtaler", "tilbud", "fravaer")}
    )
    expected: list[Row] = field(default_factory=list)


def read_examples(page: Page, pack: Pack) -> list[Example]:
    """The examples on a pack's page. Raises RuleError naming the line that can't be read."""
    return read_diaries(page, (pack.maalgruppe or (STANDARD_GROUP,))[0], _expected)


def read_diaries(page: Page, group: str, facit: Callable[[dict[str, str]], Row]) -> list[Example]:
    """The examples on any page: a forløb that names no target group has `group`, and `facit` reads a row of the outcome.

    Raises RuleError naming the line that can't be read.
    """
    reader = _Reader(page, group, facit)
    for number, line in enumerate(page.text.splitlines(), 1):
        reader.take(number, line.strip())
    for example in reader.found:
        _check_complete(page, example)
    return reader.found


def _check_complete(page: Page, example: Example) -> None:
    lacking = [
        what
        for what, there in (
            ("linjen »Pr. dd-mm-åååå.«", example.pr),
            ("et forløb i dagbogen", example.tables["forloeb"]),
            ("et facit", example.expected),
        )
        if not there
    ]
    if lacking:
        raise RuleError(
            f"{page.path}, linje {example.line}: eksemplet »{example.title}« mangler {' og '.join(lacking)}."
        )


@dataclass(slots=True)
class _Reader:
    """Reads a page line by line: an example begins at its heading and ends at the next heading."""

    page: Page
    group: str
    facit: Callable[[dict[str, str]], Row]
    found: list[Example] = field(default_factory=list)
    inside: bool = False
    columns: list[str] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        try:
            self._take(number, line)
        except ValueError as fault:
            raise RuleError(f"{self.page.path}, linje {number}: {fault}") from fault

    def _take(self, number: int, line: str) -> None:
        if line.startswith("#"):
            heading = _HEADING.match(line)
            self.inside, self.columns = bool(heading), []
            if heading:
                self.found.append(Example(heading[1] or "uden navn", number))
        elif self.inside and line.startswith("|"):
            self._table_row([cell.strip() for cell in line.strip("|").split("|")])
        elif self.inside:
            self.columns = []
            _settings(line, self.found[-1])

    def _table_row(self, cells: list[str]) -> None:
        if not self.columns:
            self.columns = [cell.lower() for cell in cells]
        elif not set("".join(cells)) <= set("-: "):
            row = dict(zip(self.columns, cells, strict=False))
            if "hændelse" in row:
                _diary_row(row, self.found[-1], self.group)
            else:
                self.found[-1].expected.append(self.facit(row))


def _settings(line: str, example: Example) -> None:
    """Reads the sentences over a diary: the reference day, what was known by when, answers, tables not supplied."""
    for sentence in re.split(r"(?<=\d{4})\.?\s+|\.$", line):
        if sentence.startswith("Pr. "):
            example.pr = _day(sentence[4:14])
        elif sentence.startswith("Kendt pr. "):
            example.kendt_pr = _day(sentence[10:20])
        elif sentence.startswith("Valg: "):
            name, _, answer = sentence[6:].partition("=")
            example.valg[name.strip()] = answer.strip()
        elif sentence.startswith("Ikke leveret:"):
            for name in sentence.removeprefix("Ikke leveret:").split(","):
                example.tables[_known(name.strip().lower(), tuple(SCHEMAS))] = None


def _diary_row(row: dict[str, str], example: Example, group: str) -> None:
    kind, _, rest = row["hændelse"].partition(":")
    words = [word.strip() for word in rest.split(";") if word.strip()]
    first, last = _day(row["dato"]), _day(row.get("til", ""))
    kind = _known(kind.strip().lower(), tuple(_EVENTS))
    table, event = _EVENTS[kind](words, first, last)
    if table == "forloeb":
        number = len(example.tables["forloeb"] or []) + 1
        event = {
            "forloeb_id": f"F{number}",
            "borger_id": f"B{number}",
            "ydelse": "dagpenge",
            "maalgruppe": group,
        } | event
    else:
        cases = example.tables["forloeb"]
        if not cases:
            raise ValueError("dagbogen begynder med et forløb")
        event["forloeb_id"] = cases[-1]["forloeb_id"]
    rows = example.tables.setdefault(table, [])
    if rows is None:
        raise ValueError(f'tabellen "{table}" er ikke leveret i eksemplet, men dagbogen har en række til den')
    rows.append(event)


def _case(words: list[str], first: date | None, last: date | None) -> tuple[str, Row]:
    row: Row = {"startdato": first, "slutdato": last}
    prefixes = {"målgruppe": "maalgruppe", "født": "foedselsdato", "tilmeldt": "tilmeldingsdato", "a-kasse": "a_kasse"}
    for word in words:
        name, _, value = word.partition("=") if "=" in word else word.partition(" ")
        column = prefixes.get(name.strip(), name.strip())
        if "=" not in word and name not in prefixes:
            raise ValueError(f'"{word}" kendes ikke. Et forløb kan have: {", ".join(prefixes)} eller kolonne=værdi')
        row[column] = _day(value) if _DAY.fullmatch(value.strip()) else value.strip() or None
    return "forloeb", row


def _interview(words: list[str], first: date | None, _last: date | None) -> tuple[str, Row]:
    row: Row = {"dato": first, "status": "afholdt", "samtaleform": "personligt", "afholdt_af": "jobcenter"}
    row["samtaletype"], *more = words
    for word in more:
        if word in _A_KASSE:
            row |= _A_KASSE[word]
        elif word.startswith("af "):
            row["afholdt_af"] = _known(word[3:].replace("-", "_"), CODES["afholdt_af"])
        elif word.startswith("registreret "):
            row["registreret"] = _day(word[12:])
        elif word == "form ukendt":
            row["samtaleform"] = UNKNOWN
        elif "=" in word:
            name, _, value = word.partition("=")
            row[name.strip()] = value.strip() or None
        else:
            column = "status" if word in CODES["samtale_status"] else "samtaleform"
            row[column] = _known(word, CODES["samtale_status"] + CODES["samtaleform"])
    return "samtaler", row


_A_KASSE = {
    "a-kassen deltog": {"a_kasse_deltog": True},
    "a-kassen udeblev": {"a_kasse_deltog": False, "a_kasse_fravalgt": False},
    "a-kassen valgt fra": {"a_kasse_deltog": False, "a_kasse_fravalgt": True},
}


def _hours(words: list[str], first: date | None, _last: date | None) -> tuple[str, Row]:
    return "ledighed", {"maaned": first, "timer": float(words[0].replace(",", "."))}


def _offer(words: list[str], first: date | None, last: date | None) -> tuple[str, Row]:
    row: Row = {"startdato": first, "slutdato": last, "status": "gennemfoert" if last else "igang"}
    row["tilbudstype"], *more = words
    prefixes = {"afgivet ": "afgivet", "planlagt til ": "planlagt_slutdato", "registreret ": "registreret"}
    for word in more:
        prefix = next((prefix for prefix in prefixes if word.startswith(prefix)), None)
        if prefix:
            row[prefixes[prefix]] = _day(word.removeprefix(prefix))
        else:
            row["status"] = _known(word, CODES["tilbud_status"])
    return "tilbud", row


def _absence(words: list[str], first: date | None, last: date | None) -> tuple[str, Row]:
    row: Row = {"art": "fravaer", "fravaerstype": words[0], "startdato": first, "slutdato": last}
    for word in words[1:]:
        if not word.startswith("registreret "):
            raise ValueError(f'"{word}" kendes ikke. Et fravær kan have: registreret dd-mm-åååå')
        row["registreret"] = _day(word[12:])
    return "fravaer", row


def _exemption(words: list[str], first: date | None, last: date | None) -> tuple[str, Row]:
    table, row = _absence(words, first, last)
    return table, row | {"art": "fritagelse"}


_EVENTS = {
    "forløb": _case,
    "samtale": _interview,
    "tilbud": _offer,
    "fravær": _absence,
    "fritagelse": _exemption,
    "timer": _hours,
}


def _expected(row: dict[str, str]) -> Row:
    """A row of the outcome in the fund's own columns and types."""
    unknown = [name for name in row if name not in _COLUMNS]
    if unknown:
        raise ValueError(f'kolonnen "{unknown[0]}" kendes ikke. Et facit kan have: {", ".join(_COLUMNS)}')
    if not {"krav", "status"} <= row.keys():
        raise ValueError('et facit skal have kolonnerne "krav" og "status"')
    return {_COLUMNS[name]: value_of(cell) for name, cell in row.items() if cell != ANYTHING}


def value_of(cell: str) -> Any:  # noqa: ANN401 - a date, a number, a text or nothing
    """A cell of an outcome as a date, a whole number, a text, or None where it is empty."""
    cell = cell.replace("−", "-").replace("–", "").strip("`")
    if _DAY.fullmatch(cell):
        return _day(cell)
    if re.fullmatch(r"-?\d+", cell):
        return int(cell)
    return cell or None


def _day(text: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise ValueError(f'"{text}" er ikke en dato. Skriv dd-mm-åååå, for eksempel 31-12-2018') from None


def _known(word: str, words: tuple[str, ...]) -> str:
    if word not in words:
        raise ValueError(f'"{word}" kendes ikke. Vælg blandt: {", ".join(words)}')
    return word
