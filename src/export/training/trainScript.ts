/** `train.py` of the training project. It reads nothing of the network but `create_model()` and what is filled in. */

export interface TrainDefaults {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly cropPct: number;
  readonly interpolation: 'bicubic' | 'bilinear';
}

const tuple = (values: readonly number[]): string =>
  `(${values.join(', ')}${values.length === 1 ? ',' : ''})`;

export const trainScript = ({
  channels,
  height,
  width,
  classes,
  mean,
  std,
  cropPct,
  interpolation,
}: TrainDefaults): string => `"""Trains the network of network.py on a folder of images.

    python train.py DATA                                one CPU or one GPU
    torchrun --nproc_per_node=8 train.py DATA           eight GPUs of one machine
    torchrun --nnodes=4 --nproc_per_node=8 --rdzv_backend=c10d --rdzv_endpoint=HOST:29500 train.py DATA

DATA holds train/CLASS/*.jpg and val/CLASS/*.jpg. Needs PyTorch 1.13 or newer and Pillow.
"""

import argparse
import copy
import ctypes
import json
import math
import os
import random
import struct
import time
from pathlib import Path

import torch
from PIL import Image
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, Dataset, DistributedSampler

from network import create_model

CHANNELS, HEIGHT, WIDTH, CLASSES = ${channels}, ${height}, ${width}, ${classes}
MEAN, STD = ${tuple(mean)}, ${tuple(std)}
CROP_PCT = ${cropPct}
FILTER = Image.${interpolation.toUpperCase()}
MODES = {1: 'L', 3: 'RGB', 4: 'RGBA'}
ENDINGS = {'.jpg', '.jpeg', '.png', '.webp', '.bmp', '.gif', '.tif', '.tiff', '.ppm'}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add('data', type=Path, help='folder with train and val')
    add('--out', type=Path, default=Path('run'), help='checkpoints, log and weights go here')
    add('--epochs', type=int, default=90)
    add('--warmup', type=float, default=5, help='epochs of rising learning rate')
    add('--batch', type=int, default=64, help='images of one process and step')
    add('--lr', type=float, default=0.1, help='for 256 images a step; scaled with the true number')
    add('--momentum', type=float, default=0.9)
    add('--weight-decay', type=float, default=5e-5, help='for kernels alone, not for norms and biases')
    add('--smoothing', type=float, default=0.1, help='of the labels')
    add('--ema', type=float, default=0.9998, help='decay of the averaged weights; 0 turns them off')
    add('--min-scale', type=float, default=0.25, help='least part of a picture that a random crop takes')
    add('--flip', type=float, default=0.5, help='chance of a mirrored picture; 0 where left and right differ')
    add('--crop-pct', type=float, default=CROP_PCT, help='part of the shorter side that validation looks at')
    add('--cache', action='store_true', help='keep the decoded pictures in memory: for many small ones')
    add('--workers', type=int, default=min(8, os.cpu_count() or 1), help='processes that read pictures')
    add('--amp', choices=['auto', 'off', 'float16', 'bfloat16'], default='auto', help='mixed precision')
    add('--half', action='store_true', help='write the weights as float16')
    add('--seed', type=int, default=0)
    add('--fresh', action='store_true', help='start anew even where --out holds a checkpoint')
    return parser.parse_args()


class Images(Dataset):
    """Pictures by class: the folders in alphabetical order are the classes."""

    def __init__(self, folder, training, args):
        if CHANNELS not in MODES:
            raise SystemExit(f'pictures have 1, 3 or 4 channels, and the network takes {CHANNELS}')
        if not folder.is_dir():
            raise SystemExit(f'{folder} is no folder; it should hold one folder for each class')
        self.classes = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
        if len(self.classes) != CLASSES:
            raise SystemExit(
                f'{folder} has {len(self.classes)} classes and the network {CLASSES}: '
                f'export it with classes={len(self.classes)}'
            )
        self.samples = [
            (path, label)
            for label, name in enumerate(self.classes)
            for path in sorted((folder / name).rglob('*'))
            if path.suffix.lower() in ENDINGS
        ]
        if not self.samples:
            raise SystemExit(f'{folder} holds no pictures')
        self.training, self.args = training, args
        self.decoded = {}

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        path, label = self.samples[index]
        image = self.decoded.get(index)
        if image is None:
            with Image.open(path) as file:
                image = file.convert(MODES[CHANNELS])
            if self.args.cache:
                self.decoded[index] = image
        image = self.random_crop(image) if self.training else center_crop(image, self.args.crop_pct)
        return to_tensor(image), label

    def random_crop(self, image):
        width, height = image.size
        box = None
        for _ in range(10):
            area = width * height * random.uniform(self.args.min_scale, 1)
            ratio = math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3))) * WIDTH / HEIGHT
            w, h = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
            if 0 < w <= width and 0 < h <= height:
                left, top = random.randint(0, width - w), random.randint(0, height - h)
                box = (left, top, left + w, top + h)
                break
        image = image.resize((WIDTH, HEIGHT), FILTER, box=box)
        return image.transpose(Image.FLIP_LEFT_RIGHT) if random.random() < self.args.flip else image


def center_crop(image, crop_pct):
    """The evaluation transform: the shorter side to size / crop_pct, then the middle."""
    width, height = image.size
    scale = max(WIDTH / crop_pct / width, HEIGHT / crop_pct / height)
    w, h = max(WIDTH, round(width * scale)), max(HEIGHT, round(height * scale))
    left, top = (w - WIDTH) // 2, (h - HEIGHT) // 2
    return image.resize((w, h), FILTER).crop((left, top, left + WIDTH, top + HEIGHT))


def to_tensor(image):
    """Channels x height x width, normalised."""
    pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    pixels = pixels.view(HEIGHT, WIDTH, CHANNELS).permute(2, 0, 1).float().div(255)
    mean, std = torch.tensor(MEAN).view(-1, 1, 1), torch.tensor(STD).view(-1, 1, 1)
    return pixels.sub(mean).div(std).contiguous()


class Average:
    """Weights averaged over the steps: they generalise better than the last ones."""

    def __init__(self, model, decay):
        self.decay, self.steps = decay, 0
        self.model = copy.deepcopy(model).eval().requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        self.steps += 1
        # Short at first, so that the random start is soon forgotten.
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for mine, theirs in zip(self.model.state_dict().values(), model.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(theirs.detach(), 1 - decay)
            else:
                mine.copy_(theirs)


def write_safetensors(path, model, classes, half):
    """The format is a length, a JSON header and the bytes one after another."""
    header, parts, end = {'__metadata__': {'labels': json.dumps(classes)}}, [], 0
    for name, value in model.state_dict().items():
        if not value.dtype.is_floating_point:
            continue
        value = value.detach().cpu().to(torch.float16 if half else torch.float32).contiguous()
        data = ctypes.string_at(value.data_ptr(), value.numel() * value.element_size())
        header[name] = {
            'dtype': 'F16' if half else 'F32',
            'shape': list(value.shape),
            'data_offsets': [end, end + len(data)],
        }
        parts.append(data)
        end += len(data)
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    temporary = path.with_suffix('.tmp')
    with open(temporary, 'wb') as file:
        file.write(struct.pack('<Q', len(text)))
        file.write(text)
        file.writelines(parts)
    os.replace(temporary, path)


def learning_rate(args, step, steps_per_epoch, total_batch):
    """A straight rise, then half a cosine down to zero."""
    peak = args.lr * total_batch / 256
    warm, last = args.warmup * steps_per_epoch, args.epochs * steps_per_epoch
    if step < warm:
        return peak * (step + 1) / warm
    return peak * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, last - warm)))


def parameter_groups(model, decay):
    kernels = [value for value in model.parameters() if value.ndim > 1]
    others = [value for value in model.parameters() if value.ndim <= 1]
    return [{'params': kernels, 'weight_decay': decay}, {'params': others, 'weight_decay': 0}]


class Precision:
    """Mixed precision where the device has it."""

    def __init__(self, wanted, device):
        if wanted == 'auto':
            cuda = device.type == 'cuda'
            wanted = 'off' if not cuda else 'bfloat16' if torch.cuda.is_bf16_supported() else 'float16'
        self.device, self.dtype = device, None if wanted == 'off' else getattr(torch, wanted)
        self.scaler = torch.cuda.amp.GradScaler(enabled=device.type == 'cuda' and wanted == 'float16')

    def context(self):
        return torch.autocast(self.device.type, dtype=self.dtype or torch.bfloat16, enabled=self.dtype is not None)


@torch.no_grad()
def evaluate(model, loader, device, precision):
    """Mean loss and share of right answers over all processes."""
    model.eval()
    sums = torch.zeros(3, dtype=torch.float64, device=device)
    for images, labels in loader:
        images, labels = images.to(device, non_blocking=True), labels.to(device, non_blocking=True)
        with precision.context():
            logits = model(images)
        loss = nn.functional.cross_entropy(logits.float(), labels, reduction='sum')
        right = (logits.argmax(1) == labels).sum()
        sums += torch.stack([loss.double(), right.double(), torch.tensor(float(len(labels)), device=device).double()])
    if distributed.is_initialized():
        distributed.all_reduce(sums)
    loss, right, count = sums.tolist()
    return loss / max(1, count), right / max(1, count)


def main():
    args = arguments()
    world, rank, local = (int(os.environ.get(key, usual)) for key, usual in
                          (('WORLD_SIZE', 1), ('RANK', 0), ('LOCAL_RANK', 0)))
    cuda = torch.cuda.is_available()
    device = torch.device('cuda', local) if cuda else torch.device('cpu')
    if cuda:
        torch.cuda.set_device(device)
        torch.backends.cudnn.benchmark = True
    if world > 1:
        distributed.init_process_group('nccl' if cuda else 'gloo')
    torch.manual_seed(args.seed)
    random.seed(args.seed * 1000 + rank)
    first = rank == 0
    if first:
        args.out.mkdir(parents=True, exist_ok=True)

    train, val = Images(args.data / 'train', True, args), Images(args.data / 'val', False, args)
    if train.classes != val.classes:
        raise SystemExit('train and val have different classes')
    shards = DistributedSampler(train, world, rank, shuffle=True, seed=args.seed, drop_last=len(train) >= world * args.batch)
    # Every picture once: no sampler, which would repeat some to make the shares equal.
    val.samples = val.samples[rank::world]
    common = {'num_workers': args.workers, 'pin_memory': cuda, 'persistent_workers': args.workers > 0}
    train_loader = DataLoader(train, args.batch, sampler=shards, drop_last=len(shards) >= args.batch,
                              worker_init_fn=lambda worker: random.seed(torch.initial_seed() + worker), **common)
    val_loader = DataLoader(val, args.batch, **common)
    steps = len(train_loader)

    # Faster than the usual order on GPUs, and on CPUs by a third.
    layout = torch.channels_last
    model = create_model().to(device, memory_format=layout)
    ema = Average(model, args.ema) if args.ema > 0 else None
    precision = Precision(args.amp, device)
    optimizer = torch.optim.SGD(parameter_groups(model, args.weight_decay), lr=args.lr, momentum=args.momentum, nesterov=True)
    criterion = nn.CrossEntropyLoss(label_smoothing=args.smoothing)
    epoch, best = 0, -1.0
    last = args.out / 'last.pt'
    # The first process reads for all, for it alone is sure to see what it wrote.
    found = [torch.load(last, map_location='cpu') if first and last.exists() and not args.fresh else None]
    if world > 1:
        distributed.broadcast_object_list(found, src=0)
    state = found[0]
    if state is not None:
        model.load_state_dict(state['model'])
        optimizer.load_state_dict(state['optimizer'])
        precision.scaler.load_state_dict(state['scaler'])
        if ema and state['ema']:
            ema.model.load_state_dict(state['ema'])
            ema.steps = state['ema_steps']
        epoch, best = state['epoch'], state['best']
        if first:
            print(f'resumes after epoch {epoch} of {last}', flush=True)
    wrapped = model
    if world > 1:
        wrapped = DistributedDataParallel(model, device_ids=[local] if cuda else None)
    if first:
        count = sum(value.numel() for value in model.parameters())
        print(f'{len(train)} pictures, {CLASSES} classes, {count:,} parameters, {world} x {device.type}', flush=True)

    while epoch < args.epochs:
        began, total, seen = time.time(), torch.zeros((), device=device), 0
        shards.set_epoch(epoch)
        wrapped.train()
        for index, (images, labels) in enumerate(train_loader):
            rate = learning_rate(args, epoch * steps + index, steps, args.batch * world)
            for group in optimizer.param_groups:
                group['lr'] = rate
            images = images.to(device, non_blocking=True, memory_format=layout)
            labels = labels.to(device, non_blocking=True)
            with precision.context():
                loss = criterion(wrapped(images), labels)
            optimizer.zero_grad(set_to_none=True)
            precision.scaler.scale(loss).backward()
            precision.scaler.step(optimizer)
            precision.scaler.update()
            if ema:
                ema.update(model)
            total += loss.detach() * len(labels)
            seen += len(labels)
        epoch += 1
        average = ema.model if ema else model
        if world > 1:
            for value in average.buffers():
                distributed.broadcast(value, 0)
        loss, right = evaluate(average, val_loader, device, precision)
        mean = (total / max(1, seen)).item()
        if not math.isfinite(mean):
            raise SystemExit('the loss is no number any more: try a smaller --lr or --amp off')
        if first:
            entry = {'epoch': epoch, 'lr': rate, 'train_loss': mean, 'val_loss': loss, 'val_top1': right,
                     'seconds': time.time() - began}
            print(' '.join(f'{key} {value:.4g}' for key, value in entry.items()), flush=True)
            with open(args.out / 'log.jsonl', 'a') as log:
                log.write(json.dumps(entry) + '\\n')
            if right > best:
                write_safetensors(args.out / 'best.safetensors', average, train.classes, args.half)
            best = max(best, right)
            state = {'model': model.state_dict(), 'optimizer': optimizer.state_dict(),
                     'scaler': precision.scaler.state_dict(), 'ema': ema.model.state_dict() if ema else None,
                     'ema_steps': ema.steps if ema else 0, 'epoch': epoch, 'best': best}
            temporary = last.with_suffix('.tmp')
            torch.save(state, temporary)
            os.replace(temporary, last)
            write_safetensors(args.out / 'last.safetensors', average, train.classes, args.half)
    if world > 1:
        # None leaves while another still reads from it.
        distributed.barrier()
        distributed.destroy_process_group()


if __name__ == '__main__':
    main()
`;
