"""Random networks (bench/random-networks) in Keras 3 on TensorFlow, in float32 and in float64.

Reads one JSON object a line: a task, its weights, and the feeds of its steps (see bench/keras-equivalence.mjs). Answers
each with a line: for each precision the outputs in inference mode, the losses and the weights after three steps, or
{"refused": why} if Keras does not support the task.
"""

import base64
import gc
import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf
from keras import ops

DRAWN = {"Dropout", "SpatialDropout2D", "GaussianDropout", "GaussianNoise"}


def array(packed):
    data = np.frombuffer(base64.b64decode(packed["data"]), dtype=packed["type"])
    return data.reshape(packed["shape"])


def packed(numbers):
    return base64.b64encode(np.ascontiguousarray(numbers, dtype="<f8")).decode()


def tuples(value):
    return tuple(tuples(one) for one in value) if isinstance(value, list) else value


def drawn(layer, args, x, draw):
    """The random layers of lagraph as functions of their draws; masks as in Keras, with rates in multiples of 1/256."""
    if layer in ("Dropout", "SpatialDropout2D"):
        threshold = round(args["rate"] * 256)
        return x * ops.cast(draw >= threshold, x.dtype) * (256 / (256 - threshold))
    noise = ops.cast(draw, x.dtype)
    if layer == "GaussianDropout":
        return x * (1 + noise * float(np.sqrt(args["rate"] / (1 - args["rate"]))))
    return x + args["stddev"] * noise


@tf.custom_gradient
def reversed_gradient(x):
    return tf.identity(x), lambda dy: -dy


def turned(x, turn):
    return ops.swapaxes(x, -1, -2) if turn else x


FUNCTIONS = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
    "squared_difference": lambda a, b: ops.square(a - b),
    "negative": ops.negative,
    "l2_normalize": lambda x, axis: x / ops.sqrt(ops.maximum(ops.sum(ops.square(x), axis, keepdims=True), 1e-12)),
    "stack": lambda *x, axis: ops.stack(x, axis),
    "concat": lambda *x, axis: ops.concatenate(x, axis),
    "transpose": lambda x, axes: ops.transpose(x, axes),
    "matmul": lambda a, b, transpose_a, transpose_b: ops.matmul(turned(a, transpose_a), turned(b, transpose_b)),
    "variance": ops.var,
    "flatten": lambda x: ops.reshape(x, (x.shape[0], -1)),
    "clip": lambda x, low, high: ops.clip(x, low, high),
    "reverse_gradient": reversed_gradient,
    "straight_through": lambda hard, soft: soft + ops.stop_gradient(hard - soft),
}


def function(name):
    return FUNCTIONS.get(name) or getattr(ops, name)


class Network:
    """A network of a task: its nodes in order. Each layer is created once and shared by all calls of the network."""

    def __init__(self, description):
        self.description = description
        self.layers = {}
        for node in description["nodes"]:
            name = node.get("layer")
            if name is None or name in DRAWN:
                continue
            args = {key: tuples(value) for key, value in node["args"].items() if not key.endswith("_initializer")}
            self.layers[node["name"]] = getattr(keras.layers, name)(**args)
        self.calls = 0

    def __call__(self, inputs, training, draws):
        values = dict(zip([one["name"] for one in self.description["inputs"]], inputs))
        number, self.calls = self.calls, self.calls + 1
        for node in self.description["nodes"]:
            of = [values[name] for name in node["of"]]
            name = node["name"]
            if "function" in node:
                made = function(node["function"])(*of, *(node.get("numbers") or []), **(node.get("options") or {}))
            elif node["layer"] in DRAWN:
                made = of[0]
                if training:
                    draw = draws[f"{self.description['name']}/{name}#{number}"]
                    made = drawn(node["layer"], node["args"], of[0], draw)
            else:
                layer = self.layers[name]
                given = of if len(of) > 1 else of[0]
                if isinstance(layer, keras.layers.BatchNormalization):
                    made = layer(given, training=training)
                else:
                    made = layer(given)
            values[name] = made
        return [values[name] for name in self.description["outputs"]]


def loss_of(one, predictions, target):
    name, options = one["loss"], one["options"]
    if name == "kl_normal":
        mean, log_var = predictions
        return 0.5 * ops.mean(ops.sum(ops.square(mean) + ops.exp(log_var) - log_var - 1, -1))
    if name == "contrastive":
        logits = ops.matmul(predictions[0], ops.transpose(predictions[1]))
        return -ops.mean(ops.diagonal(ops.log_softmax(logits, -1)))
    if name == "sparse_categorical_crossentropy":
        target = ops.argmax(target, -1)
    if name == "sigmoid_crossentropy":
        # Keras's own function, given the output of a sigmoid, recovers the logits from the graph.
        return ops.mean(tf.nn.sigmoid_cross_entropy_with_logits(target, predictions[0]))
    return ops.mean(getattr(keras.losses, name)(target, predictions[0], **options))


class Trainer:
    def __init__(self, task):
        self.task = task
        self.networks = {one["name"]: Network(one) for one in task["networks"]}

    def forward(self, fields, training, draws):
        values = dict(fields)
        for network in self.networks.values():
            network.calls = 0
        outputs = []
        for call in self.task["calls"]:
            given = [values[one] if isinstance(one, str) else values[f"{one['call']}.{one['output']}"] for one in call["of"]]
            network = self.networks[call["network"]]
            outputs = network(given, training and call["network"] not in self.task["frozen"], draws)
            for name, value in zip(network.description["outputs"], outputs):
                values[f"{call['name']}.{name}"] = value
        return values, outputs

    def loss(self, fields, draws):
        values, _ = self.forward(fields, True, draws)
        total = 0.0
        for one in self.task["losses"]:
            predictions = [values[f"out.{name}"] for name in one["of"]]
            total = total + one["weight"] * loss_of(one, predictions, fields.get(one["target"]))
        return total

    def pairs(self, names):
        """Pairs of names of lagraph's weights, in the order of each layer's, and Keras's variables."""
        for network, one in self.networks.items():
            for node, layer in one.layers.items():
                ours = [name for name in names if name.startswith(f"{network}/{node}/")]
                yield from zip(ours, layer.weights, strict=True)


def run(task, precision):
    keras.config.set_floatx(precision)
    keras.utils.clear_session()
    as_fields = lambda packs: {name: ops.convert_to_tensor(array(pack).astype(precision)) for name, pack in packs.items()}
    as_draws = lambda packs: {name: ops.convert_to_tensor(array(pack).astype(precision)) for name, pack in packs.items()}
    trainer = Trainer(task["task"])
    trainer.forward(as_fields(task["steps"][0]["fields"]), False, {})
    pairs = list(trainer.pairs(list(task["weights"])))
    if len(pairs) != len(task["weights"]):
        raise ValueError(f"{len(pairs)} weights of {len(task['weights'])}")
    for name, variable in pairs:
        variable.assign(array(task["weights"][name]).astype(precision))
    _, outputs = trainer.forward(as_fields(task["steps"][0]["fields"]), False, {})
    trained = [
        variable
        for name, variable in pairs
        if variable.trainable and name.split("/")[0] not in task["task"]["frozen"]
    ]
    chosen = task["task"]["optimizer"]
    clip = {} if task["task"]["clip"] is None else {"global_clipnorm": task["task"]["clip"]}
    # Keras requires floats here, even for whole numbers.
    args = {key: float(value) if type(value) is int else value for key, value in chosen["args"].items()}
    optimizer = getattr(keras.optimizers, chosen["name"])(**args, **clip)
    losses = []
    for step in task["steps"]:
        with tf.GradientTape() as tape:
            loss = trainer.loss(as_fields(step["fields"]), as_draws(step["draws"]))
        gradients = tape.gradient(loss, [variable.value for variable in trained], unconnected_gradients="zero")
        optimizer.apply(gradients, trained)
        losses.append(str(float(loss)))  # JSON has no infinity and no NaN
    return {
        "outputs": [packed(output) for output in outputs],
        "losses": losses,
        "weights": {name: packed(variable.numpy()) for name, variable in pairs},
    }


def main():
    tf.config.threading.set_intra_op_parallelism_threads(1)
    # `clear_session` collects garbage: freezing the modules of Keras and TensorFlow makes that fast.
    gc.freeze()
    print(json.dumps({"version": f"Keras {keras.__version__}, TensorFlow {tf.__version__}"}), flush=True)
    for line in sys.stdin:
        task = json.loads(line)
        try:
            answer = {precision: run(task, precision) for precision in ("float32", "float64")}
        except Exception as error:  # whatever Keras says is told
            answer = {"refused": f"{type(error).__name__}: {str(error)[:400]}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
