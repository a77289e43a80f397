"""Duty: rosters, substitutes, the calendar of each person, and alerts that reach who is there.

`actions` is the only writer, as it is for cases: a request can read a roster and change none.
"""
