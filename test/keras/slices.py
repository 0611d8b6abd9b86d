"""What NumPy makes of slices, and the gradients that TensorFlow gives to what was sliced.

    python test/keras/slices.py

writes slices.expected.json beside this file.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
x = np.round(rng.uniform(-2, 2, (3, 5, 4)), 3).astype("float32")

TEXTS = """:, 0:3 | :, 1 | :, -1 | :, :, 2 | ..., 2 | ..., -1:, | :, ::2 | :, 1::2 | :, ::-1 | :, 3:0:-2 | :, -3:-1
:, 4:1:-1, 1:3 | :, 1:100, ::3 | :, None | :, None, 2 | ..., None | None, ... | :, 2, None, 1 | 0 | 0, 1:3 | ::-1
::-1, ::-2, 1 | :, 0:5:4 | :, 1:5:3 | :, -100:2, ::-1 | :, 2:3, 3:4 | : | ... | :, 0, 0"""

cases = []
for text in [one.strip().rstrip(",") for line in TEXTS.split("\n") for one in line.split("|")]:
    y = eval(f"x[{text}]")
    slopes = np.round(rng.uniform(-1, 1, y.shape), 3).astype("float32")
    gradient = np.zeros_like(x)
    eval(f"gradient[{text}]")[...] += slopes
    cases.append({
        "text": text,
        "shape": list(y.shape),
        "output": [float(f"{float(one):.7g}") for one in y.ravel()],
        "slopes": [float(f"{float(one):.7g}") for one in slopes.ravel()],
        "gradient": [float(f"{float(one):.7g}") for one in gradient.ravel()],
    })

with open(HERE / "slices.expected.json", "w") as file:
    x_text = [float(f"{float(one):.7g}") for one in x.ravel()]
    lines = ",\n".join(json.dumps(one) for one in cases)
    file.write(f'{{"x": {json.dumps(x_text)}, "shape": {list(x.shape)}, "cases": [\n{lines}\n]}}\n')
print(len(cases), "slices with numpy", np.__version__)
