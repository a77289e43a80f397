"""Being received in person: hours, heads' days, bookings, numbers, and people who come together."""
