"""OpenRedress: grievances registered, answered in lawful time, and able to go further."""
