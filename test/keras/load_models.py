"""Loads the .keras files of a folder with keras.saving.load_model, and compares what they compute with NAME.json beside them.

    python test/keras/load_models.py FOLDER

prints {NAME: largest difference, relative to the largest number, or what went wrong} as JSON. Needs keras 3.
"""

import json
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np


def array(plain):
    return np.asarray(plain["data"], dtype="float32").reshape(plain["shape"])


def compare(path):
    said = json.loads(path.with_suffix(".json").read_text())
    model = keras.saving.load_model(path)
    inputs = [array(one) for one in said["inputs"]]
    outputs = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    worst = 0.0
    for is_, should in zip(outputs, map(array, said["outputs"]), strict=True):
        is_ = np.asarray(is_)
        if is_.shape != should.shape:
            return f"{is_.shape} where {should.shape} should be"
        worst = max(worst, float(np.abs(is_ - should).max() / max(1e-3, np.abs(should).max())))
    return worst


results = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.keras")):
    try:
        results[path.stem] = compare(path)
    except Exception as error:  # what Keras refuses is what the caller wants to know
        results[path.stem] = f"{type(error).__name__}: {str(error)[:600]}"
print(json.dumps(results))
