import { expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import { NO_SECRETS } from "../../../src/core/settings/settings.ts";
import type { Lookup } from "../../../src/outbound/resolve-target.ts";
import { outgoingTargetProblems } from "../../../src/settings/check/check-outgoing-targets.ts";

const lookup: Lookup = (name) => {
  const address = { "in.example": "10.0.0.1", "out.example": "93.184.215.14" }[name];
  if (address !== undefined) return Promise.resolve([{ address, family: 4 }]);
  return Promise.reject(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
};

async function problemsOf(url: string | undefined, allowed: readonly string[] = []) {
  const forward = url === undefined ? undefined : { url };
  const hook = Hook.parse({ id: "a", title: "A", mode: "forward", forward });
  const config = Config.parse({ forward_allow: allowed });
  const place = { file: "webhooks.json", entry: "a" };
  return outgoingTargetProblems({ hook, config, place, secrets: NO_SECRETS }, lookup);
}

it.each([
  ["https://out.example/{{a}}", []],
  ["https://in.example/", ["in.example"]],
  ["https://in.example/", ["10.0.0.0/8"]],
  ["https://10.0.0.1/", []],
  ["nonsense", []],
  [undefined, []],
])("finds nothing to say of %s with %j", async (url, allowed) => {
  expect(await problemsOf(url, allowed)).toEqual([]);
});

it("refuses a name that leads to a private address", async () => {
  expect(await problemsOf("https://in.example/x")).toMatchObject([
    {
      level: "error",
      field: "forward.url",
      message: "in.example leads to 10.0.0.1, which is private: nothing is sent there",
      hint: expect.stringContaining("forward_allow"),
    },
  ]);
});

it("warns of a name that leads nowhere just now", async () => {
  expect(await problemsOf("https://gone.example/")).toMatchObject([
    { level: "warning", message: expect.stringContaining("ENOTFOUND; deliveries end in error:") },
  ]);
});
