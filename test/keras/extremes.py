"""Losses and activations at the limits of float32, computed by Keras 3 in float64: values and gradients.

    python test/keras/extremes.py

writes extremes.expected.json beside this file. Needs keras 3 with the tensorflow backend. Inputs are representable
in float32, so that both sides start with the same numbers. Each row is an example: one overflow does not hide another.
"""

import json
import math
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

keras.config.set_floatx("float64")
HERE = pathlib.Path(__file__).parent
losses, ops, activations = keras.losses, keras.ops, keras.activations
CASES = []


def rounded(x):
    return np.asarray(x, "float32").astype("float64")


def spelled(x):
    """JSON has no infinities and no NaN."""
    return float(x) if math.isfinite(x) else str(float(x))


def plain(x):
    x = np.asarray(x, "float64")
    return {"shape": list(x.shape), "data": [spelled(one) for one in x.ravel()]}


def case(kind, name, inputs, call, options=None, differentiated=None):
    inputs = [rounded(x) for x in inputs]
    given = [tf.constant(x) for x in inputs]
    asked = [True] * len(given) if differentiated is None else differentiated
    with tf.GradientTape() as tape:
        tape.watch(given)
        y = tf.convert_to_tensor(call(*given))
        # Output gradients that differ along a vector: equal ones have a gradient of 0 through a softmax.
        slopes = np.broadcast_to(1.0 + np.arange(y.shape[-1]) if len(y.shape) > 1 else 1.0, y.shape)
        total = tf.reduce_sum(y * slopes)
    found = tape.gradient(total, given, unconnected_gradients="zero")
    CASES.append(
        {
            "kind": kind,
            "name": name,
            "options": options or {},
            "inputs": [plain(x) for x in inputs],
            "output": plain(y),
            "slopes": plain(slopes),
            "gradients": [plain(g) if wanted else None for g, wanted in zip(found, asked)],
        }
    )


def loss(name, y_true, y_pred, differentiated=None, **options):
    case("function", name, [y_true, y_pred], lambda t, p: getattr(losses, name)(t, p, **options), options, differentiated)


def pairs(firsts, seconds):
    """All pairs; each is an example."""
    a, b = np.meshgrid(np.asarray(firsts), np.asarray(seconds), indexing="ij")
    return a.reshape(-1, 1), b.reshape(-1, 1)


SIZES = [1e-30, 1e-20, 1e-12, 1e-8, 1e-7, 1e-6, 1e-4, 1e-2, 0.5, 1, 3, 6, 10, 15, 17, 20, 40, 80, 88, 100, 1e4, 1e10, 1e20, 1e30, 3e38]
BOTH = [0.0, *SIZES, *(-x for x in SIZES)]
DENORMAL = [1e-40, -1e-40]

# Activations, and functions of the same names. Functions with a kink are tested at 0 itself; at denormal numbers, which
# may be flushed to 0, only smooth ones.
SMOOTH = "linear elu sigmoid tanh softplus softsign silu gelu mish".split()
FUNCTIONS = "relu elu selu sigmoid softplus softsign tanh".split()
ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805
EXACT = {
    # Keras's own functions subtract 1 from a number that was rounded near it, in float64 as well.
    "elu": lambda x: tf.where(x < 0, tf.math.expm1(tf.minimum(x, 0)), x),
    "selu": lambda x: SCALE * tf.where(x < 0, ALPHA * tf.math.expm1(tf.minimum(x, 0)), x),
}
for name in [*SMOOTH, "relu", "relu6", "selu"]:
    call = EXACT.get(name, getattr(activations, name))
    x = BOTH + DENORMAL if name in SMOOTH else BOTH
    case("activation", name, [x], call)
    if name in FUNCTIONS:
        case("function", name, [x], call)
ROWS = [
    [0, 0, 0],
    [1e30, 1e30, 1e30],
    [1e30, -1e30, 0],
    [-1e30, -1e30, -1e30],
    [1e-30, 0, -1e-30],
    [88, 0, -88],
    [-88, 88, 88],
    [1e4, -1e4, 1e4],
    [1e4, 9999, 0],
    [1.5e38, -1.5e38, 0],
    # Differences beyond the range of float32.
    [3e38, -3e38, 0],
    [20, 0, 0],
    [1, 1, 0],
]
for name in "softmax log_softmax".split():
    case("activation", name, [ROWS], lambda x: getattr(activations, name)(x))
    case("function", name, [ROWS], lambda x: getattr(activations, name)(x))

# Regression losses.
REAL = [0, 1e-30, 1e-8, 1e-4, 1, -1, 88, 1e4, 1e30, -1e30]
for name in "mean_squared_error mean_absolute_error huber".split():
    loss(name, *pairs(REAL, REAL))


def log_cosh(t, p):
    """Keras's own function takes log(2) in float32, and cancels for errors below 1e-8."""
    far = tf.abs(p - t)
    bent = tf.clip_by_value(p - t, -1.0, 1.0)
    large = far + tf.math.softplus(-2 * far) - math.log(2)
    return tf.reduce_mean(tf.where(far < 1, tf.math.log1p(2 * tf.sinh(bent / 2) ** 2), large), -1)


case("function", "log_cosh", pairs(REAL, REAL), log_cosh)
case("function", "log_cosh", pairs([0], BOTH), log_cosh)
loss("huber", *pairs([0], [0.5, -0.5, 0.25, 1e30]), delta=0.5)
loss("mean_absolute_percentage_error", *pairs([0, 1e-30, 1e-7, -1e-7, 1, 1e4, 1e30], [0, 1e-30, 1, -1, 1e4, 1e30]))
COUNTS = [0, 1e-30, 1e-8, 1e-7, 1e-5, 1e-3, 1, 88, 1e4, 1e30]
loss("mean_squared_logarithmic_error", *pairs(COUNTS, [*COUNTS, -1, -1e30]))
loss("poisson", *pairs([0, 1e-30, 1, 88, 1e4, 1e30], COUNTS))
for name in "hinge squared_hinge".split():
    loss(name, *pairs([-1, 1], [0, 1, -1, 1e-30, 88, -88, 1e4, -1e4, 1e30, -1e30]), differentiated=[False, True])
    loss(name, *pairs([0, 1], [0, 1, -1, 1e-30, 88, -88, 1e4, -1e4, 1e30, -1e30]), differentiated=[False, True])

# Probabilistic losses. 1 - 1e-7 is not representable in float32.
P = [0, 1e-30, 1e-8, 2e-7, 1e-5, 1e-3, 0.5, 0.999, 1 - 2**-20, 1]
loss("binary_crossentropy", *pairs([0, 1, 0.5, 1e-30], P))
loss("binary_crossentropy", *pairs([0, 1, 0.5, 1e-30], BOTH), from_logits=True)
case(
    "function",
    "sigmoid_crossentropy",
    pairs([0, 1, 0.5], BOTH),
    lambda t, x: tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(t, x), -1),
)
CLASSES = [
    [1, 0, 0],
    [0, 1, 0],
    [1 / 3, 1 / 3, 1 / 3],
    [1e-30, 1e-30, 1e-30],
    [1e30, 1e30, 1e30],
    [1e-30, 1, 0],
    [1e30, 1, 1e30],
    [1e-5, 0.5, 0.5],
    [0.5, 0.5, 0],
]
ONEHOT = np.eye(3)
for label in range(3):
    truth = np.tile(ONEHOT[label], (len(CLASSES), 1))
    loss("categorical_crossentropy", truth, CLASSES)
    logits = np.tile(ONEHOT[label], (len(ROWS), 1))
    loss("categorical_crossentropy", logits, ROWS, from_logits=True)
    for given, options in [(CLASSES[:3] + CLASSES[5:], {}), (ROWS, {"from_logits": True})]:
        numbers = np.full(len(given), label)
        case(
            "function",
            "sparse_categorical_crossentropy",
            [numbers, given],
            lambda t, p: losses.sparse_categorical_crossentropy(tf.cast(t, "int32"), p, **options),
            options,
            [False, True],
        )
    near = [row for row in ROWS if row[0] < 1e38]
    loss("categorical_hinge", np.tile(ONEHOT[label], (len(near), 1)), near)
    loss("kl_divergence", truth, CLASSES)
loss("kl_divergence", CLASSES, CLASSES)
VECTORS = [row for row in ROWS if row[0] < 1e38] + [[1e-8, 0, 0], [1e10, 1e10, -1e10], [1e18, 1e18, 0]]
loss("cosine_similarity", VECTORS, VECTORS)
loss("cosine_similarity", VECTORS, VECTORS[::-1])

# Functions without a counterpart in Keras: their definitions, in float64.
case(
    "function",
    "kl_normal",
    pairs([0, 1e-30, 1e-4, 1, -88, 1e4, 1e30], [0, 1e-30, 1e-8, 1e-4, -1e-4, 1e-2, 1, 20, -20, 88, -88, -1e4, -1e30]),
    lambda m, v: tf.reduce_sum(tf.square(m) + (tf.math.expm1(v) - v), -1) / 2,
)
for logits in [
    [[1e30, 0, 0], [88, 88, 88], [1e4, -1e4, 0]],
    [[3e38, -3e38, 0], [0, 3e38, -3e38], [3e38, 0, -3e38]],
]:
    case("function", "contrastive", [logits], lambda x: -tf.linalg.diag_part(tf.nn.log_softmax(x)))

with open(HERE / "extremes.expected.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(one) for one in CASES) + "\n]\n")
print(len(CASES), "cases with keras", keras.__version__)
