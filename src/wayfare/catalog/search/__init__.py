"""Finding items: what of them is searched for, and what was searched for in vain."""
