import { afterEach, describe, expect, it } from "vitest";
import type { ChannelsPort } from "../../../src/core/ports/channels-port.ts";
import { WakehookError } from "../../../src/core/records/errors.ts";
import { openHarness, SECRET, STARTED_AT, type Harness } from "../harness.ts";

let harness: Harness | undefined;
afterEach(() => harness?.close());

function open(): { readonly harness: Harness; readonly calls: string[] } {
  const calls: string[] = [];
  const channels: ChannelsPort = {
    list: () => [
      {
        target: "phone",
        kind: "telegram",
        chat: "main",
        health: { state: "up", since: STARTED_AT, detail: null },
        people: [{ sender: "42", name: "Ann", role: "owner", pairedAt: STARTED_AT }],
        waiting: 3,
      },
    ],
    pair(target, role) {
      calls.push(`pair ${target} ${role}`);
      if (target === "gone") throw new WakehookError("not_found", "there is no chat");
      return Promise.resolve({
        code: "ABCD2345",
        link: null,
        words: `subscribe to ${SECRET}`,
        expiresAt: STARTED_AT,
      });
    },
    test: (target) => Promise.resolve({ ok: false, error: `${target} is down` }),
    unpair: (target, sender) => calls.push(`unpair ${target} ${sender}`) > 0,
    forget: (target) => void calls.push(`forget ${target}`),
  };
  harness = openHarness({ channels });
  return { harness, calls };
}

describe("the routes about chat platforms", () => {
  it("list how each does and who is known", async () => {
    const answer = await open().harness.get("/channels");

    expect(await answer.json()).toEqual({
      channels: [
        {
          target: "phone",
          kind: "telegram",
          chat: "main",
          health: { state: "up", since: STARTED_AT, detail: null },
          people: [{ sender: "42", name: "Ann", role: "owner", paired_at: STARTED_AT }],
          waiting: 3,
        },
      ],
    });
  });

  it("open a window, for an owner where nothing else is said", async () => {
    const { harness: api, calls } = open();

    const answer = await api.post("/channels/phone/pair");
    await api.post("/channels/phone/pair", { role: "viewer" });

    expect(await answer.json()).toMatchObject({
      code: "ABCD2345",
      expires_at: STARTED_AT,
      // The name of a topic is a secret, and what has to be typed into the phone.
      words: `subscribe to ${SECRET}`,
    });
    expect(calls).toEqual(["pair phone owner", "pair phone viewer"]);
  });

  it("test, unpair and forget", async () => {
    const { harness: api, calls } = open();

    expect(await (await api.post("/channels/phone/test")).json()).toEqual({
      ok: false,
      error: "phone is down",
    });
    expect(await (await api.post("/channels/phone/unpair", { sender: "42" })).json()).toEqual({
      unpaired: true,
    });
    expect((await api.post("/channels/old/forget")).status).toBe(200);
    expect(calls).toEqual(["unpair phone 42", "forget old"]);
  });

  it.each([
    ["/channels/phone/pair", { role: "admin" }, 400],
    ["/channels/phone/pair", { who: "me" }, 400],
    ["/channels/gone/pair", {}, 404],
    ["/channels/phone/unpair", {}, 400],
    ["/channels/phone/unpair", { sender: 42 }, 400],
  ])("refuse %s %j", async (path, body, status) => {
    expect((await open().harness.post(path, body)).status).toBe(status);
  });
});
