"""Activity from elsewhere: who enrolled in what and completed it, read from files, checked, and merged into item progress."""
