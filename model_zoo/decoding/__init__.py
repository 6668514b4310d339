"""Reading a text token by token with a causal model, fast: caches of keys and values, packed weights."""
