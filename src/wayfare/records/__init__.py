"""Statements, exactly as they came."""
