"""graphs/zoo/byol.yaml in Keras, as its users write it."""
import sys

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops

EPOCHS = 10
STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else None  # of an epoch; by default all

keras.utils.set_random_seed(1)
if STEPS:
    EPOCHS = 1
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = (images[..., None].astype("float32") / 255 for images in (x, x_test))
digits = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(60_000).batch(128)
move = keras.Sequential(
    [
        layers.RandomRotation(15 / 360, fill_mode="nearest"),
        layers.RandomTranslation(0.1, 0.1, fill_mode="nearest"),
        layers.RandomZoom((-0.17, 0.11), (-0.17, 0.11), fill_mode="nearest"),
    ]
)
views = digits.map(lambda images, _: (move(images, training=True), move(images, training=True)))


def new_encoder():
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 5, strides=2, activation="relu"),
            layers.Conv2D(32, 3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dense(64),
            layers.BatchNormalization(),
        ]
    )


class BYOL(keras.Model):
    def __init__(self, steps):
        super().__init__()
        self.encoder, self.target = new_encoder(), new_encoder()
        self.target.set_weights(self.encoder.get_weights())
        self.target.trainable = False
        self.predictor = keras.Sequential(
            [keras.Input((64,)), layers.Dense(128, activation="relu"), layers.Dense(64)]
        )
        self.steps = steps
        self.step = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def train_step(self, data):
        one, other = data
        seen = self.target(other, training=False)
        with tf.GradientTape() as tape:
            foretold = self.predictor(self.encoder(one, training=True), training=True)
            loss = ops.mean(keras.losses.cosine_similarity(seen, foretold))
        trained = self.encoder.trainable_variables + self.predictor.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, trained), trained))
        progress = self.step / self.steps
        decay = 1 - 0.05 * (1 + ops.cos(np.pi * progress)) / 2
        for average, weight in zip(self.target.variables, self.encoder.variables):
            average.assign(decay * average + (1 - decay) * weight)
        self.step.assign_add(1)
        return {"loss": loss}


steps = STEPS or len(digits)
model = BYOL(EPOCHS * steps)
model.compile(keras.optimizers.Adam(0.001))
model.fit(views.take(steps), epochs=EPOCHS, verbose=2)
reader = keras.Sequential([model.target, layers.Dense(10, activation="softmax")])
reader.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
reader.fit(digits.take(400 if STEPS else -1), epochs=2, verbose=2)

codes = [ops.normalize(model.target(move(x_test, training=True), training=False), axis=-1) for _ in range(2)]
alike = ops.mean(ops.sum(codes[0] * codes[1], axis=-1)) - ops.mean(
    ops.sum(codes[0] * tf.random.shuffle(codes[1]), axis=-1)
)
print("alike", float(alike))
_, right = reader.evaluate(x_test, y_test, verbose=0)
print("digits read", right)
assert alike >= 0.3 and right >= 0.8
