import { describe, expect, it } from "vitest";
import { checkTunnels } from "../../../src/cli/doctor/check-tunnels.ts";
import { readSettings } from "../../../src/settings/read.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { put, tempHome } from "../../settings/temp-home.ts";
import { startFakeAdmin } from "../fake-admin.ts";

const ENTRY = { kind: "relay", url: "wss://relay.example.org", key: "whr_home_a-key-of-the-relay" };
const BASE_URL = "https://relay.example.org/home";

async function found(names: readonly string[], tunnels: readonly unknown[] | null, more = {}) {
  const paths = await tempHome();
  await put(paths.configFile, {
    features: { tunnel: true },
    tunnels: names.map((name) => Object.assign({ name }, ENTRY)),
    webhooks: { public_base_url: BASE_URL },
    ...more,
  });
  if (tunnels !== null) await startFakeAdmin(paths, { "GET /tunnels": { json: { tunnels } } });
  return checkTunnels({ paths, clock: systemClock }, await readSettings(paths, {}));
}

const known = (tunnel: string, more: Record<string, unknown> = {}) => ({
  tunnel,
  kind: "relay",
  url: ENTRY.url,
  health: { state: "up", since: Date.now() - 61_000, detail: null },
  waiting: 0,
  base_url: BASE_URL,
  clock_ahead_ms: 5,
  version: "1",
  lanes: [],
  ...more,
});

describe("doctor about tunnels", () => {
  it("says what the running daemon knows of each", async () => {
    const down = { state: "down", since: Date.now() - 61_000, detail: "the key was revoked" };
    const names = ["good", "bad", "late", "slow", "other"];

    const findings = await found(names, [
      known("good", { waiting: 2 }),
      known("bad", { health: down }),
      known("late", { clock_ahead_ms: 90_000 }),
      known("slow", { lanes: [{ hook_id: "site", reason: "the hook is disabled" }] }),
      known("other", { base_url: "https://elsewhere.example.org/home" }),
    ]);

    expect(findings.map(({ check, level }) => [check, level])).toEqual([
      ["tunnel good", "ok"],
      ["tunnel bad", "error"],
      ["tunnel late", "warning"],
      ["tunnel slow", "warning"],
      ["tunnel other", "note"],
    ]);
    const [good, bad, late, slow, other] = findings.map(({ message }) => message);
    expect(good).toMatch(/^up for .*; 2 events wait there$/);
    expect(bad).toContain("the key was revoked");
    expect(late).toContain("1 min ahead of this machine's");
    expect(slow).toContain("events of site wait there: the hook is disabled");
    expect(other).toContain("is not the relay's address");
    expect(findings[4]?.hint).toContain("https://elsewhere.example.org/home");
  });

  it("says what the files say where no daemon runs, and nothing where there is no tunnel", async () => {
    expect(await found(["one"], null)).toMatchObject([{ level: "note" }]);
    expect(await found(["one"], null, { features: {} })).toMatchObject([
      { level: "note", hint: "wakehook config set features.tunnel true" },
    ]);
    expect(await found([], null)).toEqual([]);
  });
});
