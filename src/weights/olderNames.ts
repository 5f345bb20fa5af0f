/** Names that libraries gave to the tensors of published files once, and what they call them now. */
import type { TensorEntry, TensorFile } from './tensorFile.ts';

/**
 * torchvision's own files of DenseNet number the layers of a block in another way than its module does; it renames them
 * when it loads them (torchvision/models/densenet.py, `_load_state_dict`).
 */
const numberedLayer = /(denselayer\d+\.(?:norm|conv))\.([12]\.\w+)$/;

const presentOf = (name: string): string => name.replace(numberedLayer, '$1$2');

/** The file with present names; itself where it has no older ones. */
export function withPresentNames(file: TensorFile): TensorFile {
  const older = new Map<string, string>();
  const entries = new Map<string, TensorEntry>();
  for (const [name, entry] of file.entries) {
    const present = presentOf(name);
    if (present !== name) older.set(present, name);
    entries.set(present, present === name ? entry : { ...entry, name: present });
  }
  if (older.size === 0) return file;
  const { name, metadata, parts, part } = file;
  return { name, metadata, parts, part, entries, read: (wanted) => file.read(older.get(wanted) ?? wanted) };
}
