"""Vectors of texts, words and tokens at every layer of an encoder, and what can be measured of them."""
