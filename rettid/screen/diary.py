"""`rettid explain FIL HVAD --dagbog`: the case as a worked example of a rule page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.errors import UsageError
from rettid.rules.diary import example

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TextIO

    from rettid.screen.case import Case


def show_diaries(cases: Sequence[Case], out: TextIO) -> None:
    """Print an example per pack of each case. Raises UsageError where no pack judges any of them."""
    texts = [text for case in cases for text in diaries(case)]
    if not texts:
        raise UsageError("Ingen regelside dømmer forløbet, så der er intet eksempel at skrive. Se det uden --dagbog.")
    out.write("\n".join(texts))


def diaries(case: Case) -> Iterator[str]:
    """The examples of a case, one per pack."""
    packs = {each.pack.id: each.pack for each in case.forklaringer if each.pack is not None}
    for name, pack in packs.items():
        funds = [each.fund for each in case.forklaringer if each.fund["pakke"] == name]
        together = pack.periode.brydes_af != "forløb" or pack.periode.borgerens_samtaler
        ids = [case.forloeb_id, *(row["forloeb_id"] for row in case.raekker["forloeb"] or () if together)]
        rows = {
            table: None if found is None else [row for row in found if row["forloeb_id"] in ids]
            for table, found in case.raekker.items()
        }
        rows["forloeb"] = sorted(rows["forloeb"] or [], key=lambda row: row["forloeb_id"] != case.forloeb_id)
        yield example(pack, rows, funds, pr=case.pr, kendt_pr=case.kendt_pr)
