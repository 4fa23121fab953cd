"""Faults that the user can act on. Everything here is caught once, in `cli`."""

from __future__ import annotations

import errno
import re

DONE, BROKEN, WRONG, FAULT = 0, 1, 2, 70
"""How a command ends (`spec.md` § 6): done, done with a limit of the user's broken, wrongly used, a fault of ours."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where there is no more room: on the disk, of one's share of it, or in a file."""

_AWAY = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENOTCONN)
"""A drive that was there, and answers no more."""

_REASONS = dict.fromkeys(_AWAY, "drevet svarer ikke") | {
    errno.ENOENT: "den findes ikke",
    errno.EACCES: "der er ikke adgang til den",
    errno.EPERM: "der er ikke adgang til den",
    errno.EISDIR: "det er en mappe",
    errno.ENOTDIR: "stien går gennem noget, der ikke er en mappe",
    errno.ENOSPC: "disken er fuld",
    errno.EDQUOT: "din plads på disken er brugt op",
    errno.EFBIG: "filen må ikke blive så stor",
    errno.EROFS: "disken er skrivebeskyttet",
    errno.EEXIST: "der ligger noget andet af det navn",
    errno.ENAMETOOLONG: "navnet er for langt",
    errno.ELOOP: "genvejene peger på hinanden",
    errno.EBUSY: "den er i brug",
}


def reason(fault: OSError) -> str:
    """Why the system refused, in Danish."""
    return _REASONS.get(fault.errno or 0, f"systemets fejl nr. {fault.errno}")


def is_full(fault: BaseException) -> bool:
    """Whether there was no more room."""
    return isinstance(fault, OSError) and fault.errno in FULL


def typed(*paths: object) -> str:
    """Paths as they are typed in a command: quoted where a shell would split or misread them."""
    return " ".join(_quoted(str(path)) for path in paths)


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w.,:/\\+=@~-]+", text) else f'"{text}"'


class RettidError(Exception):
    """A fault in what the user gave: a file, an option, a rule page. Its text is Danish and complete.

    The text says where, what and what to do, a sentence each (`docs/arkitektur.md`, "Fejl").
    It never holds a value from a CPR column.
    """


def exit_code(fault: BaseException) -> int:
    """The code that a command ends with because of the fault."""
    return WRONG if isinstance(fault, RettidError | KeyboardInterrupt) or is_full(fault) else FAULT


class IntakeError(RettidError):
    """An export that can't be read at all. Faults of single rows are set-aside rows, not errors."""


class RuleError(RettidError):
    """A rule page that is unclear. Names file, line, krav and key."""


class UsageError(RettidError):
    """An option with a value that can't be used."""


class StoreError(RettidError):
    """A history that can't be read or written. Never holds a password, nor what a database server said."""


class ListError(RettidError):
    """A list from before that can't be read back, or that belongs to something else. Nothing has been written then."""


class ListOpenError(ListError):
    """A list that somebody has open. `discreet` is the text without the person's name: for a log."""

    def __init__(self, text: str, discreet: str) -> None:
        super().__init__(text)
        self.discreet = discreet
