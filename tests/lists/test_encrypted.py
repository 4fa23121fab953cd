"""Locked workbooks: open with the password, closed without; and what a password file may look like."""

from __future__ import annotations

import functools
import io
import stat
import sys
import zipfile
from typing import TYPE_CHECKING

import msoffcrypto
import openpyxl
import pytest
import xlsxwriter

from rettid.errors import IntakeError, UsageError
from rettid.intake import protected
from rettid.lists.encrypted import Password, encrypted, password_in, seen_by_others

if TYPE_CHECKING:
    from pathlib import Path

CODE = Password("Rødgrød med fløde 1")


@functools.cache
def workbook() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Overblik").write_string("A1", "hemmeligt")
    return file.getvalue()


@functools.cache
def locked() -> bytes:
    return encrypted(workbook(), CODE)


def of_size(size: int) -> bytes:
    """The workbook with a part nobody reads, that makes it so many bytes."""
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("fyld.bin", b"")
    bare = len(file.getvalue())
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("fyld.bin", bytes(range(256)) * (-(-(size - bare) // 256)) if size > bare else b"")
    return file.getvalue()


def opened(content: bytes, code: str) -> bytes:
    return protected.opened("liste.xlsx", content, lambda _: code)


def test_it_opens_with_the_password_and_holds_the_same_workbook() -> None:
    assert protected.is_package(locked())
    plain = opened(locked(), CODE.text)
    assert plain == workbook()
    assert openpyxl.load_workbook(io.BytesIO(plain))["Overblik"]["A1"].value == "hemmeligt"


@pytest.mark.parametrize("code", ["", CODE.text.lower()])
def test_it_opens_with_no_other(code: str) -> None:
    with pytest.raises(IntakeError):
        opened(locked(), code)


def test_nothing_of_it_is_in_clear_and_no_two_are_alike() -> None:
    again = encrypted(workbook(), CODE)
    assert again != locked()
    assert opened(again, CODE.text) == opened(locked(), CODE.text)
    assert not zipfile.is_zipfile(io.BytesIO(again))
    assert b"xl/worksheets" in workbook()
    assert b"xl/worksheets" not in again


def test_it_is_the_encryption_of_office_itself() -> None:
    told = msoffcrypto.OfficeFile(io.BytesIO(locked()))
    assert told.type == "agile"
    assert (told.info["passwordKeyBits"], told.info["passwordHashAlgorithm"]) == (256, "SHA512")
    assert told.info["spinValue"] >= 100_000


@pytest.mark.parametrize("size", [2 * 4096, 4096 * 16 + 1, 2_000_000])
def test_workbooks_of_every_size(size: int) -> None:
    plain = of_size(size)
    assert abs(len(plain) - size) < 256
    assert opened(encrypted(plain, CODE), CODE.text) == plain


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"hemmelig", "hemmelig"),
        (b"hemmelig\n", "hemmelig"),
        (b"hemmelig\r\nanden linje\r\n", "hemmelig"),
        (b"\xef\xbb\xbfhemmelig\n", "hemmelig"),
        ("rødgrød ".encode(), "rødgrød "),
        ("ra\u030ad\n".encode(), "råd"),
    ],
)
def test_the_password_is_the_first_line(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "kode.txt"
    file.write_bytes(content)
    assert password_in(file).text == code


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "tom"), (b"\n", "tom"), (b"  \r\nhemmelig", "tom"), (b"\xff\xfeh\x00", "UTF-8"), (b"x" * 256, "255")],
)
def test_what_is_no_password_is_refused_without_being_shown(tmp_path: Path, content: bytes, word: str) -> None:
    file = tmp_path / "kode.txt"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=word) as fault:
        password_in(file)
    assert "--adgangskode-fil" in str(fault.value)
    assert "xxx" not in str(fault.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="den findes ikke"):
        password_in(tmp_path / "kode.txt")


def test_a_password_is_not_shown_when_it_is_printed() -> None:
    assert CODE.text not in f"{CODE!r} {CODE}"


@pytest.mark.skipif(sys.platform == "win32", reason="rettigheder som på POSIX")
def test_it_is_said_where_others_can_read_the_file(tmp_path: Path) -> None:
    file = tmp_path / "kode.txt"
    file.write_text("hemmelig", encoding="utf-8")
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert seen_by_others(file) is None
    file.chmod(0o640)
    assert "chmod 600" in (seen_by_others(file) or "")
    assert "hemmelig" not in (seen_by_others(file) or "")
