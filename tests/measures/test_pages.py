"""Every worked example on the pages of the measures is measured; and the pages say whose measure it is and how sure."""

from __future__ import annotations

import pytest

from rettid.measures import load_measures
from rettid.measures.proof import prove
from rettid.rules import load_packs

MEASURES = load_measures()


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)
def test_every_example_on_the_page_holds(measure) -> None:
    proofs = prove([measure], load_packs())
    assert proofs, "siden har ingen eksempler"
    wrong = [
        f"{measure.path.name}, linje {proof.example.line}, »{proof.example.title}«: {text}"
        for proof in proofs
        for text in proof.differences
    ]
    assert not wrong, "\n" + "\n".join(wrong)
