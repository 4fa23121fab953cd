"""LibreOffice as a person at the keyboard: opens a workbook, works in it, saves it as .xlsx."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAM = shutil.which("soffice")

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LIBRARY = 'library:name="Standard" library:readonly="false" library:passwordprotected="false"'
_PROFILE = {
    "registrymodifications.xcu": '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>'
    '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>da-DK</value></prop></item>'
    "</oor:items>",
    "basic/script.xlc": '<library:libraries xmlns:library="http://openoffice.org/2000/library">'
    '<library:library library:name="Standard" library:link="false"/></library:libraries>',
    "basic/Standard/script.xlb": f'<library:library xmlns:library="http://openoffice.org/2000/library" {_LIBRARY}>'
    '<library:element library:name="Person"/></library:library>',
}
_SUB = Path(__file__).with_name("person.bas")


def work(folder: Path, *steps: Iterable[object]) -> None:
    """Do the steps of `person.bas` one after another. AssertionError where LibreOffice stops on the way."""
    assert PROGRAM is not None
    user = folder / "office" / "user"
    module = (
        f'{_XML}<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Person" script:language="StarBasic">'
        f"<![CDATA[{_SUB.read_text(encoding='utf-8')}]]></script:module>"
    )
    for name, text in {**_PROFILE, "basic/Standard/Person.xba": module}.items():
        path = user / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if text.startswith(_XML) else _XML + text, encoding="utf-8")
    script, done = folder / "trin.txt", folder / "faerdig.txt"
    done.unlink(missing_ok=True)
    lines = ["\t".join(str(part).replace("\n", "\\n") for part in step) for step in steps]
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run(
        [
            PROGRAM, f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--norestore", "--nologo",
            f'macro:///Standard.Person.Work("{script}","{done}")',
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert done.exists(), "LibreOffice gik i stå"
    assert done.read_text(encoding="utf-8").strip() == "færdig", done.read_text(encoding="utf-8")
