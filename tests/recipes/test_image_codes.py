"""Where the coders of pictures begin, and how they are measured: against numpy, on pictures made here."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.nets.image_trunk import ImageCoder, TrunkShape
from model_zoo.nets.quantizer import perplexity
from model_zoo.nets.scalar_quantizer import ScalarQuantizer
from model_zoo.nets.vector_quantizer import VectorQuantizer
from model_zoo.recipes.image_code_pictures import Batches, Squares
from model_zoo.recipes.image_code_start import as_components, keep_lengths, standardise
from model_zoo.recipes.inkling_image_codes import NoBottleneck, Snapshots, counted, evaluate, psnr

SHAPE = TrunkShape(channels=8, blocks=1, width=6)


@pytest.fixture
def pixels() -> Tensor:
    """Give pictures of soft blots."""
    torch.manual_seed(1)
    return F.interpolate(torch.rand(12, 3, 6, 6), size=32, mode="bilinear") * 2 - 1


def test_it_begins_as_principal_components(pixels: Tensor) -> None:
    net = ImageCoder(SHAPE, NoBottleneck(6))
    as_components(net, pixels)
    with torch.no_grad():
        made, _ = net(pixels)
    rows = F.pixel_unshuffle(pixels, 4).movedim(1, -1).flatten(0, -2).numpy()
    centred = rows - rows.mean(0)
    _, values, _ = np.linalg.svd(centred, full_matrices=False)
    left_over = (values[6:] ** 2).sum() / centred.size
    assert float((made - pixels).square().mean()) == pytest.approx(left_over, rel=1e-3)


def test_standardising_changes_the_vectors_and_not_the_picture(pixels: Tensor) -> None:
    net = ImageCoder(SHAPE, NoBottleneck(6))
    as_components(net, pixels)
    with torch.no_grad():
        for one in (net.encoder.leave, net.decoder.leave):
            one.weight.normal_(std=0.05)
        before, _ = net(pixels)
        standardise(net, pixels)
        after, found = net(pixels)
        vectors = net.encoder(pixels)
    inner = slice(8, -8)  # at the edges convolutions see zeros, which are not the mean any more
    assert torch.allclose(before[..., inner, inner], after[..., inner, inner], atol=1e-3)
    assert torch.allclose(vectors.mean(dim=(0, 2, 3)), torch.zeros(6), atol=1e-3)
    assert torch.allclose(vectors.std(dim=(0, 2, 3)), torch.ones(6), atol=1e-2)
    assert found.codes.shape == vectors.shape


def test_a_direction_tells_the_length(pixels: Tensor) -> None:
    net = ImageCoder(SHAPE, VectorQuantizer(16, 6, cosine=True))
    as_components(net, pixels)
    keep_lengths(net)
    with torch.no_grad():
        vectors = net.encoder(pixels)
    assert torch.allclose(vectors[:, -1], torch.tensor(0.5))
    unit = F.normalize(vectors, dim=1)
    assert torch.allclose(unit[:, :-1] / unit[:, -1:] * 0.5, vectors[:, :-1], atol=1e-4)


def test_a_corpus_is_measured_at_once(pixels: Tensor) -> None:
    net = ImageCoder(TrunkShape(channels=8, blocks=1, width=2), ScalarQuantizer((4, 4)))
    as_components(net, pixels)
    many = torch.cat([pixels] * 6)  # more than one batch of the measure
    counts, errors = counted(net, many)
    assert int(counts.sum()) == len(many) * 64 and errors.shape == (72,)
    found = evaluate(net, many)
    assert found["perplexity"] == pytest.approx(perplexity(counts)) and found["psnr"] == pytest.approx(
        psnr(errors)
    )
    single = [perplexity(counted(net, pixels[place : place + 1])[0]) for place in range(12)]
    assert found["perplexity"] > np.mean(single), "the mean over parts says too little"
    assert psnr(torch.tensor([0.04])) == pytest.approx(20.0)


def test_snapshots_leave_the_training_as_it_is(pixels: Tensor) -> None:
    net = ImageCoder(SHAPE, VectorQuantizer(16, 6)).train()
    net(pixels)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    shots = Snapshots(net, pixels)
    shots.look(1)
    shots.look(2)
    assert net.training and all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    kept = shots.tensors()
    assert kept["steps"].tolist() == [1, 2] and kept["counts"].shape == (2, 16)
    assert kept["pictures"].shape == (2, 2, 3, 32, 32) and kept["pictures"].dtype == torch.uint8
    assert kept["counts"].sum(dim=1).tolist() == [12 * 64] * 2


def test_batches_are_drawn_by_a_seed_alone() -> None:
    some = torch.randint(0, 256, (5, 3, 64, 64), dtype=torch.uint8)
    batches = Batches(Squares(some, some, some), rows=3)
    first, again = (batches.draw(torch.Generator().manual_seed(4)) for _ in range(2))
    assert torch.equal(first, again) and first.shape == (3, 3, 64, 64) and float(first.min()) >= -1
    assert torch.equal(batches.sample(2), batches.sample(2))
