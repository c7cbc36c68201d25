"""Terminologies: readers of the formats people bring, and what is bundled."""
