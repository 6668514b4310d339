"""Speech taken apart and put together: what the pieces mean, without a demo."""
