"""The petitioner's page: where the case is, by when, and what they can do."""
