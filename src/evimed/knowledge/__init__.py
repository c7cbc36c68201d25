"""Document to passages, terms and vectors."""
