"""What is still remembered: scheduling of reviews, retention, and what a person can answer right now."""
