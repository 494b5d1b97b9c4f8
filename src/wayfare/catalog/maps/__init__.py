"""Mapping files that come with Wayfare."""
