import { describe, expect, it } from 'vitest';
import { parseSpecText } from '../../arch/names/specText.ts';
import { systems } from '../../arch/systems/index.ts';
import { seenOf } from '../../arch/systems/system.ts';
import { t } from '../../text/index.ts';
import { experiments } from './index.ts';

describe.each(experiments)('$id', ({ shows, obstacle, title, question }) => {
  it('makes the point of systems that there are', () => {
    const known = new Set<string>(systems.map(({ id }) => id));
    expect(shows.filter((id) => !known.has(id))).toEqual([]);
    expect(new Set(shows).size).toBe(shows.length);
  });

  it('can be made on the network that is offered for it', () => {
    const offered = systems.find(({ id }) => id === shows[0]);
    expect(obstacle(seenOf(parseSpecText(offered?.preset ?? '').spec))).toBeNull();
  });

  it('is called something and asks something', () => {
    expect([t(title), t(question)].map((text) => text.length > 3)).toEqual([true, true]);
  });
});
