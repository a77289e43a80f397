"""What a text seems to be about: a matter, with the words that say so. Never applied by itself.

See docs/decisions/0030-suggestions.md.
"""
