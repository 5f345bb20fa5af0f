/** The tab that a key leads to, round the ends; null for a key that leads nowhere. */
export function tabForKey<T extends string>(ids: readonly T[], current: T, key: string): T | null {
  const at = ids.indexOf(current);
  const last = ids.length - 1;
  switch (key) {
    case 'ArrowRight':
      return ids[at === last ? 0 : at + 1] ?? null;
    case 'ArrowLeft':
      return ids[at <= 0 ? last : at - 1] ?? null;
    case 'Home':
      return ids[0] ?? null;
    case 'End':
      return ids[last] ?? null;
    default:
      return null;
  }
}
