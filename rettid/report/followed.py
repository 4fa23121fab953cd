"""A register of promises, followed up, as a report takes it: the initiatives, and the promise that the law is met. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.report.promises import Initiative, Promise

if TYPE_CHECKING:
    from rettid.followup import Followup

_BY = {"beregnet": "beregnet", "oplyst": "selv oplyst"}


def initiatives(followup: Followup) -> list[Initiative]:
    """The initiatives in the order of the register, each with how it stands and what is late about it."""
    return [
        Initiative(
            row["navn"], ", ".join(filter(None, (row["status"], row["bemaerkning"]))), row["lovet"], _BY[row["hvordan"]]
        )
        for row in followup.initiativer.iter_rows(named=True)
    ]


def promise(followup: Followup) -> Promise | None:
    """The promise that the law is met: the first to fall due of those that say which duties they are about. None where none does."""
    about = {each.id for each in followup.register.loefter if each.haendelse}
    own = [row for row in followup.loefter.iter_rows(named=True) if row["loefte"] in about]
    return Promise(own[0]["lovet"], own[0]["kilde"]) if own else None
