"""Promises and targets: what was promised, by when, whether it holds, and what is forecast (inventory A-01 to A-40, K-10, R-13).

`fields` names everything a register may say, `build` makes it of `cellreader`, `rows` and `targetrow`, `goal` reads what a target
asks for. `counted` takes the number from an export (`activity`, `exits`, the rates, the official measures), `standing` says how a
target stands, `initiatives` and `promises` the others, `remarks` what the register itself contradicts.
"""
