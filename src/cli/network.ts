/** The network that an operand names. */
import { familyOf } from '../arch/families/index.ts';
import { formatSpecText, type NamedSpec } from '../arch/names/specText.ts';
import { parseSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { t } from '../text/index.ts';
import { trainedFor } from '../weights/trained/index.ts';
import { networkName, parseNetwork } from '../weights/trained/names.ts';
import type { Size } from './grammar.ts';
import type { Output } from './output.ts';

/** The spec of a name or of JSON, and what goes with the name. Throws SpecError. */
export function openNetwork(text: string, output: Output): NamedSpec {
  const named = parseNetwork(text);
  // JSON claims no name, so only a name can be unknown to timm.
  const { registered, trained } = networkName(named.spec);
  if (!registered && !trained && !text.trim().startsWith('{')) {
    output.note(t('cli.note.unregistered', { name: titleOf(named.spec) }));
  }
  return named;
}

/** The spec with another input size. Throws SpecError. */
export const withSize = (spec: FamilySpec, size: Size | undefined): FamilySpec =>
  size === undefined ? spec : parseSpec({ ...spec, inputHeight: size.height, inputWidth: size.width });

/** A text that reads back as the spec, the input's size aside: that is said beside it. */
export function titleOf(spec: FamilySpec): string {
  const net = trainedFor(spec);
  if (net !== null) return net.id;
  const { inputHeight: height, inputWidth: width } = familyOf(spec).defaults;
  return formatSpecText(withSize(spec, { height, width }));
}
