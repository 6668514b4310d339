"""Makes the checkpoint folder inkling-image-codes of a finished run: one file with all coders and both replays.

    python -m model_zoo.recipes.publish_image_codes runs/image-codes

Every figure on the card is measured here, on the weights as they are rounded in the file, over all of the
held-out pictures at once.
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from model_zoo.corpora.picture_packages import PICTURE_PACKAGES
from model_zoo.loaders.image_codes import metadata
from model_zoo.nets.image_trunk import ImageCoder, TrunkShape
from model_zoo.nets.quantizer import perplexity, usage
from model_zoo.recipes.card_file import Value, card_text, sha256_of
from model_zoo.recipes.image_code_pictures import as_float, squares
from model_zoo.recipes.inkling_image_codes import BITS, WIDTH, coder, counted, psnr
from model_zoo.recipes.publishing import CHECKPOINTS, PLACES

ID = "inkling-image-codes"
PARTS: dict[str, dict[str, Any]] = {
    "vq": {"kind": "vq", "size": 2**BITS, "width": WIDTH, "cosine": True},
    "fsq": {"kind": "fsq", "levels": [4, 4, 4, 4]},
    "binary": {"kind": "binary", "width": BITS},
    "gumbel": {"kind": "gumbel", "size": 2**BITS, "width": WIDTH},
}
"""The coders of the file, as the loader makes their quantisers."""
RUNS = {
    "plain": (
        "Without care",
        "Codes learnt by gradient, begun close to nothing, never revived: as in eq. 3 of the first paper.",
    ),
    "vq": (
        "With care",
        "Moving means from an even share, directions only, dead codes take a random vector's place.",
    ),
}
TRAINED_ON = ("emoji", "landscapes", "fashion", "digits")


def rounded(part: str, run: Path) -> ImageCoder:
    """A trained part with its weights as fp16 has them."""
    net = coder(part)
    own = load_file(run / f"{part}.safetensors")
    net.load_state_dict({k: v.half().float() if v.is_floating_point() else v for k, v in own.items()})
    return net.eval()


def assemble(run: Path, folder: Path) -> tuple[Path, int, dict[str, float]]:
    """Write the run's parts as one file, fp16; give it, its parameters, and what was measured.

    FileNotFoundError if a part is missing.
    """
    held = as_float(squares("held_out", seed=1).all())
    tensors: dict[str, Tensor] = {}
    coders: dict[str, tuple[TrunkShape, dict[str, Any]]] = {}
    corpus: dict[str, dict[str, float]] = {}
    parameters = 0
    figures: dict[str, float] = {"held_out_pictures": float(len(held))}
    for part, settings in PARTS.items():
        net = rounded(part, run)
        counts, errors = counted(net, held)
        tensors |= {
            f"{part}.{name}": value.half() if value.is_floating_point() else value
            for name, value in net.state_dict().items()
        }
        tensors[f"corpus.{part}"] = counts.int()
        parameters += sum(one.numel() for one in net.parameters())
        coders[part] = (net.shape, settings)
        corpus[part] = {"items": len(held), "psnr": psnr(errors)}
        found = perplexity(counts)
        figures |= {
            f"{part}_usage": usage(counts),
            f"{part}_perplexity": found,
            f"{part}_perplexity_of_k": found / len(counts),
            f"{part}_psnr": psnr(errors),
        }
    runs = []
    for place, (part, (title, note)) in enumerate(RUNS.items()):
        shots = load_file(run / f"{part}-snapshots.safetensors")
        tensors |= {f"runs.{place}.{name}": value for name, value in shots.items()}
        runs.append({"title": title, "note": note})
        if part == "plain":
            figures |= {
                "plain_usage": usage(shots["counts"][-1]),
                "plain_perplexity": perplexity(shots["counts"][-1]),
            }
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "model.safetensors.new", metadata=metadata(coders, corpus, runs))
    weights = (folder / "model.safetensors.new").replace(folder / "model.safetensors")
    return weights, parameters, figures


def card(run: Path, weights: Path, parameters: int, figures: dict[str, float]) -> str:
    """card.toml of the assembled file."""
    head: dict[str, Value] = {
        "schema": 1,
        "id": ID,
        "title": "Inkling image codes",
        "family": "latent_codes",
        "licence": "Apache-2.0",
        "summary": "Pictures as maps of 8-bit codes: VQ, FSQ, binary and one-hot on the same trunk.",
        "limits": "Learned from emoji, landscapes and a few clothes, in minutes: fine detail, faces and text blur.",
        "weights": weights.name,
        "sha256": sha256_of(weights),
        "bytes": weights.stat().st_size,
        "parameters": parameters,
    }
    training: dict[str, Value] = {
        "recipe": "model_zoo.recipes.inkling_image_codes",
        "resumable": False,
        "hardware": "one CPU core, shared with other work",
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "seed": 1,
    }
    for part in ("trunk", *PARTS, "plain"):
        facts = json.loads((run / f"{part}.json").read_text())
        training |= {f"{part}_steps": int(facts["steps"]), f"{part}_minutes": float(facts["seconds"]) / 60}
    packages = [PICTURE_PACKAGES[name] for name in TRAINED_ON]
    sources: list[dict[str, Value]] = [
        {
            "name": p.gives,
            "package": f"{PLACES[p.registry]} {p.name}",
            "version": p.version,
            "licence": p.licence,
        }
        for p in packages
    ]
    return card_text(head, figures, training, sources)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--to", type=Path, default=CHECKPOINTS / ID)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    weights, parameters, figures = assemble(chosen.run, chosen.to)
    (chosen.to / "card.toml").write_text(card(chosen.run, weights, parameters, figures), encoding="utf-8")
    for name, value in figures.items():
        print(f"{name:<28}{value:10.4f}")


if __name__ == "__main__":
    main()
