import { printable, WeightsError } from './errors.ts';
import { duplicateKey } from './jsonKeys.ts';
import type { TensorFile } from './tensorFile.ts';

/** Where a file may keep its class names: a JSON list of texts under one of these keys of its metadata. */
const keys = ['labels', 'class_names'] as const;
const labelLength = 200;

export const labelLimits = {
  /** 50 000 names of 80 letters. */
  bytes: 4 * 1024 * 1024,
  /** As many as a network can have classes. */
  count: 50_000,
} as const;

export interface Labels {
  /** One name per class, or null where there are none that can be used. */
  readonly labels: readonly string[] | null;
  /** Why names that the file does have are not used. */
  readonly problem: WeightsError | null;
}

const shown = (labels: readonly string[]): readonly string[] =>
  labels.map((entry) => printable(entry, labelLength));

/** The class names that come with a file, for a network of `classes` classes. Bad ones never keep weights out. */
export function labelsOf(file: TensorFile, classes: number): Labels {
  const key = keys.find((entry) => file.metadata.has(entry));
  if (key === undefined) return { labels: null, problem: null };
  const { name } = file;
  let list: unknown;
  try {
    list = JSON.parse(file.metadata.get(key) ?? '');
  } catch (cause) {
    return {
      labels: null,
      problem: new WeightsError('weights.labelsNotList', { file: name, key }, null, { cause }),
    };
  }
  if (!Array.isArray(list) || !list.every((entry) => typeof entry === 'string')) {
    return { labels: null, problem: new WeightsError('weights.labelsNotList', { file: name, key }) };
  }
  if (list.length !== classes) {
    const problem = new WeightsError('weights.labelsCount', { file: name, count: list.length, classes });
    return { labels: null, problem };
  }
  return { labels: shown(list as string[]), problem: null };
}

/** A name as it stands in a list: a text, or a list that ends in one, such as `["n01440764", "tench"]`. */
function nameIn(value: unknown): string | null {
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last : null;
}

/** The names of `{index: name}` or `{name: index}` in the order of their indices. */
function inOrder(record: Readonly<Record<string, unknown>>, file: string): string[] {
  const names: string[] = [];
  const listed = Object.entries(record);
  for (const [key, value] of listed) {
    const turned = typeof value === 'number';
    const index = turned ? value : /^\d{1,6}$/.test(key) ? Number(key) : Number.NaN;
    const name = turned ? key : nameIn(value);
    // A whole number below the count that no other name has: then each has exactly one.
    if (
      name === null ||
      !Number.isInteger(index) ||
      index < 0 ||
      index >= listed.length ||
      names[index] !== undefined
    ) {
      throw new WeightsError('labels.index', { file, value: printable(key), most: listed.length - 1 });
    }
    names[index] = name;
  }
  return names;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fromJson(text: string, file: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WeightsError('labels.json', { file }, null, { cause });
  }
  const twice = duplicateKey(text);
  if (twice !== null) throw new WeightsError('labels.twice', { file, value: printable(twice) });
  // A model card of the Hugging Face Hub keeps its names under this key.
  if (isRecord(value) && isRecord(value['id2label'])) value = value['id2label'];
  if (isRecord(value)) return inOrder(value, file);
  if (!Array.isArray(value)) throw new WeightsError('labels.json', { file });
  return value.map((entry: unknown, index) => {
    const name = nameIn(entry);
    if (name === null) throw new WeightsError('labels.entry', { file, index });
    return name;
  });
}

function fromLines(text: string, file: string): string[] {
  const lines = text.trimEnd().split(/\r?\n/);
  const empty = lines.findIndex((line) => line.trim() === '');
  if (empty >= 0) throw new WeightsError('labels.blank', { file, line: empty + 1 });
  return lines.map((line) => line.trim());
}

/**
 * Class names from a file of their own: a JSON list, `{index: name}`, `{name: index}`, or one name per line. Throws
 * WeightsError.
 */
export async function readLabels(blob: Blob, file: string): Promise<readonly string[]> {
  if (blob.size === 0) throw new WeightsError('labels.empty', { file });
  if (blob.size > labelLimits.bytes) {
    throw new WeightsError('labels.size', { file, size: blob.size, limit: labelLimits.bytes });
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await blob.arrayBuffer());
  } catch (cause) {
    throw new WeightsError('labels.text', { file }, null, { cause });
  }
  const names = /^\s*[[{]/.test(text) ? fromJson(text, file) : fromLines(text, file);
  if (names.length === 0) throw new WeightsError('labels.empty', { file });
  if (names.length > labelLimits.count) {
    throw new WeightsError('labels.many', { file, count: names.length, limit: labelLimits.count });
  }
  return shown(names);
}

/** Throws WeightsError where the names are not those of a network of `classes` classes. */
export function checkLabels(labels: readonly string[], file: string, classes: number): void {
  if (labels.length !== classes) {
    throw new WeightsError('labels.count', { file, count: labels.length, classes });
  }
}
