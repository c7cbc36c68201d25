"""Entities in text: recognised by terms, abbreviations and word formation; negated or not; linked."""
