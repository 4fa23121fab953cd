"""Inputs for the reading edge: good exports in every format, and ways to spoil them. All follow from a seed."""

from __future__ import annotations

import io
import random
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from tests.quirks.conftest import CASE_ROWS, MINIMAL, as_text

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[1] / "data" / "kvirk"
ROWS = [CASE_ROWS[0], *([f"F{at}", f"B{at}", "Åse Sørensen", "6.1", "02-07-2018", "Bo; Kjær"] for at in range(40))]
QUOTED = [ROWS[0], *([*row[:2], f'{row[2]} "x"\r\n;y', *row[3:]] for row in ROWS[1:])]


@dataclass(frozen=True)
class Input:
    """The bytes of one file, the kind of harm done to it, and how many rows of data it still has (None: nobody knows)."""

    nr: int
    slags: str
    navn: str
    data: bytes
    raekker: int | None = None


@cache
def seeds() -> dict[str, bytes]:
    """Good exports, by what they are."""
    text = as_text(ROWS)
    found = {f"csv-{name}": text.encode(name) for name in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "cp850")}
    found["csv-anførselstegn"] = as_text(QUOTED).encode()
    found["html"] = (DATA / "html.xls").read_bytes()
    found["xml2003"] = (DATA / "xml2003.xls").read_bytes()
    found["xls"] = (DATA / "udtraek.xls").read_bytes()
    found["ods"] = (DATA / "udtraek.ods").read_bytes()
    found["xlsb"] = (DATA / "sheetjs.xlsb").read_bytes()
    found["adgangskode"] = (DATA / "adgangskode.xlsx").read_bytes()
    found["xlsx"] = _workbook(inline=False)
    found["xlsx-inline"] = _workbook(inline=True)
    found["zip"] = _archive({f"{name}.csv": as_text(rows).encode() for name, rows in MINIMAL.items()})
    return found


def _workbook(*, inline: bool) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": inline, "in_memory": not inline})
    sheet = book.add_worksheet("forloeb")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def _archive(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return target.getvalue()


def build(number: int) -> Input:
    """The input of this number."""
    chance = random.Random(number)
    name = chance.choice(sorted(seeds()))
    # The formats that are read in a process of their own are slow: one in four of them is enough.
    if name in {"xls", "ods", "xlsb", "adgangskode"} and chance.random() < 0.75:
        name = chance.choice(["csv-utf-8", "csv-cp1252", "xlsx", "xlsx-inline", "csv-anførselstegn"])
    harms = [*_ANY, *(_TEXT if name.startswith(("csv", "html", "xml")) else _ZIP if _is_zip(name) else [])]
    harm = chance.choice(harms)
    suffix = chance.choice([".csv", ".xlsx", ".xls", ".txt", ""])
    data = seeds()[name]
    if harm in {shuffled_header, other_delimiter, unharmed}:
        rows = 40 if name not in _SMALL and harm is not shuffled_header else None
        if harm is shuffled_header:
            return Input(number, "overskrifter-blandet", f"forloeb{suffix}", harm(b"", chance), 40)
        if harm is other_delimiter:
            return Input(number, "skilletegn", f"forloeb{suffix}", harm(b"", chance), 40)
        return Input(number, f"{name}/uskadt", f"forloeb{suffix}", data, rows)
    for _ in range(chance.choice([1, 1, 2, 5])):
        data = harm(data, chance)
    return Input(number, f"{name}/{harm.__name__}", f"forloeb{suffix}", data)


def _is_zip(name: str) -> bool:
    return seeds()[name].startswith(b"PK")


# --- Harm ------------------------------------------------------------------------------------------------------


def unharmed(data: bytes, _: random.Random) -> bytes:
    return data


def flipped(data: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(chance.choice([1, 3, 30])):
        if spoiled:
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def headless(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(min(len(data), 200) + 1) :]


def repeated(data: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:to] + data[at:to] * chance.choice([1, 2, 20]) + data[to:] if len(data) < 1 << 20 else data


def spliced(data: bytes, chance: random.Random) -> bytes:
    other = seeds()[chance.choice(sorted(seeds()))]
    at = chance.randrange(len(data) + 1)
    return data[:at] + other[chance.randrange(len(other)) :]


def noise(_: bytes, chance: random.Random) -> bytes:
    kind = chance.choice(["bytes", "tegn", "to"])
    length = chance.choice([1, 3, 50, 5000])
    if kind == "bytes":
        return chance.randbytes(length)
    if kind == "to":
        return chance.choice([b"\xff\xfe", b"\xfe\xff", b""]) + chance.randbytes(2 * length)
    return "".join(chance.choice('";,\t|\r\n aæ0-\x00\u200b\u00a0=#') for _ in range(length)).encode()


def inserted(data: bytes, chance: random.Random) -> bytes:
    piece = chance.choice(
        [b'"', b"\r", b"\n\n", b"\x00", b";;;", b"\xc3", "Ã¸".encode(), b"'", b'";"', b"sep=;\r\n", b'="1"', b"\x1a"]
    )
    at = chance.randrange(len(data) + 1)
    return data[:at] + piece * chance.choice([1, 1, 100]) + data[at:]


def lines_moved(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def other_delimiter(_: bytes, chance: random.Random) -> bytes:
    text = as_text(ROWS, chance.choice(";,\t|"), chance.choice(["\n", "\r\n"]))
    return text.encode(chance.choice(["utf-8", "cp1252", "utf-16", "cp850", "utf-16-le", "utf-8-sig"]))


def shuffled_header(_: bytes, chance: random.Random) -> bytes:
    order = chance.sample(range(len(ROWS[0])), len(ROWS[0]))
    return as_text([[row[at] for at in order] for row in ROWS]).encode()


def markup_edited(data: bytes, chance: random.Random) -> bytes:
    """Another attribute, tag or number, as a careless program might write it."""
    spots = list(re.finditer(rb'="[^"]*"|<[/\w:]+|>[^<]+<', data[: 1 << 20]))
    if not spots:
        return flipped(data, chance)
    spot = chance.choice(spots)
    new = chance.choice(
        [
            b"",
            b'="1048576"',
            b'="XFD1048576"',
            b'="0"',
            b'="-1"',
            b'="99999999999999999999"',
            b"='A1'",
            b"<row",
            b"</row>",
            b'><c r="ZZ9"><v>1</v></c><',
            b">&#0;<",
            b">&amp;#160;<",
            b">" + b" " * 1000 + b"<",
            b"<!--",
            spot[0] * 2,
        ]
    )
    return data[: spot.start()] + new + data[spot.end() :]


def member_edited(data: bytes, chance: random.Random) -> bytes:
    """One part of the archive spoiled, the archive itself whole."""
    parts = _members(data)
    if not parts:
        return flipped(data, chance)
    name = chance.choice(sorted(parts))
    if any("sheet1" in part for part in parts) and chance.random() < 0.5:
        name = next(part for part in parts if "sheet1" in part)
    parts[name] = chance.choice([markup_edited, markup_edited, flipped, cut, repeated])(parts[name], chance)
    return _archive(parts)


def members_swapped(data: bytes, chance: random.Random) -> bytes:
    parts = _members(data)
    if len(parts) < 2:
        return flipped(data, chance)
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    if chance.random() < 0.3:
        del parts[one]
    return _archive(parts)


def _members(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - spoiled already
        return {}


_SMALL = {"html", "xml2003", "xls", "ods", "xlsb", "adgangskode", "zip"}
_ANY: list[Callable[[bytes, random.Random], bytes]] = [unharmed, flipped, cut, headless, repeated, spliced, noise]
_TEXT = [inserted, inserted, lines_moved, markup_edited, other_delimiter, shuffled_header]
_ZIP = [member_edited, member_edited, member_edited, members_swapped]
