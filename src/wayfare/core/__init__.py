"""Ids, clock, errors, imports, leases: what every room needs and nothing about people."""
