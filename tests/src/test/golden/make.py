# SPDX-License-Identifier: Apache-2.0
"""Makes golden files: PyTorch's answers in double precision, one case a file.

    python3 make.py [--seed 1] [--cases 1] [--out files]

Needs torch and numpy; 1.13 and 1.24 made the files of the repository. Each case draws its shapes,
attributes and numbers from the seed, its name and its number, so another seed makes another set
of the same kinds. Format: safetensors with the metadata op, case, attrs, tolerance; the tensors
are input.*, param.*, output.*, upstream.* and the gradients of sum <upstream, output>.
"""
import argparse
import json
import math
import os
import shutil
import struct
import zlib

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
CASES = []


def case(*ops):
    """Registers a function of a Draw; the operation is its name unless others are named."""

    def register(function):
        for op in ops or (function.__name__,):
            CASES.append((op, function))
        return function

    return register


class Draw:
    """One case in the making: what it drew, and what came of it."""

    def __init__(self, op, number, seed):
        self.op = op
        self.rng = np.random.default_rng([seed, zlib.crc32(op.encode()), number])
        self.attrs = {}
        self.tensors = {}
        self.leaves = {}
        self.outputs = {}
        self.number = number

    # ---- choices

    def size(self, low=1, high=5):
        return int(self.rng.integers(low, high + 1))

    def shape(self, low=1, high=3):
        return tuple(self.size() for _ in range(self.size(low, high)))

    def pick(self, *choices):
        """Each choice in turn, so that a few cases try all of them."""
        return choices[self.number % len(choices)]

    def flag(self):
        return bool(self.rng.integers(2))

    def attr(self, **attrs):
        self.attrs.update(attrs)
        return next(iter(attrs.values()))

    # ---- tensors

    def values(self, *shape, positive=False, scale=1.0):
        x = self.rng.standard_normal(shape).astype(np.float32) * np.float32(scale)
        return np.abs(x) + np.float32(0.1) if positive else x

    def leaf(self, name, array):
        t = torch.tensor(np.asarray(array, np.float32), dtype=torch.float64, requires_grad=True)
        self.tensors[name] = np.asarray(array, np.float32)
        self.leaves[name] = t
        return t

    def input(self, name, *shape, **how):
        return self.leaf("input." + name, self.values(*shape, **how))

    def param(self, name, *shape, **how):
        return self.leaf("param." + name, self.values(*shape, **how))

    def params(self, module, prefix=""):
        """Draws all parameters of a module."""
        for name, p in module.named_parameters():
            array = self.values(*p.shape, scale=0.5)
            self.tensors["param." + prefix + name] = array
            with torch.no_grad():
                p.copy_(torch.tensor(array, dtype=torch.float64))
            self.leaves["param." + prefix + name] = p
        return module

    def constant(self, name, array):
        array = np.asarray(array)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        self.tensors[name] = array
        return torch.tensor(array, dtype=torch.float64 if array.dtype == np.float32 else None)

    def ids(self, name, high, *shape):
        return self.constant("input." + name, self.rng.integers(0, high, shape))

    def mask(self, name, *shape, share=0.7):
        """True where something is; the first of each row always is."""
        mask = self.rng.random(shape) < share
        mask[..., 0] = True
        return self.constant("input." + name, mask)

    def output(self, name, t, gradient=True):
        self.outputs[name] = (t, gradient and t.requires_grad)

    def finish(self):
        total = None
        for name, (t, gradient) in self.outputs.items():
            if t.is_floating_point():
                self.tensors["output." + name] = t.detach().numpy().astype(np.float32)
            else:
                self.tensors["output." + name] = t.numpy()
            if gradient:
                up = np.asarray(self.values(*t.shape), np.float32).reshape(t.shape)
                self.tensors["upstream." + name] = up
                part = (torch.tensor(up, dtype=torch.float64) * t).sum()
                total = part if total is None else total + part
        if total is not None:
            total.backward()
            for name, t in self.leaves.items():
                grad = torch.zeros_like(t) if t.grad is None else t.grad
                if grad.is_sparse:
                    grad = grad.to_dense()
                self.tensors["grad." + name] = grad.numpy().astype(np.float32)


DTYPES = {"float32": "F32", "int64": "I64", "int32": "I32", "bool": "BOOL", "uint8": "U8"}


def write(path, draw):
    tensors = sorted(draw.tensors.items(), key=lambda t: (-t[1].dtype.itemsize, t[0]))
    header = {
        "__metadata__": {
            "op": draw.op,
            "case": str(draw.number),
            "attrs": json.dumps(draw.attrs, sort_keys=True),
            "tolerance": "1e-05",
        }
    }
    data = b""
    for name, array in tensors:
        part = np.ascontiguousarray(array).tobytes()
        header[name] = {
            "dtype": DTYPES[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + len(part)],
        }
        data += part
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


# ---------------------------------------------------------------- basic operations


@case()
def matmul(d):
    trans_a, trans_b = d.pick((False, False), (True, False), (False, True), (True, True))
    d.attr(trans_a=trans_a, trans_b=trans_b)
    m, k, n = d.size(1, 19), d.size(1, 19), d.size(1, 19)
    batch_a, batch_b = [((), ()), ((2,), ()), ((), (3,)), ((2, 1), (3,)), ((2,), (2,))][d.size(0, 4)]
    a = d.input("a", *batch_a, *((k, m) if trans_a else (m, k)))
    b = d.input("b", *batch_b, *((n, k) if trans_b else (k, n)))
    d.output("y", (a.mT if trans_a else a) @ (b.mT if trans_b else b))


@case()
def linear(d):
    bias = d.attr(bias=d.flag())
    n, m = d.size(1, 19), d.size(1, 19)
    x, w = d.input("x", *d.shape(0, 2), n), d.param("weight", m, n)
    d.output("y", F.linear(x, w, d.param("bias", m) if bias else None))


@case()
def elementwise(d):
    fn = d.attr(fn=d.pick("add", "sub", "mul", "div"))
    full = d.shape(2, 4)
    a = d.input("a", *[1 if d.flag() else n for n in full])
    b = d.input("b", *[1 if d.flag() else n for n in full][d.size(0, 1) :], positive=fn == "div")
    d.output("y", {"add": a + b, "sub": a - b, "mul": a * b, "div": a / b}[fn])


@case()
def activation(d):
    fn = d.attr(
        fn=d.pick(
            "gelu", "softplus", "elu", "leaky_relu", "silu", "logsigmoid", "exp", "log", "sigmoid",
            "tanh", "relu", "sqrt", "square", "abs", "gelu_tanh", "softplus_low",
        ).split("_tanh")[0].split("_low")[0]
    )
    x = d.input("x", *d.shape(), positive=fn in ("log", "sqrt"), scale=3.0)
    if fn == "gelu":
        y = F.gelu(x, approximate=d.attr(approximate=d.pick("none", *["tanh"] * 15)))
    elif fn == "softplus":
        y = F.softplus(x, d.attr(beta=0.5 + d.size()), d.attr(threshold=float(d.pick(20, 1))))
    elif fn == "elu":
        y = F.elu(x, d.attr(alpha=0.25 * d.size()))
    elif fn == "leaky_relu":
        y = F.leaky_relu(x, d.attr(negative_slope=0.05 * d.size()))
    else:
        y = {
            "silu": F.silu, "logsigmoid": F.logsigmoid, "exp": torch.exp, "log": torch.log,
            "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu, "sqrt": torch.sqrt,
            "square": torch.square, "abs": torch.abs,
        }[fn](x)
    d.output("y", y)


@case()
def prelu(d):
    n, c = d.size(), d.size(2)
    x = d.input("x", n, c)
    d.output("y", F.prelu(x, d.param("weight", c if d.attr(per_channel=d.flag()) else 1)))


@case()
def softmax(d):
    fn = d.attr(fn=d.pick("softmax", "log_softmax", "logsumexp"))
    shape = d.shape(1, 4)
    dim = d.attr(dim=int(d.rng.integers(-len(shape), len(shape))))
    x = d.input("x", *shape, scale=5.0)
    d.output(
        "y",
        {"softmax": F.softmax, "log_softmax": F.log_softmax, "logsumexp": torch.logsumexp}[fn](x, dim),
    )


@case()
def reduce(d):
    fn = d.attr(fn=d.pick("sum", "mean", "amax", "max"))
    shape = d.shape(2, 4)
    keep = d.attr(keepdim=d.flag())
    x = d.input("x", *shape)
    if fn == "max":
        dim = int(d.rng.integers(-len(shape), len(shape)))
        d.attr(dims=[dim])
        y, indices = torch.max(x, dim, keep)
        d.output("indices", indices)
    else:
        dims = sorted(int(i) for i in d.rng.permutation(len(shape))[: d.size(1, len(shape))])
        d.attr(dims=None if len(dims) == len(shape) else dims)
        y = getattr(torch, fn)(x, dims, keep)
    d.output("y", y)


@case()
def concat(d):
    shape = list(d.shape(1, 3))
    dim = d.attr(dim=int(d.rng.integers(-len(shape), len(shape))))
    parts = []
    for i in range(d.size(1, 3)):
        shape[dim] = d.size()
        parts.append(d.input(f"x{i}", *shape))
    d.output("y", torch.cat(parts, dim))


@case()
def stack(d):
    shape = d.shape(1, 3)
    dim = d.attr(dim=int(d.rng.integers(-len(shape) - 1, len(shape) + 1)))
    d.output("y", torch.stack([d.input(f"x{i}", *shape) for i in range(d.size(1, 3))], dim))


@case()
def split(d):
    sizes = d.attr(sizes=[d.size() for _ in range(3)])
    shape = list(d.shape(1, 3))
    dim = d.attr(dim=int(d.rng.integers(-len(shape), len(shape))))
    shape[dim] = sum(sizes)
    for i, part in enumerate(torch.split(d.input("x", *shape), sizes, dim)):
        d.output(f"y{i}", part)


@case()
def permute(d):
    shape = d.shape(2, 4)
    perm = d.attr(perm=[int(i) for i in d.rng.permutation(len(shape))])
    d.output("y", d.input("x", *shape).permute(perm))


@case()
def reshape(d):
    a, b = d.size(), d.size()
    d.output("y", d.input("x", a, 6, b).reshape(d.attr(shape=[3, -1, 2 * b])))


@case("slice")
def slice_(d):
    n = d.size(4, 9)
    x = d.input("x", d.size(), n, d.size())
    start, end, step = d.size(0, 2), n - d.size(0, 1), d.size(1, 3)
    d.attr(dim=d.pick(1, -2), start=start, end=end, step=step)
    d.output("y", x[:, start:end:step])


@case()
def gather(d):
    shape = list(d.shape(1, 3))
    dim = d.attr(dim=int(d.rng.integers(-len(shape), len(shape))))
    x = d.input("x", *shape)
    high, shape[dim] = shape[dim], d.size()
    d.output("y", torch.gather(x, dim, d.ids("index", high, *shape)))


@case()
def index_select(d):
    shape = d.shape(1, 3)
    dim = d.attr(dim=int(d.rng.integers(-len(shape), len(shape))))
    x = d.input("x", *shape)
    d.output("y", torch.index_select(x, dim, d.ids("index", shape[dim], d.size())))


@case()
def scalar(d):
    """The arithmetic of a tensor and a number."""
    c = d.attr(c=round(float(d.rng.uniform(0.5, 2)), 3))
    c = float(np.float32(c))
    x = d.input("x", *d.shape(), positive=True)
    for name, y in {"add": x + c, "sub": x - c, "rsub": c - x, "mul": x * c, "div": x / c, "rdiv": c / x}.items():
        d.output(name, y)


@case()
def pow(d):
    p = d.attr(p=d.pick(2.5, 3.0, -1.5, 0.0))
    shape = d.shape(2)
    x = d.input("x", *shape, positive=p != 3.0)
    d.output("number", x**p)
    base = d.input("base", *shape, positive=True)
    exponent = d.input("exponent", *shape[1:])
    d.output("tensor", base**exponent)


@case()
def function(d):
    x = d.input("x", *d.shape(), scale=3)
    d.output("sin", x.sin())
    d.output("cos", x.cos())
    d.output("erf", x.erf())


@case()
def clamp(d):
    """Bounds that some elements meet exactly."""
    x = d.values(4, 5)
    low, high = d.attr(min=-0.5), d.attr(max=0.75)
    x[0, :3] = low, high, 0
    x = d.leaf("input.x", x)
    d.output("both", x.clamp(low, high))
    d.output("min", x.clamp_min(low))
    d.output("max", x.clamp_max(high))


@case()
def extremes(d):
    """Of two tensors, with elements that are equal."""
    a, b = d.values(3, 4), d.values(4)
    a[1, :2] = b[:2]
    a, b = d.leaf("input.a", a), d.leaf("input.b", b)
    d.output("minimum", torch.minimum(a, b))
    d.output("maximum", torch.maximum(a, b))


@case()
def where(d):
    batch, n, m = d.size(2), d.size(2), d.size(2)
    condition = d.mask("condition", batch, 1, m)
    a, b = d.input("a", batch, n, m), d.input("b", n, 1)
    d.output("y", torch.where(condition, a, b))


@case()
def masked_fill(d):
    batch, n, m = d.size(2), d.size(2), d.size(2)
    mask = d.mask("mask", batch, 1, m, share=0.3)
    d.output("y", d.input("x", batch, n, m).masked_fill(mask, d.attr(value=-1e9)))


@case("scatter", "scatter_add")
def scatter(d):
    """Each place is written once by scatter, for more than once PyTorch defines no gradient."""
    shape = [d.size(2), d.size(2), d.size(2)]
    dim = d.attr(dim=d.pick(1, -1, 0))
    n = max(1, shape[dim] - 1)
    fitting = [n if a == dim % 3 else shape[a] for a in range(3)]
    if d.op == "scatter":
        index = d.rng.permuted(np.broadcast_to(np.arange(shape[dim]), [*np.delete(shape, dim), shape[dim]]), axis=-1)
        index = np.moveaxis(index[..., :n], -1, dim).copy()
    else:
        index = d.rng.integers(0, shape[dim], fitting)
    index = d.constant("input.index", index)
    x, source = d.input("x", *shape), d.input("source", *fitting)
    d.output("y", x.scatter(dim, index, source) if d.op == "scatter" else x.scatter_add(dim, index, source))


@case()
def topk(d):
    x = d.input("x", d.size(), d.size(2), d.size(2))
    dim = d.attr(dim=d.pick(-1, 1))
    values, indices = x.topk(d.attr(k=2), dim)
    d.output("values", values)
    d.output("indices", indices)
    d.output("argmax", x.argmax(dim))


@case()
def cumsum(d):
    x = d.input("x", d.size(2), d.size(2), d.size(2))
    d.output("y", x.cumsum(d.attr(dim=d.pick(-1, 0))))


@case()
def norm(d):
    """Of rows, of which one is zero and has no direction."""
    x = d.values(3, 4)
    x[1] = 0
    x = d.leaf("input.x", x)
    d.output("rows", x.norm(dim=-1))
    d.output("all", x.norm())


@case()
def broadcast(d):
    shape = d.shape(2)
    x = d.input("x", *shape[:-1], 1)
    d.output("y", x.broadcast_to(d.attr(shape=[2, *shape])))


@case()
def product(d):
    """Of matrices with vectors on either side."""
    m, k = d.size(), d.size()
    a, b, x = d.input("a", 2, m, k), d.input("b", 2, k, m), d.input("x", k)
    d.output("right", a @ x)
    d.output("left", x @ b)
    d.output("both", x @ x)


@case()
def embedding(d):
    v, dim = d.size(2, 7), d.size()
    d.attr(num_embeddings=v, embedding_dim=dim)
    padding = d.attr(padding_idx=d.pick(None, 1))
    w = d.param("weight", v, dim)
    d.output("y", F.embedding(d.ids("ids", v, *d.shape(1, 2)), w, padding))


@case()
def embedding_bag(d):
    v, dim, n, bags = d.size(2, 7), d.size(), d.size(3, 9), d.size(2)
    mode = d.attr(mode=d.pick("sum", "mean", "max"))
    last = d.attr(include_last_offset=d.flag())
    d.attr(num_embeddings=v, embedding_dim=dim)
    padding = d.attr(padding_idx=d.pick(None, None, None, 1))
    w = d.param("weight", v, dim)
    ids = d.ids("ids", v, n)
    cuts = np.sort(d.rng.integers(0, n + 1, bags - 1))
    offsets = d.constant("input.offsets", np.concatenate([[0], cuts, [n] if last else []]).astype(np.int64))
    weights = d.input("per_sample_weights", n) if mode == "sum" and d.flag() else None
    y = F.embedding_bag(
        ids, w, offsets, mode=mode, per_sample_weights=weights, include_last_offset=last,
        padding_idx=padding,
    )
    d.output("y", y)


@case()
def l2_normalize(d):
    shape = d.shape(1, 3)
    dim = d.attr(dim=int(d.rng.integers(-len(shape), len(shape))))
    d.output("y", F.normalize(d.input("x", *shape), dim=dim, eps=d.attr(eps=1e-12)))


@case()
def cosine_similarity(d):
    eps, dim = d.attr(eps=1e-8), d.size(2)
    if d.attr(pairwise=d.flag()):
        d.attr(dim=-1)
        a, b = d.input("a", d.size(), dim), d.input("b", d.size(), dim)
        y = F.normalize(a, dim=-1, eps=eps) @ F.normalize(b, dim=-1, eps=eps).T
    else:
        shape = (d.size(), d.size(2), dim)
        a, b = d.input("a", *shape), d.input("b", *shape)
        y = F.cosine_similarity(a, b, dim=d.attr(dim=d.pick(1, -1)), eps=eps)
    d.output("y", y)


# ---------------------------------------------------------------- normalisation and crosses


@case()
def layer_norm(d):
    shape = d.shape(2, 3)
    normalized = d.attr(normalized_shape=list(shape[d.size(0, 1) :]))
    if math.prod(normalized) < 3:
        normalized = d.attr(normalized_shape=list(shape))
    affine, eps = d.attr(affine=d.flag()), d.attr(eps=1e-5 if d.flag() else 1e-3)
    x = d.input("x", *shape)
    w = d.param("weight", *normalized) if affine else None
    d.output("y", F.layer_norm(x, normalized, w, d.param("bias", *normalized) if affine else None, eps))


@case()
def batch_norm(d):
    c = d.size()
    x = d.input("x", d.size(3, 6), c, *d.pick((), (2,), (2, 3)))
    mean = d.constant("input.running_mean", d.values(c))
    var = d.constant("input.running_var", d.values(c, positive=True))
    training, affine = d.attr(training=d.flag()), d.attr(affine=d.flag())
    w, b = (d.param("weight", c), d.param("bias", c)) if affine else (None, None)
    y = F.batch_norm(x, mean, var, w, b, training, d.attr(momentum=0.2), d.attr(eps=1e-4))
    d.output("y", y)
    d.output("running_mean", mean)
    d.output("running_var", var)


def fm(x):
    return 0.5 * (x.sum(1) ** 2 - (x**2).sum(1))


@case("fm_interaction", "nfm_bi_interaction")
def fm_interaction(d):
    y = fm(d.input("x", d.size(), d.size(), d.size()))
    d.output("y", y.sum(-1) if d.op == "fm_interaction" else y)


@case()
def dcn_v1(d):
    dim, layers = d.size(), d.attr(num_layers=d.size(1, 3))
    x0 = x = d.input("x", d.size(), dim)
    for layer in range(layers):
        w, b = d.param(f"cross.{layer}.weight", 1, dim), d.param(f"cross.{layer}.bias", dim)
        x = x0 * F.linear(x, w) + b + x
    d.output("y", x)


@case()
def dcn_v2(d):
    dim, layers = d.size(), d.attr(num_layers=d.size(1, 3))
    d.attr(variant="full")
    x0 = x = d.input("x", d.size(), dim)
    for layer in range(layers):
        w, b = d.param(f"cross.{layer}.weight", dim, dim), d.param(f"cross.{layer}.bias", dim)
        x = x0 * F.linear(x, w, b) + x
    d.output("y", x)


# ---------------------------------------------------------------- attention, recurrence, convolution


@case()
def sdpa(d):
    b, h, n, m, dim, out = d.size(1, 3), d.size(1, 3), d.size(), d.size(), d.size(), d.size()
    causal = d.attr(causal=d.flag())
    m = n if causal else m
    q, k, v = d.input("q", b, h, n, dim), d.input("k", b, h, m, dim), d.input("v", b, h, m, out)
    scores = q @ k.mT * d.attr(scale=1 / math.sqrt(dim))
    blocked = torch.zeros(b, 1, n, m, dtype=torch.bool)
    if d.flag():
        blocked = blocked | d.constant("input.key_padding_mask", d.rng.random((b, m)) < 0.4)[:, None, None]
    if causal:
        blocked = blocked | torch.ones(n, m, dtype=torch.bool).triu(1)
    weights = F.softmax(scores.masked_fill(blocked, -1e300), -1).masked_fill(blocked, 0)
    d.output("y", weights @ v)
    d.output("weights", weights)


@case()
def mha(d):
    heads = d.attr(num_heads=d.size(1, 3))
    e, b, n = heads * d.size(1, 3), d.size(1, 3), d.size(2)
    d.attrs["self"] = True
    d.attr(embed_dim=e, kdim=e, vdim=e, bias=d.flag(), causal=d.flag())
    module = d.params(torch.nn.MultiheadAttention(e, heads, bias=d.attrs["bias"], batch_first=True))
    x = d.input("x", b, n, e)
    padding = d.constant("input.key_padding_mask", ~d.mask("unused", b, n).numpy())
    del d.tensors["input.unused"]
    causal = None
    if d.attrs["causal"]:
        causal = d.constant("input.attn_mask", np.triu(np.ones((n, n), bool), 1))
    y, weights = module(x, x, x, key_padding_mask=padding, attn_mask=causal)
    d.output("y", y)
    d.output("attn_weights", weights)


@case()
def transformer_encoder_layer(d):
    heads = d.size(1, 3)
    e, b, n = heads * d.size(3, 4), d.size(1, 3), d.size(2)
    hidden = d.size(2)
    d.attr(d_model=e, nhead=heads, dim_feedforward=hidden, norm_first=d.flag())
    d.attr(activation=d.pick("relu", "gelu"), layer_norm_eps=1e-5)
    module = torch.nn.TransformerEncoderLayer(
        e, heads, hidden, 0.0, d.attrs["activation"], 1e-5, True, d.attrs["norm_first"]
    )
    d.params(module)
    d.output("y", module(d.input("src", b, n, e)))


@case("rnn", "gru", "lstm")
def recurrent(d):
    b, t, n, h = d.size(1, 3), d.size(2), d.size(), d.size()
    layers, both = d.attr(num_layers=d.size(1, 2)), d.attr(bidirectional=d.flag())
    d.attr(bias=d.flag(), batch_first=True, input_size=n, hidden_size=h)
    more = {"nonlinearity": d.attr(nonlinearity=d.pick("tanh", "relu"))} if d.op == "rnn" else {}
    maker = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[d.op]
    module = d.params(maker(n, h, layers, d.attrs["bias"], True, 0.0, both, **more))
    x = d.input("x", b, t, n)
    lengths = d.constant("input.lengths", d.rng.integers(1, t + 1, b))
    h0 = d.input("h0", layers * (1 + both), b, h)
    state = (h0, d.input("c0", *h0.shape)) if d.op == "lstm" else h0
    pack = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, True, False)
    y, last = module(pack, state)
    y, _ = torch.nn.utils.rnn.pad_packed_sequence(y, True, total_length=t)
    d.output("y", y)
    d.output("h_n", last[0] if d.op == "lstm" else last)
    if d.op == "lstm":
        d.output("c_n", last[1])


@case("conv1d", "conv2d", "conv3d")
def convolution(d):
    axes = int(d.op[4])
    groups = d.attr(groups=d.size(1, 2))
    c, o = groups * d.size(1, 2), groups * d.size(1, 3)
    kernel = d.attr(kernel_size=[d.size(1, 3) for _ in range(axes)])
    stride = d.attr(stride=[d.size(1, 2) for _ in range(axes)])
    padding = d.attr(padding=[d.size(0, 2) for _ in range(axes)])
    dilation = d.attr(dilation=[d.size(1, 2) for _ in range(axes)])
    bias = d.attr(bias=d.flag())
    x = d.input("x", d.size(1, 3), c, *[d.size(5, 7) for _ in range(axes)])
    w = d.param("weight", o, c // groups, *kernel)
    conv = getattr(F, d.op)
    d.output("y", conv(x, w, d.param("bias", o) if bias else None, stride, padding, dilation, groups))


@case("max_pool1d", "max_pool2d", "avg_pool1d", "avg_pool2d")
def pool(d):
    axes = int(d.op[8])
    kernel = d.attr(kernel_size=[d.size(2, 3) for _ in range(axes)])
    stride = d.attr(stride=[d.size(1, 2) for _ in range(axes)])
    padding = d.attr(padding=[d.size(0, 1) for _ in range(axes)])
    ceil = d.attr(ceil_mode=d.flag())
    x = d.input("x", d.size(1, 3), d.size(1, 3), *[d.size(5, 7) for _ in range(axes)])
    more = (
        {"dilation": d.attr(dilation=[1] * axes)}
        if d.op.startswith("max")
        else {"count_include_pad": d.attr(count_include_pad=d.flag())}
    )
    d.output("y", getattr(F, d.op)(x, kernel, stride, padding, ceil_mode=ceil, **more))


# ---------------------------------------------------------------- losses


def reduction(d):
    return d.attr(reduction=d.pick("mean", "sum", "none"))


@case()
def bce_with_logits(d):
    shape = d.shape(1, 2)
    x = d.input("logits", *shape, scale=4.0)
    target = d.constant("input.target", d.rng.random(shape))
    own = shape[d.size(0, 1) :]
    weight = d.constant("input.weight", d.values(*own, positive=True)) if d.flag() else None
    pos = d.constant("input.pos_weight", d.values(shape[-1], positive=True)) if d.flag() else None
    d.output("loss", F.binary_cross_entropy_with_logits(x, target, weight, reduction=reduction(d), pos_weight=pos))


@case()
def cross_entropy(d):
    n, c = d.size(2), d.size(2)
    x = d.input("logits", n, c, scale=4.0)
    weight = d.constant("input.weight", d.values(c, positive=True)) if d.flag() else None
    smoothing = d.attr(label_smoothing=d.pick(0.0, 0.1))
    if d.attr(target=d.pick("index", "index", "prob")) == "index":
        target = d.ids("target", c, n)
        ignored = d.attr(ignore_index=d.pick(None, 0))
        if ignored is not None and weight is None:
            target[0] = 1
            d.tensors["input.target"] = target.numpy()
        more = {} if ignored is None else {"ignore_index": ignored}
    else:
        target = d.constant("input.target", d.rng.dirichlet(np.ones(c), n))
        d.attr(ignore_index=None)
        more = {}
    how = reduction(d) if d.attrs["target"] == "prob" else d.attr(reduction=d.pick("sum", "none"))
    d.output("loss", F.cross_entropy(x, target, weight, reduction=how, label_smoothing=smoothing, **more))


@case("mse_loss", "l1_loss", "huber_loss")
def distance(d):
    shape = d.shape(1, 3)
    more = {"delta": d.attr(delta=0.5)} if d.op == "huber_loss" else {}
    loss = getattr(F, d.op)
    d.output("loss", loss(d.input("pred", *shape), d.input("target", *shape), reduction=reduction(d), **more))


@case()
def margin_ranking_loss(d):
    shape = d.shape(1, 2)
    y = d.constant("input.y", np.sign(d.values(*shape)))
    a, b = d.input("x1", *shape), d.input("x2", *shape)
    d.output("loss", F.margin_ranking_loss(a, b, y, d.attr(margin=0.3), reduction=reduction(d)))


@case()
def bpr_loss(d):
    shape = d.shape(1, 2)
    each = -F.logsigmoid(d.input("pos", *shape) - d.input("neg", *shape))
    d.output("loss", {"mean": each.mean(), "sum": each.sum(), "none": each}[reduction(d)])


@case()
def sampled_softmax(d):
    b, s, dim, t = d.size(), d.size(), d.size(), d.attr(temperature=d.pick(0.5, 1.0))
    u, v, n = d.input("user", b, dim), d.input("pos", b, dim), d.input("neg", s, dim)
    pos_ids, neg_ids = d.ids("pos_ids", 4, b), d.ids("neg_ids", 4, s)
    pos, neg = (u * v).sum(1, True) / t, u @ n.T / t
    d.attr(reduction="mean")
    if d.attr(logq=d.flag()):
        pos = pos - d.constant("input.logq_pos", -d.values(b, positive=True))[:, None]
        neg = neg - d.constant("input.logq_neg", -d.values(s, positive=True))
    if d.attr(remove_accidental_hits=d.flag()):
        neg = neg.masked_fill(pos_ids[:, None] == neg_ids, -math.inf)
    d.output("loss", (torch.logsumexp(torch.cat([pos, neg], 1), 1) - pos[:, 0]).mean())


@case()
def in_batch_softmax(d):
    b, dim, t = d.size(2), d.size(), d.attr(temperature=d.pick(0.5, 1.0))
    u, v = d.input("user", b, dim), d.input("item", b, dim)
    if d.attr(normalize=d.flag()):
        u, v = F.normalize(u, dim=1), F.normalize(v, dim=1)
    scores = u @ v.T / t
    if d.attr(logq=d.flag()):
        scores = scores - d.constant("input.logq", -d.values(b, positive=True))
    if d.attr(mask_same_ids=d.flag()):
        ids = d.ids("item_ids", 3, b)
        same = (ids[:, None] == ids) & ~torch.eye(b, dtype=torch.bool)
        scores = scores.masked_fill(same, -math.inf)
    d.output("loss", F.cross_entropy(scores, torch.arange(b)))


@case()
def info_nce(d):
    b, dim, t = d.size(2), d.size(2), d.attr(temperature=0.5)
    a, z = F.normalize(d.input("z1", b, dim), dim=1), F.normalize(d.input("z2", b, dim), dim=1)
    variant = d.attr(variant=d.pick("cross", "symmetric", "ntxent"))
    own = torch.arange(b)
    if variant == "ntxent":
        both = torch.cat([a, z])
        scores = (both @ both.T / t).masked_fill(torch.eye(2 * b, dtype=torch.bool), -math.inf)
        loss = F.cross_entropy(scores, torch.cat([own + b, own]))
    else:
        scores = a @ z.T / t
        loss = F.cross_entropy(scores, own)
        if variant == "symmetric":
            loss = (loss + F.cross_entropy(scores.T, own)) / 2
    d.output("loss", loss)


@case()
def listwise_softmax(d):
    b, n = d.size(), d.size()
    scores = d.input("scores", b, n)
    relevance = d.constant("input.relevance", d.rng.integers(0, 3, (b, n)).astype(np.float32))
    valid = d.mask("valid_mask", b, n)
    if d.attr(target=d.pick("softmax", "normalize")) == "softmax":
        goal = F.softmax(relevance.masked_fill(~valid, -math.inf), 1)
    else:
        real = relevance * valid
        goal = real / real.sum(1, True).clamp(min=1e-12)
    logs = F.log_softmax(scores.masked_fill(~valid, -math.inf), 1).masked_fill(~valid, 0)
    d.output("loss", -(goal * logs).sum(1).mean())


@case()
def skipgram_ns(d):
    v, dim, b, k = d.size(2, 7), d.size(), d.size(), d.size(1, 3)
    d.attr(num_embeddings=v, embedding_dim=dim, num_negatives=k)
    into, out = d.param("in_embeddings.weight", v, dim), d.param("out_embeddings.weight", v, dim)
    c = into[d.ids("center", v, b)]
    met = (out[d.ids("context", v, b)] * c).sum(-1)
    unmet = (out[d.ids("negatives", v, b, k)] * c[:, None]).sum(-1)
    each = -F.logsigmoid(met) - F.logsigmoid(-unmet).sum(1)
    d.output("loss", each.mean() if d.attr(reduction=d.pick("mean", "sum")) == "mean" else each.sum())


@case()
def regularizer(d):
    l1, l2, half = d.attr(l1=0.1), d.attr(l2=0.2), d.attr(half=d.flag())
    ps = [d.param(f"p{i}", *d.shape()) for i in range(d.size(1, 3))]
    loss = sum(l1 * p.abs().sum() + l2 * (0.5 if half else 1) * (p**2).sum() for p in ps)
    d.output("loss", loss)


@case("clip_grad_norm", "clip_grad_value")
def clip(d):
    ps = []
    for i in range(d.size(1, 3)):
        grad = d.constant(f"input.g{i}", d.values(*d.shape()))
        ps.append(torch.zeros(grad.shape, requires_grad=True))
        ps[-1].grad = grad.clone()
    if d.op == "clip_grad_norm":
        order = d.attr(norm_type=d.pick(2.0, 1.0, 3.0, "inf"))
        total = torch.nn.utils.clip_grad_norm_(ps, d.attr(max_norm=d.pick(0.5, 100.0)), float(order))
        d.output("total_norm", total)
    else:
        torch.nn.utils.clip_grad_value_(ps, d.attr(clip_value=0.4))
    for i, p in enumerate(ps):
        d.output(f"g{i}", p.grad)


# ---------------------------------------------------------------- optimizers and schedules

OPTIMIZERS = {
    "sgd": (torch.optim.SGD, [dict(momentum=0.9, nesterov=True), dict(momentum=0.5, dampening=0.2), dict(weight_decay=0.1)]),
    "adagrad": (torch.optim.Adagrad, [dict(lr_decay=0.1, initial_accumulator_value=0.2), dict(weight_decay=0.1, eps=1e-6)]),
    "adam": (torch.optim.Adam, [dict(amsgrad=True, betas=[0.8, 0.9]), dict(weight_decay=0.1, eps=1e-4)]),
    "adamw": (torch.optim.AdamW, [dict(amsgrad=True), dict(weight_decay=0.2)]),
    "rmsprop": (torch.optim.RMSprop, [dict(momentum=0.5, centered=True), dict(weight_decay=0.1, alpha=0.9)]),
}


def keep_state(d, optimizer, p):
    for name, value in optimizer.state[p].items():
        if torch.is_tensor(value) and value.shape == p.shape:
            d.constant("state." + name, value.detach().numpy())


@case(*["optim_" + name for name in OPTIMIZERS])
def dense_steps(d):
    maker, options = OPTIMIZERS[d.op[6:]]
    option = options[d.number % len(options)]
    steps = d.attr(steps=4)
    d.attr(lr=0.05, **option)
    p = d.constant("param.before", d.values(*d.shape())).requires_grad_()
    option = {k: tuple(v) if isinstance(v, list) else v for k, v in option.items()}
    optimizer = maker([p], lr=0.05, **option)
    for step in range(1, steps + 1):
        p.grad = d.constant(f"grad.step{step}", d.values(*p.shape))
        optimizer.step()
        d.constant(f"param.after.step{step}", p.detach().numpy().copy())
    keep_state(d, optimizer, p)


@case("optim_sparse_sgd", "optim_sparse_adagrad", "optim_sparse_adam")
def sparse_steps(d):
    makers = {"sgd": torch.optim.SGD, "adagrad": torch.optim.Adagrad, "adam": torch.optim.SparseAdam}
    v, dim, n = d.size(2, 7), d.size(), d.size()
    steps = d.attr(steps=4)
    d.attr(lr=0.05, num_rows=v, dim=dim)
    p = d.constant("param.before", d.values(v, dim)).requires_grad_()
    optimizer = makers[d.op[13:]]([p], lr=0.05)
    for step in range(1, steps + 1):
        ids = d.constant(f"grad.step{step}.indices", d.rng.integers(0, v, n))
        rows = d.constant(f"grad.step{step}.values", d.values(n, dim))
        p.grad = torch.sparse_coo_tensor(ids[None], rows, (v, dim)).coalesce()
        optimizer.step()
        d.constant(f"param.after.step{step}", p.detach().numpy().copy())
    keep_state(d, optimizer, p)


@case()
def lr_schedule(d):
    name = d.attr(schedule=d.pick("step", "multistep", "exponential", "cosine", "cosine_restarts", "linear_warmup"))
    p = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=d.attr(base_lr=0.3))
    s = torch.optim.lr_scheduler
    if name == "step":
        schedule = s.StepLR(optimizer, d.attr(step_size=d.size(1, 4)), d.attr(gamma=0.5))
    elif name == "multistep":
        schedule = s.MultiStepLR(optimizer, d.attr(milestones=[2, 5]), d.attr(gamma=0.5))
    elif name == "exponential":
        schedule = s.ExponentialLR(optimizer, d.attr(gamma=0.9))
    elif name == "cosine":
        schedule = s.CosineAnnealingLR(optimizer, d.attr(T_max=4), d.attr(eta_min=0.1))
    elif name == "cosine_restarts":
        schedule = s.CosineAnnealingWarmRestarts(optimizer, d.attr(T_0=2), d.attr(T_mult=2), d.attr(eta_min=0.0))
    else:
        schedule = s.LinearLR(optimizer, d.attr(start_factor=0.2), d.attr(end_factor=0.9), d.attr(total_iters=4))
    rates = []
    for _ in range(d.attr(num_values=11)):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    d.output("lr", torch.tensor(rates))


# ---------------------------------------------------------------- models and metrics


def perceptron(d, dims, activation, last=False):
    x = lambda h: {"relu": F.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "gelu": F.gelu}[activation](h)
    layers = []
    for i, (n, m) in enumerate(zip(dims, dims[1:])):
        layers.append((d.param(f"mlp.{2 * i}.weight", m, n), d.param(f"mlp.{2 * i}.bias", m)))

    def forward(h):
        for i, (w, b) in enumerate(layers):
            h = F.linear(h, w, b)
            h = x(h) if last or i < len(layers) - 1 else h
        return h

    return forward


@case()
def mlp(d):
    dims = d.attr(dims=[d.size() for _ in range(d.size(2, 4))])
    forward = perceptron(d, dims, d.attr(activation=d.pick("relu", "tanh", "sigmoid", "gelu")))
    d.output("y", forward(d.input("x", d.size(), dims[0])))


@case()
def deepfm(d):
    v, dim, b, f = d.attr(num_features=d.size(2, 7)), d.attr(embedding_dim=d.size()), d.size(), d.size()
    hidden = d.attr(hidden=[d.size() for _ in range(d.size(1, 2))])
    ids = d.ids("ids", v, b, f)
    bias, first, table = d.param("bias", 1), d.param("linear.weight", v, 1), d.param("embedding.weight", v, dim)
    deep = perceptron(d, [f * dim, *hidden, 1], d.attr(activation=d.pick("relu", "tanh")))
    x = table[ids]
    logit = bias + first[ids].sum((1, 2)) + fm(x).sum(-1) + deep(x.flatten(1))[:, 0]
    d.output("logit", logit)
    labels = d.constant("input.labels", d.rng.integers(0, 2, b).astype(np.float32))
    d.output("loss", F.binary_cross_entropy_with_logits(logit, labels))


@case()
def mmoe(d):
    n, dim, k, t = d.size(), d.attr(expert_dim=d.size()), d.attr(num_experts=d.size()), d.attr(num_tasks=d.size(1, 3))
    x = d.input("x", d.size(), n)
    experts = [F.relu(F.linear(x, d.param(f"experts.{i}.weight", dim, n), d.param(f"experts.{i}.bias", dim))) for i in range(k)]
    logits = []
    for task in range(t):
        gate = F.softmax(F.linear(x, d.param(f"gates.{task}.weight", k, n)), -1)
        mixed = (gate[..., None] * torch.stack(experts, 1)).sum(1)
        logits.append(F.linear(mixed, d.param(f"towers.{task}.weight", 1, dim), d.param(f"towers.{task}.bias", 1)))
    d.output("logits", torch.cat(logits, 1))


@case()
def lightgcn(d):
    u, i, dim, layers = d.size(2, 7), d.size(2, 7), d.size(), d.attr(num_layers=d.size(1, 3))
    users, items = d.param("user.weight", u, dim), d.param("item.weight", i, dim)
    edges = np.argwhere(d.rng.random((u, i)) < 0.4)
    d.constant("input.edge_user", edges[:, 0].copy())
    d.constant("input.edge_item", edges[:, 1].copy())
    adjacency = torch.zeros(u + i, u + i)
    for a, b in edges:
        adjacency[a, u + b] = adjacency[u + b, a] = 1
    root = adjacency.sum(1).clamp(min=1e-30).rsqrt()
    step = root[:, None] * adjacency * root
    terms = [torch.cat([users, items])]
    for _ in range(layers):
        terms.append(step @ terms[-1])
    mean = torch.stack(terms).mean(0)
    d.output("user", mean[:u])
    d.output("item", mean[u:])


@case()
def metric(d):
    name = d.attr(metric=d.pick("ndcg", "map", "recall", "auc", "gini", "novelty"))
    k, users, items, listed = d.size(1, 4), d.size(), 9, 6
    if name == "auc":
        labels = d.constant("input.labels", np.array([0, 1, 0, 1, 1, 0], np.float32))
        scores = d.constant("input.scores", d.rng.integers(0, 4, 6).astype(np.float32))
        wins = [(p > n) + 0.5 * (p == n) for p in scores[labels == 1] for n in scores[labels == 0]]
        d.output("value", torch.tensor(float(sum(wins)) / len(wins)))
        return
    d.attr(k=k)
    ranked = np.stack([d.rng.permutation(items)[:listed] for _ in range(users)])
    d.constant("input.ranked", ranked)
    if name == "gini":
        d.attr(num_items=items)
        counts = np.bincount(ranked[:, :k].ravel(), minlength=items)
        d.output("counts", torch.tensor(counts))
        x = np.sort(counts)
        weights = 2 * np.arange(1, items + 1) - items - 1
        d.output("value", torch.tensor(float((weights * x).sum() / (items * x.sum()))))
        return
    if name == "novelty":
        known = d.constant("input.item_counts", d.rng.integers(1, 20, items)).numpy()
        per_user = -np.log2(known[ranked[:, :k]] / d.attr(num_users=20)).mean(1)
        d.output("per_user", torch.tensor(per_user))
        d.output("value", torch.tensor(per_user.mean()))
        return
    relevant = np.stack([d.rng.permutation(items)[:3] for _ in range(users)])
    relevant[0] = -1
    d.constant("input.relevant", relevant)
    per_user = []
    for ids, wanted in zip(ranked, relevant):
        wanted = set(wanted[wanted >= 0])
        hits = [i in wanted for i in ids[:k]]
        gain = sum(h / math.log2(r + 2) for r, h in enumerate(hits))
        precision = sum(h * sum(hits[: r + 1]) / (r + 1) for r, h in enumerate(hits))
        best = min(len(wanted), k)
        per_user.append(
            0.0
            if not wanted
            else {
                "ndcg": gain / sum(1 / math.log2(r + 2) for r in range(best)),
                "map": precision / best,
                "recall": sum(hits) / len(wanted),
            }[name]
        )
    d.output("per_user", torch.tensor(per_user))
    d.output("mean", torch.tensor(sum(per_user) / max(1, users - 1)))
    d.output("mean_all", torch.tensor(sum(per_user) / users))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=0, help="cases an operation; 0: a few of each")
    parser.add_argument("--out", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "files"))
    args = parser.parse_args()
    shutil.rmtree(args.out, ignore_errors=True)
    # Operations with a choice of functions have more cases, so that each is tried.
    more = {"activation": 16, "lr_schedule": 6, "metric": 6, "matmul": 4, "elementwise": 4, "reduce": 4}
    count = 0
    for op, function in CASES:
        os.makedirs(os.path.join(args.out, op), exist_ok=True)
        for number in range(args.cases or more.get(op, 2)):
            draw = Draw(op, number, args.seed)
            function(draw)
            draw.finish()
            write(os.path.join(args.out, op, f"{number}.safetensors"), draw)
            count += 1
    print(count, "files of", len({op for op, _ in CASES}), "operations in", args.out)


if __name__ == "__main__":
    main()
