"""A target in words: what is asked, what is reached, how it stands (`targets.columns`)."""

from __future__ import annotations

from typing import Any

from rettid.screen import danish
from rettid.targets.exits import RATE

Row = dict[str, Any]


def asked(row: Row) -> str:
    """What is asked, in the plan's words; a day by itself is by when."""
    unit = f" {row['maaleenhed']}" if _wants_unit(row) else ""
    by_day = row["fra"] is not None and row["fra"] == row["til"]
    return f"senest {danish.day(row['til'])}" if by_day else f"{row['vaerdi']}{unit}"


def _wants_unit(row: Row) -> bool:
    """Whether the words end with a number, so that they say nothing of what."""
    return bool(row["maaleenhed"]) and row["vaerdi"][-1:].isdigit()


def reached(row: Row) -> str:
    """What has been reached: the counts first, then the percentage; then where it ends at this pace; and who says so."""
    if row["naaet"] is None:
        return "–"
    lines = [_number(row), *_compared(row), *_pace(row), f"{row['hvordan']} pr. {danish.day(row['pr'])}"]
    return "\n".join(lines)


def _number(row: Row) -> str:
    if row["naevner"] is None:
        return _plain(row["naaet"], percent=row["maalt_enhed"] == "pct.")
    if row["maaleenhed"] == RATE:
        return f"{_plain(row['taeller'])} på {_plain(row['naevner'])} personmåneder = {danish.decimal(row['naaet'])} {RATE}"
    counts = f"{_plain(row['taeller'])} af {_plain(row['naevner'])}"
    if row["naevner"] < 10:
        return f"{counts} (for få til en procent)"
    return f"{counts} = {danish.decimal(row['naaet'])} %" + (_interval(row) if _is_itself(row) else "")


def _is_itself(row: Row) -> bool:
    """Whether what is compared is the number itself, and no change of it."""
    return row["maalt"] is not None and abs(row["maalt"] - row["naaet"]) < 1e-9


def _compared(row: Row) -> list[str]:
    """The change or difference that the target asks about."""
    if row["maalt"] is None or _is_itself(row):
        return []
    unit = {"pct.": " %", "procentpoint": " procentpoint"}.get(row["maalt_enhed"], "")
    digits = 0 if float(row["maalt"]).is_integer() else 1
    size = danish.decimal(abs(row["maalt"]), digits)
    return [f"{'+' if row['maalt'] >= 0 else '−'}{size}{unit}{_interval(row)}"]


def _interval(row: Row) -> str:
    if row["lav"] is None:
        return ""
    high = "∞" if row["hoej"] == float("inf") else danish.decimal(row["hoej"])
    return f" ({danish.decimal(row['lav'])} til {high})".replace("(-", "(−").replace("til -", "til −")


def _pace(row: Row) -> list[str]:
    if row["tempo"] is None:
        return []
    due = f" (nu skulle det være {_plain(row['forventet'])})" if row["forventet"] is not None else ""
    return [f"i samme tempo {danish.whole(round(row['tempo']))}{due}"]


def _plain(number: float, *, percent: bool = False) -> str:
    text = danish.whole(int(number)) if float(number).is_integer() and not percent else danish.decimal(number)
    return f"{text} %" if percent else text


def status(row: Row) -> str:
    """How it stands, and what is to be said of it, a line each."""
    return "\n".join([row["status"], *filter(None, (row["bemaerkning"] or "").split("; "))])
