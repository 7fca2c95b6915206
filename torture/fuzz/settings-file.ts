// webhooks.json with anything in it: reading never throws, and what is right keeps its meaning beside what is not.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { HOOK_FIELDS } from "../../src/core/settings/hook.ts";
import type { HookId } from "../../src/core/records/ids.ts";
import { readSettings } from "../../src/settings/read.ts";
import { homePaths, type HomePaths } from "../../src/system/home.ts";
import { attempt, type FuzzProperty } from "./property.ts";

const GOOD = {
  id: "good",
  title: "Good",
  mode: "wake",
  prompt_template: "Look at {{a}}.",
  token: "the-token-of-good",
  quiet_start: 22,
  quiet_end: "07:30",
  events: ["issues.*"],
};
const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    "",
    " ",
    null,
    "a".repeat(5000),
    -1,
    1e308,
    [],
    {},
    "env:NOPE",
    "file:/nope",
  ),
);
const entry = fc.oneof(
  fc.jsonValue(),
  fc
    .dictionary(fc.constantFrom(...Object.keys(HOOK_FIELDS), "__proto__", "nope"), strange)
    .filter((fields) => fields["id"] !== "good"),
  fc
    .tuple(fc.constantFrom(...Object.keys(HOOK_FIELDS).filter((name) => name !== "id")), strange)
    .map(([name, value]) => Object.assign({}, GOOD, { id: "near", [name]: value })),
);
const file = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ entries: fc.array(entry, { maxLength: 5 }), at: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string({ unit: "binary" })) },
);

/** Reads many files in a folder of its own. */
export function settingsFile(folder: string): FuzzProperty {
  return {
    fault: "webhooks.json of made-up JSON, made-up entries and bytes that are no JSON",
    promised: "reading throws never, and a good entry among bad ones is in force as it stands",
    runs: { short: 80, long: 8000 },
    async attempt(isBroken, options) {
      const paths = homePaths(path.join(folder, isBroken ? "broken" : "home"));
      await mkdir(paths.root, { recursive: true, mode: 0o700 });
      await writeFile(paths.hooksFile, JSON.stringify({ hooks: [GOOD] }), { mode: 0o600 });
      const alone = await inForce(paths);
      const property = fc.asyncProperty(file, async (content) => {
        if (typeof content === "string") {
          await writeFile(paths.hooksFile, content);
          await readSettings(paths, {});
          return;
        }
        const hooks: unknown[] = [...content.entries];
        hooks.splice(content.at, 0, GOOD);
        await writeFile(paths.hooksFile, JSON.stringify({ hooks }));
        const beside = await inForce(paths);
        const isGone = isBroken && content.entries.length > 0;
        if (isGone || beside !== alone) throw new Error(`the good entry became ${beside}`);
      });
      return await attempt(property, options);
    },
  };
}

async function inForce(paths: HomePaths): Promise<string> {
  const { hooks } = await readSettings(paths, {});
  const loaded = hooks.get("good" as HookId);
  return JSON.stringify([loaded?.state, loaded?.hook, loaded?.secrets]);
}
