// In: a program that could not be started, and what the system said. Out: that end, in words without its arguments.

import { access } from "node:fs/promises";
import type { ProcessEnd, ProcessRequest } from "../../core/ports/process-port.ts";

/** What was thrown instead of a start. */
export type StartFailure = Error & { readonly code?: string; readonly syscall?: string };

/** What could not be handed over, opened or started. execa's own message would hold the arguments. */
export async function notStarted(
  request: ProcessRequest,
  failure: StartFailure,
): Promise<ProcessEnd> {
  const nothing = { exitCode: null, signal: null } as const;
  const refuse = (error: string): ProcessEnd => ({ cause: "not_started", ...nothing, error });
  if (failure.syscall === "open") return refuse(failure.message);
  if (request.argv.some((argument) => argument.includes("\0")))
    return refuse("an argument holds a NUL byte");
  if (failure.code !== "ENOENT") return refuse(failure.code ?? failure.name);
  // The system says the same of a missing program and of a missing folder.
  const isThere = await access(request.folder).then(
    () => true,
    () => false,
  );
  return { cause: isThere ? "not_found" : "folder_missing", ...nothing };
}
