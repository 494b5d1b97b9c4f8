"""Conformance suites: what every method of a kind has to hold, whoever wrote it."""
