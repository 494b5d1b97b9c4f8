"""Importers of the catalogue: lessons and courses, questions."""
