"""What a register contradicts by itself, and what it lacks: a Danish sentence each (inventory A.2, numbers 5, 7, 10 and 12; A-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.statistics.figures import after_own_deadline, lacking_in_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rettid.periods import Period
    from rettid.rules import Krav, Pack
    from rettid.targets.model import Reading, Register, Target

EDGES = {"under 30": (0, 30), "30-49": (30, 50), "50+": (50, 200)}
"""The first age of each age group, and the first that is too old."""


def remarks(register: Register, packs: Sequence[Pack]) -> list[str]:
    """Every remark about the register; `packs` are the law that its people have their rights by."""
    late = [text for target in register.maal for text in _too_late(target, packs)]
    return [*_announced(register), *_open(register), *_without(register), *late, *register.noter]


def _announced(register: Register) -> Iterator[str]:
    """Areas that announce another number of initiatives than they list."""
    for area in register.omraader:
        listed = sum(each.omraade == area.id for each in register.initiativer)
        if area.varslet is not None and lacking_in_list(area.varslet, listed):
            yield f"Område {area.id} ({area.navn}): der er varslet {area.varslet} initiativer, og {listed} er opregnet."


def _open(register: Register) -> Iterator[str]:
    """The targets that are not set."""
    names = [target.id for target in register.maal if target.goal.slags == "aaben"]
    if names:
        told = f"({len(names)} af {len(register.maal)}): {', '.join(names)}"
        yield f"Mål, der ikke er fastsat {told}. De tæller hverken som 0 eller som nået."


def _without(register: Register) -> Iterator[str]:
    """The units that have no target, and the initiatives."""
    units = [unit for unit in register.enheder if unit not in {target.enhed for target in register.maal}]
    if units:
        yield f"Enheder uden mål: {', '.join(units)}."
    named = {target.initiativ for target in register.maal}
    bare = [each.id for each in register.initiativer if each.id not in named] if register.maal else []
    if bare:
        yield f"Initiativer uden mål: {', '.join(bare)}."


def _too_late(target: Target, packs: Sequence[Pack]) -> Iterator[str]:
    """A target for people who ought to have had their offer before they are counted in it."""
    reading = target.beregnes
    if reading is None or reading.efter is None or reading.hvad not in ("R1", "RP") or reading.haendelse != "tilbud":
        return
    own = [
        (krav, due)
        for krav, due in _deadlines(reading, target, packs)
        if after_own_deadline(reading.efter.days_at_least, due.days_at_most)
    ]
    if own:
        krav, due = own[0]
        yield (
            f"Mål {target.id}: det tæller borgere efter {reading.efter}, men efter loven skal de have haft deres tilbud senest efter {due} "
            f"({krav.hjemmel})."
        )


def _deadlines(reading: Reading, target: Target, packs: Sequence[Pack]) -> Iterator[tuple[Krav, Period]]:
    """The law's latest offers of the target's people, in the packs in force when its period begins."""
    day = target.periode.first if target.periode is not None else None
    for pack in packs:
        begun = pack.gaelder_fra is None or day is None or pack.gaelder_fra <= day
        over = pack.gaelder_til is not None and day is not None and pack.gaelder_til < day
        if pack.art == "lov" and begun and not over and _for_whom(reading.maalgrupper, pack.maalgruppe or ()):
            yield from ((krav, due) for krav in pack.krav if krav.haendelse == "tilbud" for due in _due(krav, reading))


def _for_whom(wanted: Iterable[str], covered: Iterable[str]) -> bool:
    own = set(wanted)
    return not own or bool(own & set(covered))


def _due(krav: Krav, reading: Reading) -> Iterator[Period]:
    """The deadlines of a krav of the form `senest` that hold for any of the ages that are counted."""
    if krav.form != "senest":
        return
    if krav.alder is None and krav.senest is not None:
        yield krav.senest
    for band in krav.alder or ():
        due = band.senest or krav.senest
        ages = [EDGES[group] for group in reading.aldersgrupper or EDGES]
        if due is not None and any(low < (band.under or 200) and high > (band.fra or 0) for low, high in ages):
            yield due
