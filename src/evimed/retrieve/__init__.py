"""Question to ranked passages, inside a Scope."""
