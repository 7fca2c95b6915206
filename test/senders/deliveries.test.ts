// One real request of every sender, sent to the running daemon: the status that means success to it, the event that is
// recorded, and that the same request again is a duplicate.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HeaderList } from "../../src/core/records/delivery.ts";
import { eventOf } from "../../src/core/events/event.ts";
import { mediaTypeOf, parsePayload } from "../../src/core/events/payload.ts";
import type { Source } from "../../src/core/events/source.ts";
import { signRequest } from "../../src/signing/sign.ts";
import { SOURCES } from "../../src/sources/table.ts";
import { makeKeyTexts } from "../signing/key-pairs.ts";
import { vectors, type Vector } from "../signing/vector.ts";
import { recordingHook, startSenderHome, type SenderHome } from "./sender-home.ts";

interface Sample {
  readonly id: string;
  readonly label: string;
  readonly source: Source;
  readonly hook: Record<string, unknown>;
  readonly path: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** Epoch seconds. */
  readonly now: number;
  readonly event: string | null;
}

const NOW = 1_760_000_000;
const TEXT_SECRET = Buffer.from("a secret of 32 bytes in base64..").toString("base64");
const PUBLIC_URL = "https://hooks.example.com/registered";
/** Presets by another name: tried with the requests of the first. */
const SAME_AS: Readonly<Record<string, string>> = { gitlab: "gitlab-token" };

function payloadOf(source: Source, headers: HeaderList, body: Uint8Array): unknown {
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "";
  const parsed = parsePayload(source.bodyShapes, mediaTypeOf(type), body);
  return parsed.ok ? parsed.payload : undefined;
}

function ofVector(source: Source, vector: Vector): Sample[] {
  const { pathname, search } = new URL(vector.url ?? PUBLIC_URL);
  const body = Buffer.from(vector.rawBodyBase64, "base64");
  const given = Object.entries(vector.headers);
  const [type = "application/json"] = source.contentTypes;
  const hasType = given.some(([name]) => name === "content-type");
  const headers = hasType ? given : [...given, ["content-type", type] as [string, string]];
  const payload = payloadOf(source, headers, body);
  if (payload === undefined || vector.method === "GET" || pathname === "") return [];
  const id = `v-${source.name}`;
  const secret =
    vector.certPem === undefined
      ? vector.secret
      : JSON.stringify({
          [source.name === "paypal" ? "webhook_id" : "topic_arn"]: vector.secret,
          certificate: vector.certPem,
        });
  return [
    {
      id,
      label: `the vector ${vector.case}`,
      source,
      hook: recordingHook(id, { source: source.name, secret, public_url: vector.url }),
      path: `/hooks/${id}${search}`,
      method: "POST",
      headers,
      body,
      now: vector.now,
      event: eventOf(source, headers, payload)?.full ?? null,
    },
  ];
}

interface Example {
  readonly name: string;
  readonly headers?: HeaderList;
  readonly payload: unknown;
  readonly event: string | null;
}

const examples = JSON.parse(
  readFileSync(new URL("../sources/fixtures/examples.json", import.meta.url), "utf8"),
) as readonly Example[];

/** What a source's example would be as its sender sends it; none where the signature stands in the body or the URL. */
function ofExample(example: Example, index: number): Sample[] {
  const source = SOURCES[example.name];
  const verifier = source?.verifier;
  const [place] = verifier?.signature ?? [];
  if (source === undefined || verifier === undefined || verifier.kind === "jwt") return [];
  if (place === undefined || !("header" in place) || source.name === "travis") return [];
  const isKey = verifier.kind === "public_key";
  const keys = isKey ? makeKeyTexts(verifier) : null;
  const text = verifier.key === "hex" ? Buffer.from(TEXT_SECRET).toString("hex") : TEXT_SECRET;
  const id = `e${index}-${source.name}`.slice(0, 64);
  const time = verifier.timestamp?.from;
  const payload =
    time !== undefined && "json" in time
      ? { ...(example.payload as object), [time.json]: NOW * 1000 }
      : example.payload;
  const body = Buffer.from(JSON.stringify(payload));
  const headers: HeaderList = [
    ["content-type", "application/json"],
    ...extraHeaders(source),
    ...(example.headers ?? []),
  ];
  const request = { method: "POST", url: PUBLIC_URL, headers, body };
  const added = signRequest(verifier, request, keys?.privatePem ?? text, NOW * 1000);
  const secret = keys?.publicText ?? text;
  return [
    {
      id,
      label: "its example",
      source,
      hook: recordingHook(id, { source: source.name, secret, public_url: PUBLIC_URL }),
      path: `/hooks/${id}`,
      method: "POST",
      headers: [...headers, ...added],
      body,
      now: NOW,
      event: example.event,
    },
  ];
}

/** Headers that are signed themselves and that not every example has. */
function extraHeaders(source: Source): HeaderList {
  return (source.verifier?.content ?? []).flatMap((part) => {
    if (typeof part !== "object" || !("header" in part)) return [];
    const isThere = examples.some(
      ({ name, headers = [] }) =>
        name === source.name && headers.some(([header]) => header === part.header),
    );
    return isThere ? [] : [[part.header, "id-1"] as const];
  });
}

const samples = [
  ...Object.values(SOURCES).flatMap((source) => {
    const name = SAME_AS[source.name] ?? source.name;
    const valid = vectors.filter((vector) => vector.provider === name && vector.valid);
    const best = valid.toSorted((one, other) => rank(one) - rank(other));
    return best.flatMap((vector) => ofVector(source, vector)).slice(0, 1);
  }),
  ...examples.flatMap(ofExample),
];

function rank(vector: Vector): number {
  return vector.case === "valid" ? 0 : 1;
}

interface Listed {
  readonly deliveries: ReadonlyArray<{
    readonly hook_id: string;
    readonly source: string;
    readonly event: string | null;
    readonly duplicates?: number;
  }>;
}

let home: SenderHome;
beforeAll(async () => {
  home = await startSenderHome(samples.map(({ hook }) => hook));
});
afterAll(() => home.close());

describe("deliveries of senders", () => {
  it("tries every source but those whose set-up a test cannot stand for", () => {
    const tried = new Set(samples.map(({ source }) => source.name));
    const untried = Object.keys(SOURCES).filter((name) => !tried.has(name));

    // The owner's own choice, and a credential in the URL.
    expect(untried.sort()).toEqual(["azure-event-grid", "generic"]);
  });

  it.each(samples)("takes $source.name: $label", async (sample) => {
    home.setTime(sample.now);
    const { source, headers, body, path, method } = sample;
    const sent = { method, path, headers: headers.flat(), body };

    const first = await home.send(sent);
    const second = await home.send(sent);

    expect([first.status, first.body]).toEqual([source.successStatus, expect.anything()]);
    expect(second.status).toBe(source.successStatus);
    if (source.emptyAnswer === true) expect([first.body, second.body]).toEqual(["", ""]);
    // A credential that is sent as it is proves no bytes: without an id nothing tells a replay from a new event.
    const isTellable = source.verifier?.kind !== "static" || source.digestSeconds !== undefined;
    const listed = (await (await home.admin(`/deliveries?hook_id=${sample.id}`)).json()) as Listed;
    expect(listed.deliveries[0]).toMatchObject({ source: source.name, event: sample.event });
    if (isTellable || sample.label === "its example") expect(listed.deliveries).toHaveLength(1);
  });
});
