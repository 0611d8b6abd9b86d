"""The public names of Keras 3 for what lagraph has words for.

    python test/keras/vocabulary.py

writes vocabulary.expected.json beside this file.
"""

import inspect
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

HERE = pathlib.Path(__file__).parent
# Not for users: base classes, and the way to and from configurations.
NOT_WORDS = set("Constraint Initializer Regularizer Optimizer Loss Metric deserialize serialize get".split())


def names(module, wanted):
    found = {name for name, one in vars(module).items() if wanted(one) and not name.startswith("_")}
    return sorted(found - NOT_WORDS)


NOT_ARGUMENTS = set("self args kwargs name layer weights autocast".split())


def arguments(module, wanted):
    """The names of the arguments of each class that users make."""
    classes = {name: vars(module)[name] for name in names(module, wanted)}
    return {
        name: [one for one in inspect.signature(made.__init__).parameters if one not in NOT_ARGUMENTS]
        for name, made in classes.items()
    }


made = {
    "keras": keras.__version__,
    "activations": names(keras.activations, inspect.isfunction),
    **{
        kind: names(getattr(keras, kind), inspect.isclass)
        for kind in "layers initializers regularizers constraints losses metrics optimizers".split()
    },
    "arguments": {
        kind: arguments(getattr(keras, kind), inspect.isclass)
        for kind in "layers regularizers constraints optimizers".split()
    },
}
(HERE / "vocabulary.expected.json").write_text(json.dumps(made) + "\n")
