"""The only part that uses the network: feeds and pages into the archive."""
