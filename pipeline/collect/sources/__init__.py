"""Sources of old material: WARC files, saved feeds, saved pages, tables of articles."""
