"""Figures of all examples together, by Keras 3, scikit-learn and SciPy.

    python test/keras/totals.py

writes totals.expected.json beside this file. Needs keras 3, scikit-learn and scipy.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from scipy import linalg, sparse
from scipy.sparse import csgraph
from sklearn import metrics as sk

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)


def numbers(*shape, low=-1.0, high=1.0):
    return np.round(rng.uniform(low, high, shape), 2).astype("float32")


def of_keras(metric, y_true, y_pred):
    """Fed in batches of which the last is smaller."""
    for start in range(0, len(y_true), 8):
        metric.update_state(y_true[start : start + 8], y_pred[start : start + 8])
    return float(np.asarray(metric.result()))


def case(function, inputs, value, **options):
    return {
        "function": function,
        "options": options,
        "inputs": [{"shape": list(x.shape), "data": [float(f"{float(n):.7g}") for n in x.ravel()]} for x in inputs],
        "value": float(value),
    }


N, C = 27, 4
bits = (rng.uniform(size=N) < 0.4).astype("float32")
scores = np.clip(np.round(bits * 0.3 + rng.uniform(size=N) * 0.7, 1), 0, 1).astype("float32")  # with ties
classes = rng.choice(C, N, p=[0.5, 0.3, 0.15, 0.05])
classes[:C] = range(C)
onehot = np.eye(C, dtype="float32")[classes]
chances = np.round(rng.dirichlet(np.ones(C), N) * 0.7 + onehot * 0.3, 3).astype("float32")
chosen = chances.argmax(-1)
never = np.where(classes == 3, 0, classes)  # a class that neither occurs nor is decided for
sure = np.eye(C, dtype="float32")[np.where(chosen == 3, 1, chosen)]
masks = (rng.uniform(size=(9, 5, 4, 1)) < 0.3).astype("float32")
soft = np.round(masks * 0.4 + rng.uniform(size=masks.shape) * 0.6, 3).astype("float32")
kinds = rng.integers(0, 3, (9, 5, 4))
segments, parts = np.eye(3, dtype="float32")[kinds], numbers(9, 5, 4, 3)

CASES = [
    case("auc", [bits, scores], sk.roc_auc_score(bits, scores)),
    case("auc", [bits[:, None], scores[:, None]], sk.average_precision_score(bits, scores), curve="PR"),
    case("auc", [onehot, chances], sk.roc_auc_score(onehot, chances, average="micro")),
    case("auc", [onehot, chances], sk.roc_auc_score(onehot, chances, average="macro"), average="macro"),
    case("auc", [onehot, chances], sk.average_precision_score(onehot, chances, average="macro"), average="macro", curve="PR"),
]
for average in ["macro", "micro", "weighted"]:
    keras_f1 = keras.metrics.F1Score(average=average)
    CASES += [
        case("f1_score", [onehot, chances], of_keras(keras_f1, onehot, chances), average=average),
        case("f1_score", [onehot, chances], of_keras(keras.metrics.F1Score(average=average, threshold=0.3), onehot, chances), average=average, threshold=0.3),
        case("fbeta_score", [onehot, chances], of_keras(keras.metrics.FBetaScore(average=average, beta=2.0), onehot, chances), average=average, beta=2),
        case("precision", [onehot, chances], sk.precision_score(classes, chosen, average=average, zero_division=0), average=average),
        case("recall", [onehot, chances], sk.recall_score(classes, chosen, average=average, zero_division=0), average=average),
    ]
CASES += [
    case("precision", [bits, scores], of_keras(keras.metrics.Precision(), bits, scores)),
    case("precision", [bits, scores], of_keras(keras.metrics.Precision(thresholds=0.62), bits, scores), threshold=0.62),
    case("recall", [bits, scores], of_keras(keras.metrics.Recall(), bits, scores)),
    case("specificity", [bits, scores], sk.recall_score(1 - bits, scores <= 0.5)),
    case("f1_score", [bits, scores], sk.f1_score(bits, scores > 0.5)),
    case("f1_score", [classes.astype("float32"), chances], sk.f1_score(classes, chosen, average="macro")),
    case("iou", [onehot, chances], of_keras(keras.metrics.OneHotMeanIoU(num_classes=C), onehot, chances)),
    case("iou", [np.eye(C, dtype="float32")[never], sure], of_keras(keras.metrics.OneHotMeanIoU(num_classes=C), np.eye(C)[never], sure)),
    case("iou", [onehot, chances], of_keras(keras.metrics.OneHotIoU(num_classes=C, target_class_ids=[1, 2]), onehot, chances), target_class_ids=[1, 2]),
    case("iou", [masks, soft], of_keras(keras.metrics.BinaryIoU(target_class_ids=[0, 1], threshold=0.5), masks, soft)),
    case("iou", [masks, soft], of_keras(keras.metrics.BinaryIoU(target_class_ids=[1], threshold=0.4), masks, soft), target_class_ids=[1], threshold=0.4),
    case("iou", [segments, parts], of_keras(keras.metrics.OneHotMeanIoU(num_classes=3), segments, parts)),
]


def best_where(found, held, bound):
    return max([0.0, *found[held >= bound - 1e-9]])


for bound in [0.0, 0.35, 0.5, 0.8, 1.0]:
    for given in [[bits, scores], [onehot, chances]]:
        precisions, recalls, _ = sk.precision_recall_curve(given[0].ravel(), given[1].ravel())
        # The last point of scikit-learn is no threshold.
        precisions, recalls = precisions[:-1], recalls[:-1]
        false_alarms, hits, _ = sk.roc_curve(given[0].ravel(), given[1].ravel(), drop_intermediate=False)
        CASES += [
            case("precision_at_recall", given, best_where(precisions, recalls, bound), bound=bound),
            case("recall_at_precision", given, best_where(recalls, precisions, bound), bound=bound),
            case("sensitivity_at_specificity", given, best_where(hits, 1 - false_alarms, bound), bound=bound),
            case("specificity_at_sensitivity", given, best_where(1 - false_alarms, hits, bound), bound=bound),
        ]

truth, guess = numbers(N, 3), numbers(N, 3)
guess = np.round(0.6 * truth + 0.4 * guess, 2).astype("float32")
CASES += [
    case("r2_score", [truth, guess], of_keras(keras.metrics.R2Score(), truth, guess)),
    case("r2_score", [truth[:, 0], guess[:, 0]], sk.r2_score(truth[:, 0], guess[:, 0])),
    case("r2_score", [truth, guess], of_keras(keras.metrics.R2Score(class_aggregation="variance_weighted_average"), truth, guess), class_aggregation="variance_weighted_average"),
    case("root_mean_squared_error", [truth, guess], of_keras(keras.metrics.RootMeanSquaredError(), truth, guess)),
]


def frechet(a, b):
    """Heusel et al. 2017, as in the paper's code."""
    a, b = a.astype("float64"), b.astype("float64")
    root = linalg.sqrtm(np.cov(a, rowvar=False) @ np.cov(b, rowvar=False))
    apart = a.mean(0) - b.mean(0)
    return apart @ apart + np.trace(np.cov(a, rowvar=False) + np.cov(b, rowvar=False) - 2 * np.real(root))


left, right = numbers(40, 6), 2 * numbers(40, 6) + 1
left[:, 1] = left[:, 0] * 0.5 + left[:, 1]
CASES += [
    case("frechet_distance", [left, right], frechet(left, right)),
    case("frechet_distance", [left, left[::-1].copy()], 0),
]


def recall_at(a, b, k, similarity):
    order = np.argsort(-similarity(a.astype("float64"), b.astype("float64")), axis=1, kind="stable")
    return np.mean([i in order[i, :k] for i in range(len(a))])


unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)
queries = numbers(N, 5)
keys = (queries + 0.9 * numbers(N, 5)).astype("float32")
for k in [1, 3]:
    CASES += [
        case("recall_at_k", [queries, keys], recall_at(queries, keys, k, lambda a, b: unit(a) @ unit(b).T), k=k),
        case("recall_at_k", [queries, keys], recall_at(queries, keys, k, lambda a, b: a @ b.T), k=k, by="dot"),
        case("recall_at_k", [queries, keys], recall_at(queries, keys, k, lambda a, b: -np.square(a[:, None] - b[None]).sum(-1)), k=k, by="euclidean"),
    ]
same = np.ones((N, 2), "float32")
CASES.append(case("recall_at_k", [same, same], 5 / N, k=5))


def breakpoints(y_true, y_pred, start, tolerance):
    """Pairs of breakpoints in a largest matching, and how many of each there are."""
    pairs = truths = found = 0
    for true, pred, first in zip(y_true, y_pred, start):
        places = [np.flatnonzero((x[1:] != x[:-1]) & (first[1:] == 0)) for x in (true, pred)]
        near = np.abs(places[0][:, None] - places[1][None]) <= tolerance
        if near.size:
            pairs += (csgraph.maximum_bipartite_matching(sparse.csr_matrix(near), perm_type="column") >= 0).sum()
        truths, found = truths + len(places[0]), found + len(places[1])
    return pairs, truths, found


copies = np.repeat(rng.integers(0, 4, (N, 20)), rng.integers(1, 5, 20), axis=1).astype("float32")
called = np.where(rng.uniform(size=copies.shape) < 0.1, np.roll(copies, 1, axis=1), copies).astype("float32")
begins = np.tile((np.arange(copies.shape[1]) % 17 == 0).astype("float32"), (N, 1))
for tolerance in [0, 1, 2]:
    for starts in [[], [begins]]:
        pairs, truths, found = breakpoints(copies, called, starts[0] if starts else 0 * begins, tolerance)
        given = [copies, called, *starts]
        CASES += [
            case("breakpoint_f1", given, 2 * pairs / (truths + found), tolerance=tolerance),
            case("breakpoint_precision", given, pairs / found, tolerance=tolerance),
            case("breakpoint_recall", given, pairs / truths, tolerance=tolerance),
        ]
CASES.append(case("breakpoint_f1", [0 * copies, 0 * copies], 0, tolerance=1))

with open(HERE / "totals.expected.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(one) for one in CASES) + "\n]\n")
print(len(CASES), "cases with keras", keras.__version__)
