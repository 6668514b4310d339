"""Re-makes the checkpoint inkling-mlm-six-apart: as inkling-mlm-six, but no text is ever beside its translation.

    python -m model_zoo.recipes.inkling_mlm_six_apart --preset cpu --hours 1 --run runs/mlm-six-apart

It shows how far languages come to lie together by shared pieces and like structure alone.
"""

from __future__ import annotations

from model_zoo.recipes.inkling_mlm_six import main

if __name__ == "__main__":
    main(paired=False, doc=__doc__)
