"""Writes a trained detector as TorchScript and ONNX, laid out and described like a YOLO export."""

import copy
import datetime
import json
import warnings
import zipfile

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from data import SIZE
from model import CLASSES, STRIDES, Conv, boxes, grid


class Deployed(nn.Module):
    """[N, 3, 320, 320] to [N, 4 + classes, 2100]: cx, cy, w, h in pixels, then class scores."""

    def __init__(self, detector):
        super().__init__()
        self.detector = fused(detector)
        centres, strides = grid(SIZE, SIZE)
        self.register_buffer("centres", centres[None])
        self.register_buffer("strides", strides[None])
        self.rows = 4 + len(CLASSES)
        self.cells = [(SIZE // s) ** 2 for s in STRIDES]

    def forward(self, images):
        # Constant shapes but for the batch, so that no export bakes the batch size in.
        maps = self.detector(images)
        raw = torch.cat([m.reshape(-1, self.rows, n) for m, n in zip(maps, self.cells)], 2)
        return torch.cat((boxes(raw[:, :4], self.centres, self.strides), raw[:, 4:].sigmoid()), 1)


def fused(detector):
    """A copy for inference with every batch norm folded into its convolution."""
    detector = copy.deepcopy(detector).cpu().float().eval()
    for module in detector.modules():
        if isinstance(module, Conv):
            module[0] = fuse_conv_bn_eval(module[0], module[1])
            module[1] = nn.Identity()
    return detector


def metadata(version):
    return {
        "description": "Warren demo detector, trained on procedurally drawn traffic scenes",
        "author": "Warren",
        "date": datetime.date.today().isoformat(),
        "version": version,
        "license": "Apache-2.0",
        "task": "detect",
        "stride": max(STRIDES),
        "batch": 1,
        "imgsz": [SIZE, SIZE],
        "names": {i: name for i, name in enumerate(CLASSES)},
    }


def write(detector, folder, version):
    """Writes warren-demo.torchscript and warren-demo.onnx; returns their paths."""
    model = Deployed(detector).eval()
    sample = torch.zeros(2, 3, SIZE, SIZE)
    script_path, onnx_path = folder / "warren-demo.torchscript", folder / "warren-demo.onnx"
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch 1.13 doubts shapes that it then infers well
        script = torch.jit.trace(model, sample)
        config = {"config.txt": json.dumps(metadata(version))}
        torch.jit.save(script, str(script_path), _extra_files=config)
        strip_debug(script_path)
        torch.onnx.export(
            model,
            sample,
            str(onnx_path),
            opset_version=13,
            input_names=["images"],
            output_names=["output0"],
            dynamic_axes={"images": {0: "batch"}, "output0": {0: "batch"}},
        )
    with open(onnx_path, "ab") as file:
        for key, value in metadata(version).items():
            file.write(property_bytes(key, str(value)))
    return script_path, onnx_path


def strip_debug(path):
    """Leaves out the *.debug_pkl records: this program's text and paths of the machine it ran on."""
    with zipfile.ZipFile(path) as archive:
        kept = [(i.filename, archive.read(i)) for i in archive.infolist() if ".debug_pkl" not in i.filename]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in kept:
            archive.writestr(zipfile.ZipInfo(name), content)


def property_bytes(key, value):
    """One metadata_props entry (field 14 of ONNX's ModelProto), to be appended to a model."""
    entry = field(1, key.encode()) + field(2, value.encode())
    return field(14, entry)


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])
