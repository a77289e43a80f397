"""Django's connection to PostgreSQL, which sees for itself whether the server has hung up."""
