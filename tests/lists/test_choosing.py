"""`--kolonner`: which of the optional columns are meant."""

from __future__ import annotations

import pytest

from rettid.errors import UsageError
from rettid.lists.choosing import columns_named
from rettid.lists.layout import OPTIONAL


def test_by_key_or_heading_in_any_case_in_the_order_of_the_layout() -> None:
    assert columns_named(["tema, Paragraf"]) == ("hjemmel", "tema")
    assert columns_named(["målgruppe", "A-KASSE,  Registreret afvigelse"]) == ("maalgruppe", "a_kasse", "afvigelse")
    assert columns_named(["paragraf,hjemmel,,"]) == ("hjemmel",)
    assert columns_named([]) == ()


@pytest.mark.parametrize("column", OPTIONAL, ids=lambda column: column.key)
def test_every_column_can_be_named_both_ways(column: object) -> None:
    assert columns_named([column.key]) == columns_named([column.heading]) == (column.key,)  # type: ignore[attr-defined]


def test_another_name_is_refused_with_the_nearest_or_with_all() -> None:
    with pytest.raises(UsageError, match=r'^--kolonner: kolonnen "pargraf" findes ikke\. Mente du "paragraf"\?$'):
        columns_named(["tema,pargraf"])
    with pytest.raises(UsageError, match=r'"cpr" findes ikke\. Vælg blandt: a-kasse, arvet, bemærkning, .*, tema\.$'):
        columns_named(["cpr"])
    with pytest.raises(UsageError, match=r"^rettid\.toml, kolonner: "):
        columns_named(["cpr"], "rettid.toml, kolonner")


def test_one_of_the_nine_is_there_already() -> None:
    with pytest.raises(UsageError, match=r'"frist \(lov\)" er der altid\. Vælg blandt: a-kasse, '):
        columns_named(["frist (lov)"])
