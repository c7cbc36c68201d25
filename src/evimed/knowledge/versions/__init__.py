"""Versions of laws and regulations: which one holds, and what became of each article."""
