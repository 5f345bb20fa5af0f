import type { Text } from '../runtime/contract.ts';
import { ExplorerError } from '../text/index.ts';

/** What to tell the user of an error: its own text where it is one of ours, else that it was unexpected. */
export function errorText(error: unknown): Text {
  if (error instanceof ExplorerError) return { key: error.key, values: error.values };
  return {
    key: 'app.unexpected',
    values: { reason: error instanceof Error ? error.message : String(error) },
  };
}
