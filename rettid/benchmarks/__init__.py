"""Published figures (Jobindsats, other municipalities) beside the own ones: read, judged, and the gap explained.

`read` opens the files (`answers`, `sheets`, `handmade` know their forms, `table` the columns), everything else is pure:
`figures` is one published number, `when` its period, `choice` which one is meant; `judgement` and `funnel` hold it up against
the own rates (`own`), `development` says how it moved; `recount` counts the own number under other definitions, and `gap` takes
one step at a time from the own number to the official one.
"""

from __future__ import annotations

from rettid.benchmarks.development import developed
from rettid.benchmarks.figures import FIGURES, WARNING
from rettid.benchmarks.funnel import funnel, limits
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
    "funnel",
    "judged",
    "limits",
    "own_rates",
    "peers",
    "reconciled",
]
