"""Archives of any size in the shape of a news agency's: made by seed, to measure backfill and rebuild on."""
