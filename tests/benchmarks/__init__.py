"""What is measured by hand and told in docs/PERFORMANCE.md; no test is timed."""
