"""From rows to the Parquet lake and the DuckDB snapshot that analysts open."""
