"""What is reckoned from the counts of a summary, and said about it."""
