"""Results of Keras 3 for losses, metrics and other functions: values and gradients.

    python test/keras/functions.py

writes functions.expected.json beside this file. Needs keras 3 with the tensorflow backend. Keras's losses keep the
axes between the batch and the last one; the mean over them is taken here.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(2)
losses, metrics, ops = keras.losses, keras.metrics, keras.ops


def numbers(*shape, low=-2.0, high=2.0):
    """Random numbers with three digits, so that the file holds them exactly."""
    return np.round(rng.uniform(low, high, shape), 3).astype("float32")


def onehot(n, classes):
    return np.eye(classes, dtype="float32")[rng.integers(0, classes, n)]


def probabilities(*shape):
    """Not quite normalized, as Keras allows."""
    raw = rng.uniform(0.05, 1.0, shape)
    return np.round(raw / raw.sum(-1, keepdims=True), 3).astype("float32")


def plain(array):
    array = np.asarray(array)
    dtype = {"float32": "float32", "int32": "int32", "int64": "int32", "bool": "bool"}[str(array.dtype)]
    return {"shape": list(array.shape), "dtype": dtype, "data": [float(f"{float(x):.7g}") for x in array.ravel()]}


def case(function, inputs, call, options=None, gradient=True, per_example=False):
    inputs = [np.asarray(x) for x in inputs]
    given = [tf.constant(x) for x in inputs]
    with tf.GradientTape() as tape:
        tape.watch([x for x in given if x.dtype == tf.float32])
        y = tf.convert_to_tensor(call(*given))
        if per_example and len(y.shape) > 1:
            y = tf.reduce_mean(y, axis=list(range(1, len(y.shape))))
        result = {"function": function, "options": options or {}, "inputs": [plain(x) for x in inputs], "output": plain(y)}
        if gradient:
            slopes = numbers(*y.shape, low=-1.0, high=1.0)
            total = tf.reduce_sum(y * slopes)
    if gradient:
        found = tape.gradient(total, given, unconnected_gradients="zero")
        result["slopes"] = plain(slopes)
        result["gradients"] = [
            plain(tf.convert_to_tensor(g)) if x.dtype == tf.float32 else None for x, g in zip(given, found)
        ]
    return result


def loss(function, y_true, y_pred, **options):
    call = lambda t, p: getattr(losses, function)(t, p, **options)
    return case(function, [y_true, y_pred], call, options, per_example=True)


def metric(function, y_true, y_pred, name=None, **options):
    call = lambda t, p: getattr(metrics, name or function)(t, p, **options)
    return case(function, [y_true, y_pred], call, options, gradient=False, per_example=True)


shades, tones = numbers(3, 4, 5, 1, low=0, high=1), numbers(3, 4, 5, 1, low=0.02, high=0.98)
edges = np.array([[0.0, 1.0, 0.0, 1.0, 0.5]] * 2, "float32")
far = np.array([[0.0, 0.0, 1.0, 1.0, 1.0], [1e-8, 1.0, 0.3, 0.999, 0.0]], "float32")
a, b = numbers(4, 3), numbers(4, 3)
same = a.copy()
same[:, 1] = b[:, 1]
classes = onehot(4, 5)
sequence = np.stack([onehot(3, 4), onehot(3, 4)])
counts = rng.poisson(2.0, (4, 3)).astype("float32")
positive = numbers(4, 3, low=0.1, high=4)
signs = np.sign(numbers(4, 3)).astype("float32")
bits = (signs > 0).astype("float32")
ties = np.array([[0.2, 0.5, 0.5, 0.1], [0.9, 0.9, 0.1, 0.0], [0.3, 0.2, 0.1, 0.4]], "float32")
of_ties = np.eye(4, dtype="float32")[[2, 0, 1]]



def unit(*shape):
    raw = rng.normal(size=shape)
    return (raw / np.linalg.norm(raw, axis=-1, keepdims=True)).astype("float32")


def triplet(anchor, positive, negative, margin=1.0, swap=False):
    """Schroff et al. 2015, as PyTorch's TripletMarginLoss without its epsilon."""
    norm = lambda x: tf.norm(x, axis=-1)
    near, far = norm(anchor - positive), norm(anchor - negative)
    if swap:
        far = tf.minimum(far, norm(positive - negative))
    return tf.nn.relu(near - far + margin)


def triplet_hard(labels, embeddings, margin=1.0):
    """Hermans et al. 2017, "batch hard", example by example."""
    labels, found = np.asarray(labels), []
    for i in range(len(labels)):
        apart = [tf.norm(embeddings[i] - embeddings[j]) if i != j else None for j in range(len(labels))]
        same = [d for j, d in enumerate(apart) if j != i and labels[j] == labels[i]]
        others = [d for j, d in enumerate(apart) if labels[j] != labels[i]]
        found.append(
            tf.nn.relu(tf.reduce_max(tf.stack(same)) - tf.reduce_min(tf.stack(others)) + margin)
            if same and others
            else tf.constant(0.0)
        )
    return tf.stack(found)


def whole(function, y_true, y_pred, **options):
    """Keras's losses of masks: over the axes after the batch, which are lagraph's default, or over those given."""
    axis = options.pop("axis", None)
    keras_axis = tuple(range(1, y_pred.ndim)) if axis is None else axis
    call = lambda t, p: getattr(losses, function)(t, p, axis=keras_axis, **options)
    return case(function, [y_true, y_pred], call, options if axis is None else {**options, "axis": list(axis)}, per_example=True)


several = np.array([0, 1, 2, 0, 1, 0], "int32")
masks, soft = np.round(numbers(3, 4, 5, 1, low=0, high=1)), numbers(3, 4, 5, 1, low=0.02, high=0.98)
pictures = [numbers(2, 12, 13, 2, low=0, high=1), numbers(2, 12, 13, 2, low=0, high=1)]

CASES = [
    loss("binary_focal_crossentropy", bits, 0.25 * a + 0.5),
    loss("binary_focal_crossentropy", bits, 0.25 * a + 0.5, gamma=0.0),
    loss("binary_focal_crossentropy", bits, 0.25 * a + 0.5, gamma=1.0, label_smoothing=0.1),
    loss("binary_focal_crossentropy", bits, 2 * a, from_logits=True, apply_class_balancing=True, alpha=0.3, gamma=3.5),
    loss("categorical_focal_crossentropy", classes, probabilities(4, 5)),
    loss("categorical_focal_crossentropy", sequence, probabilities(2, 3, 4), gamma=1.5, alpha=1.0),
    loss("categorical_focal_crossentropy", classes, 2 * numbers(4, 5), from_logits=True, label_smoothing=0.2),
    loss("categorical_generalized_cross_entropy", np.array([0, 4, 2, 2], "int32"), probabilities(4, 5), q=0.5),
    loss("categorical_generalized_cross_entropy", np.array([0, 4, 2, 2], "int32"), probabilities(4, 5), q=0.9),
    whole("dice", masks, soft),
    whole("dice", masks, soft, axis=(0, 1, 2, 3)),
    whole("dice", masks, soft, axis=(1, 2)),
    whole("tversky", masks, soft, alpha=0.3, beta=0.8),
    whole("tversky", bits, 0.25 * a + 0.5, axis=(0, 1)),
    loss("circle", several, unit(6, 3), gamma=4, margin=0.3),
    loss("circle", several, unit(6, 3), remove_diagonal=False, gamma=2),
    case("triplet", [a, b, numbers(4, 3)], triplet),
    case("triplet", [a, b, numbers(4, 3)], lambda *x: triplet(*x, margin=3.0, swap=True), {"margin": 3, "swap": True}),
    case("triplet_hard", [several, numbers(6, 3)], triplet_hard),
    case("triplet_hard", [several, numbers(6, 3)], lambda t, x: triplet_hard(t, x, 0.3), {"margin": 0.3}),
    case("ssim", pictures, lambda x, y: tf.image.ssim(x, y, 1.0)),
    case("ssim", pictures, lambda x, y: tf.image.ssim(x, y, 2.0, 7, 1.0, 0.02, 0.04), {"max_val": 2, "filter_size": 7, "filter_sigma": 1, "k1": 0.02, "k2": 0.04}),
    case("psnr", pictures, lambda x, y: tf.image.psnr(x, y, 1.0)),
    case("psnr", pictures, lambda x, y: tf.image.psnr(x, y, 3.0), {"max_val": 3}),
    metric("sparse_top_k_categorical_accuracy", np.array([2, 0, 1], "int32"), ties, k=2),
    loss("binary_crossentropy", shades, tones),
    loss("binary_crossentropy", edges, far),
    loss("binary_crossentropy", shades, tones, label_smoothing=0.1),
    loss("binary_crossentropy", bits, 4 * a, from_logits=True),
    loss("categorical_crossentropy", classes, probabilities(4, 5)),
    loss("categorical_crossentropy", classes, numbers(4, 5, low=0.1, high=3)),
    loss("categorical_crossentropy", classes, np.eye(5, dtype="float32")[[0, 1, 2, 3]]),
    loss("categorical_crossentropy", sequence, probabilities(2, 3, 4)),
    loss("categorical_crossentropy", classes, probabilities(4, 5), label_smoothing=0.2),
    loss("categorical_crossentropy", classes, 6 * numbers(4, 5), from_logits=True),
    loss("sparse_categorical_crossentropy", np.array([0, 4, 2, 2], "int32"), probabilities(4, 5)),
    loss("sparse_categorical_crossentropy", np.array([0, 4, 2, 2], "int32"), numbers(4, 5), from_logits=True),
    loss("sparse_categorical_crossentropy", np.array([[0, 3, 1], [2, 2, 1]], "int32"), probabilities(2, 3, 4)),
    loss("categorical_hinge", classes, numbers(4, 5)),
    loss("mean_squared_error", a, b),
    loss("mean_squared_error", shades, tones),
    loss("mean_squared_error", numbers(4), numbers(4, 1)),
    loss("mean_absolute_error", a, b),
    loss("mean_absolute_error", same, b),
    loss("mean_absolute_percentage_error", a, b),
    loss("mean_squared_logarithmic_error", positive, b),
    loss("huber", 2 * a, b),
    loss("huber", a, b, delta=0.5),
    loss("log_cosh", 3 * a, b),
    loss("poisson", counts, positive),
    loss("kl_divergence", probabilities(4, 5), probabilities(4, 5)),
    loss("kl_divergence", classes, probabilities(4, 5)),
    loss("cosine_similarity", a, b),
    loss("cosine_similarity", numbers(2, 3, 4), numbers(2, 3, 4)),
    loss("hinge", signs, b),
    loss("hinge", bits, b),
    loss("squared_hinge", signs, b),
    loss("squared_hinge", bits, b),
    metric("accuracy", classes, probabilities(4, 5), name="categorical_accuracy"),
    metric("accuracy", np.array([0, 4, 2, 2], "int32"), probabilities(4, 5), name="sparse_categorical_accuracy"),
    metric("accuracy", np.round(tones[:, 0, 0]), tones[:, 1, 0], name="binary_accuracy"),
    metric("categorical_accuracy", of_ties, ties),
    metric("categorical_accuracy", sequence, probabilities(2, 3, 4)),
    metric("sparse_categorical_accuracy", np.array([1, 0, 3], "int32"), ties),
    metric("binary_accuracy", bits, 0.25 * a + 0.5),
    metric("binary_accuracy", bits, 0.25 * a + 0.5, threshold=0.7),
    metric("top_k_categorical_accuracy", of_ties, ties, k=1),
    metric("top_k_categorical_accuracy", of_ties, ties, k=2),
    metric("top_k_categorical_accuracy", of_ties, ties, k=3),
]

row, halves = numbers(3), np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.0], "float32")
for name in "add subtract multiply divide maximum minimum".split():
    CASES.append(case(name, [a, b], getattr(ops, name)))
    CASES.append(case(name, [a, row], getattr(ops, name)))
CASES.append(case("maximum", [same, b], ops.maximum))
CASES.append(case("minimum", [same, b], ops.minimum))
CASES.append(case("pow", [positive, b], ops.power))
CASES.append(case("squared_difference", [a, row], lambda x, y: ops.square(x - y)))
for name in "negative abs exp square sign sin cos floor round relu elu selu sigmoid softplus softsign tanh".split():
    CASES.append(case(name, [halves], getattr(ops, name)))
for name in "log sqrt".split():
    CASES.append(case(name, [positive], getattr(ops, name)))
CASES.append(case("clip", [halves], lambda x: ops.clip(x, -1.5, 1.0), {"x_min": -1.5, "x_max": 1.0}))
for name in "equal not_equal greater greater_equal less less_equal".split():
    CASES.append(case(name, [same, b], getattr(ops, name), gradient=False))
CASES.append(case("where", [bits > 0, a, b], ops.where))

cube = numbers(2, 3, 4)
REDUCTIONS = {"sum": ops.sum, "mean": ops.mean, "max": ops.max, "min": ops.min, "variance": ops.var}
for name, call in REDUCTIONS.items():
    CASES.append(case(name, [cube], lambda x: call(x, axis=(1, 2)), {}))
    CASES.append(case(name, [cube], lambda x: call(x, axis=1), {"axis": 1}))
    CASES.append(case(name, [cube], lambda x: call(x, axis=(0, 2), keepdims=True), {"axis": [0, -1], "keepdims": True}))
for name in "argmax argmin".split():
    CASES.append(case(name, [ties], lambda x: getattr(ops, name)(x, axis=-1), gradient=False))
    CASES.append(case(name, [cube], lambda x: getattr(ops, name)(x, axis=1), {"axis": 1}, gradient=False))

CASES += [
    case("concat", [a, b, numbers(4, 2)], lambda *x: ops.concatenate(x, axis=-1)),
    case("concat", [cube, numbers(2, 1, 4)], lambda *x: ops.concatenate(x, axis=1), {"axis": 1}),
    case("stack", [a, b], lambda *x: ops.stack(x, axis=1), {"axis": 1}),
    case("expand_dims", [a], lambda x: ops.expand_dims(x, -1)),
    case("squeeze", [numbers(3, 1, 2)], lambda x: ops.squeeze(x, 1), {"axis": 1}),
    case("flatten", [cube], lambda x: ops.reshape(x, (2, 12))),
    case("reshape", [cube], lambda x: ops.reshape(x, (2, 6, 2)), {"target_shape": [-1, 2]}),
    case("transpose", [cube], lambda x: ops.transpose(x, (0, 2, 1)), {"axes": [0, 2, 1]}),
    case("matmul", [a, numbers(3, 2)], ops.matmul),
    case("matmul", [a, b], lambda x, y: ops.matmul(x, ops.transpose(y)), {"transpose_b": True}),
    case("matmul", [cube, numbers(2, 4, 2)], ops.matmul),
    case("one_hot", [np.array([2, 0, 1], "int32")], lambda x: ops.one_hot(x, 4), {"num_classes": 4}, gradient=False),
    case("l2_normalize", [a], ops.normalize),
    case("l2_normalize", [cube], lambda x: ops.normalize(x, axis=1), {"axis": 1}),
    case("softmax", [6 * a], ops.softmax),
    case("log_softmax", [20 * a], ops.log_softmax),
    case("sigmoid_crossentropy", [bits, 5 * b], lambda t, x: tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(t, x), -1)),
    case("sigmoid_crossentropy", [bits, 0 * b], lambda t, x: tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(t, x), -1)),
    case("stop_gradient", [a], ops.stop_gradient),
]

for name in "log1p expm1 erf ceil".split():
    CASES.append(case(name, [numbers(4, 3, low=-0.9)], getattr(ops, name), gradient=name != "ceil"))
for name in "logical_and logical_or".split():
    CASES.append(case(name, [bits > 0, same > b], getattr(ops, name), gradient=False))
CASES.append(case("logical_not", [bits > 0], ops.logical_not, gradient=False))

MORE_REDUCTIONS = {"std": ops.std, "prod": ops.prod, "logsumexp": ops.logsumexp, "norm": ops.norm}
for name, call in MORE_REDUCTIONS.items():
    CASES.append(case(name, [cube], lambda x: call(x, axis=(1, 2)), {}))
    CASES.append(case(name, [cube], lambda x: call(x, axis=1, keepdims=True), {"axis": 1, "keepdims": True}))
for order in [1, "inf"]:
    power = np.inf if order == "inf" else order
    CASES.append(case("norm", [cube], lambda x: ops.norm(x, ord=power, axis=-1), {"axis": -1, "ord": order}))
for name in "all any".split():
    CASES.append(case(name, [cube > 0], lambda x: getattr(ops, name)(x, axis=2), {"axis": 2}, gradient=False))
    CASES.append(case(name, [cube > -1.9], lambda x: getattr(ops, name)(x, axis=(1, 2)), {}, gradient=False))
for name in "argmax argmin".split():
    CASES.append(case(name, [cube], lambda x: getattr(ops, name)(x, axis=1, keepdims=True), {"axis": 1, "keepdims": True}, gradient=False))

places = np.array([[0, 2, 1], [3, 3, 0]], "int32")
some = np.array([2, 0, 2], "int32")
shuffled = np.argsort(cube, axis=1).astype("int32")[:, :2]
tied = np.array([[0.5, 0.2, 0.5, -1.0, 0.2], [3.0, 3.0, 3.0, 1.0, 9.0]], "float32")
CASES += [
    case("take", [numbers(4, 3), places], lambda x, i: ops.take(x, i, axis=0)),
    case("take", [cube, some], lambda x, i: ops.take(x, i, axis=1), {"axis": 1}),
    case("take", [cube, places], lambda x, i: ops.take(x, i, axis=-1), {"axis": -1}),
    case("take_along_axis", [cube, np.argsort(cube).astype("int32")[..., ::2]], lambda x, i: ops.take_along_axis(x, i, axis=-1)),
    case("take_along_axis", [cube, shuffled], lambda x, i: ops.take_along_axis(x, i, axis=1), {"axis": 1}),
    case("sort", [cube], ops.sort),
    case("sort", [numbers(5, 3)], lambda x: ops.sort(x, axis=0), {"axis": 0}),
    case("sort", [cube], lambda x: ops.sort(x, axis=1), {"axis": 1}),
    case("argsort", [cube], ops.argsort, gradient=False),
    case("argsort", [tied], lambda x: np.argsort(x, kind="stable"), gradient=False),
    case("argsort", [cube], lambda x: ops.argsort(x, axis=1), {"axis": 1}, gradient=False),
    case("top_k", [cube], lambda x: ops.top_k(x, 2)[0], {"k": 2}),
    case("top_k", [tied], lambda x: ops.top_k(x, 3)[0], {"k": 3}),
    case("top_k_indices", [tied], lambda x: ops.top_k(x, 3)[1], {"k": 3}, gradient=False),
    case("cumsum", [cube], lambda x: ops.cumsum(x, axis=-1)),
    case("cumsum", [cube], lambda x: ops.cumsum(x, axis=1), {"axis": 1}),
    case("cumsum", [cube], lambda x: tf.cumsum(x, axis=1, exclusive=True, reverse=True), {"axis": 1, "exclusive": True, "reverse": True}),
]
for equation, *shapes in [
    ("bi,bj->bij", (3, 4), (3, 2)),
    ("bi,bi->b", (3, 4), (3, 4)),
    ("bqd,bkd->bqk", (2, 3, 4), (2, 5, 4)),
    ("bqk,bkd->bqd", (2, 3, 5), (2, 5, 4)),
    ("bhqd,bhkd->bhqk", (2, 2, 3, 4), (2, 2, 5, 4)),
    ("bij->bji", (2, 3, 4)),
    ("bij->b", (2, 3, 4)),
    ("bi,ij,bj->b", (3, 4), (4, 2), (3, 2)),
    ("ai,bi->ab", (3, 4), (3, 4)),
    ("bij,k->bk", (2, 3, 4), (2,)),
    ("bi,bj", (3, 4), (3, 2)),
]:
    CASES.append(case("einsum", [numbers(*shape) for shape in shapes], lambda *x: tf.einsum(equation, *x), {"equation": equation}))

gammas = np.array([[0.02, 0.5, 1.0, 1.5], [2.0, 3.7, 7.9, 8.1], [12.0, 40.0, 300.0, 2e4]], "float32")
variance2 = numbers(4, 3, low=-1, high=1)


def kl_normals(mean, log_var, mean2, log_var2):
    inside = log_var2 - log_var + (tf.exp(log_var) + tf.square(mean - mean2)) / tf.exp(log_var2) - 1
    return 0.5 * tf.reduce_sum(inside, -1)


def negative_binomial(y, mean, r):
    gamma = tf.math.lgamma(y + r) - tf.math.lgamma(r) - tf.math.lgamma(y + 1)
    return -tf.reduce_mean(gamma + r * tf.math.log(r / (r + mean)) + y * tf.math.log(mean / (r + mean)), -1)


def mixture(y, logits, mean, log_var):
    terms = tf.square(y[:, None] - mean) / tf.exp(log_var) + log_var + np.float32(np.log(2 * np.pi))
    return -tf.reduce_logsumexp(tf.nn.log_softmax(logits) - 0.5 * tf.reduce_sum(terms, -1), -1)


def mmd(x, y, widths=(1, 2, 4, 8, 16)):
    def mean_kernel(p, q):
        apart = tf.reduce_sum(tf.square(p[:, None] - q[None]), -1)
        return sum(tf.reduce_mean(tf.exp(-apart / (2 * s * s))) for s in widths) / len(widths)
    return mean_kernel(x, x) + mean_kernel(y, y) - 2 * mean_kernel(x, y)


CASES += [
    case("lgamma", [gammas], tf.math.lgamma),
    case("digamma", [gammas[:, 1:]], tf.math.digamma),
    case("kl_normal", [a, b, numbers(4, 3), variance2], kl_normals),
    case("kl_normal", [a, b], lambda m, v: kl_normals(m, v, 0 * m, 0 * m)),
    case("negative_binomial", [counts, positive, numbers(4, 3, low=0.2, high=9)], negative_binomial),
    case("mixture", [a, numbers(4, 5), numbers(4, 5, 3), numbers(4, 5, 3)], mixture),
    case("mmd", [a, b], mmd),
    case("mmd", [a, 0.5 * b], lambda x, y: mmd(x, y, [0.5, 3]), {"bandwidths": [0.5, 3]}),
    case("nearest_index", [numbers(5, 3), a], lambda c, x: tf.argmin(tf.reduce_sum(tf.square(x[:, None] - c[None]), -1), -1), gradient=False),
    case("l1", [a], lambda x: tf.reduce_sum(tf.abs(x), -1)),
    case("l2", [cube], lambda x: tf.reduce_sum(tf.square(x), [1, 2])),
]

points = np.array([-4.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0, 7.0], "float32")
ALL_ACTIVATIONS = (
    "relu6 leaky_relu silu gelu mish log_sigmoid hard_sigmoid hard_silu hard_tanh tanh_shrink soft_shrink hard_shrink "
    "squareplus sparse_plus sparse_sigmoid"
).split()
for name in ALL_ACTIVATIONS:
    call = lambda x: getattr(keras.activations, name)(x, **({"approximate": False} if name == "gelu" else {}))
    CASES.append(case(name, [points], call))
    CASES.append(case(name, [2 * a], call))
CASES += [
    case("glu", [numbers(4, 6)], lambda x: keras.activations.glu(x)),
    case("glu", [numbers(2, 4, 3)], lambda x: keras.activations.glu(x, axis=1), {"axis": 1}),
    metric("pearson_correlation", a, b),
    metric("pearson_correlation", numbers(2, 3, 4), numbers(2, 3, 4)),
    metric("concordance_correlation", a, b),
    metric("concordance_correlation", numbers(2, 3, 4), numbers(2, 3, 4)),
]
for labels, steps, classes_of in [
    ([[1, 2, 0], [3, 3, 1], [2, 0, 0], [0, 0, 0]], 6, 4),
    ([[1], [2]], 1, 3),
    ([[2, 2], [1, 2]], 3, 3),
    ([[1, 2, 1, 3, 3, 2], [4, 4, 4, 1, 0, 0]], 12, 5),
]:
    given = np.array(labels, "int32")
    logits = 2 * numbers(len(labels), steps, classes_of)
    CASES.append(case("ctc", [given, logits], lambda t, p: losses.ctc(t, p)))

with open(HERE / "functions.expected.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(one) for one in CASES) + "\n]\n")
print(len(CASES), "cases with keras", keras.__version__)
