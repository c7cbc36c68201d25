"""Statements written by a model over passages, each checked before it may be said."""
