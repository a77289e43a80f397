"""What becomes of mail that comes in: a filing, a message in a case, a note that a notice came
back, or something for a clerk to decide.
"""
