"""What changed between two packs, in words (`rettid rules --forskel`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rettid.rules import words

if TYPE_CHECKING:
    from rettid.rules.pack import Krav, Pack


class Change(NamedTuple):
    """One thing that differs: of the krav `krav` (the whole pack where empty), what it is, before and after (empty: not there)."""

    krav: str
    hvad: str
    foer: str
    nu: str


def changes(before: Pack, after: Pack) -> list[Change]:
    """What the pack `after` says otherwise than `before`: the pack itself first, then krav by krav, matched by id."""
    found = _compared("", _head(before), _head(after))
    own = {krav.id: krav for krav in after.krav}
    for krav in before.krav:
        found += _compared(krav.id, _krav(krav), _krav(own[krav.id]) if krav.id in own else {})
    known = {krav.id for krav in before.krav}
    for krav in after.krav:
        if krav.id not in known:
            found += _compared(krav.id, {}, _krav(krav))
    return found


def _compared(name: str, before: dict[str, str], after: dict[str, str]) -> list[Change]:
    return [
        Change(name, what, before.get(what, ""), after.get(what, ""))
        for what in dict.fromkeys([*before, *after])
        if before.get(what, "") != after.get(what, "")
    ]


def _head(pack: Pack) -> dict[str, str]:
    return {"Hvem": words.covers(pack), "Tid": " ".join(words.time(pack))}


def _krav(krav: Krav) -> dict[str, str]:
    return {
        "Titel": krav.titel,
        "Frist": words.deadline(krav),
        "Hvad": words.event(krav),
        "Vilkår": " ".join(words.conditions(krav)),
        "Ansvar": words.OWNERS[krav.ejer],
        "Hjemmel": krav.hjemmel,
        "Sikkerhed": words.VERIFIED[krav.efterproevet],
    }
