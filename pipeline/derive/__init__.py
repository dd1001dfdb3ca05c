"""From archived bytes to rows: pure functions, no clock, no network."""
