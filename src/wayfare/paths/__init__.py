"""What people want to learn for: their goals and projects, and the time, formats and languages they have for it."""
