"""Quality: are the suggestions any good?"""
