"""Vectors of texts against a slow and plain computation."""
