"""Weights of small networks after some steps with assignments after each update, by Keras 3 and TensorFlow.

    python test/keras/assignments.py

writes assignments.expected.json beside this file. Needs keras 3 with the tensorflow backend.

The same training is written as a graph in test/runtime/engines/assignments.test.ts. What is assigned is the business of
Keras's own words where it has them: the moving average of its optimizers (momentum * average + (1 - momentum) * value),
the constraint UnitNorm; clipping is tf.clip_by_value.
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
STEPS, BATCH = 5, 6
rng = np.random.default_rng(7)


def array(*shape, scale=1.0):
    return np.round(rng.normal(size=shape) * scale, 3).astype("float32")


image = np.round(rng.uniform(size=(STEPS, BATCH, 4, 4, 1)), 3).astype("float32")
label = np.eye(3, dtype="float32")[rng.integers(0, 3, (STEPS, BATCH))]


def student():
    return keras.Sequential(
        [
            keras.layers.Input((4, 4, 1)),
            keras.layers.Conv2D(4, 3, activation="tanh", name="conv"),
            keras.layers.BatchNormalization(name="norm"),
            keras.layers.Flatten(),
            keras.layers.Dense(3, name="out"),
        ]
    )


def critic():
    return keras.Sequential(
        [
            keras.layers.Input((3,)),
            keras.layers.Dense(4, activation="tanh", name="hidden"),
            keras.layers.Dense(1, name="score"),
        ]
    )


def begin(model):
    for weight in model.weights:
        if "moving" in weight.path or "gamma" in weight.path:
            weight.assign(np.abs(array(*weight.shape)) + 0.5)
        else:
            weight.assign(array(*weight.shape, scale=0.4))


networks = {"student": student(), "teacher": student(), "critic": critic()}
for model in networks.values():
    begin(model)
memory = tf.Variable(array(8, 3))
centre = tf.Variable(array(3))


def plain(value):
    return [float(f"{x:.9g}") for x in np.asarray(value, dtype="float32").ravel()]


def named():
    weights = {
        f"{name}/{weight.path.split('/')[-2]}/{weight.path.split('/')[-1]}": weight
        for name, model in networks.items()
        for weight in model.weights
    }
    return {name: plain(weight) for name, weight in weights.items()} | {
        "memory": plain(memory),
        "centre": plain(centre),
    }


start = named()
s, t, c = (networks[name] for name in ("student", "teacher", "critic"))
teach = keras.optimizers.SGD(0.1, momentum=0.9)
judge = keras.optimizers.Adam(0.05)
unit = keras.constraints.UnitNorm(axis=[0, 1, 2])
updates = 0

for step in range(STEPS):
    progress = step / STEPS
    decay = 0.5 + 0.4 * progress

    def after(prediction):
        """Of the phase: after every update."""
        for average, weight in zip(t.weights, s.weights):
            average.assign(average * decay + weight * (1 - decay))
        centre.assign(centre * 0.9 + tf.reduce_mean(prediction, axis=0) * 0.1)

    with tf.GradientTape() as tape:
        prediction = s(image[step], training=True)
        target = tf.stop_gradient(t(image[step], training=False))
        loss = tf.reduce_mean(tf.square(prediction - target)) + tf.reduce_mean(
            keras.losses.categorical_crossentropy(label[step], prediction, from_logits=True)
        )
    weights = s.trainable_variables
    teach.apply(tape.gradient(loss, weights), weights)
    # Of the update: its own come first.
    s.get_layer("conv").kernel.assign(unit(s.get_layer("conv").kernel))
    # The predictions are those that the update has made.
    memory.assign(memory * 0.5 + tf.matmul(tf.nn.softmax(memory), tf.matmul(prediction, prediction, transpose_a=True)) * 0.1)
    after(prediction)

    # The moving averages of a call are updated once in a step, although later updates compute it again.
    kept = [np.array(weight) for weight in s.get_layer("norm").non_trainable_variables]
    for turn in range(2):
        with tf.GradientTape() as tape:
            prediction = s(image[step], training=True)
            made = tf.reduce_mean(tf.reshape(c(prediction), [-1]))
            held = tf.reduce_mean(tf.reshape(c(label[step]), [-1]))
            loss = made - held
        for weight, value in zip(s.get_layer("norm").non_trainable_variables, kept):
            weight.assign(value)
        weights = c.trainable_variables
        judge.apply(tape.gradient(loss, weights), weights)
        for weight in weights:
            weight.assign(tf.clip_by_value(weight, -0.3, 0.2))
        # Every second step, at its end.
        if step % 2 == 1:
            memory.assign(tf.minimum(memory, 0.8))
        after(prediction)

(HERE / "assignments.expected.json").write_text(
    json.dumps(
        {
            "steps": STEPS,
            "batch": BATCH,
            "image": plain(image),
            "label": plain(label),
            "start": start,
            "end": named(),
        }
    )
    + "\n"
)
