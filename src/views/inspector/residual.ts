/** How much of a block's output comes from its branch, and how much from its shortcut. */
import type { Figures } from '../../runtime/contract.ts';

/** Root of the mean square. */
export const rms = ({ mean, std }: Figures): number => Math.sqrt(mean * mean + std * std);

/** Branch over shortcut, by root mean square; null when the shortcut is all zeros or the numbers are not finite. */
export function branchShare(branch: Figures, shortcut: Figures): number | null {
  const below = rms(shortcut);
  const ratio = rms(branch) / below;
  return below > 0 && Number.isFinite(ratio) ? ratio : null;
}
