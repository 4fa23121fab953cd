"""What importing the room costs: no workbook library until a workbook is read, and no writer ever."""

from __future__ import annotations

import subprocess
import sys

LATE = "{'fastexcel', 'openpyxl', 'xlsxwriter', 'platformdirs'}"
PROGRAM = f"import sys, rettid.intake; print(*sorted({LATE} & set(sys.modules)))"


def test_importing_intake_is_light() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
