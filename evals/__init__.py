"""Quality on input that nobody here wrote: `make eval`."""
