import { describe, expect, it } from "vitest";
import {
  fillForward,
  isSecretForwardHeader,
  type Forward,
  type ForwardSecrets,
} from "../../../src/core/outbound/forward-request.ts";
import type { DeliveryId } from "../../../src/core/records/ids.ts";

const NONE: ForwardSecrets = { url: null, secret: null, headers: {} };

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
}

function send(
  forward: Partial<Forward>,
  given: { body?: Buffer; secrets?: Partial<ForwardSecrets>; contentType?: string } = {},
): Sent | string {
  const filled = fillForward(
    { url: "https://e.org/in", ...forward },
    { ...NONE, ...given.secrets },
    {
      delivery: {
        id: "dlv_1" as DeliveryId,
        event: "push",
        entity: "a#1",
        method: "PUT",
        path: "/hooks/a",
        contentType: given.contentType ?? "application/json",
        source: "generic",
      },
      content: {
        headers: [["authorization", "Bearer fingerprint:abc"]],
        body: given.body ?? Buffer.from('{"title":"say \\"hi\\"","n":5,"lines":"a\\r\\nx: y"}'),
      },
      source: undefined,
    },
  );
  if (!filled.ok) return filled.reason;
  const { method, url, headers, body } = filled.request;
  const text = body === null ? null : Buffer.from(body).toString("utf8");
  return { method, url: url.href, headers: Object.fromEntries(headers), body: text };
}

describe("fillForward", () => {
  it("sends the payload as it came, with its type, where nothing else is written", () => {
    const body = Buffer.from('{ "a":\t1 }\n');

    expect(send({}, { body, contentType: "application/json; charset=utf-8" })).toEqual({
      method: "POST",
      url: "https://e.org/in",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: '{ "a":\t1 }\n',
    });
  });

  it("fills method, headers and body in", () => {
    const forward = {
      url: "https://e.org/{{n}}",
      method: "{{webhook.method}}",
      headers: { "X-Title": "{{lines}}\r\nb: {{title}}" },
      body: '{"text": "{{title}}", "n": {{n}}}',
    };

    expect(send(forward)).toEqual({
      method: "PUT",
      url: "https://e.org/5",
      headers: { "content-type": "application/json", "x-title": 'a x: y b: say "hi"' },
      body: '{"text": "say \\"hi\\"", "n": 5}',
    });
  });

  it.each([
    [{ body: "hello {{title}}" }, "text/plain; charset=utf-8", 'hello say "hi"'],
    [
      { body: "a={{title}}", headers: { "content-type": "application/x-www-form-urlencoded" } },
      "application/x-www-form-urlencoded",
      "a=say+%22hi%22",
    ],
    [
      { body: "<a>{{title}}</a>", headers: { "Content-Type": "application/atom+xml" } },
      "application/atom+xml",
      "<a>say &#34;hi&#34;</a>",
    ],
    [
      { body: '"{{title}}"', headers: { "content-type": "application/vnd.a+json" } },
      "application/vnd.a+json",
      '"say \\"hi\\""',
    ],
  ])("encodes a body as its type asks: %j", (forward, type, body) => {
    const headers = { "content-type": type };
    expect(send(forward)).toMatchObject({ headers, body });
  });

  it("sends secret headers as they are, and no template of them", () => {
    const forward = { headers: { Authorization: "(secret)", "X-A": "{{n}}" } };
    const secrets = { headers: { Authorization: "Bearer {{n}}" } };

    expect(send(forward, { secrets })).toMatchObject({
      headers: { authorization: "Bearer {{n}}", "x-a": "5" },
    });
    expect(send(forward)).toBe("forward.headers.Authorization cannot be had");
  });

  it("takes the URL from where it stands", () => {
    const secrets = { url: "https://hooks.example/T0/secret" };

    expect(send({ url: "env:URL" }, { secrets })).toMatchObject({ url: secrets.url });
  });

  it("has no body with GET", () => {
    expect(send({ method: "get" })).toMatchObject({ method: "GET", headers: {}, body: null });
  });

  it("passes on none of the credentials that came in", () => {
    const sent = send({ headers: { "X-From": "{{$headers.authorization}}" } });

    expect(sent).toMatchObject({ headers: { "x-from": "Bearer fingerprint:abc" } });
  });

  it.each([
    [{ method: "{{title}}" }, /forward.method is none of/],
    [{ url: "https://e.org/{{gone}}" }, /has no value/],
    [{ url: `https://e.org/${"a".repeat(9000)}` }, /characters/],
    [{ body: "{{$payload}}".repeat(1100) }, /bytes/],
  ])("makes no request: %#", (forward, reason) => {
    const body = Buffer.from(JSON.stringify({ title: "x".repeat(25_000) }));

    expect(send(forward, { body })).toMatch(reason);
  });
});

describe("isSecretForwardHeader", () => {
  it.each([
    ["Authorization", "Bearer abc", true],
    ["X-Api-Key", "abc", true],
    ["X-Any", "env:NAME", true],
    ["X-Any", "Bearer file:/path", true],
    ["X-Gitlab-Token", "{{a}}", true],
    ["X-Event", "{{$event}}", false],
    ["X-Note", "see file: none", false],
  ])("%s: %s", (name, value, isSecret) => {
    expect(isSecretForwardHeader(name, value)).toBe(isSecret);
  });
});
