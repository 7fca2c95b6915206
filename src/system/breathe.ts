/** Lets whatever else waits in this process go first: requests that arrive, above all. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
