"""Recommendations of guidelines as records: who advises what for whom, how strongly, and where it stands."""
