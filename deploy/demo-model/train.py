#!/usr/bin/python3
"""Trains Warren's demo detector on scenes written by ExportScenes and exports it.

Needs Debian's python3-torch, python3-numpy and python3-opencv. See train.sh for the whole recipe.
"""

import argparse
import copy
import json
import math
import pathlib
import random
import time

import numpy as np
import torch

import export
from data import SIZE, load, vary
from evaluate import evaluate
from loss import detection_loss
from model import Detector

VERSION = "1"
WARMUP_STEPS = 200
EMA_DECAY = 0.998


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", required=True, help="folder of training scenes")
    parser.add_argument("--held-out", required=True, help="folder of scenes for evaluation only")
    parser.add_argument("--out", required=True, type=pathlib.Path, help="folder for the exports")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--batch", type=int, default=16, help="images per forward pass")
    parser.add_argument("--accumulate", type=int, default=1, help="passes per optimiser step")
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--weight-decay", type=float, default=0.02)
    parser.add_argument("--height", type=int, default=256, help="of the training canvas")
    parser.add_argument("--amp", action="store_true", help="mixed precision, on a GPU")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--limit", type=int, help="use only this many training scenes")
    parser.add_argument("--stop-after", type=int, help="end after this epoch of the schedule")
    parser.add_argument(
        "--time-budget", type=float, default=math.inf, help="minutes after which no epoch starts"
    )
    return parser.parse_args()


class Average:
    """Exponential moving average of a model's weights, which generalises better than the last."""

    def __init__(self, model):
        self.model = copy.deepcopy(model).eval()
        self.steps = 0

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        decay = min(EMA_DECAY, (1 + self.steps) / (10 + self.steps))
        for mine, other in zip(self.model.state_dict().values(), model.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(other, 1 - decay)
            else:
                mine.copy_(other)


class Training:
    def __init__(self, args, scenes):
        self.args = args
        self.scenes = scenes
        self.rng = np.random.default_rng(args.seed)
        self.model = Detector().to(args.device, memory_format=torch.channels_last)
        self.average = Average(self.model)
        decayed = [p for p in self.model.parameters() if p.ndim > 1]
        plain = [p for p in self.model.parameters() if p.ndim <= 1]
        groups = [
            {"params": decayed, "weight_decay": args.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=args.lr)
        self.scaler = torch.cuda.amp.GradScaler(enabled=args.amp)
        self.batches = len(scenes) // args.batch
        self.steps = args.epochs * (self.batches // args.accumulate)
        self.step = 0

    def rate(self):
        warm = min(1.0, (self.step + 1) / WARMUP_STEPS)
        cosine = 0.5 + 0.5 * math.cos(math.pi * min(1.0, self.step / self.steps))
        return self.args.lr * warm * max(0.01, cosine)

    def epoch(self):
        """Goes once over the scenes; returns the mean class and box losses."""
        self.model.train()
        order = self.rng.permutation(len(self.scenes))
        sums = np.zeros(2)
        for i in range(self.batches):
            chosen = order[i * self.args.batch : (i + 1) * self.args.batch]
            images, labels = self.batch(chosen)
            with torch.autocast("cuda", enabled=self.args.amp):
                maps = self.model(images)
            loss, class_loss, box_loss = detection_loss(maps, labels, self.args.height, SIZE)
            self.scaler.scale(loss / self.args.accumulate).backward()
            sums += (class_loss.item(), box_loss.item())
            if (i + 1) % self.args.accumulate == 0:
                self.optimize()
        self.optimizer.zero_grad(set_to_none=True)
        return sums / self.batches

    def batch(self, chosen):
        views = [vary(self.scenes[i], self.rng, self.args.height) for i in chosen]
        images = torch.from_numpy(np.stack([picture for picture, _ in views]))
        images = images.to(self.args.device).permute(0, 3, 1, 2).float() / 255
        labels = [torch.from_numpy(label).to(self.args.device) for _, label in views]
        return images.contiguous(memory_format=torch.channels_last), labels

    def optimize(self):
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        self.scaler.unscale_(self.optimizer)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 10.0)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)
        self.average.update(self.model)
        self.step += 1


def main():
    args = arguments()
    args.out.mkdir(parents=True, exist_ok=True)
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    started = time.monotonic()
    held_out = load(args.held_out)
    training = Training(args, load(args.train, args.limit))
    log = open(args.out / "training.log", "w", buffering=1)

    def say(line):
        print(line, flush=True)
        log.write(line + "\n")

    parameters = sum(p.numel() for p in training.model.parameters())
    say(f"# parameters={parameters} scenes={len(training.scenes)} held-out={len(held_out)}")
    say(f"# torch={torch.__version__} device={args.device} threads={args.threads}")
    best = -1.0
    for epoch in range(1, args.epochs + 1):
        begun = time.monotonic()
        if begun - started > args.time_budget * 60:
            say(f"# stopped before epoch {epoch}: time budget of {args.time_budget} min is spent")
            break
        class_loss, box_loss = training.epoch()
        trained = time.monotonic() - begun
        run = export.Deployed(training.average.model).eval()
        with torch.no_grad():
            _, score = evaluate(run, held_out)
        say(
            f"epoch={epoch} class_loss={class_loss:.4f} box_loss={box_loss:.4f} "
            f"lr={training.rate():.2e} map50={score:.4f} seconds={trained:.0f} "
            f"evaluation_seconds={time.monotonic() - begun - trained:.0f}"
        )
        if score > best:
            best = score
            export.write(training.average.model, args.out, VERSION)
        if epoch == args.stop_after:
            say(f"# stopped after epoch {epoch} of {args.epochs}")
            break
    finish(args, held_out, parameters, time.monotonic() - started, say)


def finish(args, held_out, parameters, seconds, say):
    """Measures the exported TorchScript file and writes the model card's numbers."""
    path = args.out / "warren-demo.torchscript"
    script = torch.jit.load(str(path))
    with torch.no_grad():
        by_class, score = evaluate(script, held_out)
    torch.set_num_threads(1)
    sample = torch.rand(1, 3, SIZE, SIZE)
    times = []
    with torch.no_grad():
        for _ in range(120):
            begun = time.perf_counter()
            script(sample)
            times.append((time.perf_counter() - begun) * 1000)
    numbers = {
        "map50": round(score, 4),
        "ap50": {name: round(value, 4) for name, value in by_class.items()},
        "parameters": parameters,
        "training_minutes": round(seconds / 60, 1),
        "bytes": {f.name: f.stat().st_size for f in sorted(args.out.glob("warren-demo.*"))},
        "median_ms_one_thread": round(float(np.median(times[20:])), 2),
    }
    (args.out / "numbers.json").write_text(json.dumps(numbers, indent=2) + "\n")
    say("# " + json.dumps(numbers))


if __name__ == "__main__":
    main()
