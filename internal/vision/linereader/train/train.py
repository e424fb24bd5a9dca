"""Trains the net of slot text.line on shards of rendered lines and writes it as ONNX. See README.md.

The net is convolutional: two-dimensional until only one row is left, then along the line; a column of it is four pixels of the strip and
answers for two places, so that narrow letters side by side stay apart. The loss is CTC (Graves and others, 2006)."""

import argparse
import glob
import json
import math
import os
import random
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

HEIGHT = 32
CLASSES = 1 + 216  # the blank, then linereader.Alphabet
STEM, WIDE, DEEP, LONG = 24, 48, 64, 128
DILATIONS = [1, 2, 4, 1, 2]


class Conv(nn.Module):
    """A convolution with its normalisation; written to ONNX as one."""

    def __init__(self, cin, cout, kernel, stride=(1, 1), pad=(1, 1), dilation=(1, 1)):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, pad, dilation, bias=False)
        self.norm = nn.BatchNorm2d(cout)

    def forward(self, x):
        return self.norm(self.conv(x))

    def folded(self):
        scale = self.norm.weight / torch.sqrt(self.norm.running_var + self.norm.eps)
        return self.conv.weight * scale[:, None, None, None], self.norm.bias - self.norm.running_mean * scale


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Conv(1, STEM, (5, 5), (2, 2), (2, 2))
        self.down1 = Conv(STEM, WIDE, (3, 3), (2, 1))
        self.down2 = Conv(WIDE, DEEP, (3, 3), (2, 2))
        self.mix = Conv(DEEP, DEEP, (3, 3))
        self.flat = Conv(DEEP, LONG, (4, 3), (1, 1), (0, 1))
        self.along = nn.ModuleList([Conv(LONG, LONG, (1, 3), pad=(0, d), dilation=(1, d)) for d in DILATIONS])
        self.drop = nn.Dropout(0.1)
        self.out = nn.Conv2d(LONG, 2 * CLASSES, 1)

    def forward(self, x):  # N x 1 x 32 x W, W a multiple of 4; gives N x W/2 x CLASSES
        x = F.relu(self.stem(x))
        x = F.relu(self.down1(x))
        x = F.relu(self.down2(x))
        x = F.relu(x + self.mix(x))
        x = F.relu(self.flat(x))
        for conv in self.along:
            x = F.relu(x + conv(x))
        x = self.out(self.drop(x))
        n, _, _, t = x.shape
        return F.log_softmax(x.squeeze(2).permute(0, 2, 1).reshape(n, 2 * t, CLASSES), dim=2)


def read(path):
    """The lines of a shard: strips and classes."""
    data = np.fromfile(path, dtype=np.uint8)
    lines, at = [], 0
    while at < len(data):
        w, n = int(data[at]) | int(data[at + 1]) << 8, int(data[at + 2]) | int(data[at + 3]) << 8
        at += 4
        labels = data[at : at + n]
        at += n
        lines.append((data[at : at + w * HEIGHT].reshape(HEIGHT, w), labels))
        at += w * HEIGHT
    return lines


def batch(lines, augment=None):
    """Strips side by side, each with blank paper at its end."""
    width = max(s.shape[1] for s, _ in lines)
    width = (width + 7) // 8 * 8
    x = np.zeros((len(lines), 1, HEIGHT, width), dtype=np.uint8)
    for i, (s, _) in enumerate(lines):
        x[i, 0, :, : s.shape[1]] = s
    x = torch.from_numpy(x).float() / 255
    widths = [s.shape[1] for s, _ in lines]
    if augment is not None:
        x, widths = augment(x, widths)
    steps = torch.tensor([2 * ((w + 3) // 4) for w in widths])
    labels = torch.from_numpy(np.concatenate([l for _, l in lines]).astype(np.int64))
    lengths = torch.tensor([len(l) for _, l in lines])
    return x, steps, labels, lengths


def augment(x, widths):
    """What costs little: a stretch, a step up or down, contrast, noise."""
    n, _, _, w = x.shape
    new = int(w * random.uniform(0.85, 1.15)) // 8 * 8 + 8
    x = F.interpolate(x, size=(HEIGHT, new), mode="bilinear", align_corners=False)
    widths = [min(int(math.ceil(v * new / w)), new) for v in widths]
    shift = random.choice([-1, 0, 0, 1])
    if shift:
        x = F.pad(x, (0, 0, shift, -shift), mode="replicate")
    gain = torch.empty(n, 1, 1, 1).uniform_(0.65, 1.25)
    power = torch.empty(n, 1, 1, 1).uniform_(0.7, 1.4)
    x = torch.clamp(x * gain, 0, 1) ** power
    noise = torch.empty(n, 1, 1, 1).uniform_(-0.03, 0.06).clamp_(min=0)
    return torch.clamp(x + noise * torch.randn_like(x), 0, 1), widths


def batches(lines, size, shuffle=True):
    """Lines of about one width together; the widest lines in smaller batches."""
    order = sorted(range(len(lines)), key=lambda i: lines[i][0].shape[1] * (random.uniform(0.9, 1.1) if shuffle else 1))
    groups, group = [], []
    for i in order:
        group.append(lines[i])
        if len(group) * max(lines[i][0].shape[1], 128) >= size * 256:
            groups.append(group)
            group = []
    if group:
        groups.append(group)
    if shuffle:
        random.shuffle(groups)
    return groups


def greedy(scores, steps):
    best = scores.argmax(2).numpy()
    out = []
    for row, n in zip(best, steps.tolist()):
        row = row[:n]
        keep = np.append(True, row[1:] != row[:-1]) & (row != 0)
        out.append(row[keep])
    return out


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        last, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            last, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, last + (x != y))
    return row[-1]


def examine(net, lines):
    """The rate of wrong characters, and the share of lines without any."""
    net.eval()
    wrong = characters = exact = 0
    with torch.no_grad():
        for group in batches(lines, 32, shuffle=False):
            x, steps, _, _ = batch(group)
            for got, (_, want) in zip(greedy(net(x), steps), group):
                d = distance(got, want)
                wrong, characters, exact = wrong + d, characters + len(want), exact + (d == 0)
    net.train()
    return wrong / characters, exact / len(lines)


def onnx_model(net):
    """The net with its normalisations folded in and its weights as float16."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    nodes, weights = [], []

    def constant(name, value):
        half = value.detach().numpy().astype(np.float16)
        weights.append(numpy_helper.from_array(half, name + ".half"))
        nodes.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT))

    def conv(x, name, w, b, stride=(1, 1), pad=(0, 0), dilation=(1, 1)):
        constant(name + ".w", w)
        constant(name + ".b", b)
        nodes.append(helper.make_node("Conv", [x, name + ".w", name + ".b"], [name], strides=list(stride), pads=[pad[0], pad[1], pad[0], pad[1]], dilations=list(dilation)))
        return name

    def block(x, name, m, skip=False):
        y = conv(x, name, *m.folded(), m.conv.stride, m.conv.padding, m.conv.dilation)
        if skip:
            nodes.append(helper.make_node("Add", [x, y], [name + ".sum"]))
            y = name + ".sum"
        nodes.append(helper.make_node("Relu", [y], [name + ".relu"]))
        return name + ".relu"

    x = block("strips", "stem", net.stem)
    x = block(x, "down1", net.down1)
    x = block(x, "down2", net.down2)
    x = block(x, "mix", net.mix, skip=True)
    x = block(x, "flat", net.flat)
    for i, m in enumerate(net.along):
        x = block(x, "along%d" % i, m, skip=True)
    x = conv(x, "out", net.out.weight, net.out.bias)
    weights.append(numpy_helper.from_array(np.array([0, 2 * CLASSES, -1], dtype=np.int64), "rows"))
    weights.append(numpy_helper.from_array(np.array([0, -1, CLASSES], dtype=np.int64), "places"))
    nodes.append(helper.make_node("Reshape", [x, "rows"], ["flatrows"]))
    nodes.append(helper.make_node("Transpose", ["flatrows"], ["columns"], perm=[0, 2, 1]))
    nodes.append(helper.make_node("Reshape", ["columns", "places"], ["logits"]))
    nodes.append(helper.make_node("LogSoftmax", ["logits"], ["scores"], axis=2))
    graph = helper.make_graph(
        nodes, "text.line",
        [helper.make_tensor_value_info("strips", TensorProto.FLOAT, ["lines", 1, HEIGHT, "width"])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["lines", "places", CLASSES])], weights)
    model = helper.make_model(graph, producer_name="bonafide linereader", opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model.SerializeToString()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shards", default="/tmp/lines/p*.bin", help="glob of the practice shards, looked at again at each round")
    parser.add_argument("--held", nargs="*", default=[], help="shards to measure on")
    parser.add_argument("--out", default="/tmp/lines/text-line", help="path without extension: .pt and .onnx")
    parser.add_argument("--start", help=".pt to go on from")
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--rate", type=float, default=3e-3, help="the highest")
    parser.add_argument("--size", type=int, default=24, help="lines of 256 pixels in a batch")
    parser.add_argument("--lines", type=int, default=0, help="only the first so many")
    parser.add_argument("--plain", action="store_true", help="no augmentation: to see that a few lines can be learned by heart")
    parser.add_argument("--threads", type=int, default=2)
    o = parser.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    torch.set_num_threads(o.threads)
    net = Net()
    print("parameters", sum(p.numel() for p in net.parameters()), flush=True)
    if o.start:
        net.load_state_dict(torch.load(o.start))
    mean = Net()
    mean.load_state_dict(net.state_dict())
    optimiser = torch.optim.AdamW(net.parameters(), lr=o.rate, weight_decay=1e-4)
    held = {os.path.basename(p): read(p) for p in o.held}
    begin, done, steps, shown, loss_sum, loss_n = time.time(), 0, 0, time.time(), 0.0, 0
    have, lines = [], []

    def elapsed():
        return (time.time() - begin) / 60 / o.minutes

    while elapsed() < 1:
        files = sorted(glob.glob(o.shards))
        for path in files:
            if path not in have:
                have.append(path)
                lines += [l for l in read(path) if len(l[1]) and 4 * len(l[1]) <= l[0].shape[1] * 2]
        if o.lines:
            lines = lines[: o.lines]
        for group in batches(lines, o.size):
            t = elapsed()
            if t >= 1:
                break
            rate = o.rate * (min(steps / 300, 1) * (0.5 + 0.5 * math.cos(math.pi * t)) + 0.002)
            for g in optimiser.param_groups:
                g["lr"] = rate
            x, places, labels, lengths = batch(group, None if o.plain else augment)
            scores = net(x)
            loss = F.ctc_loss(scores.transpose(0, 1), labels, places, lengths, zero_infinity=True)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimiser.step()
            keep = min(0.998, steps / (steps + 20))
            with torch.no_grad():
                for a, b in zip(mean.state_dict().values(), net.state_dict().values()):
                    a.copy_(a * keep + b * (1 - keep) if a.is_floating_point() else b)
            steps, done, loss_sum, loss_n = steps + 1, done + len(group), loss_sum + loss.item(), loss_n + 1
            if time.time() - shown > 30:
                print("%5.1f min  %d of %d lines, step %d  rate %.5f  loss %.4f  %d lines/s" % (
                    (time.time() - begin) / 60, done, len(lines), steps, rate, loss_sum / loss_n, done / (time.time() - begin)), flush=True)
                loss_sum, loss_n, shown = 0.0, 0, time.time()
                if steps % 5 == 0 or o.minutes < 5:
                    report(mean, held)
                torch.save(mean.state_dict(), o.out + ".pt")
    report(mean, held)
    torch.save(mean.state_dict(), o.out + ".pt")
    mean.eval()
    with open(o.out + ".onnx", "wb") as f:
        f.write(onnx_model(mean))
    print("lines seen", done, "of", len(lines), flush=True)


def report(net, held):
    for name, lines in held.items():
        cer, exact = examine(net, lines[:400])
        print("      %s: CER %.4f, exact %.3f" % (name, cer, exact), flush=True)


if __name__ == "__main__":
    main()
