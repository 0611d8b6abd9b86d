"""Distributions of Keras 3's initializers: their specifications, and statistics of large samples.

    python test/keras/initializers.py

writes initializers.expected.json beside this file. Random numbers themselves differ between libraries, so what is
compared is the mean, the standard deviation and the bounds of a sample. Needs keras 3 with the tensorflow backend.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

HERE = pathlib.Path(__file__).parent

# Samples have 60,000 numbers or more.
DENSE = (300, 200)
KERNEL = (3, 5, 64, 80)
FLAT = (60000,)

CASES = [
    *[(name, {}, shape) for name in (
        "glorot_uniform glorot_normal he_uniform he_normal lecun_uniform lecun_normal variance_scaling"
    ).split() for shape in (DENSE, KERNEL, FLAT)],
    ("variance_scaling", {"scale": 3.0, "mode": "fan_out", "distribution": "uniform"}, KERNEL),
    ("variance_scaling", {"scale": 0.5, "mode": "fan_avg", "distribution": "untruncated_normal"}, DENSE),
    ("variance_scaling", {"mode": "fan_out"}, DENSE),
    ("random_normal", {}, DENSE),
    ("random_normal", {"mean": 2.0, "stddev": 0.5}, DENSE),
    ("random_uniform", {}, DENSE),
    ("random_uniform", {"minval": -1.0, "maxval": 3.0}, DENSE),
    ("truncated_normal", {}, DENSE),
    ("truncated_normal", {"mean": -1.0, "stddev": 0.2}, KERNEL),
    ("zeros", {}, DENSE),
    ("ones", {}, DENSE),
    ("constant", {}, DENSE),
    ("constant", {"value": 0.25}, KERNEL),
    ("identity", {}, (4, 7)),
    ("identity", {"gain": 0.5}, (5, 3)),
    ("orthogonal", {}, DENSE),
    ("orthogonal", {"gain": 2.0}, KERNEL),
]


def case(name, args, shape):
    made = getattr(keras.initializers, "".join(part.capitalize() for part in name.split("_")))(**args)
    keras.utils.set_random_seed(1)
    sample = np.asarray(made(shape), dtype="float64")
    short = lambda x: float(f"{x:.6g}")
    return {
        "initializer": name,
        "args": args,
        "shape": list(shape),
        "mean": short(sample.mean()),
        "stddev": short(sample.std()),
        "low": short(sample.min()),
        "high": short(sample.max()),
    }


cases = ",\n".join(json.dumps(case(*one)) for one in CASES)
about = json.dumps({"keras": keras.__version__})
(HERE / "initializers.expected.json").write_text(f'{{"about":{about},"cases":[\n{cases}\n]}}\n')
