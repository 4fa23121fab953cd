"""Text files as they really come: marks, encodings, delimiters (`formats.md` § 5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.quirks.conftest import CASE_ROWS, checked, is_minimal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_the_minimal_export_in_each_shape(minimal: Callable[..., Path]) -> None:
    for shape in ("csv", "xlsx"):
        is_minimal(checked(minimal(shape)))


def test_quirk_01_utf8_with_a_mark(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(CASE_ROWS, encoding="utf-8-sig"))
    is_minimal(reading)
    assert [(sheet.kodning, sheet.skilletegn) for sheet in reading.sheets] == [("UTF-8 (BOM)", ";")]


def test_quirk_02_windows_1252(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(CASE_ROWS, encoding="cp1252"))
    is_minimal(reading)
    assert [sheet.kodning for sheet in reading.sheets] == ["Windows-1252"]


def test_quirk_03_utf16_with_tabs(text_file: Callable[..., Path]) -> None:
    reading = checked(text_file(CASE_ROWS, encoding="utf-16", delimiter="\t"))
    is_minimal(reading)
    assert [(sheet.kodning, sheet.skilletegn) for sheet in reading.sheets] == [("UTF-16", "\t")]
