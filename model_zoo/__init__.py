"""What the models are and how they were made. Knows neither Qt nor `app`."""
