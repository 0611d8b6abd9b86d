"""What closed forms give for small data, by scikit-learn, SciPy and NumPy.

    python test/scikit-learn/closed_forms.py

writes closed_forms.expected.json beside this file. Needs scikit-learn and scipy. Compared in
test/runtime/closed-forms/scikit-learn.test.ts.
"""

import json
import pathlib

import numpy as np
from scipy.linalg import orthogonal_procrustes
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score
from sklearn.neighbors import NearestCentroid

rng = np.random.default_rng(3)
N, D, T, C = 40, 5, 3, 4


def rounded(values):
    return np.asarray(values, dtype="float64").round(10).tolist()


x = (rng.normal(size=(N, D)) @ rng.normal(size=(D, D)) + 3).astype("float32").astype("float64")
y = (x @ rng.normal(size=(D, T)) + 0.3 * rng.normal(size=(N, T)) - 2).astype("float32").astype("float64")
z = (x @ np.linalg.qr(rng.normal(size=(D, D)))[0] + 0.1 * rng.normal(size=(N, D)) + 1).astype("float32").astype("float64")
classes = np.arange(N) % C
found = {"x": rounded(x), "y": rounded(y), "z": rounded(z), "classes": classes.tolist()}

# ridge: l2 is a weight per example and output, alpha one of all of them
L2 = 0.01
for name, bias in [("with_bias", True), ("without_bias", False)]:
    model = Ridge(alpha=L2 * N * T, fit_intercept=bias).fit(x, y)
    plain = LinearRegression(fit_intercept=bias).fit(x, y)
    found[f"ridge_{name}"] = {
        "l2": L2,
        "kernel": rounded(model.coef_.T),
        "bias": rounded(np.broadcast_to(model.intercept_, (T,))),
        "r2_score": float(r2_score(y, model.predict(x))),
        "mean_squared_error": float(np.mean((y - model.predict(x)) ** 2)),
        "plain_kernel": rounded(plain.coef_.T),
    }

# fewer examples than features: the smallest solution
few = slice(0, 3)
found["least_norm"] = rounded(np.linalg.pinv(x[few] - x[few].mean(0)) @ (y[few] - y[few].mean(0)))

rotation, scale = orthogonal_procrustes(x, z)
cx, cz = x - x.mean(0), z - z.mean(0)
centred, centred_scale = orthogonal_procrustes(cx, cz)
found["procrustes"] = {
    "raw": rounded(rotation),
    "centred": rounded(centred),
    "scale": float(centred_scale / np.sum(cx**2)),
}

model = PCA(n_components=3).fit(x)
found["pca"] = {
    "kernel": rounded(model.components_.T),
    "bias": rounded(-model.mean_ @ model.components_.T),
    "explained_variance": rounded(model.explained_variance_),
    "ratio": float(model.explained_variance_ratio_.sum()),
    "loss": float(np.mean((x - model.inverse_transform(model.transform(x))) ** 2)),
}
white = PCA(n_components=3, whiten=True).fit(x)
found["pca_whitened"] = rounded(np.abs(white.transform(x)))
values, vectors = np.linalg.eigh(np.cov(x.T))
found["zca"] = rounded(vectors @ np.diag(values**-0.5) @ vectors.T)

# canonical correlations: singular values of Qx^T Qy, of orthonormal bases of both views
qx, qy = np.linalg.qr(cx)[0], np.linalg.qr(y - y.mean(0))[0]
found["correlations"] = rounded(np.linalg.svd(qx.T @ qy, compute_uv=False))

found["class_means"] = rounded(NearestCentroid().fit(x, classes).centroids_)

centres = rng.normal(size=(C, D)) * 8
points = (centres[classes] + rng.normal(size=(N, D))).astype("float32").astype("float64")
model = KMeans(n_clusters=C, init=points[:C], n_init=1, tol=0, max_iter=50).fit(points)
found["kmeans"] = {"points": rounded(points), "centres": rounded(model.cluster_centers_), "inertia": float(model.inertia_)}

(pathlib.Path(__file__).parent / "closed_forms.expected.json").write_text(json.dumps(found) + "\n")
