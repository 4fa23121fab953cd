"""The codes that packs name: they are known even where the shipped lists lack them (`spec.md` § 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rettid.rules.pack import Pack

_LIST_OF_EVENT = {"samtale": "samtaletype", "tilbud": "tilbudstype"}


def codes_named(packs: Iterable[Pack]) -> dict[str, set[str]]:
    """Per code list of types, the codes that the packs' requirements, triggers and absences name."""
    codes: dict[str, set[str]] = {"samtaletype": set(), "tilbudstype": set(), "fravaerstype": set()}
    for pack in packs:
        codes["fravaerstype"].update(pack.pauser)
        for krav in pack.krav:
            codes["fravaerstype"].update(krav.fritager, krav.bruger_andel)
            for item in krav.taeller_ikke:
                codes[_LIST_OF_EVENT[krav.haendelse]].update(item.typer)
            for choice in (krav, krav.udloeser, krav.forud_for):
                if choice is not None:
                    codes[_LIST_OF_EVENT[choice.haendelse]].update(choice.typer or ())
    return codes
