import { describe, expect, it } from "vitest";
import { makeWorld, send, TOKEN, type HookEntry } from "./world.ts";

const EVENTS: HookEntry = {
  fields: {
    id: "events",
    title: "events",
    mode: "wake",
    source: "cloudevents",
    allowed_origins: ["sender.example"],
  },
  secrets: { secret: TOKEN },
};

async function ask(origins: readonly string[], entry = EVENTS) {
  const rawHeaders = origins.flatMap((origin) => ["WebHook-Request-Origin", origin]);
  const answer = await send(makeWorld([entry]), "/hooks/events", { method: "OPTIONS", rawHeaders });
  return [answer.status, answer.headers.get("webhook-allowed-origin")];
}

describe("OPTIONS", () => {
  it.each([
    ["an allowed origin", ["sender.example"], [200, "sender.example"]],
    ["an allowed origin in other letters", ["Sender.Example"], [200, "Sender.Example"]],
    ["another origin", ["evil.example"], [405, null]],
    ["any origin", ["*"], [405, null]],
    ["no origin", [], [405, null]],
    ["two origins", ["sender.example", "evil.example"], [405, null]],
  ] as const)("answers %s", async (_, origins, wanted) => {
    expect(await ask(origins)).toEqual(wanted);
  });

  it("is not taken by a hook that allows nobody", async () => {
    const github = {
      ...EVENTS,
      fields: { id: "events", title: "e", mode: "wake", source: "github" },
    };

    expect(await ask(["sender.example"], github)).toEqual([405, null]);
  });
});
