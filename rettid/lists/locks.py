"""Whether somebody has a workbook open, by the file that Excel or LibreOffice lays beside it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from rettid.errors import ListOpenError

if TYPE_CHECKING:
    from pathlib import Path

_LONGEST_NAME = 54


def check_closed(path: Path) -> None:
    """Raise ListOpenError where the workbook is open in Excel (`~$NAME`) or LibreOffice (`.~lock.NAME#`)."""
    lying = {
        "Excel": (path.with_name(f"~${path.name}"), _of_excel),
        "LibreOffice": (path.with_name(f".~lock.{path.name}#"), _of_office),
    }
    for program, (lock, owner) in lying.items():
        if not lock.exists():
            continue
        who = ""
        with suppress(OSError, UnicodeError, IndexError):  # the lock says that it is open; who has it is only a help
            who = "".join(each for each in owner(lock.read_bytes()) if each.isprintable()).strip()[:_LONGEST_NAME]
        rest = (
            f"Gem og luk den, og prøv igen. Er den ikke åben nogen steder, så er låsefilen {lock.name} glemt: slet den."
        )
        plain = f"{path.name}: listen er åben i {program}. {rest}"
        raise ListOpenError(f"{path.name}: listen er åben i {program} hos {who}. {rest}" if who else plain, plain)


def _of_excel(data: bytes) -> str:
    """The name in Excel's file: from byte 55 its length and UTF-16, before that the same in the code page of the machine."""
    long = data[55] if len(data) > 57 else 0
    return data[57 : 57 + 2 * long].decode("utf-16-le") if long else data[1 : 1 + data[0]].decode("cp1252")


def _of_office(data: bytes) -> str:
    """The name in LibreOffice's file: the first field, or the second where nobody has given a name."""
    fields = data.decode("utf-8").split(",")
    return fields[0].strip() or fields[1].strip()
