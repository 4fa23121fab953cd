"""What the ministry account takes from a register: every initiative with its status, and the promise (inventory M-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid import targetfile
from rettid.followup import Followup
from rettid.report.followed import initiatives, promise
from rettid.report.promises import Forecast, told
from rettid.targets.build import build
from tests.asking import on

if TYPE_CHECKING:
    from pathlib import Path

REGISTER = """
kilde = "Brev af 8. august 2018"
[[initiativ]]
navn = "Lister hver 14. dag"
lovet = 2018-08-01
startet = 2018-08-13
[[initiativ]]
navn = "KarrierePAS tidligere"
lovet = 2018-09-01
startet = 2018-09-01
deltagere = 14
[[initiativ]]
navn = "Jobklubber"
lovet = 2018-08-15
deltagere = 0
[[initiativ]]
navn = "Nyt fagsystem"
lovet = "2018-11"
[[loefte]]
navn = "Alle har en fast sagsbehandler"
lovet = 2018-10-01
[[loefte]]
navn = "Lovens krav er opfyldt"
givet = 2018-08-08
lovet = "6 måneder"
haendelse = "alt"
"""


def test_m01_every_initiative_is_named_with_its_status(tmp_path: Path) -> None:
    """M-01: 4 initiatives and a forecast given → all 4 named with status, and the forecast month with interval, not only the promise."""
    path = tmp_path / "maal.toml"
    path.write_text(REGISTER, encoding="utf-8")
    followup = Followup(build(targetfile.read(path)[0]), on("2018-10-31"))
    assert [(each.navn, each.status, each.opgjort) for each in initiatives(followup)] == [
        ("Lister hver 14. dag", "i gang, 12 dage for sent", "selv oplyst"),
        ("KarrierePAS tidligere", "i gang", "selv oplyst"),
        ("Jobklubber", "ikke begyndt, ingen deltagere 77 dage efter den lovede start", "selv oplyst"),
        ("Nyt fagsystem", "ikke forfalden", "selv oplyst"),
    ]
    forecast = Forecast("Første tilbud", on("2019-03-01"), on("2019-01-01"), on("2019-05-01"))
    assert told(forecast, promise(followup)) == (
        "Første tilbud: loven ventes opfyldt i marts 2019 (80 %-interval: januar 2019 til maj 2019). "
        "Lovet: 08-02-2019 (Brev af 8. august 2018)."
    )
    assert promise(Followup(build(targetfile.read(path)[0].__class__()), on("2018-10-31"))) is None
