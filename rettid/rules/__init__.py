"""Rule pages → packs: the law as data, refused where it is unclear."""

from rettid.rules.codes import codes_named
from rettid.rules.load import SHIPPED, load_packs, read_pack
from rettid.rules.pack import AgeBand, Krav, Pack, Suspension, Trigger
from rettid.rules.page import Page, read_page

__all__ = [
    "SHIPPED",
    "AgeBand",
    "Krav",
    "Pack",
    "Page",
    "Suspension",
    "Trigger",
    "codes_named",
    "load_packs",
    "read_pack",
    "read_page",
]
