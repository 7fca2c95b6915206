// A home in a temporary folder, and requests for modes to run.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Config } from "../../src/core/settings/config.ts";
import { UNDECIDED, type Delivery } from "../../src/core/records/delivery.ts";
import { Hook } from "../../src/core/settings/hook.ts";
import type { RunRequest } from "../../src/core/ports/mode-port.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";
import { newDeliveryId, newRunId, systemRandomness } from "../../src/system/randomness.ts";

/** What a request is made of. */
export interface RequestParts {
  readonly hook?: Record<string, unknown>;
  readonly config?: Record<string, unknown>;
  readonly delivery?: Partial<Delivery>;
  readonly body?: Uint8Array | null;
  readonly signal?: AbortSignal;
}

/** A home for modes. */
export interface ModeBench {
  readonly paths: HomePaths;
  /** Outside of the home. */
  readonly elsewhere: string;
  request(parts?: RequestParts): Promise<RunRequest>;
  close(): Promise<void>;
}

/** Opens a home with `tasks/site`. */
export async function openModeBench(): Promise<ModeBench> {
  const root = await mkdtemp(path.join(tmpdir(), "wakehook-mode-"));
  const paths = homePaths(path.join(root, "home"));
  const elsewhere = path.join(root, "elsewhere");
  await mkdir(path.join(paths.tasksFolder, "site"), { recursive: true });
  await mkdir(elsewhere);
  return {
    paths,
    elsewhere,
    async request(parts = {}) {
      const runId = newRunId(Date.now(), systemRandomness);
      const runFolder = path.join(paths.runsFolder, runId);
      await mkdir(runFolder, { recursive: true, mode: 0o700 });
      const hook = Hook.parse({
        id: "site",
        title: "The site",
        mode: "cron_task",
        task_folder: "site",
        prompt_template: "Look at {{title}}.",
        ...parts.hook,
      });
      return {
        runId,
        runFolder,
        hook,
        mark: `wakehook-run: ${runId}.0123456789abcdef`,
        budgetUsd: null,
        config: Config.parse({ features: { agents: true, commands: true }, ...parts.config }),
        delivery: { ...deliveryOf(hook), ...parts.delivery },
        content: {
          headers: [["content-type", "application/json"]],
          body: parts.body === undefined ? Buffer.from('{"title":"a title"}') : parts.body,
        },
        signal: parts.signal ?? new AbortController().signal,
        onProcess: () => {},
      };
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

function deliveryOf(hook: Hook): Delivery {
  return {
    id: newDeliveryId(1000, systemRandomness),
    hookId: hook.id,
    source: "generic",
    origin: "sender",
    replayOf: null,
    event: "issues.opened",
    entity: "octo/site#42",
    receivedAt: 1000,
    sentAt: 1000,
    via: null,
    viaRef: null,
    remoteAddress: "127.0.0.1",
    method: "POST",
    path: "/hooks/site",
    contentType: "application/json",
    bodyBytes: 19,
    priority: "medium",
    ...UNDECIDED,
    state: "running",
    duplicates: 0,
    attempts: 1,
    updatedAt: 1000,
    causedBy: null,
    task: null,
  };
}
