"""What an output rests on, for the auditor who comes later (`spec.md` § 7, "Traceable")."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

from rettid import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rettid.summary import Summary

Named = tuple[str, str]
"""A file: its name and the SHA-256 of its bytes."""


def manifest(summary: Summary) -> dict[str, Any]:
    """Input hashes, version, packs, reference day, profile and rows read, used and set aside. Nothing about a citizen."""
    reading = summary.reading
    return {
        "rettid": __version__,
        "pr": summary.pr.isoformat(),
        "kendt_pr": summary.kendt_pr.isoformat() if summary.kendt_pr else None,
        "periode": [summary.span.first.isoformat(), summary.span.last.isoformat()],
        "team": summary.team,
        "pakker": [{"id": pack.id, "version": pack.edition, "art": pack.art} for pack in summary.judged_by],
        "opsaetning": _file(*summary.opsaetning) if summary.opsaetning else None,
        "profiler": list(reading.profiles),
        "filer": [_file(file.navn, file.sha256) for file in reading.files],
        "ark": [
            {
                "fil": sheet.fil,
                "ark": sheet.ark,
                "raekker_laest": sheet.raekker_laest,
                "raekker_brugt": sheet.raekker_brugt,
                "raekker_frasorteret": sheet.raekker_frasorteret,
            }
            for sheet in reading.sheets
        ],
        "forpligtelser": summary.funds.height,
        "andele": [
            {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
            for row in summary.shares.to_dicts()
        ],
    }


def of_run(
    summary: Summary,
    outputs: Mapping[str, bytes],
    *,
    beside: Mapping[str, Iterable[Named]] | None = None,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The manifest of a run that wrote several files: `manifest`, and what was written, under `filer_ud`.

    `beside`: what it rests on besides the export, by what it is (`liste_foer`, `vikarplan`, …); `more`: what else the run
    was asked. An encrypted file is another every time, and so is its hash.
    """
    told = {kind: [_file(*each) for each in files] for kind, files in (beside or {}).items()}
    written = [_file(name, hashlib.sha256(content).hexdigest()) for name, content in sorted(outputs.items())]
    return manifest(summary) | told | dict(more or {}) | {"filer_ud": written}


def _file(name: str, sha256: str) -> dict[str, str]:
    return {"navn": name, "sha256": sha256}
