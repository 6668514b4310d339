"""Every word of a large text with its vector, on disk: built out of core, searched where it lies."""
