"""The fortnightly lists: who owes whom what, by when, and what became of last time's rows (`docs/spec.md`, "Lists").

`lines` is what stands on a list, `memory` holds it up against the list before, `model` gathers both with what the
other sheets show; all pure. `layout` says which sheets and columns there are. `workbook` writes them, `readback` reads
what people have typed; those two are the edges. Of reading, `cells` (with `numberformat` and `remarks`) is what stands in
the file, `seen`, `typed` and `own` what it means (pure), `locks` whether somebody has it open.
"""
