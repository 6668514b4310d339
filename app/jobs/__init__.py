"""The one bridge between the window's thread and the threads that compute. Qt, but no torch."""
