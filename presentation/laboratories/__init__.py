"""Laboratories: experiments with sliders by their id; their words are in content/laboratories/."""

from __future__ import annotations

from collections.abc import Mapping

from presentation.laboratories import caches, gradients, positions, sampling, scaling, three_ways, training
from presentation.laboratories.model import Experiment

EXPERIMENTS: Mapping[str, Experiment] = {
    "scaling": scaling.EXPERIMENT,
    "sampling": sampling.EXPERIMENT,
    "gradients": gradients.EXPERIMENT,
    "caches": caches.EXPERIMENT,
    "positions": positions.EXPERIMENT,
    "three_ways": three_ways.EXPERIMENT,
    "training": training.EXPERIMENT,
}
