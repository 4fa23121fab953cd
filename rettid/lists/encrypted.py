"""Workbooks that only a password opens: real OOXML encryption (agile, AES-256), as Excel and LibreOffice have it.

The password is the first line of a file (`--adgangskode-fil`), so that cron can have it and no shell history keeps it. It
is never shown, and lies in no manifest.
"""

from __future__ import annotations

import io
import os
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rettid.errors import UsageError, reason

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = 255
"""Characters of a password; Excel takes no more."""

_LEAST = 4096
"""Bytes of a workbook: of a shorter one the library makes a file that Excel finds damaged. None of ours is so short."""


@dataclass(frozen=True, slots=True)
class Password:
    """A password, which shows nothing when it is printed."""

    text: str = field(repr=False)


def password_in(path: Path) -> Password:
    """The password that is the first line of a file in UTF-8.

    It is put in the form in which keyboards give it (NFC). Raises UsageError where it can't be read, is empty, or longer
    than Excel takes.
    """
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise UsageError(
            f"--adgangskode-fil {path}: filen kan ikke læses ({reason(fault)}). Ret stien, eller bed om adgang til filen."
        ) from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"--adgangskode-fil {path}: filen er ikke UTF-8. Gem den som en UTF-8-tekstfil.") from fault
    line = unicodedata.normalize("NFC", content.replace("\r", "\n").partition("\n")[0])
    if not line.strip():
        raise UsageError(f"--adgangskode-fil {path}: den første linje er tom. Skriv adgangskoden på den.")
    if len(line) > LONGEST:
        raise UsageError(
            f"--adgangskode-fil {path}: adgangskoden er på {len(line)} tegn, og Excel tager højst {LONGEST}. Vælg en kortere."
        )
    return Password(line)


def seen_by_others(path: Path) -> str | None:
    """What to say where others than the owner can read the file; None where they can't, or where the system doesn't tell."""
    if os.name != "posix" or not path.stat().st_mode & 0o077:
        return None
    return f"NB: {path}: andre end du kan læse adgangskoden. Luk for det med: chmod 600 {path}"


def encrypted(workbook: bytes, password: Password) -> bytes:
    """The workbook, locked; other bytes every time, for they are salted, but the same content.

    It has been opened again with the password before it is given back.
    """
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415  only for a locked workbook

    assert len(workbook) >= _LEAST  # noqa: S101 - an empty workbook has more
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password.text, target)
    locked = target.getvalue()
    assert _opened(locked, password) == workbook  # noqa: S101 - better no file than one that nobody can open
    return locked


def _opened(locked: bytes, password: Password) -> bytes:
    import msoffcrypto  # noqa: PLC0415  as above

    target = io.BytesIO()
    file = msoffcrypto.OfficeFile(io.BytesIO(locked))
    file.load_key(password=password.text, verify_password=True)
    file.decrypt(target, verify_integrity=True)
    return target.getvalue()
