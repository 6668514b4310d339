"""Inkling: a desktop laboratory for self-supervised models."""

__version__ = "0.1.0"
