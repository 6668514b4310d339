"""Speech taken apart and put together: features, pitch, conversion of one voice into another, what leaks."""
