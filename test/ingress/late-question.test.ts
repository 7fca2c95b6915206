import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeWorld, NOW, send, type HookEntry } from "./world.ts";

const SECRET = "twitch-secret";
const TWITCH: HookEntry = {
  fields: { id: "twitch", title: "twitch", mode: "wake", source: "twitch" },
  secrets: { secret: SECRET },
};
const DAY_MS = 86_400_000;

async function ask(type: string, at: number, secret = SECRET): Promise<[number, string]> {
  const body = JSON.stringify({ challenge: "pogchamp", subscription: { type: "channel.follow" } });
  const time = new Date(at).toISOString();
  const signature = createHmac("sha256", secret).update(`m1${time}${body}`).digest("hex");
  const world = makeWorld([TWITCH]);
  const answer = await send(world, "/hooks/twitch", {
    body,
    headers: {
      "twitch-eventsub-message-id": "m1",
      "twitch-eventsub-message-timestamp": time,
      "twitch-eventsub-message-type": type,
      "twitch-eventsub-message-signature": `sha256=${signature}`,
    },
  });
  expect(world.accepted).toHaveLength(answer.status === 200 && type === "notification" ? 1 : 0);
  return [answer.status, await answer.text()];
}

describe("a question that was signed long ago", () => {
  it("is answered where the answer repeats only what was signed", async () => {
    expect(await ask("webhook_callback_verification", NOW)).toEqual([200, "pogchamp"]);
    expect(await ask("webhook_callback_verification", NOW - DAY_MS)).toEqual([200, "pogchamp"]);
  });

  it("is refused with a wrong signature", async () => {
    expect((await ask("webhook_callback_verification", NOW - DAY_MS, "other"))[0]).toBe(401);
  });

  it("does not make an old event a delivery, nor an old revocation an answer", async () => {
    expect((await ask("notification", NOW))[0]).toBe(200);
    expect((await ask("notification", NOW - DAY_MS))[0]).toBe(401);
    expect((await ask("revocation", NOW - DAY_MS))[0]).toBe(401);
  });
});
