"""The list to hold the new one up against, and what people have typed on lists of the same day, which are written over."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rettid.errors import ListError, reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rettid.lists.memory import Before
    from rettid.manifest import Named
    from rettid.summary import Summary


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the lists lie: whose they are (`part` is what a team's own are called by), and what opens them."""

    path: Path
    part: str
    mark: str
    password: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The list before with what people have typed by now; None where there is none.

    `edition`: lists of this very day that were read, by the SHA-256 they had just before. `compared`: the files that the
    new list is held up against, likewise; None where only an edition of this day says what it was held up against.
    """

    before: Before | None
    edition: dict[Path, str] = field(default_factory=dict)
    compared: dict[Path, str] | None = None

    def check_unchanged(self, targets: Iterable[Path]) -> None:
        """Raises ListError where one of the workbooks that will be written over is open, was not read, or has been saved since."""
        from rettid.lists.locks import check_closed

        for path in targets:
            check_closed(path)
            if path.exists() and path not in self.edition:
                raise ListError(
                    f"{path.name}: der ligger allerede en liste af det navn, og den er ikke en udgave af denne. "
                    "Den skrives ikke over. Flyt den, eller vælg en anden mappe med --out."
                )
            if path.exists() and _digest(path) != self.edition[path]:
                raise ListError(
                    f"{path.name}: listen er gemt af nogen, mens denne kørsel stod på. Intet er skrevet. Prøv igen."
                )

    def named(self, manifest: Path) -> list[Named]:
        """The files that the new list is held up against, by name and SHA-256; else as the edition's `manifest` has them."""
        if self.compared is not None:
            return [(path.name, digest) for path, digest in self.compared.items()]
        with suppress(OSError, ValueError, LookupError, TypeError):
            return [(each["navn"], each["sha256"]) for each in json.loads(manifest.read_bytes())["liste_foer"]]
        return []


def earlier(folder: Folder, summary: Summary, given: Path | None, *, first: bool) -> Earlier:
    """The list before: `given`, with `first` none, else the one that this day's edition was held up against, else the newest.

    What people have typed in an edition of this very day goes with it whatever it is held up against. Raises ListError,
    and UsageError for a folder that can't be opened.
    """
    from rettid.lists.editions import with_edition
    from rettid.lists.readback import check_fits, read_before

    edition, own = _edition(folder, summary)
    if own is not None:
        check_fits(own, summary, folder.mark)
    if given is not None and given.resolve() not in {path.resolve() for path in edition}:
        compared = _digests([given])
        before = read_before(given, password=folder.password)
        check_fits(before, summary, folder.mark)
        return Earlier(before if own is None else with_edition(before, own), edition, compared)
    if first:
        return Earlier(None if own is None else with_edition(None, own), edition, {})
    if own is not None:
        return Earlier(own, edition)
    newest, found = _newest(folder, summary)
    return Earlier(found, {}, newest)


def _edition(folder: Folder, summary: Summary) -> tuple[dict[Path, str], Before | None]:
    """The lists of this very day, and what they say."""
    from rettid.lists.readback import lists_of

    return _read(folder, summary, lists_of(folder.path, summary.pr, part=folder.part or None))


def _newest(folder: Folder, summary: Summary) -> tuple[dict[Path, str], Before | None]:
    """The lists of the latest day before this one on which there are any of the same team."""
    from rettid.lists.readback import check_fits, lists_before

    for paths in lists_before(folder.path, summary.pr, part=folder.part or None):
        found, before = _read(folder, summary, paths)
        if before is not None:
            check_fits(before, summary, folder.mark)
            return found, before
    return {}, None


def _read(folder: Folder, summary: Summary, paths: list[Path]) -> tuple[dict[Path, str], Before | None]:
    from rettid.lists.readback import read_own

    digests = _digests(paths)
    own, before = read_own(paths, summary.team, password=folder.password)
    return {path: digests[path] for path in own}, before


def _digests(paths: Iterable[Path]) -> dict[Path, str]:
    return {path: _digest(path) for path in paths if path.is_file()}


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as fault:
        raise ListError(
            f"{path.name}: listen kan ikke læses ({reason(fault)}). Luk den, hvis den er åben, og prøv igen."
        ) from fault
