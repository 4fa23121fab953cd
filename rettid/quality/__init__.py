"""What the rows say that cannot be right, and what it may cost: checks, bounds for the rates, completeness, latency.

Pure: tables, packs and a reference day in, frames out. A check never changes a verdict.
"""
