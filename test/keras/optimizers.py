"""Weights after each step of Keras 3's optimizers, for given gradients.

    python test/keras/optimizers.py

writes optimizers.expected.json beside this file. Needs keras 3 with the tensorflow backend.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

HERE = pathlib.Path(__file__).parent
STEPS = 5
rng = np.random.default_rng(3)
start = np.round(rng.uniform(-1, 1, (2, 3)), 3).astype("float32")
# Of all magnitudes, with zeros among them.
gradients = np.round(rng.normal(size=(STEPS, 2, 3)) * 10.0 ** rng.integers(-3, 2, (STEPS, 2, 3)), 5).astype("float32")
gradients[:, 0, 0] = 0
gradients[2, 1] = 0


def plain(array):
    return [float(f"{x:.9g}") for x in np.asarray(array, dtype="float32").ravel()]


def case(name, **args):
    optimizer = getattr(keras.optimizers, name)(**args)
    weight = keras.Variable(start)
    optimizer.build([weight])
    weights = []
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient)])
        weights.append(plain(weight))
    return {"optimizer": name, "args": args, "weights": weights}


CASES = [
    case("SGD"),
    case("SGD", learning_rate=0.1, momentum=0.9),
    case("SGD", learning_rate=0.1, momentum=0.8, nesterov=True),
    case("Adadelta"),
    case("Adadelta", learning_rate=1.0),
    case("Adadelta", learning_rate=0.5, rho=0.8, epsilon=1e-6),
    case("Adagrad"),
    case("Adagrad", learning_rate=0.1, initial_accumulator_value=0.5),
    case("Adam"),
    case("Adam", learning_rate=0.01, beta_1=0.8, beta_2=0.99, epsilon=1e-4),
    case("Adam", learning_rate=0.1, beta_2=0.5, amsgrad=True),
    case("AdamW"),
    case("AdamW", learning_rate=0.1, weight_decay=0.1),
    case("Adamax"),
    case("Adamax", learning_rate=0.1, beta_2=0.9),
    case("Nadam"),
    case("Nadam", learning_rate=0.1, beta_1=0.7),
    case("RMSprop"),
    case("RMSprop", learning_rate=0.01, rho=0.5, momentum=0.9),
    case("RMSprop", learning_rate=0.01, centered=True),
]

with open(HERE / "optimizers.expected.json", "w") as file:
    head = {"shape": [2, 3], "start": plain(start), "gradients": [plain(g) for g in gradients]}
    file.write(json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(one) for one in CASES) + "\n]}\n")
print(len(CASES), "cases with keras", keras.__version__)
