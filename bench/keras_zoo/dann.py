"""graphs/zoo/dann.yaml in Keras, as its users write it."""
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
y = keras.utils.to_categorical(y, 10)
random = np.random.default_rng(1)


def on_greys(images):
    return np.abs(images - random.uniform(0, 0.5, (len(images), 1, 1, 1)).astype("float32"))


source = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(60_000).batch(64)
target = tf.data.Dataset.from_tensor_slices(on_greys(x)).shuffle(60_000).batch(64)
both = tf.data.Dataset.zip((source, target))


@tf.custom_gradient
def reverse_gradient(z, scale):
    return tf.identity(z), lambda slope: (-scale * slope, None)


class DANN(keras.Model):
    def __init__(self, steps):
        super().__init__()
        self.features = keras.Sequential([keras.Input((28, 28, 1))])
        for filters in (32, 48):
            self.features.add(layers.Conv2D(filters, 5, strides=2, padding="same", activation="relu"))
        self.features.add(layers.Flatten())
        self.features.add(layers.Dense(100, activation="relu"))
        self.label_head = keras.Sequential([keras.Input((100,)), layers.Dense(10, activation="softmax")])
        self.domain_head = keras.Sequential(
            [keras.Input((100,)), layers.Dense(100, activation="relu"), layers.Dense(1)]
        )
        self.steps = steps

    def call(self, images):
        return self.label_head(self.features(images))

    def train_step(self, data):
        (images, labels), others = data
        progress = ops.cast(self.optimizer.iterations, "float32") / self.steps
        scale = 0.4 / (1 + ops.exp(-10 * progress)) - 0.2
        with tf.GradientTape() as tape:
            here, there = self.features(images, training=True), self.features(others, training=True)
            read = ops.mean(keras.losses.categorical_crossentropy(labels, self.label_head(here)))
            domain = 0
            for z, one in ((here, 1), (there, 0)):
                logits = self.domain_head(reverse_gradient(z, scale))
                truth = one * ops.ones_like(logits)
                domain += ops.mean(keras.losses.binary_crossentropy(truth, logits, from_logits=True))
            loss = read + domain
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"read": read, "domain": domain}


class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, step):
        return 0.02 / (1 + 10 * ops.cast(step, "float32") / self.steps) ** 0.75


steps = EPOCHS * (STEPS or len(source))
model = DANN(steps)
model.compile(keras.optimizers.SGD(Schedule(steps), momentum=0.9))
model.fit(both.take(STEPS or -1), epochs=EPOCHS, verbose=2)

right = (model.predict(on_greys(x_test), verbose=0).argmax(-1) == y_test).mean()
print("target read", right)
assert right >= 0.58
