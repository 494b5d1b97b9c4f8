"""Ranking: the next best step."""
