# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUntypedBaseClass=false, reportUnknownLambdaType=false
"""The comparer as it is taught, in torch: see ``fit_comparer.py``, which is what is run."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from reader_network import SCALE, Layer, Product, padded

BELOW, LAST = 6, 12
ENCODER_EPOCHS, ENCODER_RATE = 3, 5e-4
NETS, NET_EPOCHS, NET_RATE, BATCH, WIDTH, DROP = 3, 4, 1e-3, 32, 96, 0.3
SAME, NEAR = 2, 1  # classes: unrelated, near, agree, differ
CLASSES, ATTRIBUTES, WAYS = 4, 13, 5
Pair = dict[str, Any]  # "one", "other": numbers of statements; "class"; "attributes"; "fold"; "group"


class Encoder(nn.Module):
    """The upper layers, with corrections; vectors of statements are compared about the mean of a topic."""

    def __init__(self, tensors: dict[str, Any]) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Layer(tensors, at, taught=True) for at in range(BELOW, LAST)])
        self.scale, self.bias = nn.Parameter(torch.tensor(2.5)), nn.Parameter(torch.tensor(-2.0))

    def forward(self, x: Any, real: Any) -> Any:
        """Token states."""
        for layer in self.layers:
            x = layer(x, real[:, None, None, :])
        return x


class Network(nn.Module):
    """Aligns the words of two statements and compares them (Parikh et al. 2016); reads the way of each."""

    def __init__(self, mean: Any) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean), persistent=False)
        self.proj, self.att = nn.Linear(384, WIDTH), nn.Linear(384, 48, bias=False)
        self.cmp = nn.Sequential(nn.Linear(4 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(DROP))
        shown = 4 * WIDTH + 3 * WAYS
        self.out = nn.Sequential(
            nn.Linear(shown, WIDTH), nn.GELU(), nn.Dropout(DROP), nn.Linear(WIDTH, CLASSES + ATTRIBUTES)
        )
        self.wa, self.wp, self.wo = nn.Linear(384, 4), nn.Linear(384, 32), nn.Linear(4 * 32, WAYS)
        self.drop, self.t = nn.Dropout(DROP), nn.Parameter(torch.tensor(2.0))

    def way(self, x: Any, real: Any) -> Any:
        """Logits of the ways a statement may go."""
        x = self.drop(x - self.mean)
        heads = self.wa(x).masked_fill(~real[..., None], -1e4).softmax(1)
        told = torch.einsum("btk,bth->bkh", heads, self.wp(x)).flatten(1)
        return self.wo(torch.tanh(told))

    def read(self, x: Any, real: Any) -> tuple[Any, Any, Any, Any]:
        """Of each statement: queries, what is compared, its ways, and which tokens are real."""
        states = self.drop(x - self.mean)
        queries = F.normalize(states + self.att(states) @ self.att.weight, dim=-1)
        return queries, self.proj(states), self.way(x, real), real

    def compare(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> Any:
        """Logits of the classes and attributes of statements that were read, row by row."""
        (queries, first, way, real), (asked, second, met_way, real_other) = one, other
        alike = queries @ asked.transpose(1, 2) * self.t.exp()
        met = alike.masked_fill(~real_other[:, None, :], -1e4).softmax(-1) @ second
        met_other = alike.transpose(1, 2).masked_fill(~real[:, None, :], -1e4).softmax(-1) @ first
        means, most = [], []
        for own, theirs, kept in ((first, met, real), (second, met_other, real_other)):
            told = self.cmp(torch.cat([own, theirs, (own - theirs).abs(), own * theirs], -1))
            means.append((told * kept[..., None]).sum(1) / kept.sum(1, keepdim=True))
            most.append(told.masked_fill(~kept[..., None], -1e4).amax(1))
        a, b = way.softmax(-1), met_way.softmax(-1)
        parts = [means[0] + means[1], (means[0] - means[1]).abs(), most[0] + most[1], torch.maximum(*most)]
        return self.out(torch.cat([*parts, a + b, (a - b).abs(), a * b], -1))

    def forward(self, one: Any, real: Any, other: Any, real_other: Any) -> Any:
        """Logits of the classes and attributes."""
        return self.compare(self.read(one, real), self.read(other, real_other))


def run_layers(held: dict[str, Any], layers: list[Any], *, embedded: bool, x: list[Any]) -> list[Any]:
    """States of all statements after ``layers``; ``embedded``: ``x`` are sums of embeddings."""
    tensors = held["tensors"]
    order = sorted(range(len(x)), key=lambda at: len(x[at]))
    out: list[Any] = [None] * len(x)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(order), 32):
            some = order[start : start + 32]
            states, real = padded([x[at] for at in some])
            if embedded:
                gain, bias = tensors["emb.ln.w"], tensors["emb.ln.b"]
                states = F.layer_norm(states, states.shape[-1:], gain, bias, 1e-12)
            for layer in layers:
                states = layer(states, real[:, None, None, :])
            whole = states.float().numpy().astype(np.float16)
            for row, at in enumerate(some):
                out[at] = whole[row, : len(x[at])]
    return out


def teach_encoder(held: dict[str, Any], below: list[Any], hold: int) -> Encoder:
    """Statements on one question are drawn together, and a network learns beside it how they compare.

    Drawing together alone makes "offer it" and "do not offer it" alike: what a network needs to tell them
    apart, and which way each goes, is taught at the same time. The network itself is thrown away.
    """
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in held["pairs"]:
        if pair["fold"] != hold and not pair["group"].startswith("real:"):
            groups[pair["group"]].append(pair)
    ways = {number: way for number, way, _ in held["ways"]}
    encoder, net = Encoder(held["tensors"]), Network(np.zeros(384, np.float32))
    names, chance = sorted(groups), random.Random(0)
    taught = [*encoder.parameters(), *net.parameters()]
    rates = [(encoder, ENCODER_RATE), (net, NET_RATE)]
    optimiser = torch.optim.AdamW(
        [{"params": part.parameters(), "lr": rate} for part, rate in rates], weight_decay=0.02
    )
    steps = ENCODER_EPOCHS * len(names)
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda k: min((k + 1) / 60, max(0.03, 1 - k / steps)))
    for epoch in range(ENCODER_EPOCHS):
        chance.shuffle(names)
        total = 0.0
        for name in names:
            loss = _topic_loss(encoder, net, groups[name], below, ways, chance)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(taught, 1.0)
            optimiser.step()
            pace.step()
            total += loss.item()
        print(f"encoder, epoch {epoch}: {total / len(names):.3f}", flush=True)
    return encoder


def _topic_loss(
    encoder: Encoder,
    net: Network,
    pairs: list[Pair],
    below: list[Any],
    ways: dict[int, int],
    chance: random.Random,
) -> Any:
    ids = sorted({pair[side] for pair in pairs for side in ("one", "other")})
    at = {number: place for place, number in enumerate(ids)}
    x, real = padded([below[number] for number in ids])
    with torch.autocast("cpu", torch.bfloat16):
        states = encoder(x, real).float()
    ones = torch.tensor([at[pair["one"]] for pair in pairs])
    others = torch.tensor([at[pair["other"]] for pair in pairs])
    classes = torch.tensor([pair["class"] for pair in pairs])
    kept = real[..., None]
    vectors = F.normalize((states * kept).sum(1) / kept.sum(1), dim=-1)
    vectors = F.normalize(vectors - vectors.mean(0, keepdim=True), dim=-1)
    close = (vectors @ vectors.T)[ones, others]
    read = net.read(states, real)
    some = _taken(close.detach(), ones, others, classes, chance)
    sides = [tuple(part[side[some]] for part in read) for side in (ones, others)]
    if chance.random() < 0.5:
        sides.reverse()
    loss = _classes_loss(net.compare(*sides), [pairs[number] for number in some.tolist()])
    known = [place for place, number in enumerate(ids) if number in ways]
    if known:
        gold = torch.tensor([ways[ids[place]] for place in known])
        loss = loss + 0.7 * F.cross_entropy(read[2][known], gold)
    return loss + _closeness_loss(encoder, close, ones, others, classes)


def _taken(close: Any, ones: Any, others: Any, classes: Any, chance: random.Random) -> Any:
    """Every linked pair, and most of the nearest two of each statement."""
    take = {int(number) for number in classes.nonzero()}
    for key in (ones, others):
        for number in key.unique():
            row = (key == number).nonzero()[:, 0]
            nearest = row[close[row].argsort(descending=True)[:2]]
            take |= {int(place) for place in nearest if chance.random() < 0.6}
    return torch.tensor(sorted(take))


def _closeness_loss(encoder: Encoder, close: Any, ones: Any, others: Any, classes: Any) -> Any:
    same, near = (classes >= SAME).float(), classes == NEAR
    weight = torch.where(classes >= SAME, 4.0, torch.where(near, 0.5, 1.0))
    goal = torch.where(near, torch.tensor(0.4), same)
    logits = close * encoder.scale.exp() + encoder.bias
    loss = (F.binary_cross_entropy_with_logits(logits, goal, reduction="none") * weight).mean()
    lists, count = torch.zeros(()), 0
    for key in (ones, others):
        for number in key.unique():
            row = (key == number) & ~near
            yes = same[row]
            if 0 < yes.sum() < len(yes):
                lists = lists - (F.log_softmax(close[row] * 12, 0) * yes).sum() / yes.sum()
                count += 1
    return loss + 0.3 * lists / max(1, count)


def chosen(pairs: list[Pair], vectors: Any, chance: random.Random) -> list[Pair]:
    """Every linked pair, the nearest other of each statement, and some of the real ones that have no link."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[pair["group"]].append(pair)
    kept: list[Pair] = []
    for name, some in groups.items():
        if name.startswith("real:"):
            kept += [pair for pair in some if pair["class"] >= SAME or chance.random() < 0.2]
            continue
        ids = sorted({pair[side] for pair in some for side in ("one", "other")})
        mean = vectors[ids].mean(0)
        units = {number: vectors[number] - mean for number in ids}
        units = {number: unit / np.linalg.norm(unit) for number, unit in units.items()}
        take = {at for at, pair in enumerate(some) if pair["class"]}
        for side in ("one", "other"):
            best: dict[int, tuple[float, int]] = {}
            for at, pair in enumerate(some):
                score = float(units[pair["one"]] @ units[pair["other"]])
                best[pair[side]] = max(best.get(pair[side], (-2.0, 0)), (score, at))
            take |= {at for _, at in best.values()}
        kept += [some[at] for at in sorted(take)]
    return kept


def teach_network(states: list[Any], pairs: list[Pair], ways: list[tuple[int, int]], seed: int) -> Network:
    """One of the networks on top of the encoder, which stays as it is."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    mean = np.concatenate(states[::10]).astype(np.float32).mean(0)
    net = Network(mean)
    optimiser = torch.optim.AdamW(net.parameters(), lr=NET_RATE, weight_decay=0.05)
    steps = NET_EPOCHS * math.ceil(len(pairs) / BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda k: min((k + 1) / 60, max(0.03, 1 - k / steps)))
    for epoch in range(NET_EPOCHS):
        length = {id(p): len(states[p["one"]]) + len(states[p["other"]]) for p in pairs}
        order = sorted(pairs, key=lambda pair: length[id(pair)] + chance.uniform(0, 30))
        batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        chance.shuffle(batches)
        total = 0.0
        for batch in batches:
            loss = _pair_loss(net, states, batch, chance) + _way_loss(net, states, chance.sample(ways, BATCH))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            pace.step()
            total += loss.item()
        print(f"network {seed}, epoch {epoch}: {total / len(batches):.3f}", flush=True)
    return net


def _pair_loss(net: Network, states: list[Any], batch: list[Pair], chance: random.Random) -> Any:
    turned = [("other", "one") if chance.random() < 0.5 else ("one", "other") for _ in batch]
    ones = [states[pair[sides[0]]] for pair, sides in zip(batch, turned, strict=True)]
    others = [states[pair[sides[1]]] for pair, sides in zip(batch, turned, strict=True)]
    return _classes_loss(net(*padded(ones), *padded(others)), batch)


def _classes_loss(logits: Any, pairs: list[Pair]) -> Any:
    goal = torch.tensor([pair["class"] for pair in pairs])
    loss = F.cross_entropy(logits[:, :CLASSES], goal, weight=torch.tensor([0.6, 1.0, 1.0, 1.5]))
    differ = goal == CLASSES - 1
    if differ.any():
        gold = torch.tensor([pair["attributes"] for pair in pairs], dtype=torch.float32)
        loss = loss + F.binary_cross_entropy_with_logits(logits[differ, CLASSES:], gold[differ])
    return loss


def _way_loss(net: Network, states: list[Any], some: list[tuple[int, int]]) -> Any:
    logits = net.way(*padded([states[number] for number, _ in some]))
    return F.cross_entropy(logits, torch.tensor([way for _, way in some]))


def teach(held: dict[str, Any], hold: int) -> dict[str, Any]:
    """What is learnt without the fold ``hold`` (-1: of all), by the names that ``embed_e5_compare`` reads."""
    torch.manual_seed(0)
    held = {**held, "tensors": {name: torch.tensor(np.array(x)) for name, x in held["tensors"].items()}}
    lower = [Layer(held["tensors"], at, taught=False) for at in range(BELOW)]
    below = run_layers(held, lower, embedded=True, x=held["x"])
    encoder = teach_encoder(held, below, hold)
    states = run_layers(held, list(encoder.layers), embedded=False, x=below)
    vectors = np.stack([one.astype(np.float32).mean(0) for one in states])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = [pair for pair in held["pairs"] if pair["fold"] != hold]
    pairs = chosen(known, vectors, random.Random(0))
    ways = [(number, way) for number, way, fold in held["ways"] if fold != hold]
    nets = [teach_network(states, pairs, ways, seed) for seed in range(1, NETS + 1)]
    return exported(encoder, nets, vectors.mean(0))


def exported(encoder: Encoder, nets: list[Network], centre: Any) -> dict[str, Any]:
    """Matrices in 8 bits with scales, the rest as float16."""
    out: dict[str, Any] = {"e.layers": np.float16(LAST), "nets": np.float16(len(nets)), "centre": centre}

    def put(name: str, matrix: Any, axis: int) -> None:
        scale = np.abs(matrix).max(axis=axis, keepdims=True) / 127 + 1e-12
        out[name], out[f"{name}.scale"] = np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)

    for module in encoder.modules():
        if isinstance(module, Product):
            up, down = module.up.detach().numpy() * SCALE, module.down.detach().numpy()
            shifts = np.split(module.shift.detach().numpy(), len(module.names))
            for name, part, shift in zip(module.names, np.split(up, len(shifts)), shifts, strict=True):
                put(f"e.{name}.w.up", part, 0)
                put(f"e.{name}.w.down", down, 1)
                out[f"e.{name}.b.shift"] = shift.astype(np.float16)
    for number, net in enumerate(nets):
        for name, tensor in net.state_dict().items():
            value = tensor.numpy()
            if value.ndim == len(("rows", "columns")):
                put(f"{number}.{name}", value, 1)
            else:
                out[f"{number}.{name}"] = value.astype(np.float16 if value.ndim else np.float32)
        out["mean"] = net.mean.numpy().astype(np.float16)
    return out
