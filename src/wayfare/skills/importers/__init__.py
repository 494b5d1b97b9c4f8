"""Taxonomy importers: a registry of formats, one module for each, and the apply steps they share."""
