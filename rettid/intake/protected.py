"""Workbooks with a password: opened in memory with the one the user gives, which is kept nowhere."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING

from rettid.errors import IntakeError
from rettid.intake.archive import damaged

if TYPE_CHECKING:
    from collections.abc import Callable

_PACKAGE = "EncryptedPackage".encode("utf-16-le")
OPEN_TO_ALL = "VelvetSweatshop"
"""What Excel encrypts with when a workbook is only protected against changes; it opens such a file without asking."""


def is_package(data: bytes) -> bool:
    """Whether an OLE file is an encrypted .xlsx."""
    return data.find(_PACKAGE) >= 0


def opened(name: str, data: bytes, password: Callable[[str], str | None] | None) -> bytes:
    """The workbook without its encryption.

    `password` is asked with the name of the file. Raises IntakeError when there is none, or a wrong one.
    """
    with suppress(IntakeError):
        plain = decrypted(name, data, OPEN_TO_ALL)
        if plain is not None:
            return plain
    given = password(name) if password is not None else None
    if not given:
        raise IntakeError(
            f"{name}: projektmappen er beskyttet med adgangskode. Giv den med --adgangskode, "
            "eller åbn den i Excel, og gem en kopi uden adgangskode."
        )
    plain = decrypted(name, data, given)
    if plain is None:
        raise IntakeError(f"{name}: adgangskoden er forkert. Prøv igen med --adgangskode.")
    return plain


def decrypted(name: str, data: bytes, password: str) -> bytes | None:
    """The bytes; None when the password does not fit. Raises IntakeError for a damaged file."""
    import msoffcrypto  # noqa: PLC0415  only for a protected workbook
    from msoffcrypto.exceptions import InvalidKeyError  # noqa: PLC0415

    target = io.BytesIO()
    verified = {"verify_password": True} if is_package(data) else {}
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        file.load_key(password=password, **verified)
        file.decrypt(target)
    except InvalidKeyError:
        return None
    except Exception as fault:  # whatever a parser of hostile bytes may raise
        raise damaged(name) from fault
    return target.getvalue()
