"""Tracing: what does this person know now?"""
