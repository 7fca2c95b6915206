// In: whatever was thrown. Out: words on the right stream, and the exit code. The only place that does this.

import { ERROR_CODES, EXIT_CODES, toError, WakehookError } from "../core/records/errors.ts";
import { printable } from "./terminal/printable.ts";
import type { OutputStream } from "./terminal/output.ts";

/** An error as `--json` prints it. */
export interface WireError {
  readonly error: string;
  readonly message: string;
  readonly hint?: string;
}

/** Says what went wrong and what to do next; answers with the exit code. */
export function reportError(
  thrown: unknown,
  streams: { stdout: OutputStream; stderr: OutputStream },
  json: boolean,
): number {
  const error = toError(thrown);
  const wire = describe(error);
  if (json) {
    streams.stdout.write(`${JSON.stringify(wire)}\n`);
  } else {
    streams.stderr.write(`wakehook: ${printable(wire.message)}\n`);
    if (wire.hint !== undefined) streams.stderr.write(`  ${printable(wire.hint)}\n`);
  }
  return error instanceof WakehookError ? ERROR_CODES[error.code].exit : EXIT_CODES.unexpected;
}

function describe(error: Error): WireError {
  if (error instanceof WakehookError) {
    const { code, message, hint } = error;
    return hint === undefined ? { error: code, message } : { error: code, message, hint };
  }
  return {
    error: "internal",
    message: `unexpected error: ${error.message}`,
    hint: "this is a fault of wakehook; `wakehook doctor` may show more",
  };
}
