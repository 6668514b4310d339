"""What the speech nets promise: norms, codebook, pulses, filters, and that they learn at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from app.core.sounds import read_sound
from model_zoo.cards import default
from model_zoo.loaders.voice_conversion import load
from model_zoo.nets.convolutions import instance_norm
from model_zoo.nets.source_filter_vocoder import SourceFilterVocoder, VocoderShape, minimum_phase, pulses
from model_zoo.nets.vector_quantizer import VectorQuantizer
from model_zoo.nets.voice_converter import ConverterShape, VoiceConverter
from model_zoo.voices.conversion import VoiceConversion
from model_zoo.voices.rendering import VocoderRenderer

SMALL = ConverterShape(channels=24, speaker_channels=16, speaker=12, blocks=2, code=6)


@pytest.fixture(autouse=True)
def seed() -> None:
    torch.manual_seed(5)


def test_instance_norm_takes_a_colour_that_stays_all_through() -> None:
    x = torch.randn(2, 8, 60)
    coloured = x * torch.rand(2, 8, 1).add(0.5) + torch.randn(2, 8, 1)
    assert torch.allclose(instance_norm(x), instance_norm(coloured), atol=1e-2)


def test_pulses_hold_every_harmonic_and_no_other() -> None:
    train = pulses(torch.full((1, 100), 200.0), 160, 16_000)[0]
    spectrum = torch.fft.rfft(train).abs()  # a second: a bin is a hertz
    harmonics = spectrum[200:7800:200]
    assert float(harmonics.std() / harmonics.mean()) < 0.02
    between = spectrum.clone()
    between[::200] = 0
    assert float(between.max()) < 0.02 * float(harmonics.mean())
    assert float(train.square().mean()) == pytest.approx(1.0, abs=0.1)
    assert not pulses(torch.zeros(1, 10), 160, 16_000).any()


def test_a_minimum_phase_filter_keeps_the_amplitudes_and_begins_at_once() -> None:
    bins = torch.arange(513)
    log = (-((bins - 90.0) / 60.0).square()).sub(1.0)[None, :, None]
    found = minimum_phase(log)
    assert torch.allclose(found.abs().log(), log, atol=1e-3)
    answer = torch.fft.irfft(found[0, :, 0])
    assert float(answer[:256].square().sum()) > 0.99 * float(answer.square().sum())


@pytest.mark.parametrize("equalised", [False, True])
def test_a_sound_in_pieces_is_the_sound_in_one(equalised: bool) -> None:
    net = SourceFilterVocoder(VocoderShape(channels=16, inner=24, blocks=5)).eval()
    mel = np.random.default_rng(1).normal(-4.0, 1.0, (260, 80)).astype(np.float32)
    hertz = np.where(np.arange(260) % 90 < 60, 130.0, 0.0).astype(np.float32)
    renderer = VocoderRenderer(net, torch.device("cpu"), equalised)
    pieces = list(renderer.pieces(mel, hertz, seed=3))
    whole = renderer.stretch(mel, renderer.sources(hertz, 3), 0, 260)
    assert len(pieces) == 3
    assert np.concatenate(pieces) == pytest.approx(whole, abs=1e-4 * float(np.abs(whole).max()))


def test_a_sound_is_brought_nearer_to_the_mel_that_was_asked_for() -> None:
    model = load(default("voice_conversion"), torch.device("cpu"), torch.float32, lambda share, note: None)
    assert isinstance(model, VoiceConversion)
    wave = read_sound("alice", model.setup.rate, "source").samples[8_000:24_000]
    mel, pitch = model.mel(wave)[:100], model.analyse(wave).pitch
    assert isinstance(model.renderer, VocoderRenderer)
    bare = VocoderRenderer(model.renderer.net, torch.device("cpu"))
    found = [
        np.concatenate(list(one.pieces(mel, pitch.hertz[:100], seed=3))) for one in (bare, model.renderer)
    ]
    off = [float(np.abs(model.mel(sound)[:100] - mel).mean()) for sound in found]
    assert off[1] < 0.93 * off[0]
    # The tune is still that of the pulses.
    tunes = [model.analyse(sound).pitch.hertz[:100] for sound in found]
    both = (tunes[0] > 0) & (tunes[1] > 0)
    apart = 12 * np.abs(np.log2(tunes[1][both] / tunes[0][both]))
    assert both.sum() > 40 and float(np.median(apart)) < 0.1


def test_codes_follow_their_vectors_and_none_stays_dead() -> None:
    centres = torch.randn(8, 4) * 4
    book = VectorQuantizer(16, 4, decay=0.9).train()
    for _ in range(60):
        chosen = centres[torch.randint(8, (4, 50))] + 0.05 * torch.randn(4, 50, 4)
        book(chosen.transpose(1, 2))
    book.eval()
    asked = centres[None].transpose(1, 2)
    _, _, numbers = book(asked)
    assert len(set(numbers.flatten().tolist())) == 8, "eight heaps, eight codes"
    assert torch.allclose(book.look_up(numbers), asked, atol=0.3)
    before = book.book.clone()
    book(asked)
    assert torch.equal(book.book, before), "looking changes nothing"


def test_the_gradient_goes_straight_through_the_codebook() -> None:
    book = VectorQuantizer(8, 4).train()
    x = torch.randn(2, 4, 10, requires_grad=True)
    found, _, _ = book(x)
    (found * torch.arange(10.0)).sum().backward()
    assert x.grad is not None and torch.allclose(x.grad, torch.arange(10.0).expand(2, 4, 10))


@pytest.mark.parametrize("codebook", [0, 16])
def test_a_converter_learns_to_rebuild(codebook: int) -> None:
    net = VoiceConverter(replace(SMALL, codebook=codebook)).train()
    steps = torch.optim.AdamW(net.parameters(), 3e-3)
    envelope, reference = torch.randn(4, 80, 64) - 5.0, torch.randn(4, 80, 80) - 5.0
    mel = envelope.cumsum(1) / 10.0 - 3.0
    hertz = torch.full((4, 64), 150.0)
    losses = []
    for _ in range(40):
        found, extra = net(envelope, hertz, reference)
        loss = (found - mel).abs().mean() + extra
        steps.zero_grad()
        loss.backward()
        steps.step()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-5:]) < 0.6 * losses[0]


def test_the_speakers_vector_reaches_the_mel_and_the_pitch_too() -> None:
    net = VoiceConverter(SMALL).eval()
    envelope, hertz = torch.randn(1, 80, 40) - 5.0, torch.full((1, 40), 120.0)
    with torch.inference_mode():
        first, _ = net(envelope, hertz, torch.randn(1, 80, 60) - 5.0)
        second, _ = net(envelope, hertz, torch.randn(1, 80, 60) - 2.0)
        third, _ = net(envelope, hertz * 2, torch.zeros(1, 80, 60) - 5.0)
        fourth, _ = net(envelope, hertz, torch.zeros(1, 80, 60) - 5.0)
    assert not torch.allclose(first, second, atol=1e-3) and not torch.allclose(third, fourth, atol=1e-4)
