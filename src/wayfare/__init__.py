"""Wayfare: a learning experience platform for the workplace."""

__version__ = "0.1.0"
