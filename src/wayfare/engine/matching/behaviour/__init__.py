"""Recommending from what people did."""
