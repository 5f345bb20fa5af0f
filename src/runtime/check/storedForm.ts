/** The file of PyTorch's logits that the check compares with: written from the figures that the tests use, and read. */
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

/** One network a row: its fields in the order of `StoredLogits`, apart by spaces, their numbers by commas. */
export interface StoredFile {
  readonly source: string;
  readonly columns: string;
  readonly rows: readonly string[];
}

interface Figures extends Omit<StoredLogits, 'net'> {
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Networks that are the same by another name stand once. */
export function writeStored(networks: readonly Figures[]): StoredFile {
  const byNet = new Map<string, string>();
  for (const { spec, logits16, top5, top6, l2 } of networks) {
    const net = formatSpecText(parseSpec(spec));
    if (!byNet.has(net)) byNet.set(net, [net, logits16, top5, top6, l2].map(String).join(' '));
  }
  return {
    source:
      'fixtures/golden.json.gz: timm 1.0.28 and torchvision 0.14.1 in float64, weights as in src/weights/seeded.ts, image as in src/image/pattern.ts; written by scripts/make-logits.mjs',
    columns: 'network, first 16 logits, classes of the 5 highest, the 6 highest logits, norm of all logits',
    rows: [...byNet.values()].sort(),
  };
}

export function readStored({ rows }: StoredFile): readonly StoredLogits[] {
  const numbers = (field = ''): readonly number[] => field.split(',').map(Number);
  return rows.map((row) => {
    const [net = '', logits16, top5, top6, l2] = row.split(' ');
    return {
      net,
      logits16: numbers(logits16),
      top5: numbers(top5),
      top6: numbers(top6),
      l2: Number(l2),
    };
  });
}
