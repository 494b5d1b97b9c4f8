"""Suites that an implementation must pass, for plug-ins and for this package's own parts."""
