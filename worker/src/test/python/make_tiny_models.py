#!/usr/bin/env python3
"""Makes the TorchScript models of the engine tests (needs PyTorch): ../resources/models/tiny_*.torchscript

They have no weights. The picture is cut into cells of 16 x 16 pixels; each cell is an anchor whose box is the cell and
whose score for class red, green or blue is the mean of that channel. A batch holding an all-white image raises an error.
"""
import json
import pathlib
import zipfile

import torch

HEIGHT, WIDTH, CELL = 64, 96, 16


class Tiny(torch.nn.Module):
    def __init__(self, max_batch: int, end_to_end: bool):
        super().__init__()
        self.max_batch = max_batch
        self.end_to_end = end_to_end

    def forward(self, x):
        n = x.shape[0]
        if n > self.max_batch:
            raise RuntimeError("batch above " + str(self.max_batch))
        if float(x.amin(dim=[1, 2, 3]).amax()) >= 1.0:
            raise RuntimeError("an all-white image")
        if x.shape[2] != 64 or x.shape[3] != 96:
            raise RuntimeError("input is not 64x96")
        scores = torch.nn.functional.avg_pool2d(x, 16).reshape(n, 3, 24)
        cells = torch.arange(24)
        cx = (cells % 6) * 16 + 8.0
        cy = torch.div(cells, 6, rounding_mode="floor") * 16 + 8.0
        box = torch.stack([cx, cy, torch.full([24], 16.0), torch.full([24], 16.0)])
        box = box.unsqueeze(0).expand(n, 4, 24)
        if not self.end_to_end:
            return torch.cat([box, scores], 1)
        confidence, label = scores.max(1)
        corners = torch.cat([box[:, :2] - 8, box[:, :2] + 8], 1)
        rows = torch.cat([corners, confidence.unsqueeze(1), label.unsqueeze(1).float()], 1)
        return rows.transpose(1, 2)[:, :20].contiguous()


def strip_debug(path: pathlib.Path):
    """Leaves out the *.debug_pkl files, which hold this script's text and its path on the machine that ran it."""
    with zipfile.ZipFile(path) as archive:
        kept = [(info.filename, archive.read(info)) for info in archive.infolist() if "debug_pkl" not in info.filename]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept:
            archive.writestr(zipfile.ZipInfo(name), content)


def save(name, max_batch, end_to_end):
    metadata = {
        "description": "test model", "task": "detect", "stride": 16, "batch": 1, "imgsz": [HEIGHT, WIDTH],
        "names": {"0": "red", "1": "green", "2": "blue"},
    }
    target = pathlib.Path(__file__).parent.parent / "resources" / "models" / f"{name}.torchscript"
    script = torch.jit.script(Tiny(max_batch, end_to_end).eval())
    script.save(str(target), _extra_files={"config.txt": json.dumps(metadata)})
    strip_debug(target)
    print(target, target.stat().st_size, list(torch.jit.load(str(target))(torch.zeros(1, 3, HEIGHT, WIDTH)).shape))


save("tiny_detect", 64, False)
save("tiny_end_to_end", 64, True)
save("tiny_batch_1", 1, False)
