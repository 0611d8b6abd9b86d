"""ONNX models as PyTorch's two exporters write them, with what they compute.

    python test/keras/onnx_models.py

writes NAME.onnx (and NAME.onnx.data beside it, where the exporter puts weights) into onnx-models/ beside this file, and
expected.json with inputs and outputs, whose images have their channels last. Needs torch, onnx and onnxscript.
"""

import json
import pathlib
import warnings

import numpy as np
import torch
from torch import nn

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent / "onnx-models"
expected = {}


def channels_last(array):
    return np.moveaxis(array, 1, -1) if array.ndim == 4 else array


def plain(tensor):
    array = channels_last(tensor.detach().numpy().astype("float32"))
    return {"shape": list(array.shape), "data": [float(f"{x:.8g}") for x in array.ravel()]}


class Image(nn.Module):
    """Convolutions to a code, and back to an image: rows of matrices stand before and behind flattened channels."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, 3, padding=1, stride=2)
        self.norm = nn.BatchNorm2d(4)
        self.depthwise = nn.Conv2d(4, 8, 3, groups=4, bias=False)
        self.act = nn.GELU()
        self.latent = nn.Linear(8 * 2 * 2, 5)
        self.spread = nn.Linear(5, 12)
        self.back = nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1)

    def forward(self, x):
        y = self.act(self.depthwise(torch.relu(self.norm(self.conv(x)))))
        z = self.latent(torch.flatten(y, 1))
        y = nn.functional.silu(self.spread(z)).view(-1, 3, 2, 2)
        return torch.sigmoid(self.back(y)), z


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(2, 4, 3, padding="same")
        self.b = nn.Conv2d(4, 4, 1)
        self.slopes = nn.PReLU(4)
        self.ln = nn.LayerNorm(4)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        y = self.slopes(self.a(x))
        y = nn.functional.hardtanh(y + self.b(y), 0, 6)
        y = nn.functional.max_pool2d(nn.functional.max_pool2d(y, 2), 3, stride=2, padding=1)
        y = nn.functional.leaky_relu(y - 0.5, 0.2) * 2
        y = self.ln(nn.functional.adaptive_avg_pool2d(y, 1).flatten(1))
        return torch.softmax(self.head(y), -1)


class Series(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 5, batch_first=True)
        self.gru = nn.GRU(5, 3, batch_first=True)
        self.out = nn.Linear(3, 2)

    def forward(self, x):
        y, _ = self.lstm(x)
        y, _ = self.gru(y)
        return self.out(y[:, -1])


class Flat(nn.Module):
    """A flattened image that something else than a matrix takes: its numbers keep PyTorch's order."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3)

    def forward(self, x):
        y = torch.tanh(self.conv(x)).flatten(1)
        return torch.cat([y, y * 0.5], 1)


def write(name, model, given):
    model = model.eval()
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.running_mean.uniform_(-0.5, 0.5)
                module.running_var.uniform_(0.5, 1.5)
            if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
                module.weight.uniform_(0.5, 1.5)
                module.bias.uniform_(-0.5, 0.5)
            if isinstance(module, nn.PReLU):
                module.weight.uniform_(-0.5, 0.5)
        outputs = model(given)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    for way in ["dynamo", "script"]:
        file = f"{name}-{way}.onnx"
        if way == "dynamo":
            shapes = ({0: torch.export.Dim("batch")},)
            torch.onnx.export(model, (given,), HERE / file, dynamo=True, dynamic_shapes=shapes, verbose=False)
        else:
            axes = {"x": {0: "batch"}}
            torch.onnx.export(model, (given,), HERE / file, dynamo=False, input_names=["x"], dynamic_axes=axes)
        expected[file] = {"input": plain(given), "outputs": [plain(output) for output in outputs]}


if __name__ == "__main__":
    HERE.mkdir(exist_ok=True)
    torch.manual_seed(1)
    write("image", Image(), torch.randn(3, 2, 8, 8))
    write("pool", Pool(), torch.randn(3, 2, 9, 9))
    write("series", Series(), torch.randn(3, 10, 4))
    write("flat", Flat(), torch.randn(3, 2, 4, 4))
    torch.onnx.export(nn.Sequential(nn.Linear(3, 3), nn.Hardtanh(-1, 1), nn.Hardswish()), (torch.randn(2, 3),), HERE / "refused.onnx", dynamo=False)
    (HERE / "expected.json").write_text(json.dumps(expected) + "\n")
