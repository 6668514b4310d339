"""Recipes: each module re-makes one bundled checkpoint from named public packages."""
