"""Causality: what a text claims, and the forms that weigh it."""
