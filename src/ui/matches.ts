/**
 * Suggestions for what has been typed: those that begin with it first, then those that hold it, `limit` at most.
 * None for an empty text, nor when it already is the only one.
 */
export function matchesOf(suggestions: readonly string[], text: string, limit = 8): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const holding = suggestions.filter((suggestion) => suggestion.toLowerCase().includes(wanted));
  const begins = (suggestion: string): boolean => suggestion.toLowerCase().startsWith(wanted);
  const sorted = [...holding.filter(begins), ...holding.filter((suggestion) => !begins(suggestion))];
  return sorted.length === 1 && sorted[0]?.toLowerCase() === wanted ? [] : sorted.slice(0, limit);
}
