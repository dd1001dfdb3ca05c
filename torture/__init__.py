"""Faults injected on purpose, hundreds of them, and what became of the tables: `python -m torture`."""
