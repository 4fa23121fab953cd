"""Reads a workbook in a process of its own, so that a fault in the reader is a message and no crash.

Run as a script: a workbook on standard input, on standard output a line of JSON and, for each sheet, Arrow IPC bytes
(`workbook.apart`). It imports nothing of rettid: a child starts in the time that takes.
"""

from __future__ import annotations

import io
import json
import sys

MEMORY = 3 << 30


def _limited() -> None:
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the workbook of standard input."""
    _limited()
    import fastexcel  # noqa: PLC0415  after the limit

    head: dict[str, object] = {"sheets": []}
    bodies = []
    try:
        reader = fastexcel.read_excel(sys.stdin.buffer.read())
        sheets = []
        for name in reader.sheet_names:
            frame = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            body = io.BytesIO()
            frame.write_ipc_stream(body)
            bodies.append(body.getvalue())
            sheets.append({"name": name, "bytes": len(bodies[-1])})
        head["sheets"] = sheets
    except fastexcel.FastExcelError as fault:
        head, bodies = {"fault": "password" if "password" in str(fault).lower() else "damaged"}, []
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    for each in bodies:
        sys.stdout.buffer.write(each)


if __name__ == "__main__":
    main()
