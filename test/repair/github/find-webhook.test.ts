import { describe, expect, it, onTestFinished } from "vitest";
import { HookRepair } from "../../../src/core/settings/repair.ts";
import { createAsk } from "../../../src/outbound/ask-api.ts";
import { systemLookup } from "../../../src/outbound/resolve-target.ts";
import { findWebhook } from "../../../src/repair/github/find-webhook.ts";
import { systemClock as clock } from "../../../src/system/clock.ts";
import { openGithub, type OtherAnswer } from "./github-stand-in.ts";

const URL = "https://hooks.example.org/hooks/site";

async function find(
  publicUrl: string | null,
  more: { readonly repair?: object; readonly answer?: OtherAnswer } = {},
) {
  const github = await openGithub({ secret: "s", url: URL });
  onTestFinished(() => github.close());
  if (more.answer !== undefined) github.instead = () => more.answer;
  const repair = HookRepair.parse({
    kind: "github",
    token: "t",
    repository: "octo/site",
    api_url: `${github.url}/`,
    ...more.repair,
  });
  const signal = new AbortController().signal;
  const bounds = { clock, signal, lookup: systemLookup, allowed: ["127.0.0.1"] };
  const ask = createAsk({ ...bounds, mask: (text) => text, tokenField: "repair.token" });
  const found = await findWebhook({ ask, clock, repair, token: github.token }, publicUrl);
  return { found, asked: github.asked };
}

describe("the webhook of a hook", () => {
  it.each([URL, `${URL}/`, "https://HOOKS.example.org:443/hooks/site"])(
    "is the one that leads to its public URL: %s",
    async (url) => {
      expect((await find(url)).found).toEqual({ ok: true, id: "4711" });
    },
  );

  it("is the one that its owner has named, and nobody is asked", async () => {
    const { found, asked } = await find(null, { repair: { hook_id: 17 } });
    expect(found).toEqual({ ok: true, id: "17" });
    expect(asked).toEqual([]);
  });

  it.each([
    ["https://other.example/hooks/site", /none of the 2 webhooks of octo\/site leads to https:/],
    [null, /no public URL is known .*set repair\.hook_id/],
  ])("is not there in words that say what to do: %s", async (url, word) => {
    const { found } = await find(url);
    expect(found).toMatchObject({ ok: false, isOwners: true });
    expect("word" in found ? found.word : "").toMatch(word);
  });

  it("is taken though it is switched off, where no other leads there", async () => {
    const json = [
      { id: 1, active: false, config: { url: URL } },
      { id: 2, active: true, config: { url: "https://other.example" } },
    ];
    expect((await find(URL, { answer: { status: 200, json } })).found).toEqual({
      ok: true,
      id: "1",
    });
  });

  it.each([[{ status: 200, json: { hooks: [] } }], [{ status: 200, json: [{ id: "../x" }] }]])(
    "is looked for again where the answer is odd: %j",
    async (answer) => {
      expect((await find(URL, { answer })).found).toMatchObject({ ok: false, isOwners: false });
    },
  );

  it("is looked for among those of an organization", async () => {
    const { asked } = await find(URL, { repair: { repository: undefined, organization: "octo" } });
    expect(asked).toEqual(["GET /orgs/octo/hooks"]);
  });
});
