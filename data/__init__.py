"""Seal snapshots of the processing records and ask them questions.

Two wings over a shared ground floor: `seal` is heavy and runs once a snapshot,
`ask` is light and runs for every page; neither knows the other. The ground is
`contract`, `policy` and `snapshot`. Nothing here knows the screen.
"""

VERSION = "0.1.0"
