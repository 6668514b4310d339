"""Read or change the hidden states of a layer while a model runs, by hooks on the modules they come out of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from torch import Tensor

from model_zoo.loaders.heads import Station

#: Gets a layer's number and its states [batch, length, width]; gives what goes on in their place.
Visit = Callable[[int, Tensor], Tensor]


@contextmanager
def visiting(stations: Sequence[Station], layers: Sequence[int], visit: Visit) -> Iterator[None]:
    """Call `visit` whenever one of `layers` gives its states, for one pass of the model."""
    handles = []
    for module in {id(stations[layer][0]): stations[layer][0] for layer in layers}.values():
        wanted = {stations[layer][1]: layer for layer in layers if stations[layer][0] is module}
        handles.append(module.register_forward_hook(_hook(wanted, visit)))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def _hook(wanted: dict[int, int], visit: Visit) -> Callable[..., Any]:
    calls = 0

    def hook(_module: Any, _inputs: Any, output: Any) -> Any:
        nonlocal calls
        layer = wanted.get(calls)
        calls += 1
        if layer is None:
            return None  # leaves the output as it is
        if isinstance(output, tuple):
            return (visit(layer, output[0]), *output[1:])
        return visit(layer, output)

    return hook
