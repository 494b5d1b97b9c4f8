"""Placement: what somebody can do already, in few questions, so that they can skip it."""
