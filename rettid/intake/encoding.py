"""The bytes of a text to clean UTF-8: which encoding they have, and what is mended on the way (`formats.md` § 5.1)."""

from __future__ import annotations

import codecs
import re
import unicodedata

from rettid.errors import IntakeError, UsageError
from rettid.findings import Finding
from rettid.intake import grid

HEAD_BYTES = 1 << 14

_PLAIN = bytes([9, 10, 13, *range(32, 127), *range(0x80, 0x83), *range(0x84, 0xC0), 0xC3])
"""All bytes of ordinary Danish text in UTF-8. 0x83 is in none of its letters, but in each that was encoded twice."""

_CHUNK = 4 << 20
_LINES = 20_000

_SPACES = (b"\xc2\xa0", b"\xe2\x80\x87", b"\xe2\x80\xaf")
_NOTHINGS = (
    b"\xe2\x80\x8b",
    b"\xe2\x80\x8c",
    b"\xe2\x80\x8d",
    b"\xe2\x80\x8e",
    b"\xe2\x80\x8f",
    b"\xe2\x81\xa0",
    b"\xef\xbb\xbf",
    b"\xc2\xad",
)
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_LATER_CONTROLS = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_TWICE = {
    b"\xc3\x83\xc2\xa6": "æ",
    b"\xc3\x83\xc2\xb8": "ø",
    b"\xc3\x83\xc2\xa5": "å",
    b"\xc3\x83\xe2\x80\xa0": "Æ",
    b"\xc3\x83\xcb\x9c": "Ø",
    b"\xc3\x83\xe2\x80\xa6": "Å",
    b"\xc3\x83\xc2\x86": "Æ",
    b"\xc3\x83\xc2\x98": "Ø",
    b"\xc3\x83\xc2\x85": "Å",
    b"\xc3\x83\xc2\xa9": "é",
    b"\xc3\x83\xc2\xb6": "ö",
    b"\xc3\x83\xc2\xa4": "ä",
    b"\xc3\x83\xc2\xbc": "ü",
}

_DANISH_1252 = re.compile(rb"[A-Za-z][\xe5\xe6\xf8]|[\xe5\xe6\xf8][a-z]|(?<![a-z])[\xc5\xc6\xd8][A-Za-z]")
_DANISH_850 = re.compile(rb"[A-Za-z][\x86\x91\x9b]|[\x86\x91\x9b][a-z]|(?<![a-z])[\x8f\x92\x9d][A-Za-z]")

_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "cp850": "cp850"}


def known(wanted: str) -> str:
    """The codec of an encoding the user has named. Raises UsageError for one that does not exist."""
    try:
        codec = codecs.lookup(wanted)
        "æøå".encode(codec.name)
    except (LookupError, UnicodeError, TypeError, ValueError) as fault:
        raise UsageError(
            f'--kodning: "{wanted}" er ikke en tegnkodning for dansk tekst. Vælg fx utf-8, cp1252, cp850 eller utf-16.'
        ) from fault
    return codec.name


def decode(name: str, data: bytes, wanted: str | None = None) -> tuple[bytes, str, tuple[Finding, ...]]:
    """The text as UTF-8 in NFC without characters that can't be seen, the encoding it had, and what was mended.

    The encoding is `wanted`; else a mark decides, then strict UTF-8, then which of Windows-1252 and cp850 puts Danish
    letters inside words. Raises IntakeError for bytes that no encoding explains, UsageError for an unknown one.
    """
    if wanted is not None:
        text, label, found = _as_told(name, data, known(wanted))
    else:
        text, label, found = _as_found(name, data)
    return _mended(text, label, found)


def _as_told(name: str, data: bytes, codec: str) -> tuple[bytes, str, list[Finding]]:
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode(codec)
    except UnicodeDecodeError as fault:
        raise IntakeError(
            f"{name}: filen er ikke skrevet i {_NAMES.get(codec, codec)} (byte {fault.start + 1}). "
            "Vælg en anden --kodning, eller lad være at vælge."
        ) from fault
    except (UnicodeError, ValueError) as fault:
        raise IntakeError(
            f"{name}: filen er ikke skrevet i {_NAMES.get(codec, codec)}. Vælg en anden --kodning."
        ) from fault
    return text.encode("utf-8", errors="replace"), _NAMES.get(codec, codec), []


def _as_found(name: str, data: bytes) -> tuple[bytes, str, list[Finding]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode(), "UTF-16", []
    marked = data.startswith(b"\xef\xbb\xbf")
    body = data[3:] if marked else data
    head = body[:HEAD_BYTES]
    if b"\x00" in head:
        codec = _wide(head)
        if codec:
            told = Finding("RT-F04", "Filen siger det ikke selv, men er læst som UTF-16.")
            return body.decode(codec, errors="replace").encode(), "UTF-16", [told]
    if _is_binary(head):
        raise IntakeError(f"{name}: filen er hverken tekst eller en projektmappe. Lav udtrækket som .xlsx eller CSV.")
    if body.isascii() or _is_utf8(body):
        return body, "UTF-8 (BOM)" if marked else "UTF-8", []
    if _is_cp850(body):
        told = Finding(
            "RT-F04", "Filen er læst som cp850 (gammel DOS-kodning), for så står æ, ø og å i ordene. Ellers: --kodning."
        )
        return body.decode("cp850").encode(), "cp850", [told]
    try:
        return body.decode("cp1252").encode(), "Windows-1252", []
    except UnicodeDecodeError as fault:
        raise IntakeError(
            f"{name}: tegnsættet er hverken UTF-8 eller Windows-1252 (byte {fault.start + 1}). "
            "Gem filen som CSV UTF-8 i Excel."
        ) from fault


def _is_cp850(body: bytes) -> bool:
    """Whether the letters of cp850 stand inside words more often than those of Windows-1252."""
    if not any(body.count(letter) for letter in (b"\x86", b"\x91", b"\x9b", b"\x8f", b"\x9d")):
        return False
    # By lines that hold such letters, so that a long text of few is not searched in vain.
    lines = [line for line in body.split(b"\n") if not line.isascii()][:_LINES]
    text = b"\n".join(lines)
    return len(_DANISH_850.findall(text)) > len(_DANISH_1252.findall(text))


def _wide(head: bytes) -> str | None:
    """Which UTF-16 it is when every other byte of the head is NUL; else None."""
    pairs = len(head) // 2
    if pairs < 16:
        return None
    first, second = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if second > 0.7 * pairs and first < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if first > 0.7 * pairs and second < 0.05 * pairs else None


def _is_binary(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls > max(2, len(head) // 50) or (len(head) < 100 and controls * 4 > len(head))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def is_plain(data: bytes) -> bool:
    """Whether UTF-8 bytes hold nothing beyond ordinary Danish text, and no letter encoded twice."""
    return not any(data[at : at + _CHUNK].translate(None, _PLAIN) for at in range(0, len(data), _CHUNK))


def _mended(text: bytes, label: str, found: list[Finding]) -> tuple[bytes, str, tuple[Finding, ...]]:
    if is_plain(text):
        return text, label, tuple(found)
    text, removed = _without_invisible(text)
    text, repaired = _once(text)
    if b"\xcc" in text or b"\xcd" in text:
        text = unicodedata.normalize("NFC", text.decode("utf-8", errors="replace")).encode()
    lost = text.count(b"\xef\xbf\xbd")
    if removed:
        found.append(grid.removed(removed))
    if repaired:
        found.append(grid.repaired(repaired))
    if lost:
        found.append(
            Finding("RT-F04", f"{lost} tegn kan ikke læses i filens tegnsæt og vises som \N{REPLACEMENT CHARACTER}.")
        )
    return text, label, tuple(found)


def _without_invisible(text: bytes) -> tuple[bytes, int]:
    before = len(text)
    text = text.translate(None, _CONTROLS)
    count = before - len(text)
    for mark in (*_SPACES, *_NOTHINGS):
        if number := text.count(mark):
            count += number
            text = text.replace(mark, b" " if mark in _SPACES else b"")
    text, number = _LATER_CONTROLS.subn(b"", text) if b"\xc2" in text and b"\xc3\x83" not in text else (text, 0)
    return text, count + number


def _once(text: bytes) -> tuple[bytes, int]:
    count = 0
    if b"\xc3\x83" in text:
        for wrong, right in _TWICE.items():
            count += text.count(wrong)
            text = text.replace(wrong, right.encode())
    return text, count
