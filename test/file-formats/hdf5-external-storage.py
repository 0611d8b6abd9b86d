"""Writes hdf5-external-storage.json: HDF5 files whose numbers lie in other files. Run it with a Python that has h5py:

    python test/runtime/file-formats/hdf5-external-storage.py
"""

import base64
import gzip
import json
import os
import tempfile

import h5py

OTHER = "/etc/hostname"


def storage(file):
    file.create_dataset("x", shape=(4,), dtype="u1", external=[(OTHER, 0, 4)])


def link(file):
    file["x"] = h5py.ExternalLink(OTHER, "/x")


def group(file):
    file["x"] = h5py.ExternalLink(OTHER, "/")


def virtual(file):
    layout = h5py.VirtualLayout(shape=(4,), dtype="u1")
    layout[:] = h5py.VirtualSource(OTHER, "x", shape=(4,))
    file.create_virtual_dataset("x", layout)


made = {}
for write in (storage, link, group, virtual):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.h5")
        with h5py.File(path, "w", libver="latest") as file:
            write(file)
        with open(path, "rb") as file:
            made[write.__name__] = base64.b64encode(gzip.compress(file.read(), mtime=0)).decode()
with open(os.path.join(os.path.dirname(__file__), "hdf5-external-storage.json"), "w") as file:
    json.dump(made, file, indent=1)
    file.write("\n")
