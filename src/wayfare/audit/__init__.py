"""What was decided by the machine, and what was done by people."""
