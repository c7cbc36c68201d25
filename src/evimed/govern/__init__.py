"""Who may do what. ``session.py`` is the only gate to answers."""
