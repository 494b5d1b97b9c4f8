"""Simulate: does a policy help? Made-up learners, policies as callables, minutes to competence. Always labelled "simulated"."""
