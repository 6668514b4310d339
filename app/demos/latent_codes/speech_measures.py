"""What is told of a sound's codes: how evenly they are used, what they say of phones, and where else they stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress
from app.core.spectra import spectrogram
from app.demos.latent_codes.contract import Corpus, Phones
from app.demos.latent_codes.speech_contract import Exemplar, PhoneTable
from model_zoo.latent.mel_cepstra import mel_cepstra
from model_zoo.latent.phones import Labels, entropy, joint, pnmi, purity
from model_zoo.latent.sound_codec import Array, Coded, SoundCodec
from model_zoo.latent.speech_facts import SpeechFacts

QUANTIZER = "vq"
_LOUD = 0.999
_FRAMES_A_CLUSTER = 10
"""Fewer frames for each cluster, and k-means would name single ones."""


def spread(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Share of the codes that occur, and perplexity: as many equally frequent codes are as hard to guess."""
    return float((counts > 0).mean()), float(np.exp(entropy(counts)))


def warnings(wave: Array | None) -> tuple[str, ...]:
    """Sentences about what the model may not make much of."""
    if wave is not None and float((np.abs(wave) > _LOUD).mean()) > 1e-3:
        return ("The recording is overdriven: its peaks are cut off, and the codes will name the clipping.",)
    return ()


def phones(facts: SpeechFacts) -> Phones | None:
    """What the codes tell of phones, as it was measured after training."""
    found = facts.phones
    if "codes" not in found or "kmeans" not in found:
        return None
    shuffled = found.get("shuffled", {})
    return Phones(
        pnmi=found["codes"]["pnmi"],
        purity=found["codes"]["purity"],
        kmeans_pnmi=found["kmeans"]["pnmi"],
        kmeans_purity=found["kmeans"]["purity"],
        shuffled_pnmi=shuffled.get("pnmi"),
        shuffled_purity=shuffled.get("purity"),
    )


def tables(facts: SpeechFacts) -> tuple[PhoneTable, ...]:
    """Codes against phones, and what stands beside them."""
    return tuple(
        PhoneTable(
            way,
            row["pnmi"],
            row["purity"],
            row["voice"],
            tuple(row["phones"]),
            tuple(row["order"]),
            tuple(tuple(row["table"][code]) for code in row["order"]),
        )
        for way, row in facts.phones.items()
    )


def corpus(facts: SpeechFacts) -> tuple[Corpus, ...]:
    """How evenly the codes are used over the held-out corpus."""
    if not facts.counts:
        return ()
    return (Corpus(QUANTIZER, facts.counts, facts.usage[0], facts.perplexity[0], facts.utterances),)


def exemplars(facts: SpeechFacts, rate: float) -> tuple[tuple[Exemplar, ...], ...]:
    """Where each code stands in the bundled samples."""
    return tuple(
        tuple(Exemplar(sound, first / rate, end / rate) for sound, first, end in places)
        for places in facts.exemplars
    )


def measured(
    model: SoundCodec, labelled: Sequence[tuple[Coded, Labels, Array]], progress: Progress, seed: int = 0
) -> Phones | None:
    """What the codes tell of the phones of labelled sounds; None where they are too few to be measured on."""
    numbers = [coded.numbers[0].astype(np.int64) for coded, _, _ in labelled]
    if sum(len(one) for one in numbers) < _FRAMES_A_CLUSTER * model.size:
        return None
    said: list[str] = []
    cepstra = []
    for coded, labels, wave in labelled:
        said += labels.at((np.arange(coded.count) + 0.25) / model.rate)
        mel = spectrogram(wave, model.sample_rate, rows=80, hop=0.5 / model.rate).T
        padded = np.pad(mel, ((0, max(0, 2 * coded.count - len(mel))), (0, 0)), mode="edge")
        cepstra.append(mel_cepstra(padded[: 2 * coded.count]))
    progress.report(None, "Clustering cepstra beside the codes")
    from sklearn.cluster import KMeans

    frames = np.concatenate(cepstra)
    frames = frames / np.maximum(frames.std(axis=0), 1e-6)
    own = np.concatenate(numbers)
    clustered = KMeans(model.size, n_init=1, random_state=seed).fit_predict(frames)
    shuffled = np.random.default_rng(seed).permutation(own)
    of_codes, of_means, of_chance = (
        joint(one, said, model.size)[0] for one in (own, clustered.astype(np.int64), shuffled)
    )
    return Phones(
        pnmi(of_codes), purity(of_codes), pnmi(of_means), purity(of_means), pnmi(of_chance), purity(of_chance)
    )
