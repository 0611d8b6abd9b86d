"""Writes augment.expected.json: images, transforms and Keras's results.

Keras's `ImageDataGenerator.apply_transform` with linear interpolation, the class's default. Images are square: for
others Keras swaps the coordinates of the centre. Run it with a Python that has keras, tensorflow and scipy:

    python test/keras/augment.py
"""

import json
import os

import keras
import numpy as np
import scipy
from keras.src.legacy.preprocessing.image import ImageDataGenerator

random = np.random.default_rng(3)
SHAPE = (7, 7, 2)
transforms = [
    {"theta": 25.0},
    {"tx": 2.0, "ty": -1.0},
    {"tx": -1.3, "ty": 0.4},
    {"tx": -6.0, "ty": 12.0},
    {"shear": 35.0},
    {"zx": 0.8, "zy": 1.3},
    {"zx": 1.9, "zy": 2.4, "theta": -130.0},
    {"theta": -17.5, "tx": 1.1, "ty": -0.6, "shear": 0.7, "zx": 0.93, "zy": 1.08, "flip_horizontal": True},
    {"theta": 200.0, "tx": 9.5, "ty": 12.25, "shear": -12.0, "zx": 1.4, "zy": 0.6, "flip_vertical": True},
    {"flip_horizontal": True, "flip_vertical": True},
]


def numbers(array):
    return [float(str(x)) for x in np.asarray(array, "float32").ravel()]


cases = []
for transform in transforms:
    for fill in ("nearest", "constant", "reflect", "wrap"):
        cval = 0.25 if fill == "constant" else 0.0
        image = random.random(SHAPE, "float32").round(3)
        generator = ImageDataGenerator(fill_mode=fill, cval=cval, data_format="channels_last")
        result = generator.apply_transform(image, transform)
        cases.append(
            {"transform": transform, "fill": fill, "cval": cval, "image": numbers(image), "expected": numbers(result)}
        )

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "augment.expected.json")
lines = ",\n".join(json.dumps(case) for case in cases)
made_by = {"keras": keras.__version__, "scipy": scipy.__version__, "shape": SHAPE}
with open(path, "w") as file:
    file.write(json.dumps(made_by)[:-1] + ', "cases": [\n' + lines + "\n]}\n")
