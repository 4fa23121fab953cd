"""The audits that several tests of reports begin from; each is made once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rettid.cli.judging import Question, judged
from rettid.cli.opening import Opening, configured
from tests.cli.asking import FASIT

if TYPE_CHECKING:
    from rettid.summary import Summary


@cache
def half_year() -> Summary:
    """The Fasit sample's second half of 2018, as of its last day."""
    question = Question([Path(FASIT)], "2018-12-31", None, None, None, "2018H2", None)
    return judged(question, Opening(None, ask=False, setup=configured(None)))
