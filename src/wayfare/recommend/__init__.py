"""The next best step, picks, and why."""
