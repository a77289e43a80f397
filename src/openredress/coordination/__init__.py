"""Coordination meetings: who called them, who attends, and which cases are on the agenda."""
