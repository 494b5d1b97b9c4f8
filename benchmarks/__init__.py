"""Figures that anyone can measure again. ``python -m benchmarks`` runs the quick ones and prints them."""
