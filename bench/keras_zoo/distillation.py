"""graphs/zoo/distillation.yaml in Keras, as its users write it."""
import sys

import keras
import tensorflow as tf
from keras import layers, ops

EPOCHS = 20
STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else None  # of an epoch; by default all
TEMPERATURE = 20

keras.utils.set_random_seed(1)
if STEPS:
    EPOCHS = 1
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = (images[..., None].astype("float32") / 255 for images in (x, x_test))
y, y_test = (keras.utils.to_categorical(labels, 10) for labels in (y, y_test))

shift = layers.RandomTranslation(0.07, 0.07, fill_mode="constant")
digits = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(60_000).batch(128)
shifted = digits.map(lambda images, labels: (shift(images, training=True), labels))


def network(*units, dropout=0.0):
    inputs = keras.Input((28, 28, 1))
    h = layers.Flatten()(inputs)
    for width in units:
        h = layers.Dense(width, activation="relu")(h)
        if dropout:
            h = layers.Dropout(dropout)(h)
    return keras.Model(inputs, layers.Dense(10)(h))


class Distiller(keras.Model):
    def __init__(self, teacher, student):
        super().__init__()
        self.teacher, self.student = teacher, student
        self.teacher.trainable = False

    def call(self, images):
        return self.student(images)

    def train_step(self, data):
        images, labels = data
        soft_labels = ops.softmax(self.teacher(images, training=False) / TEMPERATURE)
        with tf.GradientTape() as tape:
            logits = self.student(images, training=True)
            soft = keras.losses.categorical_crossentropy(soft_labels, logits / TEMPERATURE, from_logits=True)
            hard = keras.losses.categorical_crossentropy(labels, logits, from_logits=True)
            loss = ops.mean(TEMPERATURE**2 * soft + 0.1 * hard)
        gradients = tape.gradient(loss, self.student.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.student.trainable_variables))
        return {"loss": loss}


crossentropy = keras.losses.CategoricalCrossentropy(from_logits=True)
teacher = network(1200, 1200, dropout=0.5)
teacher.compile(keras.optimizers.Adam(0.001), crossentropy)
teacher.fit(shifted.take(STEPS or -1), epochs=EPOCHS, verbose=2)
student = network(30)
distiller = Distiller(teacher, student)
distiller.compile(keras.optimizers.Adam(0.001))
distiller.fit(digits.take(STEPS or -1), epochs=EPOCHS, verbose=2)
alone = network(30)
alone.compile(keras.optimizers.Adam(0.001), crossentropy)
alone.fit(digits.take(STEPS or -1), epochs=EPOCHS, verbose=2)

answers = {name: model.predict(x_test, verbose=0).argmax(-1) for name, model in
           {"teacher": teacher, "student": student, "alone": alone}.items()}
for name, answer in answers.items():
    print(name, "right", (answer == y_test.argmax(-1)).mean())
agreement = (answers["student"] == answers["teacher"]).mean()
print("agreement", agreement)
assert agreement >= 0.85
