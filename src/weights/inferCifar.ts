/**
 * What CIFAR net a file is of, read from names and shapes: width, depth and block are told by all, the order of norm and
 * activation by where the norms stand.
 */
import { buildGraph } from '../arch/build.ts';
import { SpecError } from '../arch/errors.ts';
import { families } from '../arch/families/index.ts';
import type { CifarResNetSpec } from '../arch/families/cifarResnet.ts';
import { editSpec, optionsOf } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import type { Shape } from '../graph/types.ts';
import { bindTensors } from './bind.ts';
import type { Question, Suggestion } from './infer.ts';
import { tensorList } from './names/index.ts';
import type { TensorFile } from './tensorFile.ts';

type Facts = { readonly [K in keyof Omit<CifarResNetSpec, 'family'>]?: CifarResNetSpec[K] | undefined };
type ShapeOf = (name: string) => Shape | undefined;

const stem = 'conv1.weight';
/** Options that no tensor tells and that nobody is asked: they change nothing of what is stored. */
const untold: ReadonlySet<string> = new Set(['survival', 'survivalScale', 'activation']);

/** The net that the file is of, or null where it is none of these. */
export function suggestCifar(file: TensorFile, current: FamilySpec): Suggestion | null {
  const facts = factsOf(file);
  if (facts === null) return null;
  const { classes, inputChannels } = facts;
  const { defaults } = families.cifarResnet;
  const { inputHeight, inputWidth } = current.family === 'cifarResnet' ? current : defaults;
  // The present network is tried before the usual one: it may be of another order with the same tensors.
  const tries: readonly (readonly [CifarResNetSpec, Facts])[] = [
    ...(current.family === 'cifarResnet' ? [[current, { classes, inputChannels }] as const] : []),
    [{ ...defaults, inputHeight, inputWidth }, facts],
  ];
  for (const [base, patch] of tries) {
    try {
      const { spec } = editSpec(base, patch);
      const report = bindTensors(buildGraph(spec), file);
      if (!report.fits) continue;
      const questions = questionsOf(spec);
      const assumed = [...new Set([...questions.map(({ option }) => option), ...untold])];
      return { kind: 'spec', spec, report, assumed, questions };
    } catch (error) {
      if (!(error instanceof SpecError)) throw error;
    }
  }
  return null;
}

function factsOf(file: TensorFile): Facts | null {
  const anchor = [...file.entries.keys()].find((name) => /(^|\.)layer3\.0\.conv1?\.weight$/.test(name));
  if (anchor === undefined) return null;
  const prefix = anchor.slice(0, anchor.lastIndexOf('layer3'));
  const shapeOf: ShapeOf = (name) => file.entries.get(prefix + name)?.shape;
  const [width, inputChannels, kernel] = shapeOf(stem) ?? [];
  const plain = shapeOf('layer1.0.conv.weight') !== undefined;
  const [planes] = shapeOf(plain ? 'layer1.0.conv.weight' : 'layer1.0.conv1.weight') ?? [];
  const [classes] = shapeOf('fc.weight') ?? [];
  if (width === undefined || inputChannels === undefined || planes === undefined || classes === undefined) {
    return null;
  }
  if (kernel !== 3 || shapeOf('layer4.0.conv1.weight') || planes % width !== 0) return null;
  let depth = 0;
  while (shapeOf(`layer1.${depth}.${plain ? 'conv' : 'conv1'}.weight`)) depth += 1;
  const block = shapeOf('layer1.0.conv3.weight') ? 'bottleneck' : 'basic';
  const order = shapeOf('layer1.0.bn_add.weight')
    ? 'bnAfterAdd'
    : shapeOf('norm.weight')
      ? 'fullPre'
      : 'post';
  return {
    width,
    inputChannels,
    classes,
    widen: planes / width,
    blocksPerStage: plain ? depth / 2 : depth,
    block,
    order,
    // As the published ones: arXiv 1603.05027 strides in the first 1x1.
    strideAt: block === 'bottleneck' && order === 'fullPre' ? 'reduce' : 'spatial',
    shortcut: plain ? 'none' : shortcutOf(shapeOf),
  };
}

function shortcutOf(shapeOf: ShapeOf): CifarResNetSpec['shortcut'] {
  if (!shapeOf('layer2.0.downsample.0.weight')) return 'zeroPad';
  const [out, input] = shapeOf('layer1.0.downsample.0.weight') ?? [];
  const everywhere =
    shapeOf('layer2.1.downsample.0.weight') !== undefined || (out !== undefined && out === input);
  return everywhere ? 'projectionAlways' : 'projection';
}

const tensorsOf = (spec: CifarResNetSpec): string =>
  tensorList(buildGraph(spec))
    .map(({ name, shape }) => `${name} ${shape.join('x')}`)
    .join();

/** Choices of which another value gives the same tensors. Two blocks a stage show all that further ones are like. */
function questionsOf(spec: CifarResNetSpec): readonly Question[] {
  const short = { ...spec, blocksPerStage: Math.min(2, spec.blocksPerStage) };
  const tensors = tensorsOf(short);
  return Object.entries(optionsOf(spec.family)).flatMap(([option, description]): Question[] => {
    if (description.kind !== 'choice' || untold.has(option)) return [];
    const values = description.values.filter((value) => {
      const { spec: other, adjusted } = editSpec(short, { [option]: value });
      return adjusted.length === 0 && tensorsOf(other) === tensors;
    });
    return values.length > 1 ? [{ option, values }] : [];
  });
}
