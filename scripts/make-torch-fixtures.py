"""Writes src/weights/fixtures/torch: small files as PyTorch itself writes them, for the tests of their reading.

    python3 scripts/make-torch-fixtures.py

Value i of every tensor is ((37 i) mod 101) / 8 - 5, which float16 and bfloat16 hold exactly.
"""
import argparse
import collections
import gzip
import io
import pathlib

import numpy
import torch

out = pathlib.Path(__file__).parent.parent / "src/weights/fixtures/torch"
out.mkdir(parents=True, exist_ok=True)


def values(*shape, dtype=torch.float32):
    count = 1
    for extent in shape:
        count *= extent
    return (((37 * torch.arange(count)) % 101) / 8 - 5).reshape(shape).to(dtype)


def save(name, value, **options):
    torch.save(value, out / name, **options)


def some(dtype=torch.float32, prefix=""):
    return collections.OrderedDict(
        [
            (prefix + "conv1.weight", values(4, 3, 3, 3, dtype=dtype)),
            (prefix + "bn1.running_var", values(4, dtype=dtype)),
            (prefix + "bn1.num_batches_tracked", torch.tensor(7)),
            (prefix + "fc.weight", values(2, 4, dtype=dtype)),
        ]
    )


stream = {"_use_new_zipfile_serialization": False}
save("zip.pth", some())
save("stream.pth", some(), **stream)
save("half.pth", some(torch.float16))
save("bfloat16.pth", some(torch.bfloat16))
save("double-stream.pth", some(torch.float64), **stream)

base = values(6, 8)
views = {
    "v.transposed": base.t(),
    "v.columns": base[:, 2:5],
    "v.steps": base[::2, ::3],
    "v.last": base[5],
    "v.expanded": base[0, :3].expand(2, 3),
    "v.channels_last": values(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    "v.scalar": base[3, 3],
    "v.empty": torch.empty(0, 3),
    "v.parameter": torch.nn.Parameter(values(3)),
}
save("views.pth", views)
save("views-stream.pth", views, **stream)

wrapped = torch.nn.DataParallel(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4)))
optimizer = torch.optim.SGD(wrapped.parameters(), lr=0.1, momentum=0.9)
wrapped(torch.ones(1, 3, 5, 5)).sum().backward()
optimizer.step()
training = {
    "epoch": 3,
    "arch": "resnet10",
    "args": argparse.Namespace(lr=0.1, device=torch.device("cpu"), path=pathlib.PosixPath("/data")),
    "best": numpy.float64(0.75),
    "metric": 2**70,
    "state_dict": some(prefix="module."),
    "state_dict_ema": collections.OrderedDict((k, v * 2) for k, v in some(prefix="module.").items()),
    "optimizer": optimizer.state_dict(),
    "rng": torch.get_rng_state(),
    "classes": ["cat", "dog"],
}
save("training.pth", training)
save("training-stream.pth", training, **stream)
save("module.pth", torch.nn.Linear(2, 2))


class Block(torch.nn.Module):
    """A basic block, with the names of torchvision's."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(outputs)
        self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = torch.nn.BatchNorm2d(outputs)
        if stride > 1:
            self.downsample = torch.nn.Sequential(
                torch.nn.Conv2d(inputs, outputs, 1, stride, bias=False), torch.nn.BatchNorm2d(outputs)
            )


class Net(torch.nn.Module):
    """A ResNet of depth 10, an eighth as wide, with 3 classes."""

    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 8, 7, 2, 3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(8)
        width = 8
        for stage in range(4):
            outputs = 8 * 2**stage
            self.add_module(f"layer{stage + 1}", torch.nn.Sequential(Block(width, outputs, 1 if stage == 0 else 2)))
            width = outputs
        self.fc = torch.nn.Linear(width, 3)


net = Net()
with torch.no_grad():
    for tensor in net.state_dict().values():
        # One value, so that the packed file is small.
        tensor.fill_(0.5)
    # The logits are the biases, whatever the picture.
    net.fc.weight.zero_()
    net.fc.bias.copy_(torch.tensor([1.0, 2.0, 3.0]))
averaged = collections.OrderedDict((name, tensor.clone()) for name, tensor in net.state_dict().items())
averaged["fc.bias"] = torch.tensor([3.0, 2.0, 1.0])
buffer = io.BytesIO()
torch.save(
    {
        "epoch": 1,
        "model": collections.OrderedDict(("module." + name, tensor) for name, tensor in net.state_dict().items()),
        "ema": {"module": averaged, "updates": 12},
    },
    buffer,
)
(out / "net.pth.gz").write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))
print(f"{sum(path.stat().st_size for path in out.iterdir())} bytes, PyTorch {torch.__version__}")
