"""Measurements: `make bench`, or one of them by `python -m tests.benchmarks.NAME`. Not part of the tests.

Each prints a table for people and then one line of JSON.
"""
