"""Measures of quality, usable without the rest of the engine."""
