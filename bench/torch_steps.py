"""Training steps of the benchmark's networks in PyTorch, timed on request.

The protocol is that of keras_steps.py. The arguments are the number of threads and, for images and kernels in the
channels-last memory format, the word channels_last; the default is PyTorch's contiguous format.

A step is what a user's loop runs, eagerly: zero gradients, forward, loss, backward, optimizer, metrics read back.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

torch.manual_seed(1)


def digit_encoder():
    parts, channels = [], 1
    for filters in (32, 64):
        parts += [nn.Conv2d(channels, filters, 3, padding="same"), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.2)]
        channels = filters
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(7 * 7 * 64, 32), nn.ReLU())


def digit_decoder(latent=32, hidden=None):
    parts = []
    if hidden is not None:
        parts += [nn.Linear(latent, hidden), nn.ReLU()]
        latent = hidden
    parts += [nn.Linear(latent, 7 * 7 * 64), nn.ReLU(), nn.Unflatten(1, (64, 7, 7))]
    channels = 64
    for filters in (64, 32):
        parts += [nn.ConvTranspose2d(channels, filters, 3, padding=1), nn.ReLU(), nn.Upsample(scale_factor=2)]
        channels = filters
    return nn.Sequential(*parts, nn.ConvTranspose2d(channels, 1, 3, padding=1), nn.Sigmoid())


def sign_encoder():
    parts, channels = [], 3
    for filters, rate in ((32, 0.4), (64, 0.4), (64, 0.2)):
        for _ in range(2):
            parts += [nn.Conv2d(channels, filters, 3, padding="same"), nn.LeakyReLU(0.3)]
            channels = filters
        parts += [nn.MaxPool2d(2), nn.Dropout(rate)]
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(8 * 8 * 64, 128), nn.ReLU(), nn.Dropout(0.2))


def sign_decoder():
    parts = [nn.Linear(128, 8 * 8 * 64), nn.ReLU(), nn.Unflatten(1, (64, 8, 8))]
    channels = 64
    for filters in (64, 64, 32):
        for _ in range(2):
            parts += [nn.ConvTranspose2d(channels, filters, 3, padding=1), nn.LeakyReLU(0.3)]
            channels = filters
        parts.append(nn.Upsample(scale_factor=2))
    return nn.Sequential(*parts, nn.ConvTranspose2d(channels, 3, 3, padding=1), nn.Sigmoid())


class Variational(nn.Module):
    """Returns the reconstruction with mean and log variance of the two latents, for the divergence."""

    def __init__(self):
        super().__init__()
        self.encoder = digit_encoder()
        self.z_mean = nn.Linear(32, 2)
        self.z_log_var = nn.Linear(32, 2)
        self.decoder = digit_decoder(2, hidden=32)

    def forward(self, image):
        code = self.encoder(image)
        mean, log_var = self.z_mean(code), self.z_log_var(code)
        return self.decoder(mean + torch.exp(log_var / 2) * torch.randn_like(mean)), mean, log_var


def read(said, label):
    """Metrics of the classifiers: loss and accuracy, from logits."""
    return functional.cross_entropy(said, label), (said.argmax(1) == label).float().mean()


def copied(said, image):
    return (functional.binary_cross_entropy(said, image),)


def linked(said, code):
    return (functional.mse_loss(said, code),)


def diverged(said, image):
    """Binary crossentropy summed over the 784 pixels, plus the divergence as a mean over both latents."""
    copy, mean, log_var = said
    divergence = -0.5 * (1 + log_var - mean.square() - log_var.exp()).mean()
    return (784 * functional.binary_cross_entropy(copy, image) + divergence,)


def adadelta(model):
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    return torch.optim.Adadelta(trained, lr=1.0, rho=0.95, eps=1e-7)


def classifier(encoder, latent, image, classes):
    model = nn.Sequential(encoder, nn.Linear(latent, classes))
    return model, image, torch.randint(classes, (len(image),)), read, adadelta(model)


def autoencoder(encoder, decoder, image, frozen):
    encoder.requires_grad_(not frozen)
    model = nn.Sequential(encoder, decoder)
    return model, image, image, copied, adadelta(model)


def linker():
    parts, units = [], 128
    for wide, rate in ((256, 0.3), (128, 0.2)):
        parts += [nn.Linear(units, wide), nn.ReLU(), nn.Dropout(rate)]
        units = wide
    model = nn.Sequential(*parts, nn.Linear(units, 32), nn.ReLU())
    return model, torch.rand(32, 128), torch.rand(32, 32), linked, adadelta(model)


def variational():
    model, image = Variational(), torch.rand(128, 1, 28, 28)
    return model, image, image, diverged, torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)


class SeriesAutoencoder(nn.Module):
    """An image is a series of its 28 rows."""

    def __init__(self):
        super().__init__()
        self.encoder = nn.GRU(28, 128, batch_first=True)
        self.decoder = nn.GRU(128, 128, batch_first=True)
        self.rows = nn.Linear(128, 28)

    def forward(self, image):
        _, code = self.encoder(image.reshape(-1, 28, 28))
        series, _ = self.decoder(code[0][:, None].expand(-1, 28, -1))
        return torch.sigmoid(self.rows(series)).reshape(-1, 1, 28, 28)


class Block(nn.Module):
    """Attention and two dense layers, each behind a normalization and added to what it is given."""

    def __init__(self, width):
        super().__init__()
        self.before, self.attention = nn.LayerNorm(width, 1e-3), nn.MultiheadAttention(width, 4, batch_first=True)
        self.dense = nn.Sequential(nn.LayerNorm(width, 1e-3), nn.Linear(width, 128), nn.GELU(), nn.Linear(128, width))

    def forward(self, x):
        normal = self.before(x)
        x = x + self.attention(normal, normal, normal, need_weights=False)[0]
        return x + self.dense(x)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows, self.places = nn.Linear(28, 64), nn.Parameter(0.1 * torch.randn(28, 64))
        self.blocks = nn.Sequential(Block(64), Block(64), nn.LayerNorm(64, 1e-3))
        self.classes = nn.Linear(64, 10)

    def forward(self, image):
        return self.classes(self.blocks(self.rows(image.reshape(-1, 28, 28)) + self.places).mean(1))


def gru_autoencoder():
    model, image = SeriesAutoencoder(), torch.rand(128, 1, 28, 28)
    return model, image, image, copied, torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)


def transformer():
    model, image = Reader(), torch.rand(128, 1, 28, 28)
    return model, image, torch.randint(10, (128,)), read, torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)


TASKS = {
    "mnist_classifier": lambda: classifier(digit_encoder(), 32, torch.rand(128, 1, 28, 28), 10),
    "mnist_autoencoder": lambda: autoencoder(digit_encoder(), digit_decoder(), torch.rand(128, 1, 28, 28), True),
    "denoising": lambda: autoencoder(digit_encoder(), digit_decoder(), torch.rand(128, 1, 28, 28), False),
    "signs_classifier": lambda: classifier(sign_encoder(), 128, torch.rand(32, 3, 64, 64), 6),
    "signs_autoencoder": lambda: autoencoder(sign_encoder(), sign_decoder(), torch.rand(32, 3, 64, 64), True),
    "linker": linker,
    "vae": variational,
    "gru_autoencoder": gru_autoencoder,
    "transformer": transformer,
}


def stepper(task, channels_last):
    """A function that takes one step and reads back its metrics."""
    model, x, y, figures_of, optimizer = TASKS[task]()
    model.train()
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        x, y = (t.contiguous(memory_format=torch.channels_last) if t.ndim == 4 else t for t in (x, y))

    def step():
        optimizer.zero_grad(set_to_none=True)
        figures = figures_of(model(x), y)
        figures[0].backward()
        optimizer.step()
        return [figure.item() for figure in figures]

    return step


def main(threads, layout="default"):
    if layout not in ("default", "channels_last"):
        raise SystemExit(f"there is no layout {layout}; the word is channels_last")
    channels_last = layout == "channels_last"
    torch.set_num_threads(threads)
    version = f"PyTorch {torch.__version__}" + (", channels last" if channels_last else "")
    print(json.dumps({"version": version, "tasks": list(TASKS)}), flush=True)
    steppers = {}
    for line in sys.stdin:
        request = json.loads(line)
        task = request["task"]
        if task not in steppers:
            steppers[task] = stepper(task, channels_last)
        step = steppers[task]
        for _ in range(request["warmup"]):
            step()
        ms = []
        for _ in range(request["steps"]):
            begun = time.perf_counter()
            step()
            ms.append(1000 * (time.perf_counter() - begun))
        print(json.dumps({"task": task, "ms": ms}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
