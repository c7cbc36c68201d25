"""Conflicts: recommendations of different bodies, or of different versions, set beside one another."""
