"""Ranked evidence to a verified answer."""
