"""Published figures (Jobindsats, other municipalities) beside the own ones: read, judged, and the gap explained.

`read` opens the files (`answers`, `sheets`, `handmade` know their forms, `roles` and `table` the columns); everything else is pure:
`figures` is one published number, `when` its period, `choice` which one is meant. `judgement` holds it up against the own
rates (`own`; the funnel is `statistics.funnel`), `development` says how it moved. `recount` counts the own number under
other definitions, and `gap` takes one step at a time from the own number to the official one.
"""

from __future__ import annotations

from rettid.benchmarks.development import developed
from rettid.benchmarks.figures import FIGURES, WARNING
from rettid.benchmarks.gap import STEPS, Official, reconciled
from rettid.benchmarks.judgement import judged, peers
from rettid.benchmarks.own import own_rates
from rettid.benchmarks.recount import OWN_MEASURES, Definition, Recount

__all__ = [
    "FIGURES",
    "OWN_MEASURES",
    "STEPS",
    "WARNING",
    "Definition",
    "Official",
    "Recount",
    "developed",
    "judged",
    "own_rates",
    "peers",
    "reconciled",
]
