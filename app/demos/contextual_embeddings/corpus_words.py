"""What an answer about a corpus says, in words. No Qt, no torch."""

from __future__ import annotations

from app.demos.contextual_embeddings.contract import ContextualEmbeddingsRequest, CorpusResult, Found


def caption(request: ContextualEmbeddingsRequest, result: CorpusResult) -> str:
    """Say what is indexed, and how alike words are that have nothing to do with each other."""
    name = request.corpus.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    words = (
        f"{name}: {result.vectors:,} words of {result.sentences:,} sentences at layer {result.layer}, "
        f"{size(result.bytes)} on the disk"
    )
    band = result.random_pairs
    if band is None:
        return words
    numbers_ = f"{band.mean:.2f} ({band.p05:.2f} to {band.p95:.2f})".replace("-", "−")
    return f"{words}. Cosine of random words: {numbers_}"


def numbers(result: CorpusResult, nearest: bool) -> str:
    """Say how many words are listed of how many."""
    if nearest:
        if not result.matches:
            return "Write a sentence with its *word* marked to search by it."
        seconds = "" if result.search_seconds < 0.001 else f" in {result.search_seconds:.2f} s"
        return f"{len(result.matches):,} nearest of {result.vectors:,}{seconds}"
    if not result.word:
        return "Write a word to see where it stands."
    listed, every = len(result.occurrences), len(result.rows)
    first = f", the first {listed:,} listed" if listed < every else ""
    return f"“{result.word[:40]}” {every:,} times{first}"


def marked(found: Found) -> str:
    """A sentence with its word marked, as a query takes it; stars that stand in it are left out."""
    before, word, after = (
        part.replace("*", " ")
        for part in (found.text[: found.start], found.text[found.start : found.end], found.text[found.end :])
    )
    return f"{before}*{word}*{after}"


def size(count: int) -> str:
    """A size as people say it."""
    if count < 1e5:
        return f"{count / 1e3:.1f} kB"
    return f"{count / 1e9:.2f} GB" if count >= 1e8 else f"{count / 1e6:.1f} MB"
