import { formatSpecText } from '../arch/names/specText.ts';
import { Checker, estimateMs, type LayerDeviation } from '../runtime/check/checker.ts';
import { checkNetwork, reportPasses, tolerance } from '../runtime/check/index.ts';
import { quickSpec } from '../runtime/check/size.ts';
import { t } from '../text/index.ts';
import { formatMs } from '../ui/format.ts';
import {
  detailOf,
  figure,
  layerName,
  limitText,
  partRows,
  storedOf,
  subjectOf,
  verdictOf,
} from '../views/check/words.ts';
import { worseOf } from '../runtime/check/index.ts';
import { makeEngine, startEngine } from './engine.ts';
import type { Given } from './grammar.ts';
import { openNetwork, withSize } from './network.ts';
import type { Output } from './output.ts';
import { textTable } from './table.ts';

/** A layer in what `check --json` prints: deviations over the layer's largest value, null where there is no value. */
export interface CheckedLayer {
  readonly layer: string;
  readonly alone: number | null;
  readonly inRun: number | null;
}

/** What `check --json` prints. */
export interface Checked {
  readonly network: string;
  readonly backend: string;
  /** [height, width] */
  readonly input: readonly [number, number];
  readonly right: boolean;
  readonly tolerance: number;
  /** The first layer that deviates, or null. */
  readonly first: string | null;
  readonly worst: string;
  readonly layers: readonly CheckedLayer[];
  /** Against PyTorch's stored logits at their own size; null for a network that has none. */
  readonly pytorch: { readonly logits: number; readonly norm: number; readonly top5: boolean } | null;
}

/** Whether all numbers are right. Throws SpecError, UsageError and BackendError. */
export async function check(operand: string, given: Given<'check'>, output: Output): Promise<boolean> {
  const full = openNetwork(operand, output).spec;
  const spec = given.size === undefined ? quickSpec(full) : withSize(full, given.size);
  const backend = given.backend ?? 'wasm';
  const engine = await makeEngine(backend);
  await startEngine(engine, backend);
  const checker = new Checker();
  if (given.size === undefined && spec !== full) {
    const size = (of: typeof full): string => `${of.inputHeight}x${of.inputWidth}`;
    const time = formatMs(estimateMs(full, await checker.speed()));
    output.note(t('cli.note.check', { size: size(spec), full: size(full), time }));
  }
  const { signal } = new AbortController();
  const report = await checkNetwork({ runtime: engine, checker, spec, signal, onStep: () => undefined });
  const right = reportPasses(report);
  const name = (node: string): string => layerName(spec, node);
  if (given.json) {
    const { first, worst, layers, stored } = report;
    const layer = ({ node, alone, inRun }: LayerDeviation): CheckedLayer => ({
      layer: name(node),
      alone: alone?.relative ?? null,
      inRun: inRun?.relative ?? null,
    });
    const answer: Checked = {
      network: formatSpecText(spec),
      backend: report.backend,
      input: [spec.inputHeight, spec.inputWidth],
      right,
      tolerance,
      first: first ? name(first.node) : null,
      worst: name(worst.node),
      layers: layers.map(layer),
      pytorch: stored && { logits: stored.logits, norm: stored.norm, top5: stored.top5 },
    };
    output.answer(`${JSON.stringify(answer)}\n`);
    return right;
  }
  const table = textTable(
    [
      { title: t('check.table.part'), align: 'left' },
      { title: t('check.table.layers'), align: 'right' },
      { title: t('check.table.relative'), align: 'right' },
      { title: t('check.table.absolute'), align: 'right' },
      { title: t('check.table.where'), align: 'left' },
      { title: t('check.table.verdict'), align: 'left' },
    ],
    partRows(report).map(({ title, count, worst, right: fine }) => [
      title,
      String(count),
      figure(worseOf(worst).relative),
      figure(worseOf(worst).absolute),
      name(worst.node),
      t(fine ? 'check.right' : 'check.wrong'),
    ]),
  );
  const lines = [verdictOf(report), detailOf(report), storedOf(report), limitText(), subjectOf(report)];
  output.answer(`${lines.join('\n')}\n\n${table}`);
  return right;
}
