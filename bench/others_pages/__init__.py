"""Other extractors on the same generated pages, each in a process and an environment of its own."""
