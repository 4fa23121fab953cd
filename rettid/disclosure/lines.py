"""Which groups of one grouping are hidden: the few, and the fewest further ones that keep them from being found by subtraction.

What is hidden together is known: it is the total less what is shown. Whoever is in it may be in any of the hidden groups, so
each hidden count may be anything from nobody to all of it. It is therefore enough that there are two groups or more, and
that what is known of them together is itself not small, nor its difference to an earlier report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rettid.disclosure.counts import Row, few, few_new, few_people, total

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from rettid.disclosure.counts import Population
    from rettid.disclosure.presets import Preset


def hidden_groups(people: Population, grouping: str, forced: AbstractSet[str], preset: Preset) -> frozenset[str]:
    """The groups of the grouping that are hidden; none where nothing needs to be.

    A group that an earlier report hid stays hidden: what has come since would tell of it. `forced` are hidden for the sake
    of a table that crosses this grouping with another.
    """
    line = _Line(people, grouping, preset)
    must = frozenset(group for group in people.linjer[grouping] if group in forced or line.must_hide(group))
    return line.pruned(line.grown(must), must) if must else must


@dataclass(frozen=True)
class _Line:
    people: Population
    grouping: str
    preset: Preset

    @property
    def rows(self) -> Mapping[str, Row]:
        return self.people.linjer[self.grouping]

    def must_hide(self, group: str) -> bool:
        """Whether the group is of few, differs by few from what was shown before, or was hidden before."""
        row = self.rows[group]
        if few(row, self.preset):
            return True
        for earlier in self.people.foer:
            shown = earlier.line(self.grouping)
            if shown is None:
                continue
            before = shown.get(group, _nobody(row))
            if before is None or few_new(row, before, self.preset):
                return True
        return False

    def grown(self, hidden: frozenset[str]) -> frozenset[str]:
        """The hidden groups with the smallest further ones until they are safe together: one if one will do."""
        while not self.safe(hidden) and len(hidden) < len(self.rows):
            more = sorted(self.rows.keys() - hidden, key=self._size)
            enough = [group for group in more if self.safe(hidden | {group})]
            hidden |= {(enough or more)[0]}
        return hidden

    def pruned(self, hidden: frozenset[str], must: frozenset[str]) -> frozenset[str]:
        """The hidden groups without those that turned out not to be needed, the largest first."""
        for group in sorted(hidden - must, key=self._size, reverse=True):
            if self.safe(hidden - {group}):
                hidden -= {group}
        return hidden

    def safe(self, hidden: frozenset[str]) -> bool:
        """Whether nothing small, or new and small, is known of the hidden groups."""
        return len(hidden) > 1 and self._many(hidden) and all(map(self._many_new, *self._since(hidden)))

    def _many(self, hidden: frozenset[str]) -> bool:
        """Whether each hidden count can be nobody's and can be more than a few: what is known of them together is wide enough."""
        own = [self.rows[group] for group in hidden]
        together, limit = total(own), self.preset.mindst
        wide = all(
            number >= limit or not self.people.ialt.counts[kind] for kind, number in together.counts.items()
        ) and all(
            together.counts[kind] >= number + limit
            for row in own
            if few_people(row, self.preset)
            for kind, number in row.counts.items()
            if number
        )
        people = [row.borgere for row in own if row.borgere is not None]
        # The same person can be in two groups, unless the groups add up to everybody.
        return wide and (not people or (sum(people) if self._adds_up else max(people)) >= limit)

    @property
    def _adds_up(self) -> bool:
        parts = [row.borgere for row in self.rows.values()]
        return None not in parts and sum(filter(None, parts)) == self.people.ialt.borgere

    def _since(self, hidden: frozenset[str]) -> tuple[list[Row], list[Row]]:
        """What is known of the hidden groups together now, and in each earlier report that had the grouping."""
        now, before = [], []
        for earlier in self.people.foer:
            shown = earlier.line(self.grouping)
            if shown is not None:
                now.append(total(self.rows[group] for group in hidden))
                before.append(together_before(earlier.ialt, shown, hidden))
        return now, before

    def _many_new(self, now: Row, before: Row) -> bool:
        return not few_new(now, before, self.preset)

    def _size(self, group: str) -> tuple[int, str]:
        return self.rows[group].counts["naevner"], group


def together_before(ialt: Row, shown: Mapping[str, Row | None], hidden: AbstractSet[str]) -> Row:
    """What an earlier report told of the groups together: its total less the groups outside them, all of which it showed."""
    counts = dict(ialt.counts)
    for group, row in shown.items():
        if row is not None and group not in hidden:
            counts = {kind: number - row.counts[kind] for kind, number in counts.items() if kind in row.counts}
    return Row(counts)


def _nobody(row: Row) -> Row:
    return Row(dict.fromkeys(row.counts, 0), None if row.borgere is None else 0)
