import { createMask } from "../core/secrets/mask.ts";

/** A mask that follows the secrets in force; built anew only when they changed. */
export function createCurrentMask(secrets: () => readonly string[]): (text: string) => string {
  let built: readonly string[] | null = null;
  let mask = createMask([]);
  return (text) => {
    const now = secrets();
    if (now !== built) {
      built = now;
      mask = createMask(now);
    }
    return mask(text);
  };
}
