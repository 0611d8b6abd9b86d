"""Regularizers and constraints of Keras 3: their values, and three steps of training with them.

    python test/keras/weight_rules.py

writes weight-rules.expected.json beside this file. Needs keras 3 with the tensorflow backend.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(6)


def numbers(*shape, low=-1.0, high=1.0):
    return np.round(rng.uniform(low, high, shape), 3).astype("float32")


def plain(array):
    array = np.asarray(array, dtype="float32")
    return {"shape": list(array.shape), "data": [float(f"{x:.8g}") for x in array.ravel()]}


def regularizer(name, shape=(3, 4), **args):
    weight = tf.Variable(numbers(*shape))
    with tf.GradientTape() as tape:
        value = getattr(keras.regularizers, name)(**args)(weight)
    return {"word": name, "args": args, "weight": plain(weight), "value": plain(value), "gradient": plain(tape.gradient(value, weight))}


def constraint(name, shape=(3, 4), **args):
    weight = numbers(*shape, low=-2.0, high=2.0)
    return {"word": name, "args": args, "weight": plain(weight), "value": plain(getattr(keras.constraints, name)(**args)(weight))}


REGULARIZERS = [
    regularizer("L1"),
    regularizer("L1", (2, 2, 3), l1=0.3),
    regularizer("L2"),
    regularizer("L2", (5,), l2=0.2),
    regularizer("L1L2", l1=0.1, l2=0.2),
    regularizer("OrthogonalRegularizer"),
    regularizer("OrthogonalRegularizer", factor=0.5, mode="columns"),
]
CONSTRAINTS = [
    constraint("MaxNorm"),
    constraint("MaxNorm", (2, 2, 3), max_value=1.5, axis=[0, 1]),
    constraint("MinMaxNorm"),
    constraint("MinMaxNorm", min_value=0.5, max_value=1.5, rate=0.4, axis=1),
    constraint("NonNeg"),
    constraint("UnitNorm"),
    constraint("UnitNorm", axis=-1),
]

x, y = numbers(5, 4, low=0.0), np.eye(3, dtype="float32")[[0, 1, 2, 1, 0]]
start = [numbers(4, 3, low=-1.5, high=1.5), numbers(3)]
WRITTEN = {
    "kernel_regularizer": {"L1L2": {"l1": 0.02, "l2": 0.05}},
    "bias_regularizer": {"L2": 0.1},
    "kernel_constraint": {"MaxNorm": 1.2},
    "bias_constraint": "NonNeg",
}
layer = keras.layers.Dense(
    3,
    kernel_regularizer=keras.regularizers.L1L2(l1=0.02, l2=0.05),
    bias_regularizer=keras.regularizers.L2(0.1),
    kernel_constraint=keras.constraints.MaxNorm(1.2),
    bias_constraint=keras.constraints.NonNeg(),
)
model = keras.Sequential([keras.Input((4,)), layer])
model.set_weights(start)
model.compile(optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="mse")
losses = [float(model.train_on_batch(x, y)) for _ in range(3)]
TRAINING = {"layer": WRITTEN, "x": plain(x), "y": plain(y), "start": [plain(w) for w in start], "losses": losses, "end": [plain(w) for w in model.get_weights()]}

with open(HERE / "weight-rules.expected.json", "w") as file:
    rows = lambda cases: "[\n" + ",\n".join(json.dumps(one) for one in cases) + "\n]"
    file.write('{"regularizers": ' + rows(REGULARIZERS) + ',\n"constraints": ' + rows(CONSTRAINTS) + ',\n"training": ' + json.dumps(TRAINING) + "}\n")
print(len(REGULARIZERS) + len(CONSTRAINTS), "cases with keras", keras.__version__)
