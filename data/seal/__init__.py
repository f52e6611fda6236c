"""The heavy wing: from a source folder to a sealed snapshot, once.

source (read) → check (the contract) → derive (rules) → publish (whole or not).
"""
