/** What a person dropped or pasted, and where it should go. */

/** What the file input offers; what a file really is, its bytes say. */
export const acceptedImages =
  'image/png,image/jpeg,image/webp,image/gif,image/avif,.png,.jpg,.jpeg,.webp,.gif,.avif';

/** What the file inputs of the weights offer. */
export const acceptedWeights = '.safetensors,.pth,.pt,.bin,.ckpt,.pkl,.tar,.json';
export const acceptedLabels = '.json,.txt';

const weightsName = /\.(safetensors|pth|pt|bin|ckpt|pkl|tar|index\.json)$/i;
const labelsName = /\.(json|txt)$/i;

/** By its name, and not by what it is: a file that its name sends wrong is refused with a message there. */
export const destinationOf = (file: { readonly name: string }): 'weights' | 'labels' | 'image' =>
  weightsName.test(file.name) ? 'weights' : labelsName.test(file.name) ? 'labels' : 'image';

/** Files dropped together: all weights belong to one network; of pictures and lists of names the first counts. */
export function sortFiles<F extends { readonly name: string }>(
  files: Iterable<F>,
): { readonly weights: readonly F[]; readonly labels: F | null; readonly image: F | null } {
  const all = [...files];
  const to = (destination: ReturnType<typeof destinationOf>): readonly F[] =>
    all.filter((file) => destinationOf(file) === destination);
  return { weights: to('weights'), labels: to('labels')[0] ?? null, image: to('image')[0] ?? null };
}

/** The first file that says it is a picture, or null. For the clipboard, where other things lie beside it. */
export const firstImage = <F extends { readonly type: string }>(files: Iterable<F>): F | null => {
  for (const file of files) if (file.type.startsWith('image/')) return file;
  return null;
};

/** Inputs that take no text, so that a paste on them is free. */
const controls =
  'input:is([type="file"], [type="range"], [type="radio"], [type="checkbox"], [type="button"])';

/** Whether a paste is meant for a text field. */
export const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || (target.matches('textarea, input') && !target.matches(controls)));
