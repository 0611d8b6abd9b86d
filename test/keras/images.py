"""Writes images.expected.json: small images of every supported kind, and the pixels of Keras's load_img.

Where lagraph differs on purpose, the case names the rule, and the pixels are those of the rule:

- "upright": rotated by Exif's orientation (Pillow's ImageOps.exif_transpose); load_img rotates TIFF files only.
- "16 bits": the upper 8 bits of 16-bit gray; load_img clips at 255.
- "about N": equal to within N of 255.

Run it with a Python that has keras, tensorflow and Pillow with AVIF (11.3 or later):

    python test/keras/images.py
"""

import base64
import io
import json
import os
import struct
import tempfile
import zlib

import keras
import numpy as np
import PIL
from keras.src.utils.image_utils import load_img
from PIL import Image, ImageOps

HEIGHT, WIDTH = 9, 13
SMALL = (5, 7)

y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
rgb = np.stack([x * 19, y * 28, (x * 7 + y * 11) % 256], -1).astype(np.uint8)
rgb[2:5, 3:7] = [250, 20, 30]
rgb[5:8, 8:12] = [10, 200, 240]
gray = ((x * 13 + y * 17) % 256).astype(np.uint8)
alpha = ((x + y) * 12 % 256).astype(np.uint8)
alpha[0:3] = 0
ink = np.dstack([255 - rgb, (x * 6).astype(np.uint8)])

RGB, L, A = Image.fromarray(rgb), Image.fromarray(gray), Image.fromarray(alpha)
RGBA, LA = RGB.copy(), L.copy()
RGBA.putalpha(A)
LA.putalpha(A)
CMYK = Image.fromarray(ink, "CMYK")
YCBCR = RGB.convert("YCbCr")
P = RGB.quantize(40)
ONE = L.convert("1")
DEEP = Image.fromarray(gray.astype(np.uint16) * 251 + 77)

cases = []


def add(name, data, rule="load_img"):
    cases.append((name, bytes(data), rule))


def save(name, image, rule="load_img", **options):
    held = io.BytesIO()
    kind = {".tif": "TIFF", ".jpg": "JPEG", ".pgm": "PPM", ".ppm": "PPM", ".pbm": "PPM"}
    ending = os.path.splitext(name)[1]
    image.save(held, kind.get(ending, ending[1:].upper()), **options)
    add(name, held.getvalue(), rule)


def oriented(value):
    exif = Image.Exif()
    exif[0x112] = value
    return exif


def without(data, marker):
    """A JPEG file without the segments of one kind."""
    out, at = data[:2], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if data[at + 1] != marker:
            out += data[at:end]
        at = end
    return out + data[at:]


def png(rows, depth, colour):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", WIDTH, len(rows), depth, colour, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tiff(array, photometric, order="<"):
    """A TIFF file: uncompressed, one strip, unsigned integers."""
    height, width, channels = array.shape
    size = array.dtype.itemsize
    pixels = array.astype(array.dtype.newbyteorder(order)).tobytes()
    bits = struct.pack(order + "H" * channels, *[8 * size] * channels)
    tags = [
        (256, 3, 1, width),
        (257, 3, 1, height),
        (258, 3, channels, 8 * size if channels == 1 else 8 + len(pixels)),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (273, 4, 1, 8),
        (277, 3, 1, channels),
        (278, 3, 1, height),
        (279, 4, 1, len(pixels)),
    ]
    if photometric == 6:
        tags.append((530, 3, 2, None))  # Chroma for each pixel.
    out = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8 + len(pixels) + len(bits))
    out += pixels + bits + struct.pack(order + "H", len(tags))
    for tag, kind, count, value in tags:
        short = kind == 3 and count == 1
        out += struct.pack(order + "HHI", tag, kind, count)
        if value is None:
            out += struct.pack(order + "HH", 1, 1)
            continue
        out += struct.pack(order + ("HH" if short else "I"), *([value, 0] if short else [value]))
    return out + struct.pack(order + "I", 0)


def bmp(bits, pixels, palette=b"", compression=0, height=HEIGHT, masks=b"", header=40):
    if header == 12:
        info = struct.pack("<IHHHH", 12, WIDTH, height, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", 40, WIDTH, height, 1, bits, compression, len(pixels), 0, 0, 0, 0)
    start = 14 + len(info) + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + info + masks + palette + pixels


def padded(rows):
    return b"".join(bytes(row) + b"\0" * (-len(bytes(row)) % 4) for row in rows)


# JPEG
save("rgb.jpg", RGB, quality=90)
save("rgb_444.jpg", RGB, quality=90, subsampling=0)
save("rgb_422.jpg", RGB, quality=90, subsampling=1)
save("rgb_progressive.jpg", RGB, quality=80, progressive=True)
save("gray.jpg", L)
save("cmyk.jpg", CMYK, quality=95)
add("cmyk_no_adobe.jpg", without(cases[-1][1], 0xEE))
save("rgb_kept.jpg", RGB, keep_rgb=True)
# PNG
save("rgb.png", RGB)
save("gray.png", L)
save("rgba.png", RGBA)
save("gray_alpha.png", LA)
save("one.png", ONE)
save("palette.png", P)
save("palette_alpha.png", P, transparency=bytes([0, 100, 200] + [255] * 30))
save("palette_one_alpha.png", P, transparency=3)
save("rgb_key.png", RGB, transparency=(250, 20, 30))
save("gray_key.png", L, transparency=13)
for bits in (1, 2, 4):
    save(f"palette{bits}.png", RGB.quantize(2**bits), bits=bits)
add("gray2.png", png([bytes([27, 228, 57, 128])] * HEIGHT, 2, 0))
add("gray4.png", png([bytes([1, 143, 35, 69, 103, 137, 171])] * HEIGHT, 4, 0))
rgb16 = (rgb.astype(np.uint32) * 251 + 77).astype(">u2")
add("rgb16.png", png([row.tobytes() for row in rgb16], 16, 2))
add("rgba16.png", png([row.tobytes() for row in np.dstack([rgb16, alpha.astype(">u2") * 257]).astype(">u2")], 16, 6))
gray16 = np.dstack([gray.astype(">u2") * 251 + 77, alpha.astype(">u2") * 257]).astype(">u2")
add("gray_alpha16.png", png([row.tobytes() for row in gray16], 16, 4))
save("gray16.png", DEEP, "16 bits")
save("moving.png", RGB, save_all=True, append_images=[RGB.rotate(180)])
# GIF
save("rgb.gif", RGB)
save("gray.gif", L)
save("clear.gif", P, transparency=3)
save("moving.gif", RGB, save_all=True, append_images=[RGB.rotate(180)])
small = bytearray(cases[-2][1])
at = small.index(b"\x2c", 13 + 3 * 2 ** ((small[10] & 7) + 1))
small[6:8] = struct.pack("<H", WIDTH + 3)  # The screen is larger than the picture.
small[at + 1 : at + 3] = struct.pack("<H", 2)
add("uncovered.gif", small)
# WebP
save("rgb.webp", RGB, quality=80)
save("lossless.webp", RGB, lossless=True)
save("rgba.webp", RGBA, quality=80)
save("rgba_lossless.webp", RGBA, lossless=True, exact=True)
save("moving.webp", RGB, lossless=True, save_all=True, append_images=[RGB.rotate(180)])
# TIFF
for packing in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"):
    save(f"rgb_{packing}.tif", RGB, compression=packing)
    save(f"cmyk_{packing}.tif", CMYK, compression=packing)
save("ycbcr_raw.tif", YCBCR)
save("ycbcr_lzw.tif", YCBCR, "about 1", compression="tiff_lzw")
save("ycbcr_jpeg.tif", YCBCR, compression="jpeg")
add("ycbcr_big_endian.tif", tiff(np.asarray(YCBCR), 6, ">"))
every = np.random.default_rng(5).integers(0, 256, (HEIGHT * 4, WIDTH * 4, 3)).astype(np.uint8)
add("ycbcr_random.tif", tiff(every, 6))
add("cmyk_random.tif", tiff(np.dstack([every, every[::-1, :, :1]]), 5))
save("gray.tif", L)
save("gray_alpha.tif", LA)
save("rgba.tif", RGBA)
save("palette.tif", P)
save("one.tif", ONE)
save("one_group4.tif", ONE, compression="group4")
add("white_is_0.tif", tiff(gray[..., None], 0))
add("rgb16.tif", tiff(rgb16.astype("<u2"), 2))
save("gray16.tif", DEEP, "16 bits")
save("float.tif", Image.fromarray(gray.astype(np.float32) * 1.1 - 9.7))
save("gray32.tif", Image.fromarray(gray.astype(np.int32) * 2 - 100))
# AVIF
save("rgb_444.avif", RGB, "about 2", quality=95, subsampling="4:4:4")
save("rgba_444.avif", RGBA, "about 2", quality=95, subsampling="4:4:4")
# BMP
save("rgb.bmp", RGB)
save("gray.bmp", L)
save("one.bmp", ONE)
save("palette.bmp", P)
save("rgba.bmp", RGBA)
index = np.asarray(RGB.quantize(16))
colours = RGB.quantize(16).getpalette()[:48]
quads = b"".join(bytes([colours[i + 2], colours[i + 1], colours[i], 0]) for i in range(0, len(colours), 3))
triples = b"".join(bytes([colours[i + 2], colours[i + 1], colours[i]]) for i in range(0, len(colours), 3))
nibbles = [[(row[i] << 4) | (row[i + 1] if i + 1 < WIDTH else 0) for i in range(0, WIDTH, 2)] for row in index.tolist()]
add("palette4.bmp", bmp(4, padded(nibbles[::-1]), quads))
add("os2.bmp", bmp(4, padded(nibbles[::-1]), triples, header=12))
add("top_down.bmp", bmp(24, padded(row[:, ::-1].tobytes() for row in rgb), height=-HEIGHT))
five = (rgb >> 3).astype(np.uint16)
add("rgb555.bmp", bmp(16, padded(((five[..., 0] << 10) | (five[..., 1] << 5) | five[..., 2])[::-1])))
six = (rgb[..., 1] >> 2).astype(np.uint16)
add(
    "rgb565.bmp",
    bmp(
        16,
        padded(((five[..., 0] << 11) | (six << 5) | five[..., 2])[::-1]),
        compression=3,
        masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F),
    ),
)
runs = b""
for row in index[::-1].tolist():
    runs += bytes([3, row[0]]) if row[0] == row[1] == row[2] else bytes([0, 3, row[0], row[1], row[2], 0])
    for value in row[3:]:
        runs += bytes([1, value])
    runs += b"\0\0"
add("rle8.bmp", bmp(8, runs + b"\0\1", quads + b"\0" * 4 * 240, compression=1))
# PBM, PGM, PPM
save("rgb.ppm", RGB)
save("gray.pgm", L)
save("one.pbm", ONE)
add("plain.pgm", b"P2\n# by hand\n3 2 # wide and high\n100\n0 50 100\n 25 75 99\n")
add("plain.ppm", b"P3\n2 1\n15\n0 5 15  1 2 3\n")
add("plain.pbm", b"P1\n3 2\n101\n0 1 0\n")
add("most100.pgm", b"P5 3 1 100\n" + bytes([0, 50, 100]))
add("most1000.ppm", b"P6 2 1 1000\n" + struct.pack(">6H", 0, 1, 499, 500, 999, 1000))
save("gray16.pgm", DEEP, "16 bits")
# Orientation
for value in range(1, 9):
    save(f"turned{value}.tif", RGB, tiffinfo={274: value})
    rule = "load_img" if value == 1 else "upright"
    save(f"turned{value}.jpg", RGB, rule, quality=95, exif=oriented(value))
    if value in (1, 3, 6):
        save(f"turned{value}.png", RGB, rule, exif=oriented(value))
        save(f"turned{value}.webp", RGB, rule, lossless=True, exif=oriented(value))
save("turned6_cmyk.jpg", CMYK, "upright", quality=95, exif=oriented(6))


def text(array):
    return base64.b64encode(np.ascontiguousarray(array, np.uint8).tobytes()).decode()


def expected(path, rule, mode, size=None):
    if rule == "16 bits":
        with Image.open(path) as image:
            upper = Image.fromarray((np.asarray(image).astype(np.int64) >> 8).astype(np.uint8))
        upper = upper.convert("L" if mode == "grayscale" else "RGB")
        return np.asarray(upper if size is None else upper.resize(size[::-1], Image.NEAREST))
    if rule == "upright":
        with Image.open(path) as image:
            turned = ImageOps.exif_transpose(image).convert("L" if mode == "grayscale" else "RGB")
        return np.asarray(turned if size is None else turned.resize(size[::-1], Image.NEAREST))
    return np.asarray(load_img(path, color_mode=mode, target_size=size))


written = []
with tempfile.TemporaryDirectory() as folder:
    for name, data, rule in cases:
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        colour = expected(path, rule, "rgb")
        written.append(
            {
                "name": name,
                "rule": rule,
                "file": base64.b64encode(data).decode(),
                "size": list(colour.shape[:2]),
                "rgb": text(colour),
                "gray": text(np.clip(expected(path, rule, "grayscale"), 0, 255)),
                "small": text(expected(path, rule, "rgb", SMALL)),
            }
        )

out = {
    "keras": keras.__version__,
    "pillow": PIL.__version__,
    "small": list(SMALL),
    "cases": written,
}
with open(os.path.join(os.path.dirname(__file__), "images.expected.json"), "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
