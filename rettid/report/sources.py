"""What a report may be given besides the audit; whatever is not given is left out, and the report says why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from rettid.followup import Followup
    from rettid.report.promises import Forecast, Initiative, Promise
    from rettid.report.published import Published
    from rettid.statistics.control import Break


@dataclass(frozen=True, slots=True)
class Sources:
    """Initiatives and the promise (from maal.toml), forecasts, official figures, what was printed before, and breaks of series.

    None is "not given"; an empty list of initiatives is a file without any. `trykt` is `disclosure.PRINTED`.
    """

    initiativer: Sequence[Initiative] | None = None
    loefte: Promise | None = None
    prognoser: Sequence[Forecast] = ()
    benchmark: Published | None = None
    trykt: pl.DataFrame | None = None
    brud: Sequence[Break] = ()
    opfoelgning: Followup | None = None
    """The register that `initiativer` and `loefte` are of, with its targets; shown in the team."""
