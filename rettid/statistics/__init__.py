"""The statistics of trends, comparisons and curves: pure arithmetic on small frames, each with the numbers it is known by.

`control` is the chart of a series, `funnel` compares groups of different size, `incidence` is time to an event when people
also leave, `judgement` holds a share up against a benchmark, `figures` recalculates what somebody has stated.
"""
