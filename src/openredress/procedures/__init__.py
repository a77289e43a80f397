"""Procedure packs: one TOML file for each law and version."""
