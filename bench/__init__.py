"""How fast Marsad tags, loads and reads hostile text."""
