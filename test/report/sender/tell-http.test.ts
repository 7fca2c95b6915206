// Reports by one request of the owner's own making.

import { expect, it } from "vitest";
import { markOf } from "../../../src/core/admission/mark.ts";
import { idClaim, runId } from "../../ledger/temp-ledger.ts";
import { openJsonServer, sendJson } from "./json-server.ts";
import { MARK_KEY, senderWorld, TOKEN } from "./sender-world.ts";

const EVENT = { task: { id: "T/1", title: 'He said "no"\n' }, issue: { number: 7 } };

async function world(fields: object = {}, headers: Record<string, string> = {}) {
  const server = await openJsonServer((_, response) => sendJson(response, {}));
  const report = { kind: "http", url: `${server.url}/tasks/{{task.id}}`, ...fields };
  return { server, ...senderWorld(report, { source: "generic", headers }) };
}

async function wholeRun(it: Awaited<ReturnType<typeof world>>, outcome = {}) {
  await it.deliver(1, EVENT);
  it.start(1);
  const started = await it.tell();
  it.end(1, outcome);
  return [...started, ...(await it.tell())];
}

it("sends the report as JSON where the owner gave no body", async () => {
  const it = await world({ token: TOKEN });

  expect(await wholeRun(it)).toMatchObject([{ ok: true, httpStatus: 200 }]);

  const [asked] = it.server.asked;
  const [entry] = it.ledger.outbox({ limit: 1 });
  expect(asked).toMatchObject({
    method: "POST",
    path: "/tasks/T%2F1",
    headers: {
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      "idempotency-key": entry?.messageId,
      "x-webhook-delivery": entry?.deliveryId,
    },
  });
  const mark = `<!-- ${markOf(runId(1), MARK_KEY)} -->`;
  expect(asked?.json).toEqual({
    stage: "success",
    hook_id: "github-site",
    title: "Triage",
    delivery_id: entry?.deliveryId,
    run_id: runId(1),
    event: "issues.opened",
    entity: "octo/site#42",
    status: "success",
    reason: null,
    answer: "It is a bug.",
    silent: false,
    agent: "claude",
    duration_ms: 83_000,
    cost_usd: null,
    text: `It is a bug.\n\n**Triage**: success · 1 min 23 s\n\n${mark}`,
    mark,
  });
});

it("fills in the owner's own request, and stays JSON whatever was answered", async () => {
  const it = await world(
    {
      on: ["failure"],
      method: "PATCH",
      headers: {
        "X-Api-Key": "(secret)",
        "X-Stage": "{{$report.stage}}",
        "Idempotency-Key": "own",
      },
      body: '{"state": "{{$report.status}}", "note": "{{$report.answer}}", "issue": {{issue.number}}}',
    },
    { "X-Api-Key": "api-k3y-1234567" },
  );
  const answer = '"},\u0000{\n\ud800 "state": "done"';
  await wholeRun(it, { status: "error:timeout", answer });

  expect(it.server.asked).toHaveLength(1);
  expect(it.server.asked[0]).toMatchObject({
    method: "PATCH",
    headers: { "x-api-key": "api-k3y-1234567", "x-stage": "failure", "idempotency-key": "own" },
    json: { state: "error:timeout", note: answer.trim().toWellFormed(), issue: 7 },
  });
});

it("has the same key at every try", async () => {
  const it = await world();
  it.server.answer = (_, response) => void response.writeHead(500).end();
  await wholeRun(it);
  it.restart();
  await it.tell();

  const keys = it.server.asked.map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

it("tells no start any more once the run has ended", async () => {
  const it = await world({ on: ["start", "success"] });
  it.server.answer = (_, response) => void response.writeHead(500).end();
  await it.deliver(1, EVENT);
  it.start(1);
  await it.tell();
  it.server.answer = (_, response) => sendJson(response, {});
  it.end(1);

  expect(await it.tell()).toMatchObject([{ ok: true }, { ok: true }]);
  expect(it.server.asked.map(({ json }) => (json as { stage: string }).stage)).toEqual([
    "start",
    "success",
  ]);
});

it("tells no end of a run that another one of the delivery has followed", async () => {
  const it = await world();
  it.server.answer = (_, response) => void response.writeHead(500).end();
  const redelivered = { claims: [idClaim("same")], redelivers: true };
  await it.deliver(1, EVENT, redelivered);
  it.start(1);
  it.end(1, { status: "error:timeout" });
  await it.tell();
  it.server.answer = (_, response) => sendJson(response, {});
  await it.deliver(2, EVENT, redelivered);
  it.start(1, 2);

  expect(await it.tell()).toMatchObject([{ ok: true }]);
  expect(it.server.asked).toHaveLength(1);
});

it("shows of a URL its origin alone, and masks what a receiver repeats", async () => {
  const it = await world({ token: TOKEN });
  it.server.answer = ({ path }, response) =>
    void response.writeHead(400).end(`bad: ${TOKEN} at ${path.slice(0, 4)}`);
  const [told] = await wholeRun(it);

  expect(told).toMatchObject({ ok: false, final: true, httpStatus: 400 });
  expect(told).toHaveProperty(
    "error",
    expect.stringMatching(/^HTTP 400 to POST http:\/\/127\.0\.0\.1:\d+: bad: \*\*\*/),
  );
});

it.each([
  [{ url: "http://127.0.0.1:9/{{gone}}" }, /report_to_sender\.url needs \{\{gone\}\}/],
  [{ headers: { "X-Api-Key": "(secret)" } }, /report_to_sender\.headers\.X-Api-Key cannot be had/],
])("says what is missing: %j", async (fields, words) => {
  const it = await world(fields);
  const [told] = await wholeRun(it);

  expect(told).toMatchObject({ ok: false });
  expect(told).toHaveProperty("error", expect.stringMatching(words));
  expect(it.server.asked).toEqual([]);
});

it("is told as much as 60,000 characters of an answer", async () => {
  const it = await world({ body: "Answer: {{$report.answer}}" });
  await wholeRun(it, { answer: "a".repeat(60_100) });

  expect(it.server.asked[0]?.text).toMatch(/^Answer: a{60000}\n\n\[cut: 100 more characters\]$/);
});

it.each(["GET", "POST"])("reads of the answer to a %s no more than words need", async (method) => {
  const it = await world({ method });
  let sent = 0;
  const isLeft = Promise.withResolvers<void>();
  it.server.answer = (_, response) => {
    response.writeHead(200);
    const more = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
    };
    response.on("drain", more).once("close", isLeft.resolve);
    more();
  };
  await it.deliver(1, EVENT);
  it.start(1);
  it.end(1);

  expect(await it.tell()).toMatchObject([{ ok: true, httpStatus: 200 }]);
  await isLeft.promise;
  expect(sent).toBeLessThan(8_388_608);
});

it("keeps no piece of the token where a refusal repeats it and is cut within", async () => {
  const it = await world({ token: TOKEN });
  it.server.answer = (_, response) =>
    sendJson(response, { message: `${"x".repeat(290)}${TOKEN}` }, { status: 400 });
  await it.deliver(1, EVENT);
  it.start(1);
  it.end(1);

  const [result] = await it.tell();
  expect(result).toMatchObject({ ok: false, error: expect.stringContaining("xxx") });
  expect(JSON.stringify(result)).not.toContain(TOKEN.slice(0, 5));
});
