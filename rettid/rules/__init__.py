"""Rule pages → packs: the law as data, refused where it is unclear."""

from rettid.rules.codes import codes_named
from rettid.rules.load import SHIPPED, check_asked, check_named, load_packs, read_pack
from rettid.rules.pack import AgeBand, Choice, Krav, Later, NotCounting, Only, Pack, Suspension, Trigger, Unbroken
from rettid.rules.page import Page, read_page

__all__ = [
    "SHIPPED",
    "AgeBand",
    "Choice",
    "Krav",
    "Later",
    "NotCounting",
    "Only",
    "Pack",
    "Page",
    "Suspension",
    "Trigger",
    "Unbroken",
    "check_asked",
    "check_named",
    "codes_named",
    "load_packs",
    "read_pack",
    "read_page",
]
