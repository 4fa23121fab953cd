"""How two numbers differ, with uncertainty: shares before and after, and rates per unit of time."""

from __future__ import annotations

from rettid.rates.intervals import wilson

Interval = tuple[float, float]


def difference(after: float, before: float, after_interval: Interval, before_interval: Interval) -> Interval:
    """The 95 % interval of `after` − `before` by the interval of each share (all of 1).

    Newcombe's square-and-add method (Statistics in Medicine 1998, method 10), with whatever interval each share has; the two
    are taken to be independent.

    >>> low, high = difference(56 / 70, 48 / 80, wilson(56, 70), wilson(48, 80))
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    below = ((after - after_interval[0]) ** 2 + (before_interval[1] - before) ** 2) ** 0.5
    above = ((after_interval[1] - after) ** 2 + (before - before_interval[0]) ** 2) ** 0.5
    return after - before - below, after - before + above


def rate_ratio(after: tuple[float, float], before: tuple[float, float]) -> tuple[float, float, float] | None:
    """The ratio of two rates and its 95 % interval; each rate is events and time at risk. None where a rate can't be told.

    Of all events together, those after are a share that the ratio and the times decide: Wilson's interval for that share,
    turned back into a ratio.

    >>> [round(number, 3) for number in rate_ratio((50, 580), (40, 600))]
    [1.293, 0.856, 1.954]
    """
    (events, time), (events_before, time_before) = after, before
    if min(time, time_before) <= 0 or events_before <= 0:
        return None
    low, high = wilson(int(events), int(events + events_before))
    times = time_before / time
    above = high / (1 - high) * times if high < 1 else float("inf")
    return events / events_before * times, low / (1 - low) * times, above
