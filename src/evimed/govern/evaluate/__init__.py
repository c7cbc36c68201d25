"""Evaluation: how often the product is right, on data that others made, with intervals."""
