"""Watches: what a person wants to be told of, as Atom feeds and notices."""
