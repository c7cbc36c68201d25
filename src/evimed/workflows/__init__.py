"""One folder for each workflow of the field; they use the session only, never one another."""
