"""The sheets of the workbook, one module for each kind; `book` is where every cell is written."""
