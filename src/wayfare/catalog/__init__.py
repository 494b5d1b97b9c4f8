"""What can be learnt from, and questions."""
