"""rettid holds a jobcentre's deadlines up against the law: interviews and first offers, case by case.

The library in ten names; the command line calls these and nothing else. Names are imported when first used: Polars
alone takes longer to load than `rettid --help` may take.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rettid import rates
    from rettid.engine import audit
    from rettid.errors import RettidError
    from rettid.intake import Reading, read
    from rettid.proof import prove
    from rettid.rules import Pack, load_packs
    from rettid.tables import Tables

__version__ = "0.1.0"

_HOME = {
    "Pack": "rettid.rules",
    "Reading": "rettid.intake",
    "RettidError": "rettid.errors",
    "Tables": "rettid.tables",
    "audit": "rettid.engine",
    "load_packs": "rettid.rules",
    "prove": "rettid.proof",
    "rates": "rettid.rates",
    "read": "rettid.intake",
}

__all__ = [
    "Pack",
    "Reading",
    "RettidError",
    "Tables",
    "__version__",
    "audit",
    "load_packs",
    "prove",
    "rates",
    "read",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    if name not in _HOME:
        raise AttributeError(f"module 'rettid' has no attribute {name!r}")
    home = import_module(_HOME[name])
    return home if name == "rates" else getattr(home, name)
