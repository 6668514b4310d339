"""The codec's parts: codebooks behind each other, norms that stand still, and a decoder that only looks nearby."""

from __future__ import annotations

import torch

from model_zoo.nets.convolutions import SteadyNorm
from model_zoo.nets.residual_quantizer import ResidualQuantizer
from model_zoo.nets.speech_codec import SpeechCodec, SpeechCodecShape

SMALL = SpeechCodecShape(
    bands=20,
    channels=16,
    code=8,
    levels=2,
    codebook=16,
    speaker=8,
    speaker_channels=8,
    blocks=3,
    pitch_bins=8,
)


def started(levels: int = 3) -> tuple[ResidualQuantizer, torch.Tensor]:
    """A quantiser that has seen data, and data."""
    torch.manual_seed(1)
    quantizer = ResidualQuantizer(levels, 32, 6)
    x = torch.randn(4, 6, 200)
    for _ in range(20):
        quantizer(x)
    return quantizer.eval(), x


def test_each_level_names_what_the_ones_before_left() -> None:
    quantizer, x = started()
    numbers = quantizer.numbers(x)
    left = x
    for level, book in enumerate(quantizer.books()):
        assert torch.equal(book.numbers(left), numbers[:, level])
        left = left - book.look_up(numbers[:, level])
    assert torch.allclose(x - quantizer.look_up(numbers), left, atol=1e-6)


def test_more_levels_lose_less() -> None:
    quantizer, x = started()
    numbers = quantizer.numbers(x)
    lost = [float((x - quantizer.look_up(numbers[:, :count])).square().mean()) for count in (1, 2, 3)]
    assert lost[0] > 1.2 * lost[1] > 1.2 * 1.2 * lost[2]


def test_a_level_left_out_adds_nothing() -> None:
    quantizer, x = started()
    numbers = quantizer.numbers(x)
    coarse = numbers.clone()
    coarse[:, 1:, 50:60] = -1
    found = quantizer.look_up(coarse)
    assert torch.equal(found[..., 50:60], quantizer.look_up(numbers[:, :1])[..., 50:60])
    assert torch.equal(found[..., :50], quantizer.look_up(numbers)[..., :50])


def test_rows_keep_the_levels_that_they_are_given_and_gradients_pass_straight_through() -> None:
    quantizer, x = started()
    x = x.requires_grad_()
    found = quantizer(x, torch.tensor([1, 2, 3, 1]))
    numbers = quantizer.numbers(x)
    for row, kept in enumerate((1, 2, 3, 1)):
        assert torch.allclose(
            found.codes[row], quantizer.look_up(numbers[row : row + 1, :kept])[0], atol=1e-5
        )
    found.codes.sum().backward()
    assert x.grad is not None and torch.equal(x.grad, torch.ones_like(x))


def test_a_steady_norm_learns_what_it_sees_and_then_asks_nobody() -> None:
    torch.manual_seed(2)
    norm = SteadyNorm(3, pace=0.5)
    x = (
        torch.randn(8, 3, 400) * torch.tensor([1.0, 5.0, 0.1])[:, None]
        + torch.tensor([0.0, 10.0, -4.0])[:, None]
    )
    for _ in range(30):
        norm(x)
    norm.eval()
    whole = norm(x)
    assert torch.allclose(whole.mean(dim=(0, 2)), torch.zeros(3), atol=1e-2)
    assert torch.allclose(whole.std(dim=(0, 2)), torch.ones(3), atol=2e-2)
    assert torch.equal(norm(x[:, :, 100:120]), whole[:, :, 100:120])


def test_a_code_reaches_no_further_than_it_says() -> None:
    torch.manual_seed(3)
    net = SpeechCodec(SMALL).eval()
    for book in net.quantizer.books():
        book.book.normal_()
    numbers = torch.randint(0, 16, (1, 2, 100))
    hertz, speaker = torch.full((1, 200), 150.0), torch.randn(1, 8)
    other = numbers.clone()
    other[:, :, 50] = (other[:, :, 50] + 1) % 16
    with torch.no_grad():
        before, after = net.decode(numbers, hertz, speaker), net.decode(other, hertz, speaker)
    changed = (before != after).any(dim=1)[0].nonzero()[:, 0]
    assert changed.min() >= 100 - SMALL.reach and changed.max() < 102 + SMALL.reach
    assert len(changed) > 10
