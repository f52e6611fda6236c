"""What auditors see: the journal as rows, and which exports to recall."""
