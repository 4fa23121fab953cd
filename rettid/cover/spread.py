"""The most even way to give tasks to people: a minimum-cost flow, solved by networkx.

Pure arithmetic on names and numbers. Every further task costs a person more than the one before, so the cheapest flow
is the most even one.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Task = tuple[str, tuple[str, ...]]
"""The case that a task belongs to, and the people who could take it, by name."""


def spread(tasks: Sequence[Task], load: Mapping[str, int], room: Mapping[str, int]) -> list[str | None]:
    """Who takes each task, None where nobody can: as many tasks as can be, then loads as even as can be.

    `load` is what each person has already, `room` how many more she can take. Even means: no other way has a smaller
    sum of squared loads. Between ways that are equally even, the first tasks come before the later, and then the names
    decide. Tasks of one case that the same people can take go to one person where that changes nobody's load.

    >>> spread([("A", ("Bo", "Ida")), ("B", ("Bo", "Ida")), ("B", ("Bo", "Ida"))], {"Bo": 1, "Ida": 0}, {"Bo": 9, "Ida": 9})
    ['Bo', 'Ida', 'Ida']
    """
    alike: dict[tuple[str, ...], list[int]] = {}
    for at, (_, able) in enumerate(tasks):
        if able:
            alike.setdefault(able, []).append(at)
    kinds = dict(sorted(alike.items()))
    taken: list[str | None] = [None] * len(tasks)
    for places, count in zip(kinds.values(), _flow(kinds, load, room), strict=True):
        for at, name in _dealt([(at, tasks[at][0]) for at in places], count):
            taken[at] = name
    return taken


def _flow(
    kinds: Mapping[tuple[str, ...], Sequence[int]], load: Mapping[str, int], room: Mapping[str, int]
) -> list[Counter[str]]:
    """How many tasks of each kind each person takes. A kind is a set of able people and the places of its tasks."""
    import networkx as nx  # noqa: PLC0415  a sixth of a second, and only where there is something to spread

    rank = {name: at for at, name in enumerate(sorted({name for able in kinds for name in able}))}
    total, last = sum(map(len, kinds.values())), max((places[-1] for places in kinds.values()), default=0)
    # What counts less can never outweigh what counts more: names, then which task is left lying, evenness, and how many.
    early = total * len(kinds) * len(rank) + 1
    even = early * total * (last + 2)
    left = even * 2 * (max((load[name] for name in rank), default=0) + total + 1)
    graph = nx.MultiDiGraph()
    graph.add_node("ende", demand=total)
    for kind, (able, places) in enumerate(kinds.items()):
        graph.add_node(kind, demand=-len(places))
        for place in places:
            graph.add_edge(kind, "ende", weight=left + early * (last - place), capacity=1)
        for name in able:
            graph.add_edge(kind, ("person", name), weight=(len(kinds) - kind) * rank[name], capacity=len(places))
    for name in rank:
        for further in range(min(room[name], total)):
            graph.add_edge(("person", name), "ende", weight=even * (2 * (load[name] + further) + 1), capacity=1)
    flow = nx.network_simplex(graph)[1] if kinds else {}
    return [
        Counter({name: sum(flow[kind]["person", name].values()) for name in able}) for kind, able in enumerate(kinds)
    ]


def _dealt(tasks: Sequence[tuple[int, str]], count: Counter[str]) -> Iterator[tuple[int, str]]:
    """The first tasks, each with a person, so that everyone has her count: in turn, and whole cases to one person."""
    cases: dict[str, list[int]] = {}
    for at, case in tasks[: count.total()]:
        cases.setdefault(case, []).append(at)
    left = Counter(count)
    for own in sorted(cases.values(), key=len, reverse=True):
        name = ""
        for at in own:
            if not left[name]:
                name = min(left, key=lambda each: (-left[each], each))
            left[name] -= 1
            yield at, name
