"""A chart as a picture: SVG for a page, PNG for Word. Asks nobody outside (vl-convert draws it in this process)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.errors import UsageError

if TYPE_CHECKING:
    from rettid.report.model import Diagram

INSTALL = 'pip install "rettid[rapport]"'
"""How the extra is installed."""

_NEEDED = ("altair", "vl_convert", "docxtpl")


def svg(diagram: Diagram) -> str:
    """The chart as SVG."""
    import vl_convert  # noqa: PLC0415 - of the extra `rapport`

    return str(vl_convert.vegalite_to_svg(dict(diagram.spec)))


def png(diagram: Diagram) -> bytes:
    """The chart as PNG, sharp in print."""
    import vl_convert  # noqa: PLC0415 - as above

    return bytes(vl_convert.vegalite_to_png(dict(diagram.spec), scale=2.5))


def check_extra() -> None:
    """Raise UsageError with the line that installs it, where the extra `rapport` is not there."""
    from importlib.util import find_spec  # noqa: PLC0415 - only where a report is made

    lacking = [name for name in _NEEDED if find_spec(name) is None]
    if lacking:
        raise UsageError(
            f"rettid report bruger biblioteker, der ikke er installeret ({', '.join(lacking)}). Installer dem med: {INSTALL}"
        )
