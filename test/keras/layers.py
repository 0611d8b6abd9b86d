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
    array = np.asarray(tf.convert_to_tensor(array), dtype="float32")
    return {"shape": list(array.shape), "data": [float(f"{x:.7g}") for x in array.ravel()]}


class PositionEmbedding(keras.layers.Layer):
    """KerasHub's, of series [batch, steps, features]."""

    def __init__(self, sequence_length=None, initializer="glorot_uniform"):
        super().__init__()
        self.sequence_length, self.start = sequence_length, initializer

    def build(self, shape):
        size = (self.sequence_length or shape[1], shape[2])
        self.position_embeddings = self.add_weight(name="position_embeddings", shape=size, initializer=self.start)

    def call(self, x, training=False):
        return tf.broadcast_to(self.position_embeddings[: x.shape[1]], x.shape)


class SinePositionEncoding(keras.layers.Layer):
    """KerasHub's, of series [batch, steps, features]."""

    def __init__(self, max_wavelength=10000):
        super().__init__()
        self.max_wavelength = max_wavelength

    def call(self, x, training=False):
        _, steps, features = x.shape
        scales = np.power(1 / self.max_wavelength, 2 * (np.arange(features) // 2) / features)
        angles = np.arange(steps)[:, None] * scales[None]
        odd = np.arange(features) % 2
        encoded = np.sin(angles) * (1 - odd) + np.cos(angles) * odd
        return tf.broadcast_to(tf.constant(encoded, "float32"), x.shape)


class SpectralNormalization(keras.layers.Layer):
    """
    Keras's, with gradients through the division as in the paper, and without writing the divided kernel back; the
    outputs of both in training are compared here.
    """

    def __init__(self, layer, power_iterations=1):
        super().__init__()
        self.layer, self.rounds = layer, power_iterations

    def build(self, shape):
        self.layer.build(shape)
        self.vector_u = self.add_weight(
            name="vector_u", shape=(1, self.layer.kernel.shape[-1]), initializer="random_normal", trainable=False
        )
        # Keras lists a layer's own weights first.
        self.in_order = [*self.layer.weights, self.vector_u]

    @property
    def weights(self):
        return self.in_order if self.built else []

    def set_weights(self, values):
        for weight, value in zip(self.in_order, values):
            weight.assign(value)

    def call(self, x, training=False):
        unit = lambda row: row / tf.sqrt(tf.reduce_sum(tf.square(row)))
        kernel = self.layer.kernel.value
        matrix = tf.reshape(kernel, (-1, kernel.shape[-1]))
        u = unit(self.vector_u.value)
        v = unit(tf.matmul(u, matrix, transpose_b=True))
        if training:
            for at in range(self.rounds):
                v = unit(tf.matmul(u, matrix, transpose_b=True))
                u = unit(tf.matmul(v, matrix))
            u, v = tf.stop_gradient(u), tf.stop_gradient(v)
            keras_own = keras.layers.SpectralNormalization(
                type(self.layer).from_config(self.layer.get_config()), power_iterations=self.rounds
            )
            keras_own.build(x.shape)
            keras_own.layer.set_weights(self.layer.get_weights())
            keras_own.vector_u.assign(self.vector_u)
            self.keras_output = tf.stop_gradient(keras_own(x, training=True))
        largest = tf.reduce_sum(tf.matmul(tf.stop_gradient(v), matrix) * tf.stop_gradient(u))
        if isinstance(self.layer, keras.layers.Dense):
            y = tf.matmul(x, kernel / largest) + self.layer.bias
        else:
            y = tf.nn.conv2d(x, kernel / largest, 1, self.layer.padding.upper()) + self.layer.bias
        y = self.layer.activation(y)
        if training:
            np.testing.assert_allclose(y, self.keras_output, rtol=1e-4, atol=1e-5)
            self.vector_u.assign(u)
        return y


class MaskedConv2D(keras.layers.Conv2D):
    """PixelCNN's convolution, as in Keras's example."""

    def __init__(self, mask, **args):
        super().__init__(**args)
        self.mask_kind = mask

    def call(self, x):
        height, width = self.kernel_size
        mask = np.zeros(self.kernel.shape, "float32")
        mask[: height // 2] = 1
        mask[height // 2, : width // 2] = 1
        if self.mask_kind == "B":
            mask[height // 2, width // 2] = 1
        sums = tf.nn.conv2d(x, self.kernel.value * mask, self.strides, self.padding.upper())
        return self.activation(sums + self.bias)



OWN = {one.__name__: one for one in (PositionEmbedding, SinePositionEncoding)}
RECURRENT = ("SimpleRNN", "LSTM", "GRU", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
# Arguments that are given to Keras's layer where it is called.
OF_CALLS = ("use_causal_mask",)


def make(layer, args):
    """Keras's layer. A layer that another is made of is an argument of its own name."""
    own = {name: value for name, value in args.items() if name not in OF_CALLS}
    if layer in ("Bidirectional", "TimeDistributed"):
        inner = next(name for name in own if name[0].isupper())
        return getattr(keras.layers, layer)(make(inner, own.pop(inner)), **own)
    if layer == "SpectralNormalization":
        inner = next(name for name in own if name[0].isupper())
        return SpectralNormalization(make(inner, own.pop(inner)), **own)
    if own.get("mask"):
        return MaskedConv2D(**own)
    if own.get("activation") == "sparsemax":
        own["activation"] = sparsemax
    if layer == "EinsumDense" and not isinstance(own["output_shape"], int):
        own["output_shape"] = tuple(own["output_shape"])
    return (OWN.get(layer) or getattr(keras.layers, layer))(**own)


def weight_name(layer, weight):
    """Layers that are made of others name their weights after those."""
    owner = weight.path.split("/")[-2] if "/" in weight.path else ""
    if layer in ("MultiHeadAttention", "GroupQueryAttention"):
        return f"{owner}_{weight.name}"
    if layer == "Bidirectional":
        return f"{'backward' if 'backward' in weight.path else 'forward'}_{weight.name}"
    return weight.name


def called(made, layer, args, given, training):
    """Keras's attention takes a list or several inputs, and recurrent layers their states apart."""
    own = {name: args[name] for name in OF_CALLS if name in args}
    if layer in ("MultiHeadAttention", "GroupQueryAttention"):
        return made(*(given * 2 if len(given) == 1 else given), training=training, **own)
    if layer in ("Attention", "AdditiveAttention"):
        return made(given * 2 if len(given) == 1 else given, training=training, **own)
    if layer in RECURRENT and len(given) > 1:
        return made(given[0], initial_state=given[1:], training=training)
    return made(given[0] if len(given) == 1 else given, training=training)


def case(layer, shapes, args=None, training=False, name=None, whole=False, below=None):
    """
    One layer on random inputs, weights and output gradients. Integer inputs have zeros and ties; with `below` they are
    numbers of a table.
    """
    args = args or {}
    made = make(layer, args)
    if below is not None:
        inputs = [rng.integers(0, below, shape).astype("float32") for shape in shapes]
    else:
        inputs = [np.round(numbers(*shape)) + 0.0 if whole else numbers(*shape) for shape in shapes]
    given = [tf.constant(x) for x in inputs]
    call = lambda: called(made, layer, args, given, training)
    call()
    made.set_weights(
        [
            numbers(*w.shape, low=0.5, high=1.5) if "variance" in w.name else numbers(*w.shape, low=-1.0, high=1.0)
            for w in made.weights
        ]
    )
    before = {weight_name(layer, w): plain(w) for w in made.weights if "seed" not in w.name}
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
        "inputGradients": [None if g is None else plain(g) for g in of_inputs],
        "weightGradients": {weight_name(layer, w): plain(g) for w, g in zip(variables, of_weights)},
        "assigned": after if training else {},
    }


def sparsemax(x):
    """Martins and Astudillo 2016; Keras's takes the sum of all cumulative sums."""
    places = tf.range(1, x.shape[-1] + 1, dtype="float32")
    ordered = tf.sort(x, direction="DESCENDING")
    sums = tf.cumsum(ordered, -1)
    count = tf.reduce_sum(tf.cast(1 + places * ordered > sums, "int32"), -1, keepdims=True)
    threshold = (tf.gather(sums, count - 1, batch_dims=len(x.shape) - 1) - 1) / tf.cast(count, "float32")
    return tf.nn.relu(x - threshold)


ACTIVATIONS = (
    "linear relu relu6 elu selu sigmoid tanh softmax log_softmax softplus softsign silu gelu mish".split()
)

MORE_ACTIVATIONS = (
    "exponential log_sigmoid hard_sigmoid hard_silu hard_tanh tanh_shrink soft_shrink hard_shrink squareplus "
    "sparse_plus sparse_sigmoid leaky_relu"
).split()

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
    case("Embedding", [(3, 5)], {"input_dim": 4, "output_dim": 3}, below=4),
    case("Embedding", [(2, 3, 2)], {"input_dim": 3, "output_dim": 2}, below=3),
    case("Embedding", [(4,)], {"input_dim": 7, "output_dim": 3}, below=7, name="Embedding, of one number each"),
    case("SimpleRNN", [(3, 4, 2)], {"units": 3}),
    case("SimpleRNN", [(2, 3, 2)], {"units": 4, "activation": "relu", "use_bias": False, "return_sequences": True}),
    case("SimpleRNN", [(2, 3, 2), (2, 3)], {"units": 3, "go_backwards": True}, name="SimpleRNN from a state, backward"),
    case("LSTM", [(3, 4, 2)], {"units": 3}),
    case("LSTM", [(2, 3, 2)], {"units": 2, "return_sequences": True, "go_backwards": True}),
    case("LSTM", [(2, 3, 2)], {"units": 2, "activation": "softsign", "recurrent_activation": "elu", "use_bias": False}),
    case("LSTM", [(2, 1, 3)], {"units": 2, "return_sequences": True}),
    case("LSTM", [(2, 3, 2), (2, 4), (2, 4)], {"units": 4, "unit_forget_bias": False}, name="LSTM from states"),
    case("GRU", [(3, 4, 2)], {"units": 3}),
    case("GRU", [(2, 3, 2)], {"units": 2, "return_sequences": True, "go_backwards": True}),
    case("GRU", [(2, 3, 2)], {"units": 3, "reset_after": False, "return_sequences": True}),
    case("GRU", [(2, 3, 2)], {"units": 3, "reset_after": False, "use_bias": False, "activation": "softmax"}),
    case("GRU", [(2, 3, 2)], {"units": 3, "use_bias": False, "recurrent_activation": "softmax"}),
    case("GRU", [(2, 1, 2)], {"units": 3}),
    case("GRU", [(2, 3, 2), (2, 4)], {"units": 4}, name="GRU from a state"),
    case("Bidirectional", [(2, 3, 2)], {"LSTM": {"units": 2}}),
    case("Bidirectional", [(2, 3, 2)], {"GRU": {"units": 2, "return_sequences": True}, "merge_mode": "sum"}),
    case("Bidirectional", [(2, 3, 2)], {"SimpleRNN": {"units": 3, "return_sequences": True}, "merge_mode": "mul"}),
    case("Bidirectional", [(2, 3, 2)], {"GRU": {"units": 3, "reset_after": False}, "merge_mode": "ave"}),
    case("TimeDistributed", [(2, 3, 4)], {"Dense": {"units": 2, "activation": "tanh"}}),
    case("TimeDistributed", [(2, 3, 4, 5, 2)], {"Conv2D": {"filters": 3, "kernel_size": 3, "activation": "relu"}}),
    case("TimeDistributed", [(2, 3, 4, 2)], {"Flatten": {}}),
    case("TimeDistributed", [(2, 3, 4, 2)], {"LSTM": {"units": 3}}),
    case("Attention", [(2, 4, 3)], {}),
    case("Attention", [(2, 4, 3)], {"use_scale": True, "use_causal_mask": True}),
    case("Attention", [(2, 4, 3), (2, 5, 3)], {"score_mode": "concat"}),
    case("Attention", [(2, 2, 3), (2, 5, 2), (2, 5, 3)], {"score_mode": "concat", "use_scale": True}),
    case("Attention", [(2, 2, 3), (2, 4, 5), (2, 4, 3)], {"use_causal_mask": True}),
    case("MultiHeadAttention", [(2, 4, 6)], {"num_heads": 2, "key_dim": 3}),
    case("MultiHeadAttention", [(2, 4, 5)], {"num_heads": 3, "key_dim": 2, "use_causal_mask": True, "use_bias": False}),
    case("MultiHeadAttention", [(2, 3, 4), (2, 5, 2)], {"num_heads": 2, "key_dim": 3, "value_dim": 2}),
    case(
        "MultiHeadAttention", [(2, 3, 4), (2, 5, 2), (2, 5, 3)], {"num_heads": 2, "key_dim": 1, "output_shape": 7}
    ),
    case("PositionEmbedding", [(2, 4, 3)]),
    case("PositionEmbedding", [(2, 4, 3)], {"sequence_length": 6}),
    case("SinePositionEncoding", [(2, 4, 3)]),
    case("SinePositionEncoding", [(2, 5, 4)], {"max_wavelength": 50.0}),
    case("SeparableConv2D", [(2, 6, 5, 3)], {"filters": 4, "kernel_size": 3, "activation": "relu"}),
    case(
        "SeparableConv2D",
        [(2, 5, 6, 2)],
        {"filters": 3, "kernel_size": [2, 3], "depth_multiplier": 2, "strides": 2, "padding": "same"},
    ),
    case("SeparableConv2D", [(2, 6, 7, 2)], {"filters": 2, "kernel_size": 3, "dilation_rate": 2, "use_bias": False}),
    case("SeparableConv1D", [(2, 7, 3)], {"filters": 4, "kernel_size": 3}),
    case(
        "SeparableConv1D",
        [(2, 7, 2)],
        {"filters": 3, "kernel_size": 2, "depth_multiplier": 2, "strides": 2, "padding": "same"},
    ),
    case("SeparableConv1D", [(2, 8, 2)], {"filters": 3, "kernel_size": 3, "dilation_rate": 2, "activation": "tanh"}),
    case("DepthwiseConv1D", [(2, 6, 3)], {"kernel_size": 3}),
    case("DepthwiseConv1D", [(2, 6, 2)], {"kernel_size": 2, "depth_multiplier": 3, "strides": 3, "padding": "same"}),
    case("DepthwiseConv1D", [(2, 8, 2)], {"kernel_size": 3, "dilation_rate": 2, "activation": "elu"}),
    case("Conv2D", [(2, 5, 6, 2)], {"filters": 3, "kernel_size": 3, "padding": "same", "mask": "A"}),
    case("Conv2D", [(2, 5, 6, 2)], {"filters": 3, "kernel_size": [3, 5], "mask": "B", "activation": "relu"}),
    case("AlphaDropout", [(3, 5)], {"rate": 0.4}),
    case("Dot", [(3, 4), (3, 4)], {"axes": 1}),
    case("Dot", [(2, 3, 4), (2, 5, 4)], {"axes": -1}),
    case("Dot", [(2, 3, 4), (2, 4, 5)], {"axes": [2, 1]}),
    case("Dot", [(2, 3, 4), (2, 3)], {"axes": 1, "normalize": True}),
    case("ReLU", [(3, 5)], {"threshold": 0.5}),
    case("ReLU", [(3, 5)], {"negative_slope": 0.2, "threshold": 0.3, "max_value": 1.0}),
    case("ReLU", [(3, 5)], {"negative_slope": 0.1}),
    case("SpectralNormalization", [(4, 3)], {"Dense": {"units": 5, "activation": "tanh"}}),
    case("SpectralNormalization", [(4, 3)], {"Dense": {"units": 5}}, training=True),
    case(
        "SpectralNormalization",
        [(2, 5, 6, 2)],
        {"Conv2D": {"filters": 3, "kernel_size": 3}, "power_iterations": 3},
        training=True,
    ),
    case("Conv3D", [(2, 4, 5, 4, 2)], {"filters": 3, "kernel_size": 3}),
    case("Conv3D", [(2, 5, 4, 6, 2)], {"filters": 2, "kernel_size": [2, 3, 1], "strides": 2, "padding": "same"}),
    case("Conv3D", [(2, 5, 4, 6, 2)], {"filters": 2, "kernel_size": 2, "dilation_rate": [2, 1, 3], "padding": "same"}),
    case("Conv3D", [(1, 5, 4, 4, 1)], {"filters": 2, "kernel_size": 2, "strides": [3, 1, 2], "activation": "relu"}),
    case("Conv3DTranspose", [(2, 2, 3, 2, 2)], {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}),
    case("Conv3DTranspose", [(2, 3, 2, 2, 2)], {"filters": 3, "kernel_size": [3, 2, 2], "activation": "elu"}),
    case("Conv3DTranspose", [(2, 2, 2, 2, 1)], {"filters": 2, "kernel_size": 2, "strides": [3, 2, 1]}),
    case("Conv3DTranspose", [(1, 3, 2, 2, 2)], {"filters": 1, "kernel_size": 4, "padding": "same", "use_bias": False}),
    case("MaxPooling3D", [(2, 4, 5, 4, 2)]),
    case("MaxPooling3D", [(2, 5, 5, 4, 2)], {"pool_size": [2, 3, 2], "strides": [2, 1, 2], "padding": "same"}),
    case("AveragePooling3D", [(2, 4, 5, 4, 2)], {"pool_size": 2}),
    case("AveragePooling3D", [(2, 5, 5, 4, 2)], {"pool_size": 3, "strides": 2, "padding": "same"}),
    case("MaxPooling3D", [(2, 4, 5, 6, 2)], {"pool_size": [2, 1, 1], "strides": [1, 3, 2], "padding": "same"}),
    case("Conv3DTranspose", [(2, 2, 2, 3, 2)], {"filters": 2, "kernel_size": [2, 1, 1], "strides": 2, "padding": "same"}),
    case("TimeDistributed", [(2, 3, 4, 2)], {"SinePositionEncoding": {"max_wavelength": 20}}),
    case("GlobalMaxPooling3D", [(2, 3, 4, 2, 3)]),
    case("GlobalAveragePooling3D", [(2, 3, 4, 2, 3)]),
    case("UpSampling3D", [(2, 2, 3, 2, 2)]),
    case("UpSampling3D", [(2, 2, 3, 2, 2)], {"size": [1, 2, 3]}),
    case("ZeroPadding3D", [(2, 2, 3, 2, 2)]),
    case("ZeroPadding3D", [(2, 2, 3, 2, 2)], {"padding": [[1, 0], [0, 2], [1, 1]]}),
    case("Cropping3D", [(2, 4, 5, 3, 2)]),
    case("Cropping3D", [(2, 4, 5, 3, 2)], {"cropping": [[1, 0], [0, 2], [1, 1]]}),
    *[case("Activation", [(3, 5)], {"activation": name}) for name in MORE_ACTIVATIONS],
    *[case("Activation", [(3, 5)], {"activation": name}, whole=True) for name in MORE_ACTIVATIONS],
    case("Activation", [(3, 5)], {"activation": "sparsemax"}),
    case("Activation", [(2, 3, 4)], {"activation": "sparsemax"}),
    case("Identity", [(3, 5)]),
    case("ELU", [(3, 5)], {"alpha": 0.4}),
    case("ELU", [(3, 5)], {"alpha": 2.5}, whole=True),
    case("SpatialDropout3D", [(2, 2, 3, 3, 2)], {"rate": 0.4}),
    case("AdditiveAttention", [(2, 4, 3)]),
    case("AdditiveAttention", [(2, 4, 3), (2, 5, 3)], {"use_scale": False}),
    case("AdditiveAttention", [(2, 4, 3), (2, 5, 2), (2, 5, 3)], {"use_causal_mask": True}),
    case("GroupQueryAttention", [(2, 4, 3)], {"head_dim": 2, "num_query_heads": 4, "num_key_value_heads": 2}),
    case(
        "GroupQueryAttention",
        [(2, 4, 3), (2, 5, 2)],
        {"head_dim": 3, "num_query_heads": 3, "num_key_value_heads": 1, "use_bias": False},
    ),
    case(
        "GroupQueryAttention",
        [(2, 4, 3), (2, 4, 2), (2, 4, 5)],
        {"head_dim": 2, "num_query_heads": 6, "num_key_value_heads": 3, "use_causal_mask": True},
    ),
    case("EinsumDense", [(2, 3, 4)], {"equation": "abc,cd->abd", "output_shape": [None, 5], "bias_axes": "d"}),
    case(
        "EinsumDense",
        [(2, 3, 4)],
        {"equation": "abc,bcd->ad", "output_shape": 5, "bias_axes": "d", "activation": "tanh"},
    ),
    case("EinsumDense", [(2, 3, 4)], {"equation": "abc,bd->adc", "output_shape": [2, 4]}),
    case("EinsumDense", [(2, 4)], {"equation": "ab,bcd->adc", "output_shape": [3, 2], "bias_axes": "dc"}),
    case("EinsumDense", [(2, 3, 4)], {"equation": "abc,cde->abde", "output_shape": [3, 2, 2], "bias_axes": "be"}),
    case("Normalization", [(3, 4)], {"mean": 0.3, "variance": 2.0}),
    case("Normalization", [(2, 3, 2)], {"mean": [0.5, -1.0], "variance": [0.0, 4.0]}),
    case("Normalization", [(2, 3, 2)], {"mean": [0.5, -1.0], "variance": [0.5, 4.0], "invert": True}),
    case("Resizing", [(2, 5, 6, 2)], {"height": 3, "width": 9}),
    case("Resizing", [(2, 4, 3, 1)], {"height": 7, "width": 3}),
    case("Resizing", [(2, 5, 6, 2)], {"height": 3, "width": 9, "interpolation": "nearest"}),
    case("UpSampling2D", [(2, 3, 2, 2)], {"size": [2, 3], "interpolation": "bilinear"}),
    case("CenterCrop", [(2, 6, 7, 2)], {"height": 3, "width": 4}),
    case("CenterCrop", [(2, 4, 5, 1)], {"height": 4, "width": 2}),
    case("AdaptiveAveragePooling1D", [(2, 7, 3)], {"output_size": 3}),
    case("AdaptiveMaxPooling1D", [(2, 7, 3)], {"output_size": 3}),
    case("AdaptiveAveragePooling2D", [(2, 5, 7, 2)], {"output_size": [2, 4]}),
    case("AdaptiveMaxPooling2D", [(2, 5, 7, 2)], {"output_size": [2, 4]}),
    case("AdaptiveAveragePooling3D", [(2, 3, 5, 4, 2)], {"output_size": 2}),
    case("AdaptiveMaxPooling3D", [(2, 3, 5, 4, 2)], {"output_size": [2, 3, 2]}),
    case("Conv1D", [(2, 7, 4)], {"filters": 6, "kernel_size": 3, "groups": 2}),
    case("Conv2D", [(2, 6, 5, 4)], {"filters": 4, "kernel_size": 3, "groups": 4, "strides": 2, "padding": "same"}),
    case("Conv2D", [(2, 6, 5, 4)], {"filters": 6, "kernel_size": 2, "groups": 2, "activation": "relu"}),
    case("Conv3D", [(2, 4, 4, 3, 2)], {"filters": 4, "kernel_size": 2, "groups": 2}),
    case("GlobalAveragePooling1D", [(2, 5, 3)], {"keepdims": True}),
    case("GlobalMaxPooling1D", [(2, 5, 3)], {"keepdims": True}),
    case("GlobalAveragePooling2D", [(2, 3, 4, 3)], {"keepdims": True}),
    case("GlobalMaxPooling2D", [(2, 3, 4, 3)], {"keepdims": True}),
    case("GlobalAveragePooling3D", [(2, 3, 4, 2, 3)], {"keepdims": True}),
    case("GlobalMaxPooling3D", [(2, 3, 4, 2, 3)], {"keepdims": True}),
]


class OnItself(keras.layers.Layer):
    """A series attends to itself."""

    def __init__(self, layer, args):
        super().__init__()
        self.name_of, self.args, self.layer = layer, args, make(layer, args)

    def build(self, shape):
        self.layer.build(*[[shape, shape]] if self.name_of.startswith("A") else [shape, shape])

    def call(self, x, training=False):
        return called(self.layer, self.name_of, self.args, [x], training)


def make_step(layer, args):
    return OnItself(layer, args) if layer.endswith("Attention") else make(layer, args)


def training(name, shape, layers, steps=3, rate=0.05):
    """Steps of gradient descent on the mean squared error of a chain of layers."""
    model = keras.Sequential([keras.Input(shape[1:])] + [make_step(one, args) for one, args in layers])
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
    training(
        "an autoencoder of sequences",
        (3, 5, 4),
        [
            ("Bidirectional", {"GRU": {"units": 3, "return_sequences": True}}),
            ("LSTM", {"units": 4}),
            ("RepeatVector", {"n": 5}),
            ("GRU", {"units": 3, "return_sequences": True, "reset_after": False}),
            ("TimeDistributed", {"Dense": {"units": 4}}),
        ],
    ),
    training(
        "images by groups, in other sizes",
        (3, 6, 5, 4),
        [
            ("Conv2D", {"filters": 6, "kernel_size": 3, "groups": 2, "padding": "same", "activation": "leaky_relu"}),
            ("UpSampling2D", {"size": [1, 2], "interpolation": "bilinear"}),
            ("SeparableConv2D", {"filters": 4, "kernel_size": 2, "activation": "hard_silu"}),
            ("Resizing", {"height": 4, "width": 7}),
            ("CenterCrop", {"height": 4, "width": 5}),
            ("AdaptiveMaxPooling2D", {"output_size": [3, 4]}),
            ("AdaptiveAveragePooling2D", {"output_size": [2, 3]}),
            ("Normalization", {"mean": 0.1, "variance": 0.5}),
            ("Reshape", {"target_shape": [6, 4]}),
            ("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [None, 3], "bias_axes": "d"}),
            ("Identity", {}),
        ],
    ),
    training(
        "volumes",
        (2, 4, 5, 4, 2),
        [
            ("Conv3D", {"filters": 4, "kernel_size": 2, "padding": "same", "activation": "sparse_plus"}),
            ("AveragePooling3D", {"pool_size": 2, "padding": "same"}),
            ("Conv3DTranspose", {"filters": 2, "kernel_size": 2, "strides": 2}),
            ("AdaptiveAveragePooling3D", {"output_size": [2, 3, 2]}),
            ("MaxPooling3D", {"pool_size": [1, 2, 1]}),
            ("Cropping3D", {"cropping": [[0, 1], [0, 0], [1, 0]]}),
            ("GlobalAveragePooling3D", {"keepdims": True}),
            ("Flatten", {}),
            ("Dense", {"units": 3, "activation": "hard_tanh"}),
        ],
    ),
    training(
        "series that attend to themselves",
        (3, 5, 4),
        [
            ("SeparableConv1D", {"filters": 4, "kernel_size": 3, "padding": "same"}),
            ("AdditiveAttention", {}),
            ("GroupQueryAttention", {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2}),
            ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "use_causal_mask": True}),
            ("DepthwiseConv1D", {"kernel_size": 2, "depth_multiplier": 2}),
            ("AdaptiveMaxPooling1D", {"output_size": 3}),
            ("GlobalMaxPooling1D", {}),
        ],
    ),
]

CASES += [
    case("ConvLSTM2D", [(2, 3, 5, 4, 2)], {"filters": 3, "kernel_size": 3}),
    case(
        "ConvLSTM2D",
        [(2, 3, 5, 6, 1)],
        {"filters": 2, "kernel_size": [2, 3], "strides": [2, 1], "padding": "same", "return_sequences": True},
    ),
    case(
        "ConvLSTM2D",
        [(2, 3, 5, 5, 2)],
        {"filters": 2, "kernel_size": 2, "dilation_rate": 2, "activation": "relu", "use_bias": False},
    ),
    case("ConvLSTM2D", [(2, 1, 4, 4, 2)], {"filters": 2, "kernel_size": 3, "return_sequences": True}),
    case(
        "ConvLSTM2D",
        [(2, 2, 4, 5, 2), (2, 4, 5, 3), (2, 4, 5, 3)],
        {"filters": 3, "kernel_size": 3, "padding": "same", "go_backwards": True},
        name="ConvLSTM2D from states, backward",
    ),
    case("ConvLSTM1D", [(2, 3, 6, 2)], {"filters": 3, "kernel_size": 3}),
    case(
        "ConvLSTM1D",
        [(2, 4, 7, 2)],
        {
            "filters": 2,
            "kernel_size": 2,
            "strides": 2,
            "padding": "same",
            "recurrent_activation": "softsign",
            "return_sequences": True,
            "go_backwards": True,
        },
    ),
    case(
        "ConvLSTM1D",
        [(2, 2, 5, 2), (2, 5, 2), (2, 5, 2)],
        {"filters": 2, "kernel_size": 3, "padding": "same"},
        name="ConvLSTM1D from states",
    ),
    case("BatchNormalization", [(3, 4, 5)], {"axis": 1}),
    case("BatchNormalization", [(3, 4, 2, 5)], {"axis": 2, "momentum": 0.7}, training=True),
    case("BatchNormalization", [(3, 4, 2)], {"axis": -2, "scale": False}, training=True),
    case("LayerNormalization", [(2, 3, 4)], {"axis": 1}),
    case("LayerNormalization", [(2, 3, 4)], {"axis": [1, 2]}),
    case("LayerNormalization", [(2, 3, 2, 4)], {"axis": [3, 1], "center": False}),
    case("GroupNormalization", [(2, 6, 3, 2)], {"groups": 3, "axis": 1}),
    case("GroupNormalization", [(2, 3, 4)], {"groups": -1, "axis": -2}),
    case("UnitNormalization", [(2, 3, 4)], {"axis": 1}),
    case("UnitNormalization", [(2, 3, 4)], {"axis": [1, 2]}),
    case("RMSNormalization", [(2, 3, 3)], {"axis": [1, 2]}),
    case("Softmax", [(2, 3, 4)], {"axis": 1}),
    case("Softmax", [(2, 3, 4)], {"axis": [1, 2]}),
]

TRAINING += [
    training(
        "a series of images",
        (2, 3, 5, 5, 2),
        [
            ("ConvLSTM2D", {"filters": 3, "kernel_size": 3, "padding": "same", "return_sequences": True}),
            ("BatchNormalization", {"axis": 2}),
            ("ConvLSTM2D", {"filters": 2, "kernel_size": 2, "strides": 2}),
            ("Reshape", {"target_shape": [2, 4]}),
            ("LayerNormalization", {"axis": [1, 2]}),
        ],
    ),
    training(
        "a series of rows",
        (3, 4, 6, 2),
        [
            ("ConvLSTM1D", {"filters": 3, "kernel_size": 3}),
            ("GroupNormalization", {"groups": 2, "axis": 1}),
            ("Softmax", {"axis": 1}),
            ("Flatten", {}),
            ("Dense", {"units": 2}),
        ],
    ),
]

CASES += [
    case("ConvLSTM3D", [(2, 3, 3, 4, 5, 2)], {"filters": 3, "kernel_size": 2}),
    case(
        "ConvLSTM3D",
        [(2, 2, 4, 3, 5, 1)],
        {
            "filters": 2,
            "kernel_size": [3, 2, 2],
            "strides": [2, 1, 2],
            "padding": "same",
            "return_sequences": True,
            "go_backwards": True,
        },
    ),
    case(
        "ConvLSTM3D",
        [(2, 2, 2, 3, 3, 2), (2, 2, 3, 3, 2), (2, 2, 3, 3, 2)],
        {"filters": 2, "kernel_size": 3, "padding": "same", "use_bias": False},
        name="ConvLSTM3D from states",
    ),
]

TRAINING += [
    training(
        "a series of volumes",
        (2, 3, 3, 4, 3, 2),
        [
            ("ConvLSTM3D", {"filters": 2, "kernel_size": 2, "padding": "same", "return_sequences": True}),
            ("ConvLSTM3D", {"filters": 2, "kernel_size": [1, 2, 2], "strides": [2, 1, 1]}),
            ("Flatten", {}),
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
