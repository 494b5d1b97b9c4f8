"""What there is to be good at, and what roles need."""
