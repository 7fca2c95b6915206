import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChallengeRule } from "../../src/core/events/source.ts";
import { answerChallenge, findChallenge } from "../../src/signing/answer-challenge.ts";
import { verifyRequest, type SignedRequest } from "../../src/signing/verify.ts";
import { findSource } from "../../src/sources/table.ts";

/** A question of a real sender, with the answer that it must get. */
interface Question {
  readonly provider: string;
  readonly case: string;
  readonly secret: string | null;
  readonly verifyToken?: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly rawBodyBase64: string;
  };
  readonly now: number;
  readonly expect: { readonly status: number; readonly body?: string; readonly bodyJson?: unknown };
}

const questions = JSON.parse(
  readFileSync(new URL("fixtures/handshakes.json", import.meta.url), "utf8"),
) as readonly Question[];

function requestOf({ request }: Question): SignedRequest {
  const { method, url, headers, rawBodyBase64 } = request;
  return {
    method,
    url,
    headers: Object.entries(headers),
    body: Buffer.from(rawBodyBase64, "base64"),
  };
}

function ruleOf(name: string): ChallengeRule {
  const [rule] = findSource(name)?.challenges ?? [];
  if (rule === undefined) throw new Error(`${name} has no challenge`);
  return rule;
}

const get = (query: string): SignedRequest => ({
  method: "GET",
  url: `/hooks/x?${query}`,
  headers: [],
  body: new Uint8Array(),
});

describe("answerChallenge", () => {
  it.each(questions.filter(({ provider }) => findSource(provider)?.challenges !== undefined))(
    "answers $provider $case",
    (question) => {
      const source = findSource(question.provider);
      const request = requestOf(question);
      const verified =
        source?.verifier !== undefined &&
        verifyRequest(source.verifier, request, [question.secret ?? ""], question.now * 1000).ok;
      const rule = findChallenge(source?.challenges ?? [], request, verified);
      if (rule === null) throw new Error("no row matches");

      const answer = answerChallenge(rule, request, {
        key: question.secret,
        verifyToken: question.verifyToken ?? null,
      });

      expect(answer.ok ? rule.status : 403).toBe(question.expect.status);
      if (answer.ok && question.expect.bodyJson !== undefined)
        expect(JSON.parse(answer.text)).toEqual(question.expect.bodyJson);
      if (answer.ok && question.expect.body !== undefined)
        expect(answer.text).toBe(question.expect.body);
    },
  );

  it("echoes Meta's challenge to who knows the verify token", () => {
    const request = get("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=right");

    const answer = answerChallenge(ruleOf("meta"), request, { key: null, verifyToken: "right" });

    expect(answer).toMatchObject({ ok: true, text: "1158201444" });
  });

  it.each([
    ["no verify token set", "hub.challenge=1&hub.verify_token=", null],
    ["an empty verify token", "hub.challenge=1&hub.verify_token=", ""],
    ["a missing verify token", "hub.challenge=1", "right"],
    [
      "a repeated verify token",
      "hub.challenge=1&hub.verify_token=x&hub.verify_token=right",
      "right",
    ],
    ["no challenge", "hub.verify_token=right", "right"],
    ["a script as challenge", "hub.challenge=%3Cscript%3E&hub.verify_token=right", "right"],
  ])("refuses %s", (_, query, verifyToken) => {
    const answer = answerChallenge(ruleOf("meta"), get(query), { key: "k", verifyToken });

    expect(answer.ok).toBe(false);
  });

  it.each(['{"a":1}', "v0:1760000000:x", "a".repeat(257), "", "a b"])(
    "signs no text that could be more than a challenge: %j",
    (text) => {
      const request = get(new URLSearchParams({ crc_token: text }).toString());

      expect(
        answerChallenge(ruleOf("x-twitter"), request, { key: "k", verifyToken: null }).ok,
      ).toBe(false);
    },
  );

  it.each([null, ""])("signs nothing with the secret %j", (key) => {
    const answer = answerChallenge(ruleOf("x-twitter"), get("crc_token=a"), {
      key,
      verifyToken: null,
    });

    expect(answer).toMatchObject({ ok: false, step: "secret" });
  });

  it("never throws, whatever is asked", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("zoom", "meta", "x-twitter"),
        fc.string(),
        fc.uint8Array(),
        (name, query, body) => {
          const request = { ...get(query), body };

          expect(
            answerChallenge(ruleOf(name), request, { key: "k", verifyToken: "t" }),
          ).toHaveProperty("ok");
        },
      ),
    );
  });
});

describe("findChallenge", () => {
  it("answers Zoom only after the signature was checked", () => {
    const zoom = questions.find(({ provider }) => provider === "zoom");
    if (zoom === undefined) throw new Error("the fixture has no question of Zoom");
    const rules = findSource("zoom")?.challenges ?? [];

    expect(findChallenge(rules, requestOf(zoom), false)).toBeNull();
    expect(findChallenge(rules, requestOf(zoom), true)?.name).toBe("endpoint.url_validation");
  });

  it("finds no question in an event", () => {
    const event = { ...get(""), method: "POST", body: Buffer.from('{"event":"meeting.started"}') };

    expect(findChallenge(findSource("zoom")?.challenges ?? [], event, true)).toBeNull();
    expect(findChallenge(findSource("meta")?.challenges ?? [], get("hub.mode=x"), true)).toBeNull();
  });
});
