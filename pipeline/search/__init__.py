"""Full-text search: an index of the current texts in a DuckDB file of its own, asked by macros of the snapshot."""
