/**
 * What network a file is of, for families without a reader of their own: the published one whose tensors it has, with
 * as many classes and input channels as the file says.
 */
import { buildGraph } from '../arch/build.ts';
import { SpecError } from '../arch/errors.ts';
import { allFamilies } from '../arch/families/index.ts';
import { parseName } from '../arch/names/registry.ts';
import { blockedReason, editSpec, optionsOf, optionValue } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { bindTensors } from './bind.ts';
import type { Question, Suggestion } from './infer.ts';
import { tensorList } from './names/index.ts';
import type { TensorFile } from './tensorFile.ts';

/** The first published network that fits, or null. The present spec is tried before them; its input size is kept. */
export function suggestPublished(file: TensorFile, current: FamilySpec): Suggestion | null {
  const { family, inputHeight, inputWidth } = current;
  for (const candidate of [publishedOf(current), ...published()]) {
    const sized = candidate.spec.family === family ? { inputHeight, inputWidth } : {};
    const spec = withEnds(candidate, file, sized);
    if (spec === null) continue;
    const report = bindTensors(buildGraph(spec), file);
    if (report.fits) {
      const questions = openChoices(spec);
      return { kind: 'spec', spec, report, assumed: questions.map(({ option }) => option), questions };
    }
  }
  return null;
}

/** Options that the tensors do not tell: those with other values that give the same names and shapes. */
function openChoices(spec: FamilySpec): readonly Question[] {
  const tensors = fingerprint(spec);
  return Object.entries(optionsOf(spec.family)).flatMap(([option, description]): Question[] => {
    if (description.kind !== 'choice') return [];
    const values = description.values.filter(
      (value) =>
        value === optionValue(spec, option) ||
        (blockedReason(spec, option, value) === null && tensorsWith(spec, { [option]: value }) === tensors),
    );
    return values.length > 1 ? [{ option, values }] : [];
  });
}

/** Null for what cannot be built. */
function tensorsWith(spec: FamilySpec, patch: object): string | null {
  try {
    return fingerprint(editSpec(spec, { ...patch }).spec);
  } catch (error) {
    if (error instanceof SpecError) return null;
    throw error;
  }
}

const fingerprint = (spec: FamilySpec): string =>
  tensorList(buildGraph(spec))
    .map(({ name, shape }) => `${name} ${shape.join('x')}`)
    .join();

/** A network by the names of its tensors, which alone tell most files from it. */
interface Published {
  readonly spec: FamilySpec;
  readonly tensors: readonly string[];
}

const publishedOf = (spec: FamilySpec): Published => ({
  spec,
  tensors: tensorList(buildGraph(spec)).map(({ name }) => name),
});

/** Published with one kind of shortcut, and trained with every one. */
function withShortcuts(spec: FamilySpec): readonly FamilySpec[] {
  const option = optionsOf(spec.family)['shortcut'];
  if (option?.kind !== 'choice') return [spec];
  return [spec, ...option.values.map((shortcut) => editSpec(spec, { shortcut }).spec)];
}

let known: readonly Published[] | null = null;

/** Every named network of the families that have no reader; made once. */
function published(): readonly Published[] {
  known ??= allFamilies
    // Their files are read tensor by tensor.
    .filter(({ id }) => id !== 'resnet' && id !== 'cifarResnet')
    .flatMap(({ names }) => [...new Set([...names.registered, ...names.presets.map(({ name }) => name)])])
    .flatMap((name) => withShortcuts(parseName(name)))
    .map(publishedOf);
  return known;
}

/** The spec with the file's classes and input channels; null where the file lacks some tensor of it. */
function withEnds({ spec, tensors }: Published, file: TensorFile, sized: object): FamilySpec | null {
  const [first, last] = [tensors[0] ?? '', tensors.at(-1) ?? ''];
  const anchor = [...file.entries.keys()].find((name) => name === first || name.endsWith(`.${first}`));
  if (anchor === undefined) return null;
  const prefix = anchor.slice(0, anchor.length - first.length);
  if (!tensors.every((name) => file.entries.has(prefix + name))) return null;
  const inputChannels = file.entries.get(anchor)?.shape[1];
  const classes = file.entries.get(prefix + last)?.shape[0];
  try {
    return editSpec(spec, { inputChannels, classes, ...sized }).spec;
  } catch (error) {
    if (error instanceof SpecError) return null;
    throw error;
  }
}
