let last = 0;

/** A number for a trace that no run has, for runs count upwards from 1, and no other trace of this thread. */
export function nextTraceId(): number {
  last -= 1;
  return last;
}
