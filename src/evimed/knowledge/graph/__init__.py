"""The graph: relations read from sentences, kept with their places, walked, exported, imported."""
