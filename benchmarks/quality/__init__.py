"""Retrieval quality: the same documents, questions and scores for our retrieval and for the peers'."""
