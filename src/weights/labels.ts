import { printable, WeightsError } from './errors.ts';
import type { SafetensorsFile } from './safetensors.ts';

/** Where a file may keep its class names: a JSON list of texts under one of these keys of its metadata. */
const keys = ['labels', 'class_names'] as const;
const labelLength = 200;

export interface Labels {
  /** One name per class, or null where there are none that can be used. */
  readonly labels: readonly string[] | null;
  /** Why names that the file does have are not used. */
  readonly problem: WeightsError | null;
}

/** The class names that come with a file, for a network of `classes` classes. Bad ones never keep weights out. */
export function labelsOf(file: SafetensorsFile, classes: number): Labels {
  const key = keys.find((entry) => file.metadata.has(entry));
  if (key === undefined) return { labels: null, problem: null };
  const name = file.source.name;
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
  return { labels: list.map((entry: string) => printable(entry, labelLength)), problem: null };
}
