"""The tests of Wayfare."""
