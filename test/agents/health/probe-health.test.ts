// Whether a paused provider may be tried again: no model is called.

import { chmod, mkdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { probeHealth } from "../../../src/agents/health/probe-health.ts";
import { Config } from "../../../src/core/settings/config.ts";
import type { PauseCause } from "../../../src/core/admission/pause.ts";
import type { ProviderId } from "../../../src/core/settings/providers.ts";
import { openAgentBench, REAL_PROVIDERS, type AgentBench } from "../agent-bench.ts";

const SINCE = Date.parse("2026-11-21T14:00:00Z");
const LATER = new Date(SINCE + 1000);
const EARLIER = new Date(SINCE - 1000);

let bench: AgentBench;
beforeEach(async () => {
  bench = await openAgentBench();
});
afterEach(() => bench.close());

const probe = (id: ProviderId, cause: PauseCause, daemonStartedAt = SINCE - 5000) =>
  probeHealth(
    id,
    { cause, since: SINCE },
    {
      runProcess: bench.runProcess,
      environment: bench.environment,
      agents: Config.parse({ agents: { environment: ["FAKE_BEHAVIOUR"] } }).agents,
      timeoutMs: 5000,
      daemonStartedAt,
    },
  );

const LOGIN_FILES = {
  claude: ".claude/.credentials.json",
  codex: ".codex/auth.json",
  gemini: ".gemini/oauth_creds.json",
  opencode: ".local/share/opencode/auth.json",
} as const;

describe("probeHealth", () => {
  it.each(REAL_PROVIDERS)("tells a %s that is missing from one that is there", async (id) => {
    expect(await probe(id, "missing")).toBe("works");
    bench.environment["PATH"] = bench.folder;
    expect(await probe(id, "missing")).toBe("missing");
    expect(await probe(id, "auth")).toBe("missing");
  });

  it.each(REAL_PROVIDERS)("lets %s go on only with a newer login", async (id) => {
    const file = path.join(bench.root, "home", LOGIN_FILES[id]);
    expect(await probe(id, "auth")).toBe("unknown");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "{}");
    await utimes(file, EARLIER, EARLIER);
    expect(await probe(id, "auth")).toBe("unknown");
    await utimes(file, LATER, LATER);
    expect(await probe(id, "auth")).toBe("works");
  });

  it("tries a key again after a start of the daemon, which may have brought a new one", async () => {
    bench.environment["ANTHROPIC_API_KEY"] = "key";

    expect(await probe("claude", "auth")).toBe("unknown");
    expect(await probe("claude", "auth", SINCE + 1)).toBe("works");
  });

  it("believes a program that says nobody is logged in", async () => {
    const file = path.join(bench.bin, "codex");
    const script = 'if [ "$1" = --version ]; then echo 1.2.3; else echo Not logged in; exit 1; fi';
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);

    expect(await probe("codex", "auth")).toBe("auth");
    expect(await probe("codex", "missing")).toBe("auth");
  });

  it("knows nothing of a program that hangs or fails", async () => {
    bench.environment["FAKE_BEHAVIOUR"] = "hang";
    const found = await probeHealth(
      "codex",
      { cause: "missing", since: SINCE },
      {
        runProcess: bench.runProcess,
        environment: bench.environment,
        agents: Config.parse({ agents: { environment: ["FAKE_BEHAVIOUR"] } }).agents,
        timeoutMs: 300,
        daemonStartedAt: 0,
      },
    );

    expect(found).toBe("unknown");
  });

  it("finds the example agent at work", async () => {
    expect(await probe("example", "missing")).toBe("works");
  });
});
