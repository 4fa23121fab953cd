"""Every worked example on every shipped page, and on the scenario pages, is judged by the engine."""

from pathlib import Path

import pytest

from rettid.proof import prove
from rettid.rules import SHIPPED, load_packs

SCENARIOS = Path(__file__).parent / "scenarier"
PAGES = sorted(page for folder in (SHIPPED, SCENARIOS) for page in folder.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_on_the_page_holds(page: Path) -> None:
    proofs = prove(load_packs([page]))
    assert proofs, "siden har ingen eksempler"
    wrong = [
        f"{page.name}, linje {proof.example.line}, »{proof.example.title}«: {text}"
        for proof in proofs
        for text in proof.differences
    ]
    assert not wrong, "\n" + "\n".join(wrong)
