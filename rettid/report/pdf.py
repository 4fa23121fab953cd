"""A Word document as PDF, by the LibreOffice of the machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from rettid.errors import UsageError

PROGRAMS = ("soffice", "libreoffice")
"""What LibreOffice is called."""

_SECONDS = 120


def converter() -> str:
    """The program that converts. Raises UsageError where there is none."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        raise UsageError(
            "--format pdf: LibreOffice er ikke installeret på maskinen, og den skal lave PDF'en. "
            "Installer LibreOffice, eller vælg --format docx og gem som PDF i Word."
        )
    return found


def pdf(document: bytes) -> bytes:
    """The document as PDF. Raises UsageError where it can't be converted."""
    program = converter()
    with tempfile.TemporaryDirectory() as folder:
        source, home = Path(folder) / "rapport.docx", (Path(folder) / "profil").as_uri()
        source.write_bytes(document)
        order = [
            program,
            "--headless",
            f"-env:UserInstallation={home}",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(order, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603 - a program of the machine
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise UsageError(
                "--format pdf: LibreOffice kunne ikke lave PDF'en. Prøv igen, eller vælg --format docx og gem som PDF i Word."
            ) from fault
