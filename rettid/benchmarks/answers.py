"""Answers of Jobindsats' two programming interfaces, saved as files: JSON → tables (`formats.md` §§ 6.2, 6.3)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.benchmarks.roles import columns_of
from rettid.benchmarks.table import Published, numbered, shown
from rettid.errors import IntakeError
from rettid.intake import encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

_AGAIN = "Hent tabellen igen, eller gem den fra jobindsats.dk som CSV eller Excel."


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an answer was saved in."""

    fil: str
    sha256: str


def is_json(data: bytes) -> bool:
    """Whether the bytes look like JSON: an array or an object after blanks."""
    return data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"[", b"{")


def read_answers(source: Source, data: bytes, kodning: str | None = None) -> list[Published]:
    """The tables of an answer of version 2 (a list of `Variables` and `Data`) or 3 (`columns` and `rows`).

    Raises IntakeError for JSON that can't be read, for an answer that is a refusal, and for a row of the wrong length.
    """
    text, _, _ = encoding.decode(source.fil, data, kodning)
    try:
        answer = json.loads(text, parse_constant=_no_number, parse_float=_number, parse_int=_number)
    except json.JSONDecodeError as fault:
        raise IntakeError(
            f"{source.fil}, linje {fault.lineno}: filen er ikke hel JSON (tegn {fault.colno}). {_AGAIN}"
        ) from fault
    except (RecursionError, ValueError) as fault:
        raise IntakeError(f"{source.fil}: filen er JSON, men ikke et svar fra Jobindsats. {_AGAIN}") from fault
    return list(_tables(source, answer))


def _no_number(name: str) -> float:
    raise ValueError(name)


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


def _tables(source: Source, answer: Any) -> Iterator[Published]:  # noqa: ANN401 - what JSON holds
    found = answer if isinstance(answer, list) else [answer]
    if not found or found == [{}]:
        raise IntakeError(f"{source.fil}: svaret er tomt. {_AGAIN}")
    for each in found:
        if not isinstance(each, dict):
            raise _unknown(source)
        if "Variables" in each and "Data" in each:
            yield _second(source, each)
        elif "columns" in each and "rows" in each:
            yield _third(source, each)
        else:
            raise _refusal(source, each)


def _second(source: Source, answer: dict[str, Any]) -> Published:
    variables = answer["Variables"]
    if not isinstance(variables, list) or not all(isinstance(each, dict) for each in variables):
        raise _unknown(source)
    names = [str(each.get("Name") or "") for each in variables]
    headings = [str(each.get("Label") or each.get("Name") or "") for each in variables]
    measures = frozenset(at for at, name in enumerate(names) if name.lower().startswith("mgr"))
    return _table(source, headings, answer["Data"], measures or None)


def _third(source: Source, answer: dict[str, Any]) -> Published:
    columns = answer["columns"]
    if not isinstance(columns, list):
        raise _unknown(source)
    headings = [
        str(each.get("label") or each.get("name") or "") if isinstance(each, dict) else str(each) for each in columns
    ]
    return _table(source, headings, answer["rows"], None)


def _table(source: Source, headings: list[str], rows: Any, measures: frozenset[int] | None) -> Published:  # noqa: ANN401
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise _unknown(source)
    if not rows:
        raise IntakeError(f"{source.fil}: tabellen har ingen rækker. {_AGAIN}")
    lengths = [len(row) for row in rows]
    if set(lengths) != {len(headings)}:
        odd = next(number for number, length in enumerate(lengths, start=1) if length != len(headings))
        raise IntakeError(
            f"{source.fil}, række {odd}: der er {lengths[odd - 1]} felter, og tabellen har {len(headings)} kolonner. {_AGAIN}"
        )
    cells = pl.DataFrame([_series(source, at, list(column)) for at, column in enumerate(zip(*rows, strict=True))])
    parts = columns_of(headings, cells, measures)
    _complete(source, headings, parts.area, parts.period, bool(parts.values))
    return Published(
        source.fil, "", source.sha256, numbered(cells, 1), parts.values, parts.area, parts.period, parts.dimensions
    )


def _series(source: Source, at: int, column: list[Any]) -> pl.Series:
    """A column as numbers where JSON has numbers, else as text."""
    kinds = {type(value) for value in column} - {type(None)}
    if not kinds <= {str, float}:
        odd = next(
            number for number, value in enumerate(column, start=1) if type(value) not in (str, float, type(None))
        )
        raise IntakeError(f"{source.fil}, række {odd}: felt {at + 1} er hverken tal eller tekst. {_AGAIN}")
    if kinds == {float}:
        return pl.Series(str(at), column, dtype=pl.Float64)
    texts = [f"{value:.15g}".replace(".", ",") if isinstance(value, float) else value for value in column]
    return pl.Series(str(at), texts, dtype=pl.String)


def _complete(source: Source, headings: list[str], area: int | None, period: int | None, values: bool) -> None:  # noqa: FBT001
    lacking = [
        name
        for name, has in (("område", area is not None), ("periode", period is not None), ("tal", values))
        if not has
    ]
    if lacking:
        named = ", ".join(shown(heading) for heading in headings[:8])
        raise IntakeError(
            f"{source.fil}: tabellen har ingen kolonne med {' eller '.join(lacking)} (kolonnerne er {named}). "
            "Hent tabellen igen med område, periode og mindst ét tal."
        )


def _refusal(source: Source, answer: dict[str, Any]) -> IntakeError:
    """What Jobindsats said instead of a table; its own words where there are any."""
    code = _code(answer.get("code"))
    words = [str(answer[key]) for key in ("cause", "message", "Message", "error") if answer.get(key)]
    if not words and len(answer) == 1 and not next(iter(answer.values())):
        words = [str(next(iter(answer)))]
    if not words and code is None:
        return _unknown(source)
    told = " ".join(f"{code or ''} {words[0] if words else ''}".split())[:120]
    return IntakeError(
        f"{source.fil}: filen er ikke en tabel, men et afslag fra Jobindsats: {shown(told, 80)}. {_AGAIN}"
    )


def _code(code: Any) -> str | None:  # noqa: ANN401 - what JSON holds
    return f"{code:.0f}" if isinstance(code, float) else code if isinstance(code, str) else None


def _unknown(source: Source) -> IntakeError:
    return IntakeError(f"{source.fil}: filen er JSON, men ikke et svar fra Jobindsats' v2 eller v3. {_AGAIN}")
