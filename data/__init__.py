"""Seal snapshots of the processing records and ask them questions.

Two wings over a shared ground floor: `seal` is heavy and runs once a snapshot,
`ask` is light and runs for every page; neither knows the other. The ground is
`contract`, `policy` and `snapshot`. Nothing here knows the screen.
"""

VERSION = "0.1.0"
FORMAT, CONTRACT = 10, 2
"""The versions of what is sealed (seal and tables) and of the contract of a source.

A change of either is a new version: tests/seal/test_versions.py says when and how.
"""
