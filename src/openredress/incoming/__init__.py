"""Mail that comes in: where it may come to, what it says, and what waits for somebody to decide.

What becomes of it is done in `openredress.mailroom`; here is what both it and the outgoing notices
have to know.
"""
