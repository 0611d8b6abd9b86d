"""Training steps of generated networks (bench/networks) in Keras 3 on TensorFlow, timed on request.

Reads one JSON object a line and answers each with a line:
{"ask": "open", "task": ...} with the numbers of weights, {"parameters": ..., "trainable": ...};
{"ask": "time", "steps": 20, "warmup": 3} with {"ms": [...]};
{"ask": "close"} with {}.
Whatever goes wrong is told as {"failed": ...}. The first line, before any request, gives the version. The only argument
is the number of threads.

A step is what `fit` runs: the compiled training function, on tensors in memory, with its metrics read back.
"""

import gc
import json
import os
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
from keras_networks import function, tuples
from keras_steps import Positions

RECURRENT = ("SimpleRNN", "LSTM", "GRU")

rng = np.random.default_rng(1)


def layer_of(name, args):
    if name == "PositionEmbedding":
        return Positions()
    given = {key: tuples(value) for key, value in args.items() if key not in RECURRENT}
    inner = [getattr(keras.layers, key)(**value) for key, value in args.items() if key in RECURRENT]
    return getattr(keras.layers, name)(*inner, **given)


def called(layer, operands, frozen):
    # As one calls a network that is not trained: its dropout is off, its moving means stay.
    mode = {"training": False} if frozen else {}
    if isinstance(layer, keras.layers.MultiHeadAttention):
        made = layer(*operands, **mode)
    else:
        made = layer(operands if len(operands) > 1 else operands[0], **mode)
    # Not before the call: layers that are made of layers make them then.
    layer.trainable = not frozen
    return made


def outputs_of(network, inputs, frozen):
    values = dict(zip([one["name"] for one in network["inputs"]], inputs, strict=True))
    for node in network["nodes"]:
        of = [values[name] for name in node["of"]]
        if "function" in node:
            made = function(node["function"])(*of)
        else:
            made = called(layer_of(node["layer"], node["args"]), of, frozen)
        values[node["name"]] = made
    return {name: values[name] for name in network["outputs"]}


def model_of(task):
    fields = {one["name"]: one for one in task["fields"]}
    networks = {one["name"]: one for one in task["networks"]}
    inputs = {name: keras.Input(tuple(one["shape"]), name=name) for name, one in fields.items() if name[0] == "x"}
    made = {}
    for call in task["calls"]:
        of = [inputs[one] if isinstance(one, str) else made[one["call"]][one["output"]] for one in call["of"]]
        name = call["network"]
        made[call["name"]] = outputs_of(networks[name], of, name in task["frozen"])
    [loss] = task["losses"]
    model = keras.Model(list(inputs.values()), made["out"][loss["of"][0]])
    chosen = task["optimizer"]
    clip = {} if task["clip"] is None else {"global_clipnorm": task["clip"]}
    # Keras requires floats here, even for whole numbers.
    args = {key: float(value) if type(value) is int else value for key, value in chosen["args"].items()}
    model.compile(
        getattr(keras.optimizers, chosen["name"])(**args, **clip),
        loss["loss"],
        metrics=["accuracy"] if task.get("metrics") else None,
    )
    return model, fields[loss["target"]]


def noise(batch, field):
    shape = (batch, *field["shape"])
    if field["holds"] != "onehot":
        return rng.random(shape, dtype=np.float32)
    return np.eye(shape[-1], dtype=np.float32)[rng.integers(0, shape[-1], shape[:-1])]


def count(variables):
    return int(sum(np.prod(variable.shape) for variable in variables))


class Opened:
    """One network, and the steps that it has taken."""

    def __init__(self, task):
        self.model, target = model_of(task)
        [image] = [field for field in task["fields"] if field["name"] == "x0"]
        x = noise(task["batch"], image)
        y = x if target["name"] == "x0" else noise(task["batch"], target)
        self.model.make_train_function()
        self.batches = iter(tf.data.Dataset.from_tensors((x, y)).cache().repeat())

    def counts(self):
        return {"parameters": count(self.model.weights), "trainable": count(self.model.trainable_weights)}

    def step(self):
        tf.nest.map_structure(lambda figure: figure.numpy(), self.model.train_function(self.batches))

    def time(self, steps, warmup):
        for _ in range(warmup):
            self.step()
        ms = []
        for _ in range(steps):
            begun = time.perf_counter()
            self.step()
            ms.append(1000 * (time.perf_counter() - begun))
        return ms


def main(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    # Freezing the modules of Keras and TensorFlow makes the collections of garbage fast.
    gc.freeze()
    print(json.dumps({"version": f"Keras {keras.__version__}, TensorFlow {tf.__version__}"}), flush=True)
    opened = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["ask"] == "open":
                opened = Opened(request["task"])
                answer = opened.counts()
            elif request["ask"] == "time":
                answer = {"ms": opened.time(request["steps"], request["warmup"])}
            else:
                opened = None
                keras.utils.clear_session()
                gc.collect()
                answer = {}
        except Exception as error:  # whatever Keras says is told
            answer = {"failed": f"{type(error).__name__}: {str(error)[:400]}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
