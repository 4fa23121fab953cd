"""How many random cases a test tries: a few in `make test`, twenty times as many in `make slow`.

In `make test` they are the same each time, so that a green run stays green; `make slow` draws new ones.

A test that makes up its own cases says so with `tries` (hypothesis draws them) or `seeded` (a seed draws them), and in no
other way. Both mark it `random`; `make slow` runs all tests so marked, with `RETTID_GRUNDIGT` set.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

THOROUGH = bool(os.environ.get("RETTID_GRUNDIGT"))
TIMES = 20


def as_many(few: int) -> int:
    """How many cases it comes to."""
    return few * TIMES if THOROUGH else few


def tries(few: int, **more: Any) -> Callable[[Any], Any]:
    """Hypothesis tries this many cases; `more` are settings of its own."""
    chosen = settings(deadline=None, print_blob=True, max_examples=as_many(few), derandomize=not THOROUGH, **more)
    return lambda test: pytest.mark.random(chosen(test))


def seeded(few: int) -> Callable[[Any], Any]:
    """The test is run with this many values of `seed`, from 0 on."""
    each = pytest.mark.parametrize("seed", range(as_many(few)))
    return lambda test: pytest.mark.random(each(test))
