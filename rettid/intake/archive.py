"""A zip file that may be hostile or damaged: nothing is unpacked to disk, and nothing beyond a limit."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rettid.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 3 << 30
"""What all members may fill unpacked: beyond the largest workbook Excel can hold."""

MAX_RATIO, SMALL = 250, 20 << 20
"""How many times its packed size a member may fill, once it fills more than SMALL. Sheets of real data lie at 5–40."""

CHUNK = 1 << 20

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
    OSError,
)


class Archive:
    """The members of a zip file in memory. Every method raises IntakeError for damage and for what is too large."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        with self._told():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self.members = [each for each in self._zip.infolist() if not each.is_dir()]
        if any(each.flag_bits & 1 for each in self.members):
            raise IntakeError(
                f"{name}: arkivet er beskyttet med adgangskode. Pak det ud, og angiv filerne eller mappen."
            )
        self._guard()

    def _guard(self) -> None:
        total = sum(each.file_size for each in self.members)
        bloated = [
            each for each in self.members if each.file_size > SMALL and each.file_size > MAX_RATIO * each.compress_size
        ]
        if bloated or total > MAX_BYTES:
            raise IntakeError(
                f"{self.name}: filen pakker ud til {total >> 20} MB og ser ikke ud som et udtræk. "
                "Åbn den i Excel, slet tomme rækker og kolonner, og gem den igen."
            )

    @property
    def names(self) -> list[str]:
        """The names of the members, as the archive spells them."""
        return [each.filename for each in self.members]

    def chunks(self, member: str) -> Iterator[bytes]:
        """The bytes of a member in pieces; its length and check sum have held when the last has been given."""
        with self._told(), self._zip.open(member) as stream:
            while piece := stream.read(CHUNK):
                yield piece

    def read(self, member: str) -> bytes:
        """The bytes of a member."""
        return b"".join(self.chunks(member))

    def replaced(self, parts: dict[str, bytes]) -> bytes:
        """The archive with other bytes for some members, not packed."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as out:
            for name in dict.fromkeys(self.names):
                out.writestr(name, parts[name] if name in parts else self.read(name))
        return target.getvalue()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except _BROKEN as fault:
            raise damaged(self.name) from fault


def damaged(name: str) -> IntakeError:
    """The fault of a file that has been cut short or changed."""
    return IntakeError(f"{name}: filen er beskadiget og kan ikke læses. Lav udtrækket igen.")
