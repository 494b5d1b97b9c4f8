"""Who works here, in which role."""
