"""The functional core: procedures, clocks, journal, routing and access as values.

Standard library only; no clock is read and nothing is stored here. `engine.decide` takes what
is known of a case and answers with events or a refusal.
"""
