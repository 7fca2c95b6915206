// Notes by a server that speaks GitLab's documented shapes. https://docs.gitlab.com/api/notes/

import { expect, it } from "vitest";
import { START } from "../../ledger/temp-ledger.ts";
import { openJsonServer, sendJson } from "./json-server.ts";
import { senderWorld, TOKEN } from "./sender-world.ts";

const ISSUE = {
  object_kind: "issue",
  project: { id: 5, path_with_namespace: "octo/site" },
  object_attributes: { iid: 23 },
};
const MERGE_NOTE = {
  object_kind: "note",
  project: { id: 5 },
  object_attributes: { id: 1, internal: true },
  merge_request: { iid: 4 },
};

interface Note {
  readonly id: number;
  body: string;
  readonly created_at: string;
  readonly path: string;
}

async function world(fields: object = {}) {
  const notes: Note[] = [];
  const say = (path: string, body: string, at = START): void =>
    void notes.push({ id: 300 + notes.length, body, created_at: new Date(at).toISOString(), path });
  const gitlab = await openJsonServer(({ method, path, headers, json }, response) => {
    if (headers["private-token"] !== TOKEN)
      return sendJson(response, { message: "401 Unauthorized" }, { status: 401 });
    const { pathname, searchParams: query } = new URL(path, "http://localhost");
    const { body = "" } = (json ?? {}) as { body?: string };
    if (method === "GET") {
      const size = Number(query.get("per_page"));
      const from = (Number(query.get("page")) - 1) * size;
      const all = notes.filter((note) => note.path === pathname).toReversed();
      return sendJson(response, all.slice(from, from + size));
    }
    if (method === "POST") {
      say(pathname, body);
      return sendJson(response, notes.at(-1), { status: 201 });
    }
    const note = notes.find(({ path: of, id }) => `${of}/${id}` === pathname);
    if (note === undefined)
      return sendJson(response, { message: "404 Not found" }, { status: 404 });
    note.body = body;
    sendJson(response, note);
  });
  const report = {
    kind: "gitlab",
    token: TOKEN,
    base_url: `${gitlab.url}/api/v4`,
    on: ["start", "success", "failure"],
    ...fields,
  };
  return { gitlab, notes, say, ...senderWorld(report, { source: "gitlab" }) };
}

async function wholeRun(it: Awaited<ReturnType<typeof world>>, payload: object) {
  await it.deliver(1, payload);
  it.start(1);
  const started = await it.tell();
  it.end(1);
  return [...started, ...(await it.tell())];
}

it("makes one note and changes it, in the very requests that GitLab documents", async () => {
  const it = await world();

  expect(await wholeRun(it, ISSUE)).toMatchObject([{ ok: true }, { ok: true }]);

  const list = "/api/v4/projects/5/issues/23/notes";
  const query = "?sort=desc&order_by=created_at&per_page=50&page=1";
  expect(it.gitlab.asked.map(({ method, path, json }) => [method, path, json])).toEqual([
    ["GET", `${list}${query}`, undefined],
    ["POST", list, { body: expect.stringMatching(/^\*\*Triage\*\* is at work/) as string }],
    ["GET", `${list}${query}`, undefined],
    ["PUT", `${list}/300`, { body: expect.stringMatching(/^It is a bug\./) as string }],
  ]);
  expect(it.gitlab.asked[1]?.headers).toMatchObject({
    "private-token": TOKEN,
    "content-type": "application/json",
    accept: "application/json",
    "user-agent": "wakehook",
  });
  expect(it.notes).toHaveLength(1);
});

it("makes no second note where the daemon dies between its making and the note of it", async () => {
  const it = await world({ on: ["success"] });
  await it.deliver(1, ISSUE);
  it.start(1);
  it.end(1);
  const [entry] = it.waiting();
  if (entry === undefined) throw new Error("nothing waits");
  await it.unnoted(entry);
  for (let number = 0; number < 60; number += 1)
    it.say("/api/v4/projects/5/issues/23/notes", `note ${number}`);
  it.restart();

  expect(await it.tell()).toMatchObject([{ ok: true }]);
  expect(it.notes).toHaveLength(61);
});

it("looks no further back than a day before the event", async () => {
  const it = await world({ on: ["success"] });
  for (let number = 0; number < 200; number += 1)
    it.say("/api/v4/projects/5/issues/23/notes", `note ${number}`, START - 3 * 86_400_000);
  await wholeRun(it, ISSUE);

  expect(it.gitlab.asked.map(({ method }) => method)).toEqual(["GET", "POST"]);
});

it("answers an internal note on a merge request with an internal one", async () => {
  const it = await world({ on: ["success"] });
  await wholeRun(it, MERGE_NOTE);

  expect(it.gitlab.asked.at(-1)).toMatchObject({
    method: "POST",
    path: "/api/v4/projects/5/merge_requests/4/notes",
    json: { internal: true },
  });
});

it("takes the project and the number from the owner's templates", async () => {
  const it = await world({ on: ["success"], project: "octo/{{name}}", issue: "{{ticket}}" });
  await wholeRun(it, { name: "site", ticket: 9, merge_request: { iid: 4 } });

  expect(it.gitlab.asked.at(-1)?.path).toBe("/api/v4/projects/octo%2Fsite/issues/9/notes");
});

it.each([
  [{ ...ISSUE, project: {} }, /names no project/],
  [{ ...ISSUE, object_kind: "push" }, /no issue and no merge request/],
  [{ ...ISSUE, object_attributes: { iid: "1/../2" } }, /issue "1\/..\/2" is none/],
])("names what the event does not: %j", async (payload, words) => {
  const it = await world({ on: ["success"] });
  const [told] = await wholeRun(it, payload);

  expect(told).toMatchObject({ ok: false, final: true });
  expect(told).toHaveProperty("error", expect.stringMatching(words));
  expect(it.gitlab.asked).toEqual([]);
});

it("says which right is missing", async () => {
  const it = await world({ on: ["success"] });
  it.gitlab.answer = (_, response) =>
    sendJson(response, { message: "403 Forbidden" }, { status: 403 });
  const [told] = await wholeRun(it, ISSUE);

  expect(told).toMatchObject({ ok: false, final: true, httpStatus: 403 });
  expect(told).toHaveProperty("error", expect.stringContaining("the scope api"));
});
