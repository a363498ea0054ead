/** Fails a step with what should have been so. */
export function check(so, what) {
  if (!so) {
    throw new Error(`expected that ${what}`);
  }
}
