import { expect, it } from "vitest";
import { checkExpose } from "../../../src/cli/doctor/check-expose.ts";
import type { WireExpose } from "../../../src/cli/expose/read-expose.ts";
import { Config } from "../../../src/core/settings/config.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli } from "../harness.ts";

const config = Config.parse({ expose: { program: "cloudflared" } });

export const UP: WireExpose = {
  program: "cloudflared",
  state: "up",
  since: 1,
  url: "https://hooks.example.org",
  detail: null,
  hint: null,
  version: "2026.1.2",
  pid: 1,
  ended: 0,
  next_try_at: null,
  base_url: "written",
};

async function findings(status: Partial<WireExpose>) {
  const { paths } = await createCli();
  await startFakeAdmin(paths, { "GET /expose": { json: { ...UP, ...status } } });
  return checkExpose({ paths }, { config });
}

it.each<[Partial<WireExpose>, string[], string]>([
  [{}, ["ok"], "cloudflared: https://hooks.example.org"],
  [{ state: "starting", url: null }, ["note"], "cloudflared"],
  [
    { state: "off", url: null, detail: "features.tunnel is off" },
    ["note"],
    "features.tunnel is off",
  ],
  [{ state: "down", url: null, detail: "it has ended" }, ["warning"], "it has ended"],
  [
    { state: "refused", url: null, detail: "not logged in", hint: "log in" },
    ["error"],
    "cloudflared: not logged in",
  ],
  [{ base_url: "kept" }, ["ok", "warning"], "cloudflared"],
  [{ base_url: "not_written" }, ["ok", "warning"], "cloudflared"],
  [{ url: "https://a-b.trycloudflare.com" }, ["ok", "note"], "trycloudflare.com"],
])("makes of %j: %j", async (status, levels, words) => {
  const found = await findings(status);

  expect(found.map(({ level }) => level)).toEqual(levels);
  expect(found[0]?.message).toContain(words);
  expect(found[0]?.hint).toBe(status.hint ?? undefined);
});

it("says nothing where nothing is to be exposed, and a note where no daemon runs", async () => {
  const { paths } = await createCli();

  expect(await checkExpose({ paths }, { config: Config.parse({}) })).toEqual([]);
  expect(await checkExpose({ paths }, { config })).toMatchObject([{ level: "note" }]);
});
