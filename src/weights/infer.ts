/**
 * What network a file's tensors are of, read from their names and shapes: so that a file which does not fit can say
 * what would.
 */
import { buildGraph } from '../arch/build.ts';
import { SpecError } from '../arch/errors.ts';
import { families } from '../arch/families/index.ts';
import { nameOf } from '../arch/names/specText.ts';
import { squeezeChannels } from '../arch/slots/attention.ts';
import { blockedReason, changedOptions, editSpec, optionsOf, optionValue } from '../arch/spec.ts';
import type { FamilySpec, ResNetSpec } from '../arch/types.ts';
import type { Shape } from '../graph/types.ts';
import type { ExplorerError } from '../text/index.ts';
import { type BindingReport, bindTensors, firstMisfit } from './bind.ts';
import { WeightsError } from './errors.ts';
import { suggestCifar } from './inferCifar.ts';
import { suggestPublished } from './inferPublished.ts';
import { tensorList } from './names/index.ts';
import type { TensorFile } from './tensorFile.ts';

/** A choice that a file's tensors leave open. */
export interface Question {
  readonly option: string;
  readonly values: readonly (string | number)[];
}

/** Discriminated by `kind`. */
export type Suggestion =
  | {
      readonly kind: 'spec';
      /** A specification that the file fits, sure: it was built and bound. */
      readonly spec: FamilySpec;
      readonly report: BindingReport;
      /** Options that no tensor tells; they have the values of published checkpoints, or of the present spec. */
      readonly assumed: readonly string[];
      /** Those of them that are a choice, with every value that gives the same tensors. */
      readonly questions: readonly Question[];
    }
  | { readonly kind: 'none'; readonly reason: ExplorerError };

type Facts = Partial<Omit<ResNetSpec, 'family'>>;
/** Shape of a tensor by its name without the prefix; undefined where the file has none. */
type ShapeOf = (name: string) => Shape | undefined;

const stages = [1, 2, 3, 4] as const;
const anchor = 'layer1.0.conv1.weight';
/** The same of a plain net, whose blocks are single layers. */
const plainAnchor = 'layer1.0.conv.weight';

const prefixOf = (file: TensorFile): string | null => {
  for (const name of file.entries.keys()) {
    const found = [anchor, plainAnchor].find((end) => name === end || name.endsWith(`.${end}`));
    if (found !== undefined) return name.slice(0, name.length - found.length);
  }
  return null;
};

/** A plain net's layers by the names that basic blocks would have: two layers for one block. */
const asBlocks =
  (shapeOf: ShapeOf): ShapeOf =>
  (name) => {
    const [, stage, block, step, end] = /^layer(\d)\.(\d+)\.conv(\d)\.(\w+)$/.exec(name) ?? [];
    if (stage === undefined) return shapeOf(name);
    return Number(step) > 2
      ? undefined
      : shapeOf(`layer${stage}.${2 * Number(block) + Number(step) - 1}.conv.${end}`);
  };

const isLegacy = (shapeOf: ShapeOf): boolean => shapeOf('layer0.conv1.weight') !== undefined;

function depthsOf(shapeOf: ShapeOf): [number, number, number, number] {
  const count = (stage: number): number => {
    let depth = 0;
    while (shapeOf(`layer${stage}.${depth}.conv1.weight`)) depth += 1;
    return depth;
  };
  return [count(1), count(2), count(3), count(4)];
}

/** The stem of the older SENet code: a layer of its own, three convolutions in the deep one. */
function legacyStemOf(shapeOf: ShapeOf): Facts | null {
  const [out, inputChannels, kernel] = shapeOf('layer0.conv1.weight') ?? [];
  const [second] = shapeOf('layer0.conv2.weight') ?? [];
  if (out === undefined || inputChannels === undefined) return null;
  const shared = { inputChannels, stemPool: 'maxCeil' } as const;
  if (second !== undefined) {
    return { ...shared, stem: out === second ? 'deep' : 'deepTiered', stemWidth: second };
  }
  if (kernel === 3) return { ...shared, stem: 'cifar', stemWidth: out };
  return kernel === 7 ? { ...shared, stem: 'conv7', stemWidth: out } : null;
}

function stemOf(shapeOf: ShapeOf): Facts | null {
  if (isLegacy(shapeOf)) return legacyStemOf(shapeOf);
  const stemPool = shapeOf('maxpool.0.weight') ? ({ stemPool: 'conv' } as const) : {};
  const [out, inputChannels, kernel] = shapeOf('conv1.weight') ?? [];
  if (out !== undefined && inputChannels !== undefined) {
    if (kernel === 7) return { stem: 'conv7', stemWidth: out, inputChannels, ...stemPool };
    if (kernel === 3) return { stem: 'cifar', stemWidth: out, inputChannels, stemPool: 'none', ...stemPool };
    return null;
  }
  const [first, channels] = shapeOf('conv1.0.weight') ?? [];
  const [second] = shapeOf('conv1.3.weight') ?? [];
  if (first === undefined || channels === undefined || second === undefined) return null;
  const stem = first === second ? 'deep' : 'deepTiered';
  return { stem, stemWidth: second, inputChannels: channels, ...stemPool };
}

const stemOutOf = (shapeOf: ShapeOf): number | undefined =>
  ['conv1.6', 'layer0.conv3', 'conv1', 'layer0.conv1']
    .map((name) => shapeOf(`${name}.weight`)?.[0])
    .find((out) => out !== undefined);

/** Whether some block projects although its input has its output's shape. */
function alwaysProjects(shapeOf: ShapeOf): boolean {
  return (
    stages.some((stage) => shapeOf(`layer${stage}.1.downsample.0.weight`) !== undefined) ||
    shapeOf('layer1.0.downsample.0.weight')?.[0] === stemOutOf(shapeOf)
  );
}

function shortcutOf(shapeOf: ShapeOf): Facts {
  for (const stage of [2, 3, 4, 1]) {
    const plain = shapeOf(`layer${stage}.0.downsample.0.weight`);
    if (plain) {
      const shortcut = alwaysProjects(shapeOf) ? 'projectionAlways' : 'projection';
      return { shortcut, shortcutKernel: plain[2] === 3 ? 3 : 1 };
    }
    if (shapeOf(`layer${stage}.0.downsample.1.weight`)?.length === 4) return { shortcut: 'avgProjection' };
  }
  // The channels change from stage to stage: a path around them would have a convolution.
  return { shortcut: (stemOutOf(shapeOf) ?? 0) > (outputsOf(shapeOf)[0] ?? 0) ? 'none' : 'zeroPad' };
}

/** Shortcuts that look like another one in a file. */
const ambiguous: ReadonlySet<Facts['shortcut']> = new Set(['avgProjection', 'zeroPad', 'none'] as const);

/** Output channels of each stage's blocks. */
const outputsOf = (shapeOf: ShapeOf): readonly number[] =>
  stages.map(
    (stage) => (shapeOf(`layer${stage}.0.conv3.weight`) ?? shapeOf(`layer${stage}.0.conv2.weight`))?.[0] ?? 0,
  );

/** The usual ratios first, because small nets cannot tell 15 from 16. */
const ratios = [16, 8, 4, 2, 32, 64, 1, ...Array.from({ length: 64 }, (_, index) => index + 1)];

/** By the channels that the first block of each stage scales; those of its output say nothing more. */
function attentionPlaceOf(shapeOf: ShapeOf, scaled: readonly number[]): Facts {
  const outputs = outputsOf(shapeOf);
  if (scaled.join() === outputs.join()) return {};
  const inner = stages.map((stage) => shapeOf(`layer${stage}.0.conv2.weight`)?.[0]);
  return { attentionAt: scaled.join() === inner.join() ? 'spatial' : 'pre' };
}

function attentionOf(shapeOf: ShapeOf): Facts {
  const legacy = isLegacy(shapeOf);
  const at = legacy ? 'se_module' : 'se';
  if (shapeOf(`layer1.0.${at}.conv.weight`)) return { attention: 'eca' };
  if (shapeOf(`layer1.0.${at}.fc.weight`)) return { attention: 'ese' };
  if (!shapeOf(`layer1.0.${at}.fc1.weight`)) return { attention: 'none' };
  const gates = stages.map((stage) => shapeOf(`layer${stage}.0.${at}.fc1.weight`) ?? []);
  const squeezes = gates.map(([squeeze]) => squeeze);
  const scaled = gates.map(([, channels = 0]) => channels);
  const place = attentionPlaceOf(shapeOf, scaled);
  // Where both give the same, a network has the rounding of its own code.
  const roundings = legacy ? (['legacy', 'timm'] as const) : (['timm', 'legacy'] as const);
  for (const reductionRatio of ratios) {
    for (const reductionRounding of roundings) {
      const agrees = scaled.every(
        (channels, index) => squeezeChannels(channels, reductionRatio, reductionRounding) === squeezes[index],
      );
      if (agrees) return { attention: 'se', ...place, reductionRatio, reductionRounding };
    }
  }
  return { attention: 'se', ...place };
}

function widthsOf(shapeOf: ShapeOf): Facts {
  const outputs = outputsOf(shapeOf);
  const first = shapeOf('layer4.0.conv1.weight')?.[0] ?? 0;
  const [width = 0, perGroup = 1] = shapeOf('layer4.0.conv2.weight') ?? [];
  const reduceFirst = first === width ? 1 : 2;
  if (!shapeOf('layer1.0.conv3.weight')) {
    return { block: 'basic', reduceFirst, widthMultiplier: (outputs[3] ?? 0) / 512 };
  }
  const planes = outputs.map((out) => out / 4);
  const cardinality = first / perGroup;
  const widths = stages.map((stage) => shapeOf(`layer${stage}.0.conv2.weight`)?.[0] ?? 0);
  let baseWidth = 64;
  for (let candidate = 1; candidate <= 1024; candidate += 1) {
    const gives = (index: number): number =>
      Math.floor(((planes[index] ?? 0) * candidate) / 64) * cardinality;
    if (widths.every((wanted, index) => gives(index) === wanted)) {
      baseWidth = candidate;
      break;
    }
  }
  return {
    block: 'bottleneck',
    reduceFirst,
    cardinality,
    baseWidth,
    widthMultiplier: (planes[3] ?? 0) / 512,
  };
}

function headOf(shapeOf: ShapeOf): Facts {
  const [classes, features] = shapeOf(isLegacy(shapeOf) ? 'last_linear.weight' : 'fc.weight') ?? [];
  if (classes === undefined || features === undefined) return {};
  return features === 2 * (outputsOf(shapeOf)[3] ?? 0) ? { classes, headPool: 'catAvgMax' } : { classes };
}

/** A batch norm has running statistics, a group norm none. */
const normOf = (shapeOf: ShapeOf): ResNetSpec['norm'] =>
  ['bn1', 'conv1.1', 'layer0.bn1'].some((name) => shapeOf(`${name}.running_mean`)) ? 'batch' : 'group';

/** What the tensors say, or the reason why they say nothing that could be built. */
function factsOf(file: TensorFile): Facts | WeightsError {
  const name = file.name;
  const prefix = prefixOf(file);
  if (prefix === null) return new WeightsError('weights.otherFamily', { file: name }, anchor);
  const inFile: ShapeOf = (tensor) => file.entries.get(prefix + tensor)?.shape;
  const plain = inFile(plainAnchor) !== undefined;
  const shapeOf = plain ? asBlocks(inFile) : inFile;
  const stem = stemOf(shapeOf);
  if (stem === null) return new WeightsError('weights.unknownStem', { file: name });
  const second = 'layer1.0.conv2.weight';
  if (!shapeOf(second)) return new WeightsError('weights.otherBlock', { file: name }, second);
  const depths = depthsOf(shapeOf);
  const count = depths.filter((depth) => depth > 0).length;
  if (count < depths.length) return new WeightsError('weights.stages', { file: name, count });
  return {
    ...stem,
    depths,
    ...widthsOf(shapeOf),
    ...(plain ? { shortcut: 'none' } : shortcutOf(shapeOf)),
    norm: normOf(shapeOf),
    ...attentionOf(shapeOf),
    ...headOf(shapeOf),
  };
}

/** Options that change nothing between input and classifier: a file that differs only here is of the same network. */
const ends: ReadonlySet<string> = new Set(['classes', 'inputChannels']);
/** Options that no tensor could tell, and that change nothing of what is computed from them or follow the image. */
const unasked = ['inputHeight', 'inputWidth', 'survival'];

/** Of the published bottlenecks only SENet's plain ones stride in the first 1x1 (timm/models/senet.py). */
const usualStride = ({ stemPool, block, cardinality }: Facts): ResNetSpec['strideAt'] =>
  stemPool === 'maxCeil' && block === 'bottleneck' && cardinality === 1 ? 'reduce' : 'spatial';

/** The facts on top of the present spec where only its ends differ, and of the family's defaults otherwise. */
function specFrom(facts: Facts, current: FamilySpec): ResNetSpec {
  if (current.family === 'resnet') {
    const here = { ...current, ...facts };
    if (changedOptions(current, here).every((option) => ends.has(option)))
      return editSpec(current, facts).spec;
  }
  const { inputHeight, inputWidth } = current;
  const usual = { ...families.resnet.defaults, inputHeight, inputWidth, strideAt: usualStride(facts) };
  return editSpec(usual, facts).spec;
}

/** Names and shapes of the first two blocks of each stage, which are all that further blocks could be like. */
const fingerprint = (spec: ResNetSpec): string =>
  tensorList(buildGraph({ ...spec, depths: [2, 2, 2, 2] }))
    .map(({ name, shape }) => `${name} ${shape.join('x')}`)
    .join();

/** Null for what cannot be built, such as an average on the odd maps of some sizes. */
function fingerprintWith(spec: ResNetSpec, patch: Readonly<Record<string, unknown>>): string | null {
  try {
    return fingerprint(editSpec(spec, patch).spec);
  } catch (error) {
    if (error instanceof SpecError) return null;
    throw error;
  }
}

function questionsOf(spec: ResNetSpec, assumed: readonly string[]): readonly Question[] {
  const tensors = fingerprint(spec);
  const options = optionsOf(spec.family);
  return assumed.flatMap((option): Question[] => {
    const description = options[option];
    if (description?.kind !== 'choice') return [];
    const values = description.values.filter(
      (value) =>
        value === optionValue(spec, option) ||
        (blockedReason(spec, option, value) === null &&
          fingerprintWith(spec, { [option]: value }) === tensors),
    );
    return values.length > 1 ? [{ option, values }] : [];
  });
}

/** Single layers without blocks are those of a plain net, and of nothing else. */
const isPlain = (file: TensorFile): boolean =>
  [...file.entries.keys()].some((name) => name === plainAnchor || name.endsWith(`.${plainAnchor}`));

/** What the file fits. `current` is the spec that it was offered to; its input size is kept. */
export function suggestFit(file: TensorFile, current: FamilySpec): Suggestion {
  const first = suggestResNet(file, current);
  return first.kind === 'spec'
    ? first
    : (suggestCifar(file, current) ?? suggestPublished(file, current) ?? first);
}

function suggestResNet(file: TensorFile, current: FamilySpec): Suggestion {
  const facts = factsOf(file);
  if (facts instanceof WeightsError) return { kind: 'none', reason: facts };
  try {
    const spec = specFrom(facts, current);
    const report = bindTensors(buildGraph(spec), file);
    if (!report.fits) {
      const values = { file: file.name, name: nameOf(spec).name };
      return { kind: 'none', reason: new WeightsError('weights.nearly', values, misfitOf(report)) };
    }
    const assumed = Object.keys(optionsOf(spec.family)).filter(
      (option) =>
        (!Object.hasOwn(facts, option) && !unasked.includes(option)) ||
        // That a pool stands before the 1x1 its place tells, but not which; a shortcut without tensors may be none.
        (option === 'shortcut' && ambiguous.has(facts.shortcut) && !isPlain(file)) ||
        // A ring of channels has the tensors of a row.
        (option === 'attention' && facts.attention === 'eca'),
    );
    return { kind: 'spec', spec, report, assumed, questions: questionsOf(spec, assumed) };
  } catch (error) {
    // A shape that no specification allows, such as 60 000 classes: the message names the option and its range.
    if (error instanceof SpecError) return { kind: 'none', reason: error };
    throw error;
  }
}

const misfitOf = (report: BindingReport): string | null => firstMisfit(report)?.tensor ?? null;
