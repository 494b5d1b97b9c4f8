"""Planning: this week's segments by gain per minute, and when somebody will be competent."""
