"""Losses of a gradient, and their gradients, by TensorFlow: gradient penalties of small critics.

    python test/keras/second_gradients.py

writes second_gradients.expected.json beside this file. Images and weights follow from formulas, which
test/runtime/engines/second-gradients.test.ts has as well.
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
layers = keras.layers
BATCH = 2


class LayerNormalization(keras.layers.Layer):
    """Keras's layer by its formula: tf.nn.moments stops the gradient of the mean, so its second derivatives are wrong."""

    def build(self, shape):
        self.gamma = self.add_weight(shape=shape[-1:], initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape[-1:], initializer="zeros", name="beta")

    def call(self, x):
        away = x - tf.reduce_mean(x, -1, keepdims=True)
        variance = tf.reduce_mean(tf.square(away), -1, keepdims=True)
        return away * tf.math.rsqrt(variance + 1e-3) * self.gamma + self.beta


CRITICS = {
    "tanh, average pooling, elu": [
        layers.Conv2D(3, 5, strides=3, padding="same", activation="tanh"),
        layers.AveragePooling2D(5),
        layers.Flatten(),
        layers.Dense(4, activation="elu"),
        layers.Dense(1),
    ],
    "relu, max pooling": [
        layers.Conv2D(2, 3, strides=2, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(1),
    ],
    "depthwise, layer normalization": [
        layers.DepthwiseConv2D(5, strides=4, depth_multiplier=3, activation="softplus"),
        LayerNormalization(),
        layers.Flatten(),
        layers.Dense(3, activation="sigmoid"),
        layers.Dense(1),
    ],
    "silu, upsampling, mish": [
        layers.Conv2D(2, 4, strides=4, padding="same", activation="silu"),
        layers.UpSampling2D(2),
        layers.Conv2D(1, 3, strides=3, activation="mish"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(1),
    ],
    "transposed convolution, dilation": [
        layers.Conv2D(2, 3, dilation_rate=2, activation="tanh"),
        layers.AveragePooling2D(8),
        layers.Conv2DTranspose(2, 3, strides=2, activation="tanh"),
        layers.Flatten(),
        layers.Dense(1),
    ],
    "softmax": [
        layers.Flatten(),
        layers.Dense(6, activation="softmax"),
        layers.Dense(1, activation="gelu"),
    ],
}


def wave(shape, phase, scale):
    size = int(np.prod(shape))
    return (scale * np.sin(0.9 * np.arange(size) + phase)).astype("float32").reshape(shape)


cases = []
for name, stack in CRITICS.items():
    critic = keras.Sequential([keras.Input((28, 28, 1)), *stack])
    weights = critic.trainable_weights
    for at, weight in enumerate(weights):
        weight.assign(wave(weight.shape, at, 0.5))
    image = tf.constant(0.5 + wave((BATCH, 28, 28, 1), 0.3, 0.5))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(image)
            score = tf.reduce_sum(critic(image))
        slopes = inner.gradient(score, image)
        length = tf.sqrt(tf.reduce_sum(tf.square(slopes), [1, 2, 3]))
        loss = tf.reduce_mean(tf.square(length - 1))
    found = outer.gradient(loss, [w.value for w in weights], unconnected_gradients="zero")
    cases.append({
        "name": name,
        "loss": float(f"{float(loss):.7g}"),
        "gradients": [[float(f"{float(x):.6g}") for x in np.asarray(g).ravel()] for g in found],
    })

with open(HERE / "second_gradients.expected.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(one) for one in cases) + "\n]\n")
print(len(cases), "critics with tensorflow", tf.__version__)
