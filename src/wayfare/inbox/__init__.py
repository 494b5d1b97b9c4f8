"""Requests from one person to another: asked, answered, declined, withdrawn or expired."""
