"""What the chief sends upwards: a report is a model first (`model`), made from one audit, and then a document, a page or a workbook.

`provenance` says what each number rests on, `parts` makes the tables and charts, `ministry`, `committee` and `monthly` set
them together; `word`, `workbook` and `pdf` write them. Whatever leaves the team goes through the guard (`guard`).
"""
