"""Reports marked by hand, and how the articles among them were drawn."""
