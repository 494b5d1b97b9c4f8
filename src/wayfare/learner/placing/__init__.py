"""Placement under way: the engine's tests with the questions of the catalogue. Pure, but for the caller's bank."""
