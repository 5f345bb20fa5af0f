/** What a person dropped or pasted, and where it should go. */

/** What the file input offers; what a file really is, its bytes say. */
export const acceptedImages =
  'image/png,image/jpeg,image/webp,image/gif,image/avif,.png,.jpg,.jpeg,.webp,.gif,.avif';

/** Weights go to the weights; a pickle goes there too, for its refusal says what to do with it. */
const weightsName = /\.(safetensors|pth|pt|bin|ckpt)$/i;

export const destinationOf = (file: { readonly name: string }): 'weights' | 'image' =>
  weightsName.test(file.name) ? 'weights' : 'image';

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
