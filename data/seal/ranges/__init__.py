"""Answers about clients, range by range: here, in processes, at a cluster."""
