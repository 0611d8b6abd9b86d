"""The plan of graphs/signs-to-mnist.yaml in Keras 3 on TensorFlow, as its user would write it with `fit`.

    python bench/keras_pipeline.py --data DIRECTORY [--scale 0.1] [--seed 1] [--out FILE]

--data is the directory that `lagraph run --data` takes, with mnist/ and signs/. --scale multiplies the numbers of
epochs. Prints a JSON object a line: {"phase": ..., "seconds": ..., and metrics} after each phase, and at the end
{"total_s": ..., "versions": ...}; --out writes all of it to a file as one object, and with it "history", the metrics of
each epoch by phase, and "read_as", the digit that each of the 120 test signs becomes, as the MNIST classifier reads it.

Networks are those of keras_steps.py. Metrics are of the test set after the last epoch.
"""

import argparse
import gzip
import json
import math
import os
import time

begun = time.perf_counter()

import h5py
import keras
import keras_steps
import numpy as np
import tensorflow as tf
from tensorflow.keras.preprocessing.image import ImageDataGenerator

parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--scale", type=float, default=1.0)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--out")
options = parser.parse_args()

keras.utils.set_random_seed(options.seed)
rng = np.random.default_rng(options.seed)
histories = {}
read_digits = []

# ImageDataGenerator's shear is in degrees.
SHEARED = dict(width_shift_range=0.1, height_shift_range=0.1, shear_range=0.7, zoom_range=0.1, rotation_range=25)
MOVING = dict(width_shift_range=0.15, height_shift_range=0.15, shear_range=0.3, zoom_range=0.1, rotation_range=30)
# Batch size of prediction and evaluation; batches of training are the reference's.
MANY = 500


def epochs(number):
    return max(1, math.floor(number * options.scale + 0.5))


def adadelta():
    return keras.optimizers.Adadelta(1.0)


def generator(moves):
    return ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, fill_mode="nearest", **moves)


def digit_file(name, header):
    path = os.path.join(options.data, "mnist", name)
    opened = gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb")
    with opened as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def digits(part):
    images = digit_file(f"{part}-images-idx3-ubyte", 16).reshape(-1, 28, 28, 1)
    return images.astype(np.float32) / 255, digit_file(f"{part}-labels-idx1-ubyte", 8)


def signs(part, *files):
    """Images as bytes: the generator rescales them."""
    paths = [os.path.join(options.data, "signs", file) for file in files]
    with h5py.File(next((path for path in paths if os.path.exists(path)), paths[0])) as file:
        return file[f"{part}_set_x"][:], file[f"{part}_set_y"][:]


def one_hot(classes, count):
    return keras.utils.to_categorical(classes, count)


def classifier(encoder, classes):
    model = keras.Sequential([encoder, keras.layers.Dense(classes, activation="softmax")])
    model.compile(adadelta(), "categorical_crossentropy", metrics=["accuracy"])
    return model


def fit(name, model, *data, **arguments):
    histories[name] = model.fit(*data, verbose=0, **arguments).history


def read_as(reader, images, classes):
    """Accuracy of a classifier on these images."""
    return float(np.mean(reader.predict(images, batch_size=MANY, verbose=0).argmax(-1) == classes))


def load():
    global digits_in, digits_of, test_digits, test_digits_of, signs_in, signs_of, test_signs, test_signs_of
    digits_in, digits_of = digits("train")
    test_digits, test_digits_of = digits("t10k")
    signs_in, signs_of = signs("train", "train_signs.h5", "train_signs_from_jpg.h5")
    test_signs, test_signs_of = signs("test", "test_signs.h5")
    test_signs = test_signs.astype(np.float32) / 255
    return {}


def figures(model, *test):
    loss, accuracy = model.evaluate(*test, batch_size=MANY, verbose=0)
    return {"val_loss": loss, "val_accuracy": accuracy}


def classify_mnist():
    global digit_reader
    digit_reader = classifier(keras_steps.digit_encoder(), 10)
    test = test_digits, one_hot(test_digits_of, 10)
    fit(
        "classify_mnist",
        digit_reader,
        digits_in,
        one_hot(digits_of, 10),
        epochs=epochs(10),
        batch_size=128,
        validation_data=test,
    )
    return figures(digit_reader, *test)


def classify_signs():
    global sign_encoder, sign_reader
    sign_encoder = keras_steps.sign_encoder()
    sign_reader = classifier(sign_encoder, 6)
    test = test_signs, one_hot(test_signs_of, 6)
    batches = generator(SHEARED).flow(signs_in, one_hot(signs_of, 6), batch_size=32)
    fit("classify_signs", sign_reader, batches, epochs=epochs(30), validation_data=test)
    return figures(sign_reader, *test)


def noisy(images):
    noise = rng.standard_normal(images.shape, np.float32)
    return np.clip(images + 0.5 + 0.5 * noise, 0, 1, out=noise)


def denoise_mnist():
    global digit_encoder, digit_decoder
    digit_encoder, digit_decoder = keras_steps.digit_encoder(), keras_steps.digit_decoder()
    denoiser = keras.Sequential([digit_encoder, digit_decoder])
    denoiser.compile(adadelta(), "binary_crossentropy")
    spoiled = noisy(test_digits)
    fit(
        "denoise_mnist",
        denoiser,
        noisy(digits_in),
        digits_in,
        epochs=epochs(30),
        batch_size=128,
        validation_data=(spoiled, test_digits),
    )
    return {
        "val_loss": denoiser.evaluate(spoiled, test_digits, batch_size=MANY, verbose=0),
        "noisy_accuracy": read_as(digit_reader, spoiled, test_digits_of),
        "denoised_accuracy": read_as(
            digit_reader, denoiser.predict(spoiled, batch_size=MANY, verbose=0), test_digits_of
        ),
    }


def decode_signs():
    sign_encoder.trainable = False
    copier = keras.Sequential([sign_encoder, keras_steps.sign_decoder()])
    copier.compile(adadelta(), "binary_crossentropy")

    def batches():
        for images in generator(MOVING).flow(signs_in, batch_size=32):
            yield images, images

    fit(
        "decode_signs",
        copier,
        batches(),
        steps_per_epoch=40,
        epochs=epochs(150),
        shuffle=False,  # The generator does it.
        validation_data=(test_signs, test_signs),
    )
    return {
        "val_loss": copier.evaluate(test_signs, test_signs, verbose=0),
        "rebuilt_accuracy": read_as(sign_reader, copier.predict(test_signs, verbose=0), test_signs_of),
    }


def pairs():
    """Latents of augmented signs paired with digits of the same class: each digit once, whole passes over the signs."""
    sign_codes, digit_codes = [], []
    moving = generator(MOVING)
    for number in range(6):
        of_class = signs_in[signs_of == number]
        codes = digit_encoder.predict(digits_in[digits_of == number], batch_size=MANY, verbose=0)
        passes = len(codes) // len(of_class)
        batches = moving.flow(of_class, batch_size=len(of_class), shuffle=False)
        sign_codes += [sign_encoder.predict_on_batch(next(batches)) for _ in range(passes)]
        digit_codes.append(codes[: passes * len(of_class)])
    order = rng.permutation(sum(len(codes) for codes in digit_codes))
    return np.concatenate(sign_codes)[order], np.concatenate(digit_codes)[order]


def link():
    global linker
    sign_codes, digit_codes = pairs()
    linker, _, _ = keras_steps.linker()
    kept = int(0.8 * len(sign_codes))
    test = sign_codes[kept:], digit_codes[kept:]
    fit(
        "link",
        linker,
        sign_codes[:kept],
        digit_codes[:kept],
        epochs=epochs(15),
        batch_size=32,
        validation_data=test,
    )
    return {"val_loss": linker.evaluate(*test, verbose=0), "pairs": len(sign_codes)}


def translate():
    codes = linker.predict(sign_encoder.predict(test_signs, verbose=0), verbose=0)
    made = digit_reader.predict(digit_decoder.predict(codes, verbose=0), verbose=0).argmax(-1)
    read_digits.extend(made.tolist())
    return {"accuracy": float(np.mean(made == test_signs_of))}


def main():
    rows = []
    for phase in (load, classify_mnist, classify_signs, denoise_mnist, decode_signs, link, translate):
        started = time.perf_counter()
        said = phase()
        rows.append({"phase": phase.__name__, "seconds": round(time.perf_counter() - started, 2), **said})
        print(json.dumps(rows[-1]), flush=True)
    end = {
        "total_s": round(time.perf_counter() - begun, 2),
        "versions": f"Keras {keras.__version__}, TensorFlow {tf.__version__}",
    }
    print(json.dumps(end), flush=True)
    if options.out:
        with open(options.out, "w") as file:
            json.dump({"rows": rows, **end, "history": histories, "read_as": read_digits}, file, indent=1)


if __name__ == "__main__":
    main()
