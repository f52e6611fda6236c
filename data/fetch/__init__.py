"""Fetch a source from the organisation's database, with pseudonyms from the start."""
