"""Exports and questions for the tests of trends: jobcentres whose months are known, and random ones on the edges."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from rettid import Tables, audit
from rettid.trend import NOW, THEN, Export, Trend
from tests import cases
from tests.asking import begun, citizen, held, on
from tests.test_invariants import loaded
from tests.test_reference import scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rettid.trend import Step

Row = dict[str, Any]
DAY = timedelta(days=1)

PACK = """
id = "proeve"
titel = "Prøve"
art = "lov"
version = "1"
hjemmel = "Ingen lov: en prøve"
kilde = "spec.md"
efterproevet = "udledt"
kontrolleret = 2026-11-22
maalgruppe = ["6.1"]
gaelder_fra = 2015-07-01
ur = "kalender"

[[krav]]
id = "tilbud"
titel = "Første tilbud"
haendelse = "tilbud"
form = "senest"
senest = "91 dage"
"""

ELSEWHERE = (
    citizen("andetsteds", maalgruppe="9.9"),
    [held("2018-08-01", registreret=on("2018-08-01")), begun("2017-08-01")],
)
"""A case that no page covers, so that the export has interviews and offers whatever the others have."""


def month_of_offers(first: date, number: int, in_time: int) -> list[tuple[Row, list[Row]]]:
    """So many citizens whose first offer falls due on day 1 to 25 of the month; so many got one on the day, the others a week late."""
    return [one_offer(f"F-{first:%Y-%m}-{nr:03}", first + DAY * (nr % 25), late=nr >= in_time) for nr in range(number)]


def one_offer(name: str, due: date, *, late: bool = False, **more: Any) -> tuple[Row, list[Row]]:
    """A citizen whose offer falls due that day, and the offer."""
    start, begins = due - 91 * DAY, due + 7 * DAY if late else due
    forloeb = citizen(name, startdato=start, tilmeldingsdato=start, slutdato=due + 200 * DAY)
    return forloeb, [begun(begins.isoformat(), registreret=begins, slutdato=begins + 60 * DAY, **more)]


def months_of_offers(first: str, shares: Iterable[int], number: int = 100) -> list[tuple[Row, list[Row]]]:
    """Months on end, from the month of `first`, in each of which so many of the `number` deadlines are met in time."""
    month, found = on(first), []
    for hits in shares:
        found += month_of_offers(month, number, hits)
        month = (month + 31 * DAY).replace(day=1)
    return found


class Scene:
    """Random tables, packs and a day of one seed, with edges at the due days (`tests/cases.py`)."""

    def __init__(self, seed: int, forloeb: int = 12) -> None:
        self.rng = Random(seed)
        self.rows, plain, self.pr, _ = scenario(seed, forloeb)
        self.packs = [loaded(cases.to_toml(pack)) for pack in plain]

    def export(self, rows: dict[str, list[Row] | None] | None = None) -> Export:
        tables = Tables.from_rows(self.rows if rows is None else rows)
        return Export(tables, self.packs, audit(tables, self.packs, pr=self.pr), self.pr)

    def trend(self, found: Sequence[Step], rows: dict[str, list[Row] | None] | None = None) -> Trend:
        return Trend(self.export(rows), found, ("R1", "RP", "R2"), (NOW, THEN))
