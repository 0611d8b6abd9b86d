"""Training steps of the benchmark's networks in Keras 3 on TensorFlow, timed on request.

Reads requests from standard input, one JSON object a line, {"task": "denoising", "steps": 20, "warmup": 3}, and answers
each with a line {"task": ..., "ms": [...]}. The first line, before any request, gives the version and the tasks there
are: {"version": ..., "tasks": [...]}.
The only argument is the number of threads.

A step is what `fit` runs: the compiled training function, on tensors in memory, with its metrics read back.
"""

import json
import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
from keras import layers

rng = np.random.default_rng(1)


def digit_encoder():
    model = keras.Sequential([keras.Input((28, 28, 1))], name="encoder")
    for filters in (32, 64):
        model.add(layers.Conv2D(filters, 3, padding="same", activation="relu"))
        model.add(layers.MaxPooling2D())
        model.add(layers.Dropout(0.2))
    model.add(layers.Flatten())
    model.add(layers.Dense(32, activation="relu"))
    return model


def digit_decoder(latent=32, hidden=None):
    model = keras.Sequential([keras.Input((latent,))], name="decoder")
    if hidden is not None:
        model.add(layers.Dense(hidden, activation="relu"))
    model.add(layers.Dense(7 * 7 * 64, activation="relu"))
    model.add(layers.Reshape((7, 7, 64)))
    for filters in (64, 32):
        model.add(layers.Conv2DTranspose(filters, 3, padding="same", activation="relu"))
        model.add(layers.UpSampling2D())
    model.add(layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid"))
    return model


def sign_encoder():
    model = keras.Sequential([keras.Input((64, 64, 3))], name="encoder")
    for filters, rate in ((32, 0.4), (64, 0.4), (64, 0.2)):
        for _ in range(2):
            model.add(layers.Conv2D(filters, 3, padding="same"))
            model.add(layers.LeakyReLU(negative_slope=0.3))
        model.add(layers.MaxPooling2D())
        model.add(layers.Dropout(rate))
    model.add(layers.Flatten())
    model.add(layers.Dense(128, activation="relu"))
    model.add(layers.Dropout(0.2))
    return model


def sign_decoder():
    model = keras.Sequential([keras.Input((128,))], name="decoder")
    model.add(layers.Dense(8 * 8 * 64, activation="relu"))
    model.add(layers.Reshape((8, 8, 64)))
    for filters in (64, 64, 32):
        for _ in range(2):
            model.add(layers.Conv2DTranspose(filters, 3, padding="same"))
            model.add(layers.LeakyReLU(negative_slope=0.3))
        model.add(layers.UpSampling2D())
    model.add(layers.Conv2DTranspose(3, 3, padding="same", activation="sigmoid"))
    return model


class Variational(keras.Model):
    """Adds the divergence as its own loss; the compiled loss is the reconstruction loss."""

    def __init__(self):
        super().__init__()
        self.encoder = digit_encoder()
        self.z_mean = layers.Dense(2)
        self.z_log_var = layers.Dense(2)
        self.decoder = digit_decoder(2, hidden=32)

    def call(self, image):
        code = self.encoder(image)
        mean, log_var = self.z_mean(code), self.z_log_var(code)
        divergence = -0.5 * tf.reduce_mean(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=-1)
        self.add_loss(tf.reduce_mean(divergence))
        return self.decoder(mean + tf.exp(log_var / 2) * tf.random.normal(tf.shape(mean)))


def pixel_sum(image, copy):
    """Binary crossentropy summed over the 784 pixels."""
    flat = [keras.ops.reshape(x, (-1, 784)) for x in (image, copy)]
    return 784 * keras.losses.binary_crossentropy(*flat)


def random(*shape):
    return rng.random(shape, dtype=np.float32)


def labels(examples, classes):
    return np.eye(classes, dtype=np.float32)[rng.integers(0, classes, examples)]


def classifier(encoder, image, classes):
    model = keras.Sequential([encoder, layers.Dense(classes, activation="softmax")])
    model.compile(keras.optimizers.Adadelta(1.0), "categorical_crossentropy", metrics=["accuracy"])
    return model, image, labels(len(image), classes)


def autoencoder(encoder, decoder, image, frozen):
    encoder.trainable = not frozen
    model = keras.Sequential([encoder, decoder])
    model.compile(keras.optimizers.Adadelta(1.0), "binary_crossentropy")
    return model, image, image


def linker():
    model = keras.Sequential([keras.Input((128,))])
    for units, rate in ((256, 0.3), (128, 0.2)):
        model.add(layers.Dense(units, activation="relu"))
        model.add(layers.Dropout(rate))
    model.add(layers.Dense(32, activation="relu"))
    model.compile(keras.optimizers.Adadelta(1.0), "mse")
    return model, random(32, 128), random(32, 32)


def variational():
    model = Variational()
    model.compile(keras.optimizers.Adam(), pixel_sum)
    image = random(128, 28, 28, 1)
    return model, image, image


class Positions(layers.Layer):
    """Adds a learned vector to each step, as KerasHub's PositionEmbedding makes it."""

    def build(self, shape):
        self.table = self.add_weight(name="table", shape=shape[1:], initializer="glorot_uniform")

    def call(self, x):
        return x + self.table


def gru_autoencoder():
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Reshape((28, 28)),
            layers.GRU(128),
            layers.RepeatVector(28),
            layers.GRU(128, return_sequences=True),
            layers.Dense(28, activation="sigmoid"),
            layers.Reshape((28, 28, 1)),
        ]
    )
    model.compile(keras.optimizers.Adam(), "binary_crossentropy")
    image = random(128, 28, 28, 1)
    return model, image, image


def transformer():
    image = keras.Input((28, 28, 1))
    x = Positions()(layers.Dense(64)(layers.Reshape((28, 28))(image)))
    for _ in range(2):
        normal = layers.LayerNormalization()(x)
        x = x + layers.MultiHeadAttention(num_heads=4, key_dim=16)(normal, normal)
        wide = layers.Dense(128, activation="gelu")(layers.LayerNormalization()(x))
        x = x + layers.Dense(64)(wide)
    mean = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(x))
    model = keras.Model(image, layers.Dense(10, activation="softmax")(mean))
    model.compile(keras.optimizers.Adam(), "categorical_crossentropy", metrics=["accuracy"])
    return model, random(128, 28, 28, 1), labels(128, 10)


def convolution(filters, kernel=3, **arguments):
    return layers.Conv2D(filters, kernel, **{"padding": "same", "activation": "relu", **arguments})


def u_net():
    image = keras.Input((28, 28, 1))
    fine = convolution(8)(image)
    middle = convolution(16)(layers.MaxPooling2D()(fine))
    deep = convolution(32)(layers.MaxPooling2D()(middle))
    x = convolution(16)(layers.Concatenate()([layers.UpSampling2D()(deep), middle]))
    x = convolution(8)(layers.Concatenate()([layers.UpSampling2D()(x), fine]))
    model = keras.Model(image, convolution(1, 1, activation="sigmoid")(x))
    model.compile(keras.optimizers.Adam(), "binary_crossentropy")
    images = random(64, 28, 28, 1)
    return model, images, images


def mlp_mixer():
    image = keras.Input((28, 28, 1))
    x = layers.Reshape((49, 32))(layers.Conv2D(32, 4, strides=4)(image))
    for _ in range(2):
        turned = layers.Permute((2, 1))(layers.LayerNormalization()(x))
        turned = layers.Dense(49)(layers.Dense(64, activation="relu")(turned))
        x = x + layers.Permute((2, 1))(turned)
        wide = layers.Dense(64, activation="relu")(layers.LayerNormalization()(x))
        x = x + layers.Dense(32)(wide)
    mean = layers.GlobalAveragePooling1D()(layers.LayerNormalization()(x))
    model = keras.Model(image, layers.Dense(10, activation="softmax")(mean))
    model.compile(keras.optimizers.Adam(), "categorical_crossentropy", metrics=["accuracy"])
    return model, random(64, 28, 28, 1), labels(64, 10)


def resnet_autoencoder():
    def residual(x, filters):
        inner = convolution(filters)(layers.BatchNormalization()(x))
        return x + convolution(filters, activation=None)(inner)

    image = keras.Input((28, 28, 1))
    x = image
    for filters in (8, 16):
        x = residual(convolution(filters, strides=2)(x), filters)
    x = layers.Dense(784, activation="relu")(layers.Dense(16)(layers.Flatten()(x)))
    x = layers.Reshape((7, 7, 16))(x)
    for _ in range(2):
        x = layers.UpSampling2D()(residual(x, 16))
    model = keras.Model(image, convolution(1, activation="sigmoid")(x))
    model.compile(keras.optimizers.Adam(), "binary_crossentropy")
    images = random(64, 28, 28, 1)
    return model, images, images


TASKS = {
    "mnist_classifier": lambda: classifier(digit_encoder(), random(128, 28, 28, 1), 10),
    "mnist_autoencoder": lambda: autoencoder(digit_encoder(), digit_decoder(), random(128, 28, 28, 1), True),
    "denoising": lambda: autoencoder(digit_encoder(), digit_decoder(), random(128, 28, 28, 1), False),
    "signs_classifier": lambda: classifier(sign_encoder(), random(32, 64, 64, 3), 6),
    "signs_autoencoder": lambda: autoencoder(sign_encoder(), sign_decoder(), random(32, 64, 64, 3), True),
    "linker": linker,
    "vae": variational,
    "gru_autoencoder": gru_autoencoder,
    "transformer": transformer,
    "u_net": u_net,
    "mlp_mixer": mlp_mixer,
    "resnet_autoencoder": resnet_autoencoder,
}


def stepper(task):
    """A function that takes one step and reads back its metrics."""
    model, x, y = TASKS[task]()
    model.make_train_function()
    train = model.train_function
    batches = iter(tf.data.Dataset.from_tensors((x, y)).cache().repeat())

    def step():
        tf.nest.map_structure(lambda figure: figure.numpy(), train(batches))

    return step


def main(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    version = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
    print(json.dumps({"version": version, "tasks": list(TASKS)}), flush=True)
    steppers = {}
    for line in sys.stdin:
        request = json.loads(line)
        task = request["task"]
        if task not in steppers:
            steppers[task] = stepper(task)
        step = steppers[task]
        for _ in range(request["warmup"]):
            step()
        ms = []
        for _ in range(request["steps"]):
            begun = time.perf_counter()
            step()
            ms.append(1000 * (time.perf_counter() - begun))
        print(json.dumps({"task": task, "ms": ms}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
