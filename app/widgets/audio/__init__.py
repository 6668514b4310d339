"""Sounds in the window: heard, seen, recorded and chosen. Everything but hearing works without a sound device."""
