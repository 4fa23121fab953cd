"""A process that saves runs as fast as it can: `saver.py STED FØRSTE ANTAL FÆLLES`; says when it is about to
begin and each time that one of its own is saved."""

from __future__ import annotations

import sys
from datetime import date, timedelta

from rettid.store import open_store
from tests.store.runs import made

place, first, number, shared = sys.argv[1], *(int(each) for each in sys.argv[2:])
store = open_store(place)
records = [made(first + each, date(2018, 1, 1) + timedelta(each)) for each in range(number)]
same = made(shared)
print("klar", flush=True)  # noqa: T201
sys.stdin.readline()
for each in records:
    store.save(each)
    print("gemt", flush=True)  # noqa: T201
    store.save(same)
