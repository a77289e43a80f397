"""Rounds: going out to villages, dormitories, sites and schools, and the kits taken along."""
