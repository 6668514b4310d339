"""Learn from one class and tell what does not belong to it: five methods, each with a score and its blame."""
