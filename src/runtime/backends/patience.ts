/** Something did not come within its time. */
export class TooSlow extends Error {
  override name = 'TooSlow';
}

/** The work's result, or TooSlow after so many seconds. What was begun is not stopped. */
export async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), seconds * 1000);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
