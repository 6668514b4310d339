"""A deep auto-encoder begun layer by layer with restricted Boltzmann machines (Hinton and Salakhutdinov 2006)."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import torch
from torch import Tensor

from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder
from model_zoo.nets.restricted_boltzmann import RestrictedBoltzmann

Tell = Callable[[float, str], None]
"""Hears the share that is done and what is being done. May raise to leave."""


def pretrain(
    net: DenseAutoEncoder, rows: Tensor, epochs: int, generator: torch.Generator, tell: Tell, batch: int = 100
) -> None:
    """Begin `net` with a stack of machines taught on rows [n, inputs], 0 to 1, then unrolled into its two halves.

    Every layer's hidden means are the next one's data; the last one's hidden units are linear. Raises ValueError
    for a net without logistic units: machines of 0 and 1 say nothing about others.
    """
    if net.shape.units != "logistic":
        raise ValueError("only logistic units can begin as restricted Boltzmann machines")
    sizes, data = net.shape.sizes, rows
    layers = len(sizes) - 1
    with torch.no_grad():
        for number, (visible, hidden) in enumerate(itertools.pairwise(sizes)):
            last = number == layers - 1
            machine = RestrictedBoltzmann(visible, hidden, generator, linear=last)
            for epoch in range(epochs):
                order = torch.randperm(len(data), generator=generator)
                starts = range(0, len(data), batch)
                for done, begin in enumerate(starts):
                    if done % 20 == 0:
                        share = (number + (epoch + done / len(starts)) / epochs) / layers
                        tell(share, f"Layer {number + 1} of {layers}: {visible} to {hidden} units")
                    # Linear hidden units need a rate ten times smaller (sec. 13.3 of the guide, Hinton 2012).
                    momentum = 0.5 if epoch == 0 else 0.9
                    machine.learn(data[order[begin : begin + batch]], 0.005 if last else 0.1, momentum)
            _unroll(net, number, machine)
            data = machine.up(data)


def _unroll(net: DenseAutoEncoder, number: int, machine: RestrictedBoltzmann) -> None:
    down, up = net.down[number], net.up[len(net.up) - 1 - number]
    assert isinstance(down, torch.nn.Linear) and isinstance(up, torch.nn.Linear)
    down.weight.copy_(machine.weights.T)
    down.bias.copy_(machine.hidden_bias)
    up.weight.copy_(machine.weights)
    up.bias.copy_(machine.visible_bias)
