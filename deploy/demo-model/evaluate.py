"""Mean average precision at an overlap of 0.5, with the 101 recall points of COCO."""

import numpy as np
import torch

from data import letterbox
from model import CLASSES

CONFIDENCE = 0.001
NMS_OVERLAP = 0.7
MAX_DETECTIONS = 300
MAX_CANDIDATES = 1000
MATCH_OVERLAP = 0.5


def detections(output):
    """One image's [4 + classes, A] to rows x1, y1, x2, y2, score, class after class-aware NMS."""
    scores = output[4:]
    classes, cells = np.nonzero(scores > CONFIDENCE)
    score = scores[classes, cells]
    order = np.argsort(-score, kind="stable")[:MAX_CANDIDATES]
    classes, cells, score = classes[order], cells[order], score[order]
    cx, cy, w, h = output[:4, cells]
    corners = np.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), 1)
    overlap = ious(corners, corners) * (classes[:, None] == classes[None])
    alive = np.ones(len(order), bool)
    for i in range(len(order)):
        if alive[i]:
            alive[i + 1 :] &= overlap[i, i + 1 :] <= NMS_OVERLAP
    keep = np.nonzero(alive)[0][:MAX_DETECTIONS]
    return np.column_stack((corners[keep], score[keep], classes[keep]))


def ious(a, b):
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    inside = (high - low).clip(0).prod(2)
    areas = (a[:, 2:] - a[:, :2]).prod(1)[:, None] + (b[:, 2:] - b[:, :2]).prod(1)[None]
    return inside / (areas - inside + 1e-9)


def average_precision(hits, scores, truths):
    order = np.argsort(-scores, kind="stable")
    true = np.cumsum(hits[order])
    recall = true / max(truths, 1)
    precision = true / np.arange(1, len(true) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, np.linspace(0, 1, 101), side="left")
    return float(np.mean([precision[p] if p < len(precision) else 0.0 for p in places]))


def evaluate(run, scenes, batch=16):
    """AP50 by class name, and their mean; run maps a float tensor [N, 3, S, S] to output0."""
    hits = {c: [] for c in range(len(CLASSES))}
    truths = np.zeros(len(CLASSES), int)
    for start in range(0, len(scenes), batch):
        boxed = [letterbox(*scene) for scene in scenes[start : start + batch]]
        images = np.stack([picture for picture, _ in boxed]).transpose(0, 3, 1, 2)
        outputs = run(torch.from_numpy(np.ascontiguousarray(images)).float() / 255)
        for output, (_, labels) in zip(outputs.cpu().numpy(), boxed):
            found = detections(output)
            for c in range(len(CLASSES)):
                truth = labels[labels[:, 0] == c][:, 1:]
                truths[c] += len(truth)
                hits[c] += matches(found[found[:, 5] == c], truth)
    by_class = {}
    for c, name in enumerate(CLASSES):
        pairs = np.array(hits[c], float).reshape(-1, 2)
        by_class[name] = average_precision(pairs[:, 0], pairs[:, 1], truths[c])
    return by_class, float(np.mean(list(by_class.values())))


def matches(found, truth):
    """(hit, score) per detection, best first; each object is found once."""
    free = np.ones(len(truth), bool)
    overlap = ious(found[:, :4], truth) if len(truth) else np.zeros((len(found), 0))
    pairs = []
    for i in np.argsort(-found[:, 4], kind="stable"):
        candidates = np.where(free, overlap[i], 0)
        j = int(candidates.argmax()) if len(truth) else -1
        hit = j >= 0 and candidates[j] >= MATCH_OVERLAP
        if hit:
            free[j] = False
        pairs.append((float(hit), float(found[i, 4])))
    return pairs
