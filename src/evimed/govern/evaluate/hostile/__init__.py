"""Hostile files: broken, lying and greedy documents, made from good ones and from known attacks."""
