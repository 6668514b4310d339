"""Where the training texts come from, and what is held out."""
