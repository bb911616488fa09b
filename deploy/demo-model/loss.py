"""Assigns cells to objects and scores the predictions.

The assigner takes, per object, the few cells whose prediction suits it best (class score and
overlap together, after TOOD, arXiv:2108.07755) among cells near its middle on a fitting stride.
Boxes are scored by CIoU (arXiv:1911.08287), classes by binary cross-entropy.
"""

import math

import torch
from torch.nn import functional as F

from model import boxes, grid

TOP_CELLS = 8
SCORE_POWER = 0.5
OVERLAP_POWER = 4.0
BOX_WEIGHT = 3.0
# Longer side in pixels that the strides 8, 16 and 32 are responsible for; they overlap.
RANGES = {8.0: (0, 72), 16.0: (36, 160), 32.0: (80, 1e9)}


def corners(cxcywh):
    cx, cy, w, h = cxcywh.unbind(-1)
    return torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), -1)


def iou(a, b):
    """Overlap of two broadcastable sets of corner boxes [..., 4]."""
    low = torch.maximum(a[..., :2], b[..., :2])
    high = torch.minimum(a[..., 2:], b[..., 2:])
    inside = (high - low).clamp(min=0).prod(-1)
    area_a = (a[..., 2:] - a[..., :2]).prod(-1)
    area_b = (b[..., 2:] - b[..., :2]).prod(-1)
    return inside / (area_a + area_b - inside + 1e-7)


def ciou(a, b):
    """Complete IoU of two matching sets of corner boxes [M, 4]."""
    overlap = iou(a, b)
    hull = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
    apart = ((a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2).square().sum(1)
    wa, ha = (a[:, 2:] - a[:, :2]).unbind(1)
    wb, hb = (b[:, 2:] - b[:, :2]).unbind(1)
    v = 4 / math.pi**2 * (torch.atan(wb / (hb + 1e-7)) - torch.atan(wa / (ha + 1e-7))).square()
    with torch.no_grad():
        alpha = v / (1 - overlap + v + 1e-7)
    return overlap - apart / (hull.square().sum(1) + 1e-7) - alpha * v


@torch.no_grad()
def assign(scores, predicted, objects, centres, strides):
    """For one image: target object per cell (-1 for none) and its quality, 0..1.

    scores [A, C], predicted corner boxes [A, 4], objects [G, 5] as class and corners.
    """
    truth = objects[:, 1:]
    size = truth[:, 2:] - truth[:, :2]
    middle = (truth[:, :2] + truth[:, 2:]) / 2
    reach = torch.minimum((size[:, None] / 2), 2.0 * strides.T[None])
    reach = torch.maximum(reach, 0.8 * strides.T[None])
    near = ((centres.T[None] - middle[:, None]).abs() <= reach).all(-1)
    longer = size.max(1).values[:, None]
    fits = torch.zeros_like(near)
    for stride, (low, high) in RANGES.items():
        fits |= (strides == stride) & (longer >= low) & (longer < high)
    overlap = iou(truth[:, None], predicted[None])
    likely = scores[:, objects[:, 0].long()].T
    metric = likely.pow(SCORE_POWER) * overlap.pow(OVERLAP_POWER) + 1e-9
    metric = metric * (near & fits)
    best = metric.topk(min(TOP_CELLS, metric.shape[1]), 1)
    chosen = torch.zeros_like(metric).scatter_(1, best.indices, best.values)
    owner = chosen.argmax(0)
    taken = chosen.max(0).values > 0
    mine = torch.zeros_like(chosen).scatter_(0, owner[None], (chosen.max(0).values)[None])
    quality = mine / (mine.max(1, keepdim=True).values + 1e-12)
    quality = quality * (overlap * (mine > 0)).max(1, keepdim=True).values.clamp(min=0.1)
    return torch.where(taken, owner, torch.full_like(owner, -1)), quality.max(0).values


def detection_loss(maps, labels, height, width):
    """Loss of a batch: labels is one [G, 5] tensor per image (class, then corners in pixels)."""
    raw = torch.cat([m.flatten(2) for m in maps], 2).float()
    centres, strides = grid(height, width, raw.device)
    predicted = corners(boxes(raw[:, :4], centres, strides).transpose(1, 2))
    logits = raw[:, 4:].transpose(1, 2)
    wanted = torch.zeros_like(logits)
    found, true, weight = [], [], []
    for i, objects in enumerate(labels):
        if len(objects) == 0:
            continue
        owner, quality = assign(
            logits[i].detach().sigmoid(), predicted[i].detach(), objects, centres, strides
        )
        cells = (owner >= 0).nonzero()[:, 0]
        target = objects[owner[cells]]
        wanted[i, cells, target[:, 0].long()] = quality[cells]
        found.append(predicted[i, cells])
        true.append(target[:, 1:])
        weight.append(quality[cells])
    total = wanted.sum().clamp(min=1)
    class_loss = F.binary_cross_entropy_with_logits(logits, wanted, reduction="sum") / total
    if not found:
        return class_loss, class_loss.detach(), class_loss.detach() * 0
    overlap = ciou(torch.cat(found), torch.cat(true))
    box_loss = ((1 - overlap) * torch.cat(weight)).sum() / total
    return class_loss + BOX_WEIGHT * box_loss, class_loss.detach(), box_loss.detach()
