/** A folder that trains the network from scratch: the PyTorch module, a script and how to use them. */
import { formatSpecText } from '../../arch/names/specText.ts';
import type { FamilySpec } from '../../arch/types.ts';
import type { PreprocessRecipe } from '../../image/recipe.ts';
import { defaultRecipe } from '../../image/recipe.ts';
import { pytorchModule } from '../pytorch/index.ts';
import { timmLine } from '../timmLine.ts';
import { trainScript } from './trainScript.ts';

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export type TrainingRecipe = Pick<PreprocessRecipe, 'mean' | 'std' | 'cropPct' | 'interpolation'>;

/** One number for each channel: a single one stands for all, and colours' numbers say nothing of other channels. */
function perChannel(values: readonly number[], channels: number): readonly number[] {
  if (values.length === channels) return values;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Array.from({ length: channels }, () => Number(mean.toPrecision(6)));
}

/** The files of a training project. The same specification and recipe always give the same texts. */
export function trainingProject(
  spec: FamilySpec,
  recipe: TrainingRecipe = defaultRecipe,
): readonly TextFile[] {
  const { inputChannels: channels, inputHeight: height, inputWidth: width, classes } = spec;
  const { cropPct, interpolation } = recipe;
  const mean = perChannel(recipe.mean, channels);
  const std = perChannel(recipe.std, channels);
  const defaults = { channels, height, width, classes, mean, std, cropPct, interpolation };
  return [
    { path: 'network.py', text: pytorchModule(spec) },
    { path: 'train.py', text: trainScript(defaults) },
    { path: 'README.md', text: readme(spec) },
  ];
}

function readme(spec: FamilySpec): string {
  const line = timmLine(spec);
  return `# Training ${formatSpecText(spec)}

\`network.py\` is the network, \`train.py\` trains it on a folder of images. They need PyTorch (1.13 or newer) and
Pillow: \`pip install torch pillow\`.

## Images

\`\`\`
DATA/train/CLASS/anything.jpg
DATA/val/CLASS/anything.jpg
\`\`\`

One folder for each of the ${spec.classes} classes, with the same names in \`train\` and \`val\`. Another number of classes is
another export: set \`classes\` first. Pictures are cropped to ${spec.inputHeight} x ${spec.inputWidth}.

## Run

\`\`\`sh
python train.py DATA                                    # one CPU or one GPU
torchrun --nproc_per_node=8 train.py DATA               # all GPUs of a machine
torchrun --nnodes=4 --nproc_per_node=8 --rdzv_backend=c10d --rdzv_endpoint=HOST:29500 train.py DATA
\`\`\`

The last line is started on each machine. \`python train.py --help\` lists the options: epochs, batch, learning rate (given
for 256 images a step and scaled with the true number), warm-up, label smoothing, averaged weights, mixed precision. A
small data set wants a shorter average: \`--ema 0.99\`.

## What comes out

| in \`run/\` | |
| --- | --- |
| \`best.safetensors\` | the averaged weights of the best epoch, with the class names: drop it on ResNet Explorer |
| \`last.safetensors\` | those of the last epoch |
| \`last.pt\` | everything that continuing needs: the same command resumes after the last full epoch |
| \`log.jsonl\` | one line an epoch: learning rate, losses, accuracy on \`val\`, seconds |

${
  line === null
    ? 'The tensors are named as timm names them.'
    : `The tensors are those of timm’s \`${line}\`: \`model.load_state_dict(safetensors.torch.load_file(path), strict=False)\` takes them; only the counters of the norms are left out.`
}
`;
}
