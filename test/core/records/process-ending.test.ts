import { describe, expect, it } from "vitest";
import { exitStatus, processEnding, stopStatus } from "../../../src/core/records/process-ending.ts";
import type { ProcessEnd } from "../../../src/core/ports/process-port.ts";

const GOING = new AbortController().signal;

function end(cause: ProcessEnd["cause"], more: Partial<ProcessEnd> = {}): ProcessEnd {
  return { cause, exitCode: null, signal: null, ...more };
}

describe("processEnding", () => {
  it.each([
    ["not_started", "error:exception", "could not be started: EACCES"],
    ["folder_turned", "error:folder_not_allowed", "task_folder: at the start it had become EACCES"],
    ["folder_missing", "error:folder_missing", "task_folder: it was gone at the start"],
    ["timeout", "error:timeout", undefined],
    ["output_limit", "error:bad_output", "it wrote more than the output limit"],
    ["aborted", "error:interrupted", undefined],
  ] as const)("says of %s: %s", (cause, status, reason) => {
    const ending = processEnding(end(cause, { error: "EACCES" }), GOING);

    expect([ending?.status, ending?.reason]).toEqual([status, reason]);
  });

  it.each(["not_found", "hang", "exit"] as const)("leaves %s to who knows the program", (cause) => {
    expect(processEnding(end(cause), GOING)).toBeNull();
  });
});

it("tells the owner's stop from the daemon's", () => {
  const status = (cause: string) => stopStatus(AbortSignal.abort(cause));

  expect(["stopped", "shutdown", "replaced"].map(status)).toEqual([
    "error:stopped",
    "error:interrupted",
    "error:interrupted",
  ]);
});

it("names the signal before the exit code", () => {
  expect(exitStatus(end("exit", { exitCode: 3 }))).toBe("error:exit_3");
  expect(exitStatus(end("exit", { signal: "SIGKILL" }))).toBe("error:signal_SIGKILL");
});
