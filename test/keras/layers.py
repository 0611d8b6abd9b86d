"""Results of Keras 3 for the layers of lagraph: outputs, gradients, moving averages, training steps.

    python test/keras/layers.py

writes layers.expected.json and layers-training.expected.json beside this file. The arguments are the same for Keras and
lagraph. Needs keras 3 with the tensorflow backend.
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
rng = np.random.default_rng(1)


def numbers(*shape, low=-2.0, high=2.0):
    """Random numbers with three digits, so that the file holds them exactly."""
    return np.round(rng.uniform(low, high, shape), 3).astype("float32")


def plain(array):
    array = np.asarray(array, dtype="float32")
    return {"shape": list(array.shape), "data": [float(f"{x:.7g}") for x in array.ravel()]}


def case(layer, shapes, args=None, training=False, name=None, whole=False):
    """One layer on random inputs, weights and output gradients. Integer inputs have zeros and ties."""
    args = args or {}
    made = getattr(keras.layers, layer)(**args)
    inputs = [np.round(numbers(*shape)) + 0.0 if whole else numbers(*shape) for shape in shapes]
    given = [tf.constant(x) for x in inputs]
    call = lambda: made(given[0] if len(given) == 1 else given, training=training)
    call()
    made.set_weights(
        [
            numbers(*w.shape, low=0.5, high=1.5) if "variance" in w.name else numbers(*w.shape, low=-1.0, high=1.0)
            for w in made.weights
        ]
    )
    before = {w.name: plain(w) for w in made.weights}
    with tf.GradientTape() as tape:
        tape.watch(given)
        y = call()
        slopes = numbers(*y.shape, low=-1.0, high=1.0)
        loss = tf.reduce_sum(y * slopes)
    variables = made.trainable_variables
    of_inputs, of_weights = tape.gradient(loss, [given, [w.value for w in variables]])
    after = {w.name: plain(w) for w in made.non_trainable_variables if "seed" not in w.name}
    return {
        "name": name
        or f"{layer} {json.dumps(args)}" + (" training" if training else "") + (" of whole numbers" if whole else ""),
        "layer": layer,
        "args": args,
        "training": training,
        "inputs": [plain(x) for x in inputs],
        "weights": before,
        "slopes": plain(slopes),
        "output": plain(y),
        "inputGradients": [plain(g) for g in of_inputs],
        "weightGradients": {w.name: plain(g) for w, g in zip(variables, of_weights)},
        "assigned": after if training else {},
    }


ACTIVATIONS = (
    "linear relu relu6 elu selu sigmoid tanh softmax log_softmax softplus softsign silu gelu mish".split()
)

CASES = [
    case("Dense", [(3, 4)], {"units": 5}),
    case("Dense", [(2, 3, 4)], {"units": 2, "activation": "tanh", "use_bias": False}),
    case("Dense", [(2, 2, 3, 4)], {"units": 3, "activation": "relu"}),
    case("Conv2D", [(2, 6, 5, 3)], {"filters": 4, "kernel_size": 3}),
    case("Conv2D", [(2, 6, 5, 2)], {"filters": 3, "kernel_size": [3, 2], "padding": "same", "activation": "relu"}),
    case("Conv2D", [(2, 7, 6, 2)], {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}),
    case("Conv2D", [(2, 7, 6, 2)], {"filters": 2, "kernel_size": [2, 3], "strides": [2, 1], "use_bias": False}),
    case("Conv2D", [(2, 5, 5, 2)], {"filters": 2, "kernel_size": 1, "strides": 3, "activation": "sigmoid"}),
    case("Conv2D", [(2, 7, 6, 2)], {"filters": 3, "kernel_size": 3, "dilation_rate": 2, "activation": "elu"}),
    case("Conv2D", [(2, 5, 6, 3)], {"filters": 2, "kernel_size": [2, 3], "padding": "same", "dilation_rate": [3, 2]}),
    case("Conv2D", [(2, 5, 6, 2)], {"filters": 2, "kernel_size": 3, "dilation_rate": [1, 2], "use_bias": False}),
    case("Conv1D", [(2, 7, 3)], {"filters": 4, "kernel_size": 3, "dilation_rate": 2}),
    case("Conv1D", [(2, 7, 3)], {"filters": 2, "kernel_size": 2, "padding": "same", "dilation_rate": 3}),
    case("Conv1D", [(2, 7, 3)], {"filters": 4, "kernel_size": 3, "activation": "elu"}),
    case("Conv1D", [(2, 7, 3)], {"filters": 2, "kernel_size": 4, "strides": 2, "padding": "same"}),
    case("DepthwiseConv2D", [(2, 5, 4, 3)], {"kernel_size": 3}),
    case(
        "DepthwiseConv2D",
        [(2, 5, 6, 2)],
        {"kernel_size": [2, 3], "depth_multiplier": 2, "strides": 2, "padding": "same", "activation": "relu"},
    ),
    case("DepthwiseConv2D", [(2, 6, 7, 2)], {"kernel_size": 3, "dilation_rate": 2, "depth_multiplier": 2}),
    case("DepthwiseConv2D", [(2, 5, 6, 3)], {"kernel_size": [3, 2], "padding": "same", "dilation_rate": [2, 3]}),
    case("Conv2DTranspose", [(2, 3, 4, 3)], {"filters": 2, "kernel_size": 3, "padding": "same", "activation": "relu"}),
    case("Conv2DTranspose", [(2, 3, 4, 2)], {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"}),
    case("Conv2DTranspose", [(2, 3, 2, 2)], {"filters": 2, "kernel_size": [3, 2], "strides": [2, 1]}),
    case("Conv2DTranspose", [(2, 3, 2, 2)], {"filters": 2, "kernel_size": 2, "strides": 3, "use_bias": False}),
    case("Conv2DTranspose", [(2, 3, 2, 2)], {"filters": 2, "kernel_size": 2, "strides": 3, "padding": "same"}),
    case("MaxPooling2D", [(2, 5, 6, 2)]),
    case("MaxPooling2D", [(2, 5, 6, 2)], {"pool_size": [2, 3], "strides": [1, 2], "padding": "same"}),
    case("AveragePooling2D", [(2, 5, 6, 2)], {"pool_size": 2}),
    case("AveragePooling2D", [(2, 5, 6, 2)], {"pool_size": 3, "strides": 2, "padding": "same"}),
    case("MaxPooling1D", [(2, 7, 3)]),
    case("MaxPooling1D", [(2, 7, 3)], {"pool_size": 3, "strides": 2, "padding": "same"}),
    case("AveragePooling1D", [(2, 7, 3)], {"pool_size": 2}),
    case("AveragePooling1D", [(2, 7, 3)], {"pool_size": 3, "strides": 1, "padding": "same"}),
    case("GlobalAveragePooling1D", [(2, 5, 3)]),
    case("GlobalMaxPooling1D", [(2, 5, 3)]),
    case("GlobalAveragePooling2D", [(2, 3, 4, 3)]),
    case("GlobalMaxPooling2D", [(2, 3, 4, 3)]),
    case("UpSampling2D", [(3, 2, 3, 2)]),
    case("UpSampling2D", [(2, 2, 3, 2)], {"size": [3, 1]}),
    case("Flatten", [(2, 3, 2, 2)]),
    case("Reshape", [(2, 3, 4)], {"target_shape": [2, 6]}),
    case("Reshape", [(2, 3, 4)], {"target_shape": [2, -1, 3]}),
    case("Permute", [(2, 3, 4, 2)], {"dims": [3, 1, 2]}),
    case("RepeatVector", [(2, 3)], {"n": 4}),
    case("ZeroPadding2D", [(2, 2, 3, 2)]),
    case("ZeroPadding2D", [(2, 2, 3, 2)], {"padding": [[1, 0], [2, 3]]}),
    case("Cropping2D", [(2, 5, 6, 2)], {"cropping": [1, 2]}),
    case("Cropping2D", [(2, 5, 6, 2)], {"cropping": [[0, 2], [3, 1]]}),
    case("LeakyReLU", [(3, 5)]),
    case("LeakyReLU", [(3, 5)], {"negative_slope": 0.1}),
    case("ReLU", [(3, 5)]),
    case("ReLU", [(3, 5)], {"max_value": 1.0}),
    case("ReLU", [(3, 5)], {"max_value": 6.0}),
    case("ELU", [(3, 5)]),
    case("PReLU", [(3, 5)]),
    case("PReLU", [(2, 3, 3, 2)], {"shared_axes": [1, 2]}),
    case("Softmax", [(3, 5)]),
    *[case("Activation", [(3, 5)], {"activation": name}) for name in ACTIVATIONS],
    *[case("Activation", [(3, 5)], {"activation": name}, whole=True) for name in ACTIVATIONS],
    *[case(name, [(3, 5)], whole=True) for name in ("LeakyReLU", "ReLU", "ELU", "PReLU")],
    case("ReLU", [(3, 5)], {"max_value": 1.0}, whole=True),
    *[case(name, [(2, 4, 4, 2)], whole=True) for name in ("MaxPooling2D", "GlobalMaxPooling2D")],
    *[case(name, [(2, 4, 2)], whole=True) for name in ("MaxPooling1D", "GlobalMaxPooling1D")],
    *[case(name, [(3, 5), (3, 5), (3, 5)], whole=True) for name in ("Maximum", "Minimum")],
    case("Dropout", [(3, 5)], {"rate": 0.4}),
    case("SpatialDropout2D", [(2, 3, 3, 2)], {"rate": 0.4}),
    case("GaussianNoise", [(3, 5)], {"stddev": 0.4}),
    case("GaussianDropout", [(3, 5)], {"rate": 0.4}),
    case("BatchNormalization", [(6, 3)]),
    case("BatchNormalization", [(6, 3)], {}, training=True),
    case("BatchNormalization", [(2, 3, 4, 2)], {"momentum": 0.8, "epsilon": 0.01}, training=True),
    case("BatchNormalization", [(4, 3)], {"center": False}, training=True),
    case("BatchNormalization", [(2, 3, 2, 2)], {"scale": False}),
    case("LayerNormalization", [(4, 6)]),
    case("LayerNormalization", [(2, 3, 4)], {"epsilon": 0.01, "center": False}),
    case("LayerNormalization", [(2, 3, 4)], {"scale": False}),
    case("Add", [(2, 3, 2), (2, 3, 2), (2, 3, 2)]),
    case("Add", [(2, 3, 2), (2, 1, 2)], name="Add, broadcast"),
    case("Multiply", [(3, 4), (3, 4), (3, 4)]),
    case("Average", [(3, 4), (3, 4), (3, 4)]),
    case("Maximum", [(3, 4), (3, 4), (3, 4)]),
    case("Maximum", [(2, 3, 4), (2, 3, 1)], name="Maximum, broadcast"),
    case("Minimum", [(3, 4), (3, 4)]),
    case("Concatenate", [(2, 3, 2), (2, 3, 1), (2, 3, 2)]),
    case("Concatenate", [(2, 3, 2), (2, 1, 2)], {"axis": 1}),
    # New cases stand at the end: the numbers of those before stay the same.
    case("UpSampling1D", [(2, 3, 2)]),
    case("UpSampling1D", [(2, 3, 2)], {"size": 3}),
    case("ZeroPadding1D", [(2, 3, 2)]),
    case("ZeroPadding1D", [(2, 3, 2)], {"padding": [2, 0]}),
    case("Cropping1D", [(2, 6, 2)]),
    case("Cropping1D", [(2, 6, 2)], {"cropping": [0, 3]}),
    case("SpatialDropout1D", [(2, 3, 2)], {"rate": 0.4}),
    case("UnitNormalization", [(4, 6)]),
    case("UnitNormalization", [(2, 3, 4)]),
    case("RMSNormalization", [(4, 6)]),
    case("RMSNormalization", [(2, 3, 4)], {"epsilon": 0.01}),
    case("GroupNormalization", [(3, 6)], {"groups": 2}),
    case("GroupNormalization", [(2, 3, 4, 6)], {"groups": 3, "epsilon": 0.01}),
    case("GroupNormalization", [(2, 3, 4)], {"groups": -1, "center": False}),
    case("GroupNormalization", [(2, 3, 2, 4)], {"groups": 1, "scale": False}),
    case("Subtract", [(3, 4), (3, 4)]),
    case("Subtract", [(2, 3, 4), (2, 3, 1)], name="Subtract, broadcast"),
    case("Rescaling", [(3, 5)], {"scale": 0.5, "offset": -1.0}),
    case("Conv1DTranspose", [(2, 5, 3)], {"filters": 4, "kernel_size": 3, "activation": "elu"}),
    case("Conv1DTranspose", [(2, 4, 3)], {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}),
    case("Conv1DTranspose", [(2, 4, 2)], {"filters": 2, "kernel_size": 2, "strides": 3, "use_bias": False}),
]


def training(name, shape, layers, steps=3, rate=0.05):
    """Steps of gradient descent on the mean squared error of a chain of layers."""
    model = keras.Sequential([keras.Input(shape[1:])] + [getattr(keras.layers, one)(**args) for one, args in layers])
    model.set_weights(
        [
            numbers(*w.shape, low=0.5, high=1.5) if "variance" in w.name else numbers(*w.shape, low=-0.5, high=0.5)
            for w in model.weights
        ]
    )
    start = [plain(w) for w in model.weights]
    x = numbers(*shape)
    target = numbers(*model(x).shape, low=0.0, high=1.0)
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x, training=True) - target))
        losses.append(float(loss))
        slopes = tape.gradient(loss, model.trainable_variables)
        for w, g in zip(model.trainable_variables, slopes):
            w.assign_sub(rate * g)
    return {
        "name": name,
        "layers": [{"layer": one, "args": args} for one, args in layers],
        "rate": rate,
        "steps": steps,
        "input": plain(x),
        "target": plain(target),
        "start": start,
        "losses": losses,
        "end": [plain(w) for w in model.weights],
    }


TRAINING = [
    training(
        "a classifier",
        (3, 8, 6, 2),
        [
            ("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "same", "activation": "relu"}),
            ("MaxPooling2D", {}),
            ("Flatten", {}),
            ("Dense", {"units": 4, "activation": "softmax"}),
        ],
    ),
    training(
        "a decoder",
        (3, 6),
        [
            ("Dense", {"units": 12}),
            ("LeakyReLU", {"negative_slope": 0.2}),
            ("Reshape", {"target_shape": [2, 2, 3]}),
            ("Conv2DTranspose", {"filters": 3, "kernel_size": 3, "padding": "same", "activation": "elu"}),
            ("UpSampling2D", {}),
            ("Conv2DTranspose", {"filters": 1, "kernel_size": 3, "strides": 2, "activation": "sigmoid"}),
        ],
    ),
    training(
        "normalization",
        (4, 5, 5, 2),
        [
            ("ZeroPadding2D", {"padding": 1}),
            ("DepthwiseConv2D", {"kernel_size": 3}),
            ("BatchNormalization", {"momentum": 0.9}),
            ("PReLU", {"shared_axes": [1, 2]}),
            ("AveragePooling2D", {"pool_size": 2, "padding": "same"}),
            ("Conv2D", {"filters": 3, "kernel_size": 2, "strides": 2}),
            ("BatchNormalization", {"scale": False}),
            ("GlobalAveragePooling2D", {}),
            ("LayerNormalization", {}),
            ("Dense", {"units": 2, "activation": "tanh"}),
        ],
    ),
    training(
        "a series",
        (3, 9, 2),
        [
            ("Conv1D", {"filters": 4, "kernel_size": 3, "padding": "same", "activation": "gelu"}),
            ("MaxPooling1D", {}),
            ("Conv1D", {"filters": 3, "kernel_size": 2, "strides": 2, "activation": "silu"}),
            ("GlobalMaxPooling1D", {}),
            ("RepeatVector", {"n": 3}),
            ("Permute", {"dims": [2, 1]}),
            ("Dense", {"units": 2}),
        ],
    ),
]


def write(name, cases):
    about = {"keras": keras.__version__, "tensorflow": tf.__version__}
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
    (HERE / name).write_text(f'{{"about":{json.dumps(about)},"cases":[\n{lines}\n]}}\n')


write("layers.expected.json", CASES)
write("layers-training.expected.json", TRAINING)
