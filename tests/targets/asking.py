"""How a test follows a register up: as text, with or without an export, by the day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.asking import export
from tests.cli.asking import ask

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.asking import Answer

Row = dict[str, Any]


def asked(folder: Path, register: str | Path, *arguments: object, tables: dict[str, list[Row]] | None = None) -> Answer:
    """What `rettid targets` says of the register, a text or a file, and of the tables, if there are any."""
    if isinstance(register, str):
        (folder / "maal.toml").write_text(register, encoding="utf-8")
        register = folder / "maal.toml"
    given = (
        []
        if tables is None
        else [export(folder / "udtraek", tables) if not (folder / "udtraek").exists() else folder / "udtraek"]
    )
    return ask("targets", *given, "--maal-fil", register, *arguments)


def rows(
    folder: Path,
    register: str | Path,
    *arguments: object,
    tabel: str = "maal",
    tables: dict[str, list[Row]] | None = None,
) -> list[Row]:
    """The rows of one of the tables."""
    answer = asked(folder, register, "--tabel", tabel, "--format", "json", *arguments, tables=tables)
    assert answer.code == 0, answer.message
    return json.loads(answer.out)


def target(**fields: object) -> str:
    """A register of one target."""
    said = {"id": "M", "navn": "Et mål"} | fields
    return "[[maal]]\n" + "".join(f"{name} = {_toml(value)}\n" for name, value in said.items())


def _toml(value: object) -> str:
    return (
        str(value).lower()
        if isinstance(value, bool)
        else str(value)
        if isinstance(value, int)
        else json.dumps(value, ensure_ascii=False)
    )


def one(folder: Path, *arguments: object, tables: dict[str, list[Row]] | None = None, **fields: object) -> Row:
    """The row of one target."""
    (row,) = rows(folder, target(**fields), *arguments, tables=tables)
    return row
