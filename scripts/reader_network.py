# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportUntypedBaseClass=false, reportUnknownLambdaType=false
"""The reader as it is taught, in torch: see ``fit_reader.py``, which is what is run."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

FIRST, LAST, RANK, SCALE = 6, 10, 16, 2.0
EPOCHS, RATE, BATCH = 4, 1e-3, 8
Asked = dict[str, Any]  # "x": arrays (tokens, hidden); "gold": a number a sentence; "yes"; "fold"


class Product(nn.Module):
    """Named matrices side by side, with a correction where ``taught``."""

    def __init__(self, tensors: dict[str, Any], names: list[str], *, taught: bool) -> None:
        super().__init__()
        self.register_buffer("w", torch.cat([tensors[f"{name}.w"] for name in names]))
        self.register_buffer("b", torch.cat([tensors[f"{name}.b"] for name in names]))
        self.names, self.taught = names, taught
        if taught:
            outputs, inputs = self.w.shape
            self.down = nn.Parameter(torch.randn(RANK, inputs) / inputs**0.5)
            self.up = nn.Parameter(torch.zeros(outputs, RANK))
            self.shift = nn.Parameter(torch.zeros(outputs))

    def forward(self, x: Any) -> Any:
        """``x`` times the matrices, plus the biases."""
        if not self.taught:
            return F.linear(x, self.w, self.b)
        low = F.linear(F.linear(x, self.down), self.up) * SCALE
        return F.linear(x, self.w, self.b + self.shift) + low


class Layer(nn.Module):
    """One layer of the encoder (BERT, norms after)."""

    def __init__(self, tensors: dict[str, Any], number: int, *, taught: bool) -> None:
        super().__init__()
        at = f"l{number}."
        self.packed = Product(tensors, [at + "q", at + "k", at + "v"], taught=taught)
        self.attended = Product(tensors, [at + "ao"], taught=taught)
        self.inner = Product(tensors, [at + "fi"], taught=taught)
        self.outer = Product(tensors, [at + "fo"], taught=taught)
        self.norms = [(tensors[f"{at}{name}.w"], tensors[f"{at}{name}.b"]) for name in ("aln", "oln")]

    def forward(self, x: Any, mask: Any) -> Any:
        """States, shape (batch, tokens, hidden)."""
        batch, tokens, hidden = x.shape
        packed = self.packed(x).split(hidden, -1)
        parts = [part.reshape(batch, tokens, 12, -1).transpose(1, 2) for part in packed]
        context = F.scaled_dot_product_attention(*parts, attn_mask=mask).transpose(1, 2)
        x = x + self.attended(context.reshape(batch, tokens, hidden))
        x = F.layer_norm(x, (hidden,), *self.norms[0], 1e-12)
        x = x + self.outer(F.gelu(self.inner(x)))
        return F.layer_norm(x, (hidden,), *self.norms[1], 1e-12)


class Taught(nn.Module):
    """The layers that are taught, and the network on top."""

    def __init__(self, tensors: dict[str, Any]) -> None:
        super().__init__()
        self.layers = nn.ModuleList([Layer(tensors, at, taught=True) for at in range(FIRST, LAST)])
        self.h, self.o, self.drop = nn.Linear(768, 64), nn.Linear(64, 1), nn.Dropout(0.1)

    def forward(self, x: Any, real: Any) -> Any:
        """A logit for each row."""
        for layer in self.layers:
            x = layer(x, real[:, None, None, :])
        kept = real[..., None].to(x.dtype)
        told = torch.cat([x[:, 0], (x * kept).sum(1) / kept.sum(1)], -1)
        return self.o(torch.tanh(self.h(self.drop(told)))).squeeze(-1)


def padded(rows: list[Any]) -> tuple[Any, Any]:
    """Rows as one batch, and which of its tokens are real."""
    x = torch.zeros(len(rows), max(map(len, rows)), rows[0].shape[1])
    real = torch.zeros(x.shape[:2], dtype=torch.bool)
    for at, row in enumerate(rows):
        x[at, : len(row)], real[at, : len(row)] = torch.tensor(row.astype(np.float32)), True
    return x, real


def read_below(tensors: dict[str, Any], asked: list[Asked]) -> None:
    """Put the states under the layers that are taught in the place of the token vectors: made once."""
    below = [Layer(tensors, at, taught=False) for at in range(FIRST)]
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for one in asked:
            x, real = padded(one["x"])
            x = F.layer_norm(x, x.shape[-1:], tensors["emb.ln.w"], tensors["emb.ln.b"], 1e-12)
            for layer in below:
                x = layer(x, real[:, None, None, :])
            states = x.float().numpy().astype(np.float16)
            one["x"] = [states[at, : len(row)] for at, row in enumerate(one["x"])]


def loss_of(batch: list[Asked], logits: Any) -> Any:
    """Of each question, and half that of its sentences."""
    loss, at = torch.zeros(()), 0
    for one in batch:
        mine = logits[at : at + len(one["x"])]
        at += len(mine)
        best = (torch.logsumexp(3 * mine, 0) - math.log(len(mine))) / 3
        loss = loss + F.binary_cross_entropy_with_logits(best, torch.tensor(float(one["yes"])))
        gold = torch.tensor(one["gold"])
        # Of an answered question, a sentence that is not marked may answer all the same.
        weight = torch.where(gold > 0, 1.0, 0.3 if one["yes"] else 1.0)
        each = F.binary_cross_entropy_with_logits(mine, gold, reduction="none")
        loss = loss + 0.5 * (each * weight).sum() / weight.sum()
    return loss / len(batch)


def teach(held: dict[str, Any], unread: int) -> dict[str, Any]:
    """What is learnt, by the names that ``embed_e5_reader`` reads."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tensors = {name: torch.tensor(np.array(value)) for name, value in held["tensors"].items()}
    asked: list[Asked] = [one for one in held["asked"] if one["fold"] != unread]
    read_below(tensors, asked)
    net = Taught(tensors)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    steps = math.ceil(len(asked) / BATCH) * EPOCHS
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: min((at + 1) / 40, 1 - at / steps))
    chance = random.Random(0)
    net.train()
    for epoch in range(EPOCHS):
        # Like lengths together: less is padded.
        asked.sort(key=lambda one: max(map(len, one["x"])) + chance.uniform(0, 40))
        batches = [asked[at : at + BATCH] for at in range(0, len(asked), BATCH)]
        chance.shuffle(batches)
        total = 0.0
        for batch in batches:
            x, real = padded([row for one in batch for row in one["x"]])
            with torch.autocast("cpu", torch.bfloat16):
                logits = net(x, real)
            loss = loss_of(batch, logits.float())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            pace.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(batches):.3f}", flush=True)
    return learnt(net)


def learnt(net: Taught) -> dict[str, Any]:
    """The corrections and the network on top, as float16."""
    told: dict[str, Any] = {
        "h.w": net.h.weight,
        "h.b": net.h.bias,
        "o.w": net.o.weight[0],
        "o.b": net.o.bias[0],
    }
    for module in net.modules():
        if isinstance(module, Product):
            ups, shifts = module.up.chunk(len(module.names)), module.shift.chunk(len(module.names))
            for name, up, shift in zip(module.names, ups, shifts, strict=True):
                told |= {f"{name}.w.up": up * SCALE, f"{name}.w.down": module.down, f"{name}.b.shift": shift}
    arrays = {name: value.detach().numpy().astype(np.float16) for name, value in told.items()}
    return {"layers": np.float16(LAST), **arrays}
