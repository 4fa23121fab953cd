"""Which law holds when: overlaps and holes in time between the law packs of a target group (`spec.md` § 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.rules.pack import Only, Pack

FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Gap:
    """Days, both included, on which a forløb of a target group would begin under two law packs, or under none."""

    art: Literal["overlap", "hul"]
    maalgruppe: str
    fra: date
    til: date
    pakker: tuple[Pack, Pack]
    """The two that overlap; or the last before the hole and the first after it."""


def gaps(packs: Iterable[Pack]) -> list[Gap]:
    """The overlaps and holes of every target group, in the order of group and day. Local packs stand beside the law and are left out.

    Packs for different forløb of a group (`hvor`: different benefits) neither overlap nor fill each other's holes.
    """
    law = [pack for pack in packs if pack.art == "lov"]
    groups = sorted({group for pack in law for group in pack.maalgruppe or ()})
    found = []
    for group in groups:
        own = sorted((pack for pack in law if group in (pack.maalgruppe or ())), key=_first)
        found += [*_overlaps(group, own), *_holes(group, own)]
    return sorted(found, key=lambda gap: (gap.maalgruppe, gap.fra))


def in_force(pack: Pack, day: date) -> bool:
    """Whether a forløb that begins on the day is judged by the pack."""
    return _first(pack) <= day <= _last(pack)


def _overlaps(group: str, packs: list[Pack]) -> list[Gap]:
    return [
        Gap("overlap", group, _first(later), min(_last(earlier), _last(later)), (earlier, later))
        for place, earlier in enumerate(packs)
        for later in packs[place + 1 :]
        if _first(later) <= _last(earlier) and _share_forloeb(earlier, later)
    ]


def _holes(group: str, packs: list[Pack]) -> list[Gap]:
    found = []
    for place, later in enumerate(packs):
        before = [pack for pack in packs[:place] if _share_forloeb(pack, later)]
        if not before:
            continue
        last = max(before, key=_last)
        if _last(last) != FOREVER and _last(last) + timedelta(days=1) < _first(later):
            found.append(
                Gap("hul", group, _last(last) + timedelta(days=1), _first(later) - timedelta(days=1), (last, later))
            )
    return found


def _share_forloeb(one: Pack, other: Pack) -> bool:
    """Whether a forløb of the group could be judged by both: no column sends it to only one of them."""
    theirs = {only.kolonne: set(only.vaerdier) for only in _restriction(other)}
    return all(
        not (only.kolonne in theirs and theirs[only.kolonne].isdisjoint(only.vaerdier)) for only in _restriction(one)
    )


def _restriction(pack: Pack) -> set[Only]:
    """What every krav of the pack asks of a forløb's columns."""
    return set.intersection(*(set(krav.hvor) for krav in pack.krav)) if pack.krav else set()


def _first(pack: Pack) -> date:
    return pack.gaelder_fra or date.min


def _last(pack: Pack) -> date:
    return pack.gaelder_til or FOREVER
