"""Wiring only: Prefect flows and the command line."""
