/** 32-bit FNV-1a over the UTF-8 bytes of `text`, as an unsigned integer. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  const take = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) take(code);
    else {
      // The leading byte's marker says how many six-bit bytes follow.
      const following = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
      take(((0xff00 >> (following + 1)) & 0xff) | (code >> (6 * following)));
      for (let place = following - 1; place >= 0; place -= 1) take(0x80 | ((code >> (6 * place)) & 0x3f));
    }
  }
  return hash >>> 0;
}
