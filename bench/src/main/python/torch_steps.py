# SPDX-License-Identifier: Apache-2.0
"""PyTorch's side of bench/peers, in Python.

Reads orders and writes answers, a JSON object a line each. The numbers that work starts from come
as files of raw floats and ints, and what it comes to goes into such a file, so that both sides are
known to do the same before either is timed:

    {"do": "start", "work": {"kind": "product", "form": "NT"}, "directory": "/tmp/x",
     "inputs": {"a": {"type": "float32", "shape": [64, 64]}, ...}}
    {"do": "outcome", "steps": 5, "file": "/tmp/x/outcome"}
    {"do": "time", "calls": 100}
    {"do": "stop"}

What each kind of work is, is said in org.palate.bench.peers.Work.
"""

import itertools
import json
import platform
import sys
import time

import torch
from torch import nn
from torch.nn import functional

SETS = 8


class Product:
    def __init__(self, inputs, form):
        self.a = inputs["a"].T if form == "TN" else inputs["a"]
        self.b = inputs["b"].T if form == "NT" else inputs["b"]

    @torch.no_grad()
    def __call__(self):
        return self.a @ self.b

    def outcome(self, steps):
        return self()


class Rows:
    """Rows of a table, or the sums of bags of them; the sets of ids take turns."""

    def __init__(self, inputs, layer):
        self.layer = layer(*inputs["weight"].shape, _weight=inputs["weight"])
        self.ids = [inputs[f"ids.{i}"] for i in range(SETS)]
        self.turns = itertools.cycle(self.ids)

    @torch.no_grad()
    def __call__(self):
        return self.layer(next(self.turns))

    @torch.no_grad()
    def outcome(self, steps):
        return self.layer(self.ids[0])


def bags(rows, dim, _weight):
    return nn.EmbeddingBag(rows, dim, mode="sum", sparse=True, _weight=_weight)


class BagAdaGrad(Rows):
    def __init__(self, inputs):
        super().__init__(inputs, bags)
        self.adagrad = torch.optim.Adagrad(self.layer.parameters(), lr=0.01)

    def __call__(self):
        self.adagrad.zero_grad(set_to_none=True)
        self.layer(next(self.turns)).sum().backward()
        self.adagrad.step()

    def outcome(self, steps):
        for _ in range(steps):
            self()
        return super().outcome(steps)


class Training:
    """Work whose outcome is the losses of its first steps."""

    optimizers = ()

    def loss(self):
        raise NotImplementedError

    def __call__(self):
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = self.loss()
        loss.backward()
        for optimizer in self.optimizers:
            optimizer.step()
        return loss.item()

    def outcome(self, steps):
        return torch.tensor([self() for _ in range(steps)])


class DcnV2(nn.Module):
    """The model of Palate's DcnV2Work, with parameters of the same names."""

    def __init__(self, inputs):
        super().__init__()
        weights = {
            name: tensor
            for name, tensor in inputs.items()
            if name.split(".")[0] in ("table", "cross", "deep", "out")
        }
        self.table = nn.Embedding(*weights["table.weight"].shape, sparse=True,
                                  _weight=weights["table.weight"])
        self.cross = nn.ModuleList(self.linears(weights, "cross"))
        deep = []
        for layer in self.linears(weights, "deep"):
            deep += [layer, nn.ReLU()]
        self.deep = nn.Sequential(*deep)
        self.out = next(self.linears(weights, "out"))
        self.load_state_dict(weights)

    @staticmethod
    def linears(weights, part):
        for name, tensor in weights.items():
            if name.startswith(part) and name.endswith("weight"):
                yield nn.Linear(tensor.shape[1], tensor.shape[0])

    def forward(self, ids, numbers):
        x0 = torch.cat([self.table(ids).flatten(1), numbers], 1)
        x = x0
        for layer in self.cross:
            x = torch.addcmul(x, x0, layer(x))
        return self.out(torch.cat([x, self.deep(x0)], 1)).squeeze(1)


class DcnV2Step(Training):
    def __init__(self, inputs):
        self.model = DcnV2(inputs)
        self.data = inputs["ids"], inputs["numbers"]
        self.labels = inputs["labels"]
        table = self.model.table.weight
        dense = [p for p in self.model.parameters() if p is not table]
        self.optimizers = torch.optim.Adam(dense, 1e-3), torch.optim.SparseAdam([table], 1e-3)

    def loss(self):
        return functional.binary_cross_entropy_with_logits(self.model(*self.data), self.labels)


class DcnV2Inference:
    def __init__(self, inputs):
        self.model = DcnV2(inputs).eval()
        self.data = inputs["ids"], inputs["numbers"]

    @torch.no_grad()
    def __call__(self):
        return self.model(*self.data)

    def outcome(self, steps):
        return self()


class BprStep(Training):
    def __init__(self, inputs):
        self.users, self.items = (
            nn.Embedding(*inputs[name].shape, _weight=inputs[name])
            for name in ("user.weight", "item.weight")
        )
        self.batch = [inputs[name] for name in ("users", "chosen", "unchosen")]
        parameters = [self.users.weight, self.items.weight]
        self.optimizers = (torch.optim.Adam(parameters, 1e-3),)

    def loss(self):
        users, chosen, unchosen = self.batch
        lead = self.items(chosen) - self.items(unchosen)
        return functional.softplus(-(self.users(users) * lead).sum(1)).mean()


class Attention:
    def __init__(self, inputs, heads):
        self.x = inputs.pop("x")
        dim, length = self.x.shape[2], self.x.shape[1]
        self.layer = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.layer.load_state_dict(inputs)
        self.mask = causal(length)

    @torch.no_grad()
    def __call__(self):
        x = self.x
        return self.layer(x, x, x, attn_mask=self.mask, need_weights=False)[0]

    def outcome(self, steps):
        return self()


def causal(length):
    """True where a position may not look."""
    return torch.ones(length, length, dtype=torch.bool).triu(1)


class SasRecBlock(nn.Module):
    def __init__(self, dim, dropout):
        super().__init__()
        self.attention_norm = nn.LayerNorm(dim, eps=1e-8)
        self.attention = nn.MultiheadAttention(dim, 1, dropout=dropout, batch_first=True)
        self.forward_norm = nn.LayerNorm(dim, eps=1e-8)
        self.ffn = nn.ModuleDict({"conv1": nn.Linear(dim, dim), "conv2": nn.Linear(dim, dim)})
        self.drop = nn.Dropout(dropout)

    def forward(self, x, mask):
        query = self.attention_norm(x)
        seen = self.attention(query, x, x, attn_mask=mask, need_weights=False)[0]
        s = self.forward_norm(query + seen)
        hidden = self.drop(torch.relu(self.ffn["conv1"](s)))
        return s + self.drop(self.ffn["conv2"](hidden))


class SasRec(nn.Module):
    """The model of Palate's SasRecEncoder, with parameters of the same names."""

    def __init__(self, weights, dropout):
        super().__init__()
        items, dim = weights["item_emb.weight"].shape
        length = weights["pos_emb.weight"].shape[0]
        blocks = len([name for name in weights if name.endswith("conv1.weight")])
        self.item_emb = nn.Embedding(items, dim, padding_idx=0)
        self.pos_emb = nn.Embedding(length, dim)
        self.blocks = nn.ModuleList(SasRecBlock(dim, dropout) for _ in range(blocks))
        self.last_norm = nn.LayerNorm(dim, eps=1e-8)
        self.drop = nn.Dropout(dropout)
        self.mask = causal(length)
        self.load_state_dict(weights)

    def forward(self, history):
        x = self.item_emb(history) * self.item_emb.embedding_dim**0.5
        x = self.drop(x + self.pos_emb.weight)
        for block in self.blocks:
            x = block(x, self.mask)
        return self.last_norm(x)


class SasRecStep(Training):
    def __init__(self, inputs, dropout):
        self.batch = [inputs.pop(name) for name in ("history", "next", "negatives")]
        self.model = SasRec(inputs, dropout)
        self.optimizers = (torch.optim.Adam(self.model.parameters(), 1e-3),)

    def loss(self):
        history, following, negatives = self.batch
        states = self.model(history)
        positive = (states * self.model.item_emb(following)).sum(-1)
        negative = (states * self.model.item_emb(negatives)).sum(-1)
        return functional.softplus(-positive).mean() + functional.softplus(negative).mean()

    def outcome(self, steps):
        self.model.eval()
        outcome = super().outcome(steps)
        self.model.train()
        return outcome


class Lstm(nn.Module):
    def __init__(self, weights):
        super().__init__()
        items, dim = weights["item.weight"].shape
        hidden = weights["lstm.weight_hh_l0"].shape[1]
        self.item = nn.Embedding(items, dim)
        self.lstm = nn.LSTM(dim, hidden, batch_first=True)
        self.out = nn.Linear(hidden, items)
        self.load_state_dict(weights)

    def forward(self, sequences):
        _, (last, _) = self.lstm(self.item(sequences))
        return self.out(last[0])


class LstmStep(Training):
    def __init__(self, inputs):
        self.sequences, self.targets = (inputs.pop(name) for name in ("sequences", "targets"))
        self.model = Lstm(inputs)
        self.optimizers = (torch.optim.Adam(self.model.parameters(), 1e-3),)

    def loss(self):
        return functional.cross_entropy(self.model(self.sequences), self.targets)


class Convolution:
    def __init__(self, inputs):
        self.images, self.weight, self.bias = (
            inputs[name] for name in ("images", "weight", "bias")
        )

    @torch.no_grad()
    def __call__(self):
        return functional.conv2d(self.images, self.weight, self.bias, padding=1)

    def outcome(self, steps):
        return self()


class TopItems:
    def __init__(self, inputs, k):
        self.users, self.items, self.k = inputs["users"], inputs["items"], k

    @torch.no_grad()
    def __call__(self):
        return torch.topk(self.users @ self.items.T, self.k)

    def outcome(self, steps):
        return self().values


KINDS = {
    "product": Product,
    "lookup": lambda inputs: Rows(inputs, nn.Embedding),
    "bag_sum": lambda inputs: Rows(inputs, bags),
    "bag_adagrad": BagAdaGrad,
    "dcnv2_step": DcnV2Step,
    "dcnv2_inference": DcnV2Inference,
    "bpr_step": BprStep,
    "top_items": TopItems,
    "attention": Attention,
    "sasrec_step": SasRecStep,
    "lstm_step": LstmStep,
    "convolution": Convolution,
}


def read(directory, inputs):
    """Tensors in PyTorch's own memory; ids as 64-bit ints, as it likes them best."""
    tensors = {}
    for name, meta in inputs.items():
        count = 1
        for length in meta["shape"]:
            count *= length
        dtype = getattr(torch, meta["type"])
        tensor = torch.from_file(f"{directory}/{name}", size=count, dtype=dtype)
        tensor = tensor.reshape(meta["shape"])
        tensors[name] = tensor.long() if dtype == torch.int32 else tensor.clone()
    return tensors


def time_calls(work, calls):
    """Nanoseconds: processor time of this thread if it is alone, else the clock's."""
    now = time.thread_time_ns if torch.get_num_threads() == 1 else time.perf_counter_ns
    begun = now()
    for _ in range(calls):
        work()
    return now() - begun


def blas():
    """The library that multiplies matrices, as far as the build or the process tells."""
    if torch.backends.mkl.is_available():
        return "MKL"
    with open("/proc/self/maps") as maps:
        return "OpenBLAS" if "openblas" in maps.read() else "another BLAS"


def answer(**fields):
    print(json.dumps(fields), flush=True)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    answer(torch=torch.__version__, python=platform.python_version(), blas=blas())
    work = None
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "start":
            settings = order["work"]
            make = KINDS[settings.pop("kind")]
            work = make(read(order["directory"], order["inputs"]), **settings)
            answer()
        elif order["do"] == "outcome":
            outcome = work.outcome(order["steps"])
            outcome.detach().contiguous().numpy().tofile(order["file"])
            answer()
        elif order["do"] == "time":
            answer(nanos=time_calls(work, order["calls"]))
        elif order["do"] == "stop":
            work = None
            answer()
        else:
            raise ValueError(f"unknown order {line}")


if __name__ == "__main__":
    main()
