"""Which items are about which skills, and who is like whom."""
