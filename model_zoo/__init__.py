"""What the models are and how they were made. Knows neither Qt nor `app`."""

import os

# Read by OpenMP's library when torch is loaded, so it stands here, before any torch. By default a thread that is
# done with its share of a sum spins until the others are; where another program uses one of the cores, it spins
# against the very thread that it waits for, and a small model takes up to forty times as long. So: spin for a few
# microseconds, then sleep.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
