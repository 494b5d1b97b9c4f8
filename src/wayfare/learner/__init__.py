"""What is known about what a person knows."""
