"""Grade of evidence: what a study says of itself, its Oxford level, the GRADE worksheet."""
