"""A small news site in the shape of the real one, for the demo, the tests and the evaluation."""
