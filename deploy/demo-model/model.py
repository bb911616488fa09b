"""The demo detector: a small convolutional backbone, a top-down neck and one head per stride."""

import torch
from torch import nn
from torch.nn import functional as F

STRIDES = (8, 16, 32)
CLASSES = ("car", "truck", "bus", "bicycle", "person", "traffic light")
MAX_LOG_SIZE = 3.5  # exp(3.5) strides is more than the whole input at stride 16


class Conv(nn.Sequential):
    """Convolution, batch norm, ReLU."""

    def __init__(self, c_in, c_out, kernel=3, stride=1):
        super().__init__(
            nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, bias=False),
            nn.BatchNorm2d(c_out, momentum=0.03),
            nn.ReLU(inplace=True),
        )


class Residual(nn.Module):
    """Squeezes to half the channels and adds a 3x3 view of them back."""

    def __init__(self, channels):
        super().__init__()
        self.squeeze = Conv(channels, channels // 2, kernel=1)
        self.look = Conv(channels // 2, channels)

    def forward(self, x):
        return x + self.look(self.squeeze(x))


class Head(nn.Module):
    """Per cell: centre offset and log size in strides, then one logit per class."""

    def __init__(self, channels, classes):
        super().__init__()
        self.shared = Conv(channels, channels)
        self.box = nn.Conv2d(channels, 4, 1)
        self.score = nn.Conv2d(channels, classes, 1)
        nn.init.zeros_(self.box.weight)
        nn.init.constant_(self.box.bias, 0.0)
        self.box.bias.data[2:] = 1.0
        nn.init.normal_(self.score.weight, std=0.01)
        nn.init.constant_(self.score.bias, -4.6)  # 1 % at the start: most cells are background

    def forward(self, x):
        x = self.shared(x)
        return torch.cat((self.box(x), self.score(x)), 1)


class Detector(nn.Module):
    """Maps [N, 3, H, W] (RGB, 0..1) to one raw map [N, 4 + classes, h, w] per stride."""

    def __init__(self, classes=len(CLASSES)):
        super().__init__()
        self.to4 = nn.Sequential(Conv(3, 16, stride=2), Conv(16, 32, stride=2), Residual(32))
        self.to8 = nn.Sequential(Conv(32, 64, stride=2), Residual(64))
        self.to16 = nn.Sequential(Conv(64, 96, stride=2), Residual(96), Residual(96))
        self.to32 = nn.Sequential(
            Conv(96, 128, stride=2), Residual(128), Residual(128), Residual(128)
        )
        self.lateral = nn.ModuleList(Conv(c, 64, kernel=1) for c in (64, 96, 128))
        self.smooth = nn.ModuleList(Conv(64, 64) for _ in range(2))
        self.heads = nn.ModuleList(Head(64, classes) for _ in STRIDES)

    def forward(self, x):
        p8 = self.to8(self.to4(x))
        p16 = self.to16(p8)
        p32 = self.to32(p16)
        n32 = self.lateral[2](p32)
        n16 = self.smooth[1](self.lateral[1](p16) + F.interpolate(n32, scale_factor=2.0))
        n8 = self.smooth[0](self.lateral[0](p8) + F.interpolate(n16, scale_factor=2.0))
        return [head(n) for head, n in zip(self.heads, (n8, n16, n32))]


def grid(height, width, device="cpu"):
    """Cell centres [2, A] and strides [1, A] in the order of the flattened maps."""
    centres, strides = [], []
    for stride in STRIDES:
        y = (torch.arange(height // stride, device=device) + 0.5) * stride
        x = (torch.arange(width // stride, device=device) + 0.5) * stride
        yy, xx = torch.meshgrid(y, x, indexing="ij")
        centres.append(torch.stack((xx.flatten(), yy.flatten())))
        strides.append(torch.full((1, xx.numel()), float(stride), device=device))
    return torch.cat(centres, 1), torch.cat(strides, 1)


def boxes(raw, centres, strides):
    """Decodes raw box rows [N, 4, A] to cx, cy, w, h in input pixels."""
    middle = centres + raw[:, 0:2] * strides
    size = torch.exp(torch.clamp(raw[:, 2:4], max=MAX_LOG_SIZE)) * strides
    return torch.cat((middle, size), 1)
