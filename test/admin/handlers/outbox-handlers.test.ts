import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { anEntry } from "../../report/an-entry.ts";
import { memoryLedger, openHarness, type Harness } from "../harness.ts";

let harness: Harness;
const asked: unknown[] = [];
beforeEach(() => {
  asked.length = 0;
  const ledger = {
    ...memoryLedger(),
    pieces: {
      ...memoryLedger().pieces,
      outbox(filter: unknown) {
        asked.push(filter);
        return { rows: [anEntry({ id: 7, payload: '{"a":1}' })], below: null };
      },
    },
    outboxEntry: (id: number) => (id === 7 ? anEntry({ id: 7 }) : null),
    outboxTries: () => [{ at: 1, durationMs: 2, httpStatus: 500, error: "HTTP 500" }],
    outboxWaiting: () => [{ sink: "log", waiting: 3 }],
  };
  harness = openHarness({ ledger });
});
afterEach(() => harness.close());

describe("GET /outbox", () => {
  it("lists messages by a filter, with the next page where there is one", async () => {
    const answer = await harness.get("/outbox?sink=log&state=waiting&message_id=msg_1&limit=1");

    expect(await answer.json()).toMatchObject({
      messages: [{ id: 7, message_id: expect.any(String) as string, payload: { a: 1 } }],
      waiting: [{ sink: "log", waiting: 3 }],
      next_before: 7,
    });
    expect(asked).toEqual([{ sink: "log", state: "waiting", messageId: "msg_1", limit: 1 }]);
  });

  it.each(["state=lost", "before=0", "sink="])("refuses %s", async (query) => {
    expect((await harness.get(`/outbox?${query}`)).status).toBe(400);
  });
});

describe("one message", () => {
  it("is shown with its tries", async () => {
    expect(await (await harness.get("/outbox/7")).json()).toMatchObject({
      id: 7,
      tries: [{ at: 1, duration_ms: 2, http_status: 500, error: "HTTP 500" }],
    });
  });

  it.each(["retry", "discard"])("gets its %s", async (verb) => {
    expect((await harness.post(`/outbox/7/${verb}`)).status).toBe(200);
    expect(harness.calls).toEqual([`${verb} 7`]);
  });

  it.each(["/outbox/8", "/outbox/x", "/outbox/07"])("%s is not there", async (path) => {
    expect((await harness.get(path)).status).toBe(404);
  });
});

describe("all of one sink", () => {
  it.each(["retry", "discard"])("get their %s", async (verb) => {
    expect((await harness.post(`/outbox/${verb}`, { sink: "log" })).status).toBe(200);
    expect(harness.calls).toEqual([`${verb} all log`]);
  });

  it.each([{}, { sink: "" }, { sink: 1 }, { sinks: "log" }])("refuses %j", async (body) => {
    expect((await harness.post("/outbox/retry", body)).status).toBe(400);
  });
});
