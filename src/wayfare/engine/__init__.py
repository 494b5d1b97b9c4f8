"""The engine: pure functions over numbers. State and event in, new state out.

Nothing here knows Django, a database, the network, the wall clock or a global random state.
"""
