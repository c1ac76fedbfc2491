"""Every row of the table, in its order."""

from __future__ import annotations

from measure.attack import crashes, inputs, journals, labs, memory, secrets, texts

ROWS = (
    *journals.ROWS,
    *memory.ROWS,
    *inputs.ROWS,
    *secrets.ROWS,
    *texts.ROWS,
    *crashes.ROWS,
    *labs.ROWS,
)
