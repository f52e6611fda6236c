"""What keeps a folder of snapshots in order: its terms, its backups."""
