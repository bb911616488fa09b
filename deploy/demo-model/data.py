"""Reads exported scenes, letterboxes them and varies them for training."""

import pathlib

import cv2
import numpy as np

SIZE = 320
PAD = 114


def load(folder, limit=None):
    """All scenes of a folder: RGB pictures scaled to fit SIZE, and labels [G, 5] in their pixels."""
    files = sorted(pathlib.Path(folder).glob("*.jpg"), key=lambda f: int(f.stem))[:limit]
    if not files:
        raise SystemExit(f"no scenes in {folder}")
    scenes = []
    for file in files:
        picture = fit(cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB))
        h, w = picture.shape[:2]
        rows = [line.split() for line in file.with_suffix(".txt").read_text().splitlines()]
        labels = np.array(rows, np.float32).reshape(-1, 5)
        labels[:, 1:] *= (w, h, w, h)
        labels[:, 1:3] -= labels[:, 3:] / 2
        labels[:, 3:] += labels[:, 1:3]
        scenes.append((picture, labels))
    return scenes


def fit(picture):
    h, w = picture.shape[:2]
    scale = min(SIZE / h, SIZE / w)
    size = (round(w * scale), round(h * scale))
    return picture if size == (w, h) else cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)


def letterbox(picture, labels):
    """Centres a fitted picture on the padded square, as the worker does."""
    h, w = picture.shape[:2]
    top, left = round((SIZE - h) / 2 - 0.1), round((SIZE - w) / 2 - 0.1)
    square = np.full((SIZE, SIZE, 3), PAD, np.uint8)
    square[top : top + h, left : left + w] = picture
    return square, labels + np.array((0, left, top, left, top), np.float32)


def vary(scene, rng, height):
    """A random view of a scene on a canvas of SIZE x height: moved, scaled, mirrored, recoloured."""
    picture, labels = scene
    h, w = picture.shape[:2]
    scale = np.exp(rng.uniform(np.log(0.75), np.log(1.25))) if rng.random() < 0.6 else 1.0
    dx = (SIZE - w * scale) / 2 + rng.uniform(-0.12, 0.12) * SIZE
    dy = (height - h * scale) / 2 + rng.uniform(-0.12, 0.12) * height
    mirrored = rng.random() < 0.5
    sx, ox = (-scale, dx + (w - 1) * scale) if mirrored else (scale, dx)
    move = np.array(((sx, 0, ox), (0, scale, dy)), np.float32)
    canvas = cv2.warpAffine(
        picture, move, (SIZE, height), flags=cv2.INTER_LINEAR, borderValue=(PAD,) * 3
    )
    moved = labels.copy()
    x1, x2 = labels[:, 1] * scale, labels[:, 3] * scale
    moved[:, 1], moved[:, 3] = (w * scale - x2, w * scale - x1) if mirrored else (x1, x2)
    moved[:, [1, 3]] += dx
    moved[:, [2, 4]] = labels[:, [2, 4]] * scale + dy
    return degrade(recolour(canvas, rng), rng), clip(moved, SIZE, height)


def clip(labels, width, height):
    """Cuts labels at the canvas and drops those that lost half of their area or became tiny."""
    area = (labels[:, 3] - labels[:, 1]) * (labels[:, 4] - labels[:, 2])
    labels[:, [1, 3]] = labels[:, [1, 3]].clip(0, width)
    labels[:, [2, 4]] = labels[:, [2, 4]].clip(0, height)
    w, h = labels[:, 3] - labels[:, 1], labels[:, 4] - labels[:, 2]
    return labels[(w * h > 0.5 * area) & (w >= 4) & (h >= 4)]


def recolour(picture, rng):
    hue, saturation, value = rng.uniform(-1, 1, 3) * (0.015, 0.5, 0.35)
    ramp = np.arange(256)
    table = np.stack(
        (
            (ramp + hue * 180) % 180,
            (ramp * (1 + saturation)).clip(0, 255),
            (ramp * (1 + value)).clip(0, 255),
        ),
        -1,
    ).astype(np.uint8)
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    return cv2.cvtColor(cv2.LUT(hsv, table[None]), cv2.COLOR_HSV2RGB)


def degrade(picture, rng):
    if rng.random() < 0.1:
        picture = cv2.GaussianBlur(picture, (3, 3), 0)
    if rng.random() < 0.15:
        noise = rng.normal(0, rng.uniform(2, 8), picture.shape)
        picture = (picture + noise).clip(0, 255).astype(np.uint8)
    return picture
