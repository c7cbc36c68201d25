"""Communities of the graph: what belongs together, told in quoted sentences."""
