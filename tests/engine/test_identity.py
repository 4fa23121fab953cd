"""The identity of a fund is a promise to next fortnight's list: it is pinned here, and checked against plain integers."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from rettid.engine.identity import fund_ids, text_hash
from tests.depth import tries

WRAP = (1 << 64) - 1


def mix(number: int) -> int:
    number = (number + 0x9E3779B97F4A7C15) & WRAP
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & WRAP
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & WRAP
    return number ^ (number >> 31)


def hash_of(text: str) -> int:
    raw = text.encode()
    mixed = mix(len(raw))
    for start in range(0, len(raw), 8):
        mixed = mix(mixed ^ int.from_bytes(raw[start : start + 8].ljust(8, b"\0"), "little"))
    return mixed


@tries(50)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=20))
def test_a_text_hashes_the_same_in_any_company(texts: list[str]) -> None:
    assert text_hash(pl.Series(texts)).to_list() == [hash_of(text) for text in texts]


def test_a_missing_text_counts_as_empty() -> None:
    assert text_hash(pl.Series([None, ""], dtype=pl.String)).n_unique() == 1


def test_fund_ids_are_pinned() -> None:
    case = text_hash(pl.Series(["F0001", "F0001", "Køge-2018"]))
    krav = text_hash(pl.Series(["dagpenge-2017/foerste-tilbud"] * 3))
    ids = fund_ids(case, krav, pl.Series([1, 2, 1], dtype=pl.Int32)).to_list()
    assert ids == PINNED
    assert ids[0] == f"{mix(mix(hash_of('F0001') ^ hash_of('dagpenge-2017/foerste-tilbud')) + 1 & WRAP):016x}"


PINNED = ["26ed7bd81dd3d910", "3d59013e05f8e2dc", "cd393fbebaf79606"]
