"""graphs/zoo/contrastive-link.yaml in Keras, as its users write it."""
import sys

import keras
import tensorflow as tf
from keras import layers, ops

EPOCHS = 20
STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else None  # of an epoch; by default all

keras.utils.set_random_seed(1)
if STEPS:
    EPOCHS = 2
(x, _), (x_test, _) = keras.datasets.mnist.load_data()
x, x_test = (images[..., None].astype("float32") / 255 for images in (x, x_test))
digits = tf.data.Dataset.from_tensor_slices(x).shuffle(60_000).batch(128)


def encoder():
    return keras.Sequential(
        [keras.Input((14, 28, 1)), layers.Flatten(), layers.Dense(256, activation="relu"), layers.Dense(32)]
    )


class ContrastiveLink(keras.Model):
    def __init__(self):
        super().__init__()
        self.left, self.right = encoder(), encoder()
        self.temperature = self.add_weight(shape=(), initializer=keras.initializers.Constant(2.659))

    def codes(self, images):
        left = ops.normalize(self.left(images[:, :14]), axis=-1)
        right = ops.normalize(self.right(images[:, 14:]), axis=-1)
        return left, right

    def train_step(self, images):
        with tf.GradientTape() as tape:
            left, right = self.codes(images)
            logits = ops.exp(self.temperature) * ops.matmul(left, ops.transpose(right))
            own = ops.arange(ops.shape(logits)[0])
            loss = 0
            for scores in (logits, ops.transpose(logits)):
                loss += ops.mean(
                    keras.losses.sparse_categorical_crossentropy(own, scores, from_logits=True)
                )
            loss /= 2
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}


model = ContrastiveLink()
model.compile(keras.optimizers.Adam(0.001))
model.fit(digits.take(STEPS or -1), epochs=EPOCHS, verbose=2)

left, right = model.codes(x_test)
own = ops.mean(ops.sum(left * right, axis=-1))
others = ops.mean(ops.sum(left * tf.random.shuffle(right), axis=-1))
print("nearer", float(own - others))
assert own - others >= 0.3
