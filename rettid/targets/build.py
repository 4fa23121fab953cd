"""A register as it was written → a register: every word understood, or everything that can't be told at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from rettid.errors import UsageError
from rettid.tables import CODES
from rettid.targets.cellreader import CellReader
from rettid.targets.fields import shown
from rettid.targets.model import Register
from rettid.targets.rows import Known, area, initiative, promise
from rettid.targets.targetrow import target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rettid.targets.fields import Written
    from rettid.targets.model import Amount

MOST_TOLD = 10


def build(written: Written, measures: Collection[str] = (), codes: Iterable[str] = ()) -> Register:
    """The register. `measures` are the official measures' lines ("aktiveringsgrad/grad-12"), `codes` further kinds of offers.

    Raises UsageError with every fault and where it stands (ten are told, the rest counted).
    """
    faults: list[str] = []
    compared = {row.text("navn"): _number(row) for row in _rows(written, "sammenligning", faults)}
    known = Known(written.hoved, compared, [*CODES["tilbudstype"], *codes], measures)
    register = Register(
        navn=written.hoved.get("navn", ""),
        enheder=tuple(part.strip() for part in written.hoved.get("enheder", "").split(";") if part.strip()),
        omraader=tuple(area(row) for row in _rows(written, "omraade", faults)),
        initiativer=tuple(initiative(row, known) for row in _rows(written, "initiativ", faults)),
        maal=tuple(found for row in _rows(written, "maal", faults) if (found := target(row, known)) is not None),
        loefter=tuple(each for row in _rows(written, "loefte", faults) if (each := promise(row, known)) is not None),
        noter=written.noter,
    )
    refuse([*faults, *_twice(register), *_of_nothing(register)])
    return register


def refuse(faults: Iterable[str]) -> None:
    """Raises UsageError with the faults, if there are any."""
    told = list(dict.fromkeys(faults))
    more = [f"Og {len(told) - MOST_TOLD} fejl mere."] if len(told) > MOST_TOLD else []
    if told:
        raise UsageError("\n".join([*told[:MOST_TOLD], *more, "Ret målfilen, og kør igen."]))


def _rows(written: Written, kind: str, faults: list[str]) -> list[CellReader]:
    return [CellReader(kind, entry, faults) for entry in written.raekker.get(kind, ())]


def _number(row: CellReader) -> Amount | None:
    if not row.text("vaerdi"):
        row.fault("vaerdi", "mangler. Skriv tallet, der sammenlignes med.")
    return row.amount("vaerdi", "")


def _things(register: Register) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield "omraade", register.omraader
    yield "initiativ", register.initiativer
    yield "maal", register.maal
    yield "loefte", register.loefter


def _twice(register: Register) -> Iterator[str]:
    """Ids that stand twice in a table."""
    for kind, things in _things(register):
        counts = Counter(thing.id for thing in things)
        for thing in things:
            if counts[thing.id] > 1:
                yield f'{thing.sted}, {shown(kind, "id")}: "{thing.id}" står {counts[thing.id]} gange. Giv hver sit nummer.'


def _of_nothing(register: Register) -> Iterator[str]:
    """Areas, initiatives, targets and units that are named and are not there."""
    known = {kind: [thing.id for thing in things] for kind, things in _things(register)}
    for kind, things in _things(register):
        for thing in things:
            for name in ("omraade", "initiativ", "maal"):
                said = getattr(thing, name, "")
                if said and said not in known[name]:
                    there = ", ".join(known[name]) or "ingen"
                    yield f'{thing.sted}, {shown(kind, name)}: "{said}" findes ikke i filen. Der er: {there}.'
            unit = getattr(thing, "enhed", "")
            if unit and register.enheder and unit not in register.enheder:
                yield f'{thing.sted}, {shown(kind, "enhed")}: "{unit}" er ikke en af enhederne. Der er: {", ".join(register.enheder)}.'
