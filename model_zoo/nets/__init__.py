"""Our own architectures: one idea a file, shapes in every docstring."""
