import type { VerifierDescription } from "./verifier.ts";
import { toSnake } from "../wire/wire-keys.ts";

/** Fields whose own keys are the sender's words and stay as they are. */
const DATA_FIELDS: ReadonlySet<string> = new Set(["claims"]);

/** A description as its owner may write it: `verify` in webhooks.json takes it back. */
export function writeVerifier(description: VerifierDescription): Record<string, unknown> {
  return writeObject(description);
}

function writeObject(object: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]: [string, unknown]) => [
        toSnake(key),
        DATA_FIELDS.has(key) ? value : writeValue(value),
      ]),
  );
}

function writeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(writeValue);
  return typeof value === "object" && value !== null ? writeObject(value) : value;
}
