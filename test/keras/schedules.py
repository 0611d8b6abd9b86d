"""The learning rate schedules of Keras 3 at some steps. Writes schedules.expected.json beside this file."""

import json
from pathlib import Path

import keras
import numpy as np

S = keras.optimizers.schedules
CASES = [
    ("ExponentialDecay", dict(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.9)),
    ("ExponentialDecay", dict(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.9, staircase=True)),
    ("InverseTimeDecay", dict(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.5)),
    ("InverseTimeDecay", dict(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.5, staircase=True)),
    ("PiecewiseConstantDecay", dict(boundaries=[100, 250], values=[1.0, 0.5, 0.1])),
    ("PolynomialDecay", dict(initial_learning_rate=0.1, decay_steps=200)),
    ("PolynomialDecay", dict(initial_learning_rate=0.1, decay_steps=200, end_learning_rate=0.01, power=2.0)),
    (
        "PolynomialDecay",
        dict(initial_learning_rate=0.1, decay_steps=150, end_learning_rate=0.01, power=0.5, cycle=True),
    ),
    ("CosineDecay", dict(initial_learning_rate=0.1, decay_steps=200, alpha=0.1)),
    ("CosineDecay", dict(initial_learning_rate=0.0, decay_steps=200, warmup_target=0.1, warmup_steps=60)),
    ("CosineDecay", dict(initial_learning_rate=0.02, decay_steps=200, alpha=0.2, warmup_target=0.1, warmup_steps=50)),
    ("CosineDecayRestarts", dict(initial_learning_rate=0.1, first_decay_steps=60)),
    (
        "CosineDecayRestarts",
        dict(initial_learning_rate=0.1, first_decay_steps=70, t_mul=1.5, m_mul=0.8, alpha=0.05),
    ),
    ("CosineDecayRestarts", dict(initial_learning_rate=0.1, first_decay_steps=90, t_mul=1.0, m_mul=0.5)),
]
STEPS = [0, 1, 49, 50, 59, 61, 99, 100, 101, 149, 151, 199, 200, 201, 250, 251, 299, 301, 599, 1000]

cases = [
    {"name": name, "args": args, "values": [float(np.asarray(getattr(S, name)(**args)(step))) for step in STEPS]}
    for name, args in CASES
]
path = Path(__file__).with_name("schedules.expected.json")
path.write_text(json.dumps({"steps": STEPS, "cases": cases}, indent=1) + "\n")
