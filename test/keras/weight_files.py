"""Files with weights as Keras, tf_keras (Keras 2), PyTorch and the converter of TensorFlow.js write them.

    python test/keras/weight_files.py

writes the files in weight-files/ beside this file, and expected.json with what their networks compute. The graph that the
tests load them into is in weight-files/graph.yaml. Needs keras 3, tf_keras, tensorflow, torch and safetensors; tensorflowjs
for model.json.
"""

import json
import os
import pathlib
import sys
import types

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tf_keras
import torch
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent / "weight-files"
expected = {}


def numbers(seed, *shape):
    """Random numbers with three digits, so that the file holds them exactly."""
    return np.round(np.random.default_rng(seed).uniform(-1, 1, shape), 3).astype("float32")


def plain(array):
    array = np.asarray(array, dtype="float32")
    return {"shape": list(array.shape), "data": [float(f"{x:.8g}") for x in array.ravel()]}


IMAGES = numbers(1, 3, 8, 8, 2)
SERIES = numbers(2, 3, 10, 4)


def expect(file, network, given, output):
    expected[file] = {"network": network, "input": plain(given), "output": plain(output)}


def image_model(k, name="image"):
    """The network `image` of the graph."""
    L = k.layers
    x = y = k.Input((8, 8, 2), name="picture")
    y = L.Conv2D(4, 3, name="conv")(y)
    y = L.BatchNormalization(epsilon=1e-5, name="norm")(y)
    y = L.ReLU(name="rectify")(y)
    y = L.DepthwiseConv2D(3, depth_multiplier=2, name="depthwise")(y)
    y = L.Flatten(name="flat")(y)
    y = L.Dense(5, name="latent")(y)
    y = L.Dense(4 * 4 * 3, activation="relu", name="spread")(y)
    y = L.Reshape((4, 4, 3), name="picture_again")(y)
    y = L.Conv2DTranspose(2, 2, strides=2, name="back")(y)
    return k.Model(x, y, name=name)


def series_model(k, name="series"):
    """The network `series` of the graph."""
    L = k.layers
    x = y = k.Input((10, 4), name="steps")
    y = L.Conv1D(6, 3, name="conv")(y)
    y = L.PReLU(shared_axes=[1], name="slopes")(y)
    y = L.LayerNormalization(epsilon=1e-5, name="norm")(y)
    y = L.Flatten(name="flat")(y)
    y = L.Dense(3, name="out")(y)
    return k.Model(x, y, name=name)


def fill(model, seed):
    weights = []
    for at, w in enumerate(model.weights):
        value = numbers(seed * 100 + at, *w.shape)
        weights.append(value * 0.25 + 1 if "variance" in w.name or "gamma" in w.name else value)
    model.set_weights(weights)
    return model


def keras_files():
    image = fill(image_model(keras), 1)
    image.compile("adam", "mse")
    image.save(HERE / "image.keras")
    image.save_weights(HERE / "image.weights.h5")
    image.save(HERE / "image.h5")
    out = image.predict(IMAGES, verbose=0)
    for file in ["image.keras", "image.weights.h5", "image.h5"]:
        expect(file, "image", IMAGES, out)
    series = fill(series_model(keras), 2)
    # A model in a model, beside another layer.
    x = keras.Input((10, 4))
    whole = keras.Model(x, keras.layers.Dense(2, name="head")(series(x)), name="whole")
    whole.save(HERE / "whole.keras")
    whole.save(HERE / "whole.h5")
    for file in ["whole.keras", "whole.h5"]:
        expect(file, "series", SERIES, series.predict(SERIES, verbose=0))


def keras2_files():
    image = fill(image_model(tf_keras), 3)
    image.save(HERE / "image-keras2.h5")
    image.save_weights(HERE / "image-keras2.weights.h5", save_format="h5")
    out = image.predict(IMAGES, verbose=0)
    expect("image-keras2.h5", "image", IMAGES, out)
    expect("image-keras2.weights.h5", "image", IMAGES, out)
    try:
        # The converter imports packages for forests and for JAX, which models of layers don't need.
        for unused in ("tensorflow_decision_forests", "jax", "jax.experimental", "jax.experimental.jax2tf"):
            sys.modules.setdefault(unused, types.ModuleType(unused))
        sys.modules["jax.experimental"].jax2tf = sys.modules["jax.experimental.jax2tf"]
        from tensorflowjs.converters import save_keras_model
    except ImportError as problem:
        print("no model.json:", problem)
        return
    save_keras_model(image, str(HERE / "tfjs"))
    expect("tfjs/model.json", "image", IMAGES, out)


class Image(torch.nn.Module):
    def __init__(self):
        super().__init__()
        n = torch.nn
        self.conv = n.Conv2d(2, 4, 3)
        self.norm = n.BatchNorm2d(4)
        self.depthwise = n.Conv2d(4, 8, 3, groups=4)
        self.latent = n.Linear(8 * 4 * 4, 5)
        self.spread = n.Linear(5, 3 * 4 * 4)
        self.back = n.ConvTranspose2d(3, 2, 2, stride=2)

    def forward(self, x):
        y = self.depthwise(torch.relu(self.norm(self.conv(x))))
        y = torch.relu(self.spread(self.latent(torch.flatten(y, 1))))
        return self.back(y.view(-1, 3, 4, 4))


class Series(torch.nn.Module):
    """The same layers in a row, whose names are numbers."""

    def __init__(self):
        super().__init__()
        n = torch.nn
        self.encoder = n.Sequential(n.Conv1d(4, 6, 3), n.PReLU(6))
        self.norm = n.LayerNorm(6)
        self.out = n.Linear(6 * 8, 3)

    def forward(self, x):
        y = self.norm(self.encoder(x).transpose(1, 2)).transpose(1, 2)
        return self.out(torch.flatten(y, 1))


class Recurrent(torch.nn.Module):
    """Recurrent layers and attention, whose gates, biases and heads PyTorch keeps otherwise."""

    def __init__(self):
        super().__init__()
        n = torch.nn
        self.simple = n.RNN(4, 5, batch_first=True)
        self.lstm = n.LSTM(5, 5, batch_first=True)
        self.both = n.GRU(5, 3, batch_first=True, bidirectional=True)
        self.attend = n.MultiheadAttention(6, 2, batch_first=True)
        self.gru = n.GRU(6, 3, batch_first=True)
        self.out = n.Linear(3, 2)

    def forward(self, x):
        y, _ = self.simple(x)
        y, _ = self.lstm(y)
        y, _ = self.both(y)
        y, _ = self.attend(y, y, y)
        y, _ = self.gru(y)
        return self.out(y[:, -1])


def torch_files():
    torch.manual_seed(1)
    image = Image().eval()
    with torch.no_grad():
        image.norm.running_mean.uniform_(-0.5, 0.5)
        image.norm.running_var.uniform_(0.5, 1.5)
        image.norm.weight.uniform_(0.5, 1.5)
        image.norm.bias.uniform_(-0.5, 0.5)
        out = image(torch.tensor(IMAGES).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        save_file(image.state_dict(), HERE / "image.safetensors")
        expect("image.safetensors", "image", IMAGES, out)
        half = {name: value.to(torch.bfloat16) if value.is_floating_point() else value for name, value in image.state_dict().items()}
        save_file({f"model.{name}": value for name, value in half.items()}, HERE / "bfloat16.safetensors")
        image.load_state_dict({name: value.float() if value.is_floating_point() else value for name, value in half.items()})
        out = image(torch.tensor(IMAGES).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        expect("bfloat16.safetensors", "image", IMAGES, out)
        series = Series().eval()
        series.norm.weight.uniform_(0.5, 1.5)
        series.norm.bias.uniform_(-0.5, 0.5)
        series.encoder[1].weight.uniform_(-0.5, 0.5)
        save_file(series.state_dict(), HERE / "series.safetensors")
        expect("series.safetensors", "series", SERIES, series(torch.tensor(SERIES).permute(0, 2, 1)))
        recurrent = Recurrent().eval()
        # They begin as 0.
        for bias in (recurrent.attend.in_proj_bias, recurrent.attend.out_proj.bias):
            bias.uniform_(-0.5, 0.5)
        save_file(recurrent.state_dict(), HERE / "recurrent.safetensors")
        expect("recurrent.safetensors", "recurrent", SERIES, recurrent(torch.tensor(SERIES)))


if __name__ == "__main__":
    keras_files()
    keras2_files()
    torch_files()
    (HERE / "expected.json").write_text(json.dumps(expected) + "\n")
