"""Whatever the bytes are: they are read with every row accounted for, or refused in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.depth import tries
from tests.fuzz import harness, inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTES = st.binary(max_size=400) | st.text(alphabet=';,"\t\r\n aæ0-=#\x00\u200b', max_size=400).map(str.encode)


def test_a_sample_of_spoiled_exports() -> None:
    outcomes = harness.run(inputs.build(number) for number in range(80))
    assert not [each for each in outcomes if each.kind == harness.FAULT], harness.log(outcomes)
    assert {each.kind for each in outcomes} == {harness.READ, harness.REFUSED}


@pytest.fixture(scope="module")
def worker() -> Iterator[harness.Worker]:
    worker = harness.Worker()
    yield worker
    worker.stop()


@tries(20, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=[Phase.generate])
@given(tail=BYTES, before=st.booleans())
def test_any_bytes_beside_a_good_export(worker: harness.Worker, tail: bytes, before: bool) -> None:  # noqa: FBT001
    good = inputs.seeds()["csv-utf-8"]
    outcome = worker.run(inputs.Input(0, "hypothesis", "forloeb.csv", tail + good if before else good + tail))
    assert outcome.kind != harness.FAULT, outcome.words


@pytest.mark.slow
def test_ten_thousand_spoiled_exports() -> None:
    outcomes = harness.run(inputs.build(number) for number in range(10_000))
    assert not [each for each in outcomes if each.kind == harness.FAULT], harness.log(outcomes)
