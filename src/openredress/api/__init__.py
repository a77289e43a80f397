"""The REST interface, described by itself."""
