"""The four bottlenecks: what they promise alike, and the faults that such code is known for."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from model_zoo.nets.binary_quantizer import BinaryQuantizer
from model_zoo.nets.gumbel_quantizer import GumbelQuantizer
from model_zoo.nets.plain_vector_quantizer import PlainVectorQuantizer
from model_zoo.nets.quantizer import Quantizer, perplexity, usage
from model_zoo.nets.scalar_quantizer import ScalarQuantizer
from model_zoo.nets.vector_quantizer import VectorQuantizer

KINDS: dict[str, Callable[[], Quantizer]] = {
    "binary": lambda: BinaryQuantizer(8),
    "gumbel": lambda: GumbelQuantizer(256, 8),
    "vq": lambda: VectorQuantizer(256, 8, cosine=True),
    "vq, euclidean": lambda: VectorQuantizer(256, 8),
    "fsq": lambda: ScalarQuantizer((4, 4, 4, 4)),
    "plain": lambda: PlainVectorQuantizer(256, 8),
}


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(3)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("places", [(), (30,), (5, 6)], ids=["none", "frames", "map"])
def test_numbers_and_codes_are_one(kind: str, places: tuple[int, ...]) -> None:
    one = KINDS[kind]()
    x = torch.randn(64, one.width, *places)
    one.train()(x)  # codebooks begin with the first batch
    one.eval()
    found = one(x)
    assert found.codes.shape == x.shape and found.numbers.shape == (64, *places) and found.loss.ndim == 0
    assert (
        found.numbers.dtype == torch.int64 and 0 <= int(found.numbers.min()) <= int(found.numbers.max()) < 256
    )
    assert torch.equal(found.numbers, one.numbers(x))
    assert torch.allclose(found.codes, one.look_up(found.numbers), atol=1e-5)


@pytest.mark.parametrize("kind", ["binary", "vq", "fsq"])
def test_a_code_keeps_its_number(kind: str) -> None:
    one = KINDS[kind]()
    one.train()(torch.randn(512, one.width))
    every = torch.arange(256)
    codes = one.eval().look_up(every)
    assert len({tuple(row) for row in codes.tolist()}) == 256
    # FSQ's rounding happens behind a tanh: what is rounded is not the code itself.
    back = one.numbers(torch.atanh(codes * 0.75 * 0.999) if kind == "fsq" else codes)
    assert kind == "fsq" or torch.equal(back, every)


def test_finite_scalars_reach_every_level_and_round_to_the_nearest() -> None:
    one = ScalarQuantizer((5, 4, 3))
    x = torch.linspace(-6, 6, 2001)[:, None].repeat(1, 3)
    digits = one._digits(x)
    assert [sorted(set(column)) for column in digits.T.tolist()] == [[0, 1, 2, 3, 4], [0, 1, 2, 3], [0, 1, 2]]
    assert (digits.diff(dim=0) >= 0).all(), "more in, more out"
    codes = one.look_up(one.numbers(x))
    assert torch.allclose(codes.amin(0), -torch.ones(3)) and torch.allclose(codes.amax(0), torch.ones(3))
    assert float(one(torch.zeros(1, 3)).codes[0, 0]) == 0 == float(one(torch.zeros(1, 3)).codes[0, 2])
    with pytest.raises(ValueError, match="two levels"):
        ScalarQuantizer((4, 1))


def test_bits_are_the_digits_of_the_number() -> None:
    one = BinaryQuantizer(4)
    x = torch.tensor([[-0.1, 2.0, -3.0, 0.4]])
    assert one.numbers(x).item() == 0b1010
    assert one.look_up(torch.tensor([0b1010])).tolist() == [[-1.0, 1.0, -1.0, 1.0]]


@pytest.mark.parametrize("kind", ["binary", "vq, euclidean", "plain"])
def test_the_gradient_goes_straight_through(kind: str) -> None:
    one = KINDS[kind]().train()
    x = torch.randn(2, one.width, 10, requires_grad=True)
    one(x).codes.mul(torch.arange(10.0)).sum().backward()
    assert x.grad is not None and torch.allclose(x.grad, torch.arange(10.0).expand_as(x))


@pytest.mark.parametrize("kind", ["vq", "fsq", "gumbel"])
def test_the_gradient_reaches_every_place(kind: str) -> None:
    one = KINDS[kind]().train()
    x = torch.randn(2, one.width, 10, requires_grad=True)
    one(x).codes.mul(torch.randn(one.width, 10)).sum().backward()
    assert x.grad is not None and bool((x.grad.abs().sum(dim=1) > 0).all())


def heaps(count: int, width: int, centres: Tensor) -> Tensor:
    """Give vectors [count, width] around centres."""
    return centres[torch.randint(len(centres), (count,))] + 0.05 * torch.randn(count, width)


@pytest.mark.parametrize("cosine", [False, True])
def test_the_codebook_survives_its_second_step(cosine: bool) -> None:
    """Begun with a count of 1 a code, where an even share is 64, all would be dead and thrown away each step."""
    one = VectorQuantizer(64, 8, cosine=cosine).train()
    centres = torch.randn(64, 8) * 3
    one(heaps(4096, 8, centres))
    first = one.book.clone()
    for _ in range(3):
        one(heaps(4096, 8, centres))
    moved = (one.book - first).norm(dim=1)
    assert float((moved < 0.3).double().mean()) > 0.95, "the codes stay where they are while they are used"
    assert float(one.usage.sum()) == pytest.approx(4096, rel=0.1)
    counts = torch.bincount(one.numbers(heaps(4096, 8, centres)), minlength=64)
    assert usage(counts) > 0.6


def test_the_first_codes_are_data_and_not_moved_by_an_empty_past() -> None:
    """A moving mean that begins at nothing would draw every code to the origin for the first hundred steps."""
    one = VectorQuantizer(16, 4).train()
    far = torch.randn(256, 4) * 0.1 + 50
    found = one(far)
    assert float((found.codes - far).norm(dim=1).max()) < 1.0
    assert float((one.book - 50).abs().max()) < 1.0


def test_dead_codes_come_back() -> None:
    one = VectorQuantizer(32, 4, decay=0.9).train()
    one(torch.randn(512, 4) * 0.01)
    centres = torch.randn(32, 4) * 5  # the data moves away: most codes are far from all of it
    for _ in range(120):
        one(heaps(512, 4, centres))
    counts = torch.bincount(one.numbers(heaps(8192, 4, centres)), minlength=32)
    assert usage(counts) > 0.9 and perplexity(counts) / 32 > 0.5


def test_the_plain_codebook_collapses_on_the_same_data() -> None:
    plain = PlainVectorQuantizer(32, 4).train()
    steps = torch.optim.Adam(plain.parameters(), 1e-2)
    centres = torch.randn(32, 4) * 5
    for _ in range(120):
        steps.zero_grad()
        plain(heaps(512, 4, centres)).loss.backward()
        steps.step()
    counts = torch.bincount(plain.numbers(heaps(8192, 4, centres)), minlength=32)
    assert perplexity(counts) / 32 < 0.4


def test_looking_changes_nothing() -> None:
    one = VectorQuantizer(16, 4).train()
    one(torch.randn(64, 4))
    before = {name: value.clone() for name, value in one.state_dict().items()}
    one.eval()(torch.randn(64, 4))
    one.train().numbers(torch.randn(64, 4))
    assert all(torch.equal(before[name], value) for name, value in one.state_dict().items())


def test_entropy_makes_bits_even_and_sure() -> None:
    one = BinaryQuantizer(6).train()
    x = (torch.randn(2048, 6) * 0.1 + 0.3).requires_grad_()  # all say the same
    steps = torch.optim.Adam([x], 0.05)
    before = perplexity(torch.bincount(one.numbers(x), minlength=64))
    for _ in range(150):
        steps.zero_grad()
        one._uneven(x).backward()
        steps.step()
    after = perplexity(torch.bincount(one.numbers(x), minlength=64))
    assert before < 3 and after > 30
    rows = torch.randn(1024, 6)
    direct = torch.stack([(rows[:, None] - one.look_up(torch.arange(64))[None]).square().sum(2)])
    share = torch.softmax(-direct[0], dim=1)
    slow = -(share * share.log()).sum(1).mean() + (share.mean(0) * share.mean(0).log()).sum()
    assert float(one._uneven(rows)) == pytest.approx(float(slow), abs=1e-4)


def test_perplexity_is_of_the_corpus_and_not_the_mean_of_its_batches() -> None:
    batches = [torch.full((100,), number) for number in range(8)]  # each batch holds one code only
    each = [perplexity(torch.bincount(batch, minlength=8)) for batch in batches]
    whole = torch.bincount(torch.cat(batches), minlength=8)
    assert math.fsum(each) / 8 == pytest.approx(1.0) and perplexity(whole) == pytest.approx(8.0)
    assert usage(whole) == 1.0 and usage(torch.tensor([3, 0, 0, 1])) == 0.5
    assert perplexity(torch.tensor([5, 0])) == pytest.approx(1.0)
