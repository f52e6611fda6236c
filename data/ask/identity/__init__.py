"""Who asks: the table of roles, and the sessions that are open."""
