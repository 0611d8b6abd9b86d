"""Writes torchvision.expected.json: images, and what torchvision makes of them.

Run it with a Python that has torch and torchvision:

    python test/keras/torchvision_augment.py
"""

import json
import os

import numpy as np
import torch
import torchvision.transforms.v2.functional as F

random = np.random.default_rng(8)


def numbers(array):
    """Channels last."""
    return [float(str(x)) for x in np.asarray(array, "float32").transpose(1, 2, 0).ravel()]


cases = []
for channels in (3, 1):
    image = np.round(random.uniform(0, 1, (channels, 7, 9)), 3).astype("float32")
    if channels == 3:
        image[:, 0, 0] = 0.5  # without a hue
        image[:, 0, 1] = [1, 1, 0]
    x = torch.from_numpy(image)

    def add(name, result, **arguments):
        cases.append(
            {"name": name, **arguments, "shape": [7, 9, channels], "image": numbers(image), "result": numbers(result)}
        )

    for factor in (0.0, 0.6, 1.5):
        add("brightness", F.adjust_brightness(x, factor), factor=factor)
        add("contrast", F.adjust_contrast(x, factor), factor=factor)
        if channels == 3:
            add("saturation", F.adjust_saturation(x, factor), factor=factor)
    if channels == 3:
        for turn in (-0.5, -0.13, 0.2, 0.5):
            add("hue", F.adjust_hue(x, turn), factor=turn)
    for size, sigma in ((3, 0.5), (5, 1.7), (7, 0.1), (13, 4.0)):
        add("blur", F.gaussian_blur(x, [size, size], [sigma, sigma]), size=size, sigma=sigma)
    for top, left, height, width in ((0, 0, 7, 9), (1, 2, 3, 4), (6, 8, 1, 1), (2, 0, 5, 2)):
        result = F.resized_crop(x, top, left, height, width, [7, 9], antialias=False)
        add("resized_crop", result, part={"top": top, "left": left, "height": height, "width": width})

with open(os.path.join(os.path.dirname(__file__), "torchvision.expected.json"), "w") as file:
    json.dump(cases, file)
    file.write("\n")
