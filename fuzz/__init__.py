"""Random documents for what reads documents: `python -m fuzz`."""
