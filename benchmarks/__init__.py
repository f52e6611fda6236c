"""What is measured by hand and told in the README; no test is timed."""
