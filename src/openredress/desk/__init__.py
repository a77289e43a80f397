"""The pages staff work on."""
