/** The file of PyTorch's logits that the check compares with: made here, from the figures that the tests use. */
import { formatSpecText } from '../../arch/names/specText.ts';
import { parseSpec } from '../../arch/spec.ts';

export interface StoredLogits {
  /** The network and its input size, as `parseSpecText` reads it. */
  readonly net: string;
  /** The first sixteen logits. */
  readonly logits16: readonly number[];
  /** The classes with the five highest logits, and the six highest logits. */
  readonly top5: readonly number[];
  readonly top6: readonly number[];
  /** Euclidean norm of all logits. */
  readonly l2: number;
}

export interface StoredFile {
  readonly source: string;
  readonly networks: readonly StoredLogits[];
}

interface Figures extends Omit<StoredLogits, 'net'> {
  readonly spec: Readonly<Record<string, unknown>>;
}

export function storedForm(networks: readonly Figures[]): StoredFile {
  const byNet = new Map<string, StoredLogits>();
  for (const { spec, logits16, top5, top6, l2 } of networks) {
    const net = formatSpecText(parseSpec(spec));
    if (!byNet.has(net)) byNet.set(net, { net, logits16, top5, top6, l2 });
  }
  return {
    source:
      'fixtures/golden.json.gz: timm 1.0.28 and torchvision 0.14.1 in float64, weights as in src/weights/seeded.ts, image as in src/image/pattern.ts; written by scripts/make-logits.mjs',
    networks: [...byNet.values()].sort((a, b) => (a.net < b.net ? -1 : 1)),
  };
}
