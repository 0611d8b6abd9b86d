"""graphs/zoo/wgan-gp.yaml in Keras, as its users write it."""
import sys

import keras
import numpy as np
import scipy.linalg
import tensorflow as tf
from keras import layers, ops

EPOCHS = 40
STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else None  # of an epoch; by default all
LATENT = 16

keras.utils.set_random_seed(1)
if STEPS:
    EPOCHS = 1
(x, _), (x_test, _) = keras.datasets.mnist.load_data()
x, x_test = (images[..., None].astype("float32") / 255 for images in (x, x_test))
digits = tf.data.Dataset.from_tensor_slices(x).shuffle(60_000).batch(64)

generator = keras.Sequential(
    [
        keras.Input((LATENT,)),
        layers.Dense(256, activation="relu"),
        layers.Dense(784, activation="sigmoid"),
        layers.Reshape((28, 28, 1)),
    ]
)
critic = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Flatten(),
        layers.Dense(256, activation="silu"),
        layers.Dense(128, activation="silu"),
        layers.Dense(1),
    ]
)


class WGAN(keras.Model):
    def __init__(self):
        super().__init__()
        self.generator, self.critic = generator, critic

    def compile(self, generator_optimizer, critic_optimizer):
        super().compile()
        self.generator_optimizer, self.critic_optimizer = generator_optimizer, critic_optimizer

    def drawn(self, count):
        return self.generator(tf.random.normal((count, LATENT)), training=True)

    def train_step(self, images):
        count = tf.shape(images)[0]
        for _ in range(5):
            with tf.GradientTape() as tape:
                fake = self.drawn(count)
                distance = ops.mean(self.critic(fake)) - ops.mean(self.critic(images))
                mixed = fake + tf.random.uniform((count, 1, 1, 1)) * (images - fake)
                with tf.GradientTape() as inner:
                    inner.watch(mixed)
                    scores = self.critic(mixed)
                slope = ops.sqrt(ops.sum(ops.square(inner.gradient(scores, mixed)), axis=[1, 2, 3]) + 1e-12)
                loss = distance + 10 * ops.mean(ops.square(slope - 1))
            gradients = tape.gradient(loss, self.critic.trainable_variables)
            self.critic_optimizer.apply_gradients(zip(gradients, self.critic.trainable_variables))
        with tf.GradientTape() as tape:
            draw = -ops.mean(self.critic(self.drawn(count)))
        gradients = tape.gradient(draw, self.generator.trainable_variables)
        self.generator_optimizer.apply_gradients(zip(gradients, self.generator.trainable_variables))
        return {"judge": loss, "draw": draw}


model = WGAN()
model.compile(keras.optimizers.Adam(0.0005, beta_1=0.5), keras.optimizers.Adam(0.0005, beta_1=0.5))
model.fit(digits.take(STEPS or -1), epochs=EPOCHS, verbose=2)


def frechet_distance(a, b):
    root = scipy.linalg.sqrtm(np.cov(a.T) @ np.cov(b.T)).real
    return np.square(a.mean(0) - b.mean(0)).sum() + np.trace(np.cov(a.T) + np.cov(b.T) - 2 * root)


places = keras.Sequential([layers.AveragePooling2D(7), layers.Flatten()])
distance = frechet_distance(places(x_test).numpy(), places(model.drawn(len(x_test))).numpy())
print("distance from digits", distance)
assert distance < 0.3
