"""The daily brief: what the snapshot tells of some days, as one HTML page that needs nothing else."""
