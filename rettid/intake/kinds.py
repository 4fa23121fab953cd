"""What kind of file it is, from its bytes alone: a name may lie (`formats.md` § 5.1)."""

from __future__ import annotations

import re

from rettid.errors import IntakeError

ZIP, OLE, HTML, XML, TEXT, EMPTY = "zip", "ole", "html", "xml", "tekst", "tom"

_AS_TABLE = "Lav udtrækket som .xlsx eller CSV."
_REFUSED = (
    (b"%pdf", f"filen er en PDF. {_AS_TABLE}"),
    (b"mz", f"filen er et program. {_AS_TABLE}"),
    (b"\x7felf", f"filen er et program. {_AS_TABLE}"),
    (b"\x89png", f"filen er et billede. {_AS_TABLE}"),
    (b"\xff\xd8\xff", f"filen er et billede. {_AS_TABLE}"),
    (b"gif8", f"filen er et billede. {_AS_TABLE}"),
    (b"par1", f"filen er en Parquet-fil. {_AS_TABLE}"),
    (b"sqlite format 3", f"filen er en database. {_AS_TABLE}"),
    (b"\x1f\x8b", "filen er pakket (gzip). Pak den ud, og prøv igen."),
    (b"7z\xbc\xaf", "filen er pakket (7-Zip). Pak den ud, og prøv igen."),
    (b"rar!", "filen er pakket (RAR). Pak den ud, og prøv igen."),
    (b"{\\rtf", f"filen er et tekstdokument. {_AS_TABLE}"),
    (b"mime-version:", "filen er et webarkiv. Åbn den i Excel, og gem den som .xlsx."),
)
_BINARY = (b"mz", b"par1", b"gif8", b"rar!", b"7z")
_MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|style|div|!--)", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})


def kind(name: str, data: bytes) -> str:
    """One of ZIP, OLE, HTML, XML, TEXT, EMPTY. Raises IntakeError for a picture, a program and the like."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return OLE
    head = data[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for mark, message in _REFUSED:
        # A text may begin with the same two or three letters.
        if start.startswith(mark) and (mark not in _BINARY or _is_binary(head)):
            raise IntakeError(f"{name}: {message}")
    plain = head.replace(b"\x00", b"") if head.startswith((b"\xff\xfe<", b"\xfe\xff\x00<")) else head
    plain = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
    if plain.lower().startswith(b"<?xml") or re.match(rb"<(?:\w+:)?Workbook\b", plain):
        return HTML if re.search(rb"(?i)<html|<!doctype html", plain) else XML
    if _MARKUP.match(plain):
        return HTML
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf") and not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        return EMPTY
    return TEXT


def _is_binary(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50
