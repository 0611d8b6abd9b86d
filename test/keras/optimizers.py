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


def case(name, shape=(2, 3), **args):
    optimizer = getattr(keras.optimizers, name)(**args)
    weight = keras.Variable(start.reshape(shape))
    optimizer.build([weight])
    weights = []
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient.reshape(shape))])
        weights.append(plain(weight))
    return {"optimizer": name, "shape": list(shape), "args": args, "weights": weights}


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
    case("SGD", learning_rate=0.1, momentum=0.9, weight_decay=0.3),
    case("Adam", learning_rate=0.01, weight_decay=0.2),
    case("Lion"),
    case("Lion", learning_rate=0.01, beta_1=0.5, beta_2=0.7, weight_decay=0.1),
    case("Lamb"),
    case("Lamb", learning_rate=0.1, beta_1=0.7, beta_2=0.9, epsilon=1e-3, weight_decay=0.1),
    case("Lamb", learning_rate=0.1, shape=(6,)),
    case("Ftrl"),
    case("Ftrl", learning_rate=0.5, l1_regularization_strength=0.01, l2_regularization_strength=0.1, initial_accumulator_value=0.3),
    case("Ftrl", learning_rate=0.5, learning_rate_power=-0.7, l2_shrinkage_regularization_strength=0.05, beta=0.2),
    case("Adafactor"),
    case("Adafactor", learning_rate=0.5, beta_2_decay=-0.6, epsilon_1=1e-4, epsilon_2=0.01, clip_threshold=0.7),
    case("Adafactor", learning_rate=0.9, relative_step=False, shape=(6,)),
    case("Adafactor", learning_rate=0.3, shape=(1, 3, 2)),
    case("Muon"),
    case("Muon", learning_rate=0.1, momentum=0.8, nesterov=False, ns_steps=3, rms_rate=None, weight_decay=0.1),
    case("Muon", learning_rate=0.1, muon_a=3.0, muon_b=-4.0, muon_c=2.0, shape=(3, 2)),
    case("Muon", learning_rate=0.1, adam_lr_ratio=0.5, adam_beta_1=0.8, adam_beta_2=0.9, adam_weight_decay=0.1, epsilon=1e-4, shape=(6,)),
]

with open(HERE / "optimizers.expected.json", "w") as file:
    head = {"start": plain(start), "gradients": [plain(g) for g in gradients]}
    file.write(json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(one) for one in CASES) + "\n]}\n")
print(len(CASES), "cases with keras", keras.__version__)
