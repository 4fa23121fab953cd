"""What if: the history once more with one thing changed, judged by the same engine. Nothing is drawn by lot here.

`past` is the history and how an outcome is taken; `planned` an offer in week N, `hours` more hours for interviews, `places` more
places in offers, `away` a caseworker away, `agreed` an offer agreed on at an earlier interview.
"""
