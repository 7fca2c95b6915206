import { describe, expect, it } from "vitest";
import { fingerprint } from "../../../src/core/secrets/fingerprint.ts";
import { hideSecrets, presentedTokens } from "../../../src/core/secrets/hide-secrets.ts";

const SECRET = `a-long"secret\\with/ä+$&`;
const SHOWN = fingerprint(SECRET);

function hide(body: string | Uint8Array, secrets: readonly string[] = [SECRET]) {
  return hideSecrets({ headers: [], path: "/", body: Buffer.from(body) }, secrets);
}

describe("hideSecrets", () => {
  it.each([
    ["in JSON", (secret: string) => JSON.stringify({ secret, rest: "ü\u0000" })],
    ["in a form", (secret: string) => `a=%zz&secret=${encodeURIComponent(secret)}`],
    ["in plain words", (secret: string) => `the secret is ${secret}!`],
  ])("replaces a secret of the body %s, and nothing else", (_, written) => {
    const { body } = hide(written(SECRET));

    expect(Buffer.from(body).toString()).toBe(written(SHOWN).replaceAll("%3A", ":"));
  });

  it("replaces a secret of any header and of the path", () => {
    const hidden = hideSecrets(
      {
        headers: [["x-own", `v1 ${SECRET}`]],
        path: `/hooks/a?x=${encodeURIComponent(SECRET)}`,
        body: new Uint8Array(),
      },
      [SECRET],
    );

    expect(hidden).toMatchObject({
      headers: [["x-own", `v1 ${SHOWN}`]],
      path: `/hooks/a?x=${SHOWN}`,
    });
  });

  it("gives back the very bytes of a body without a secret, also where they are no text", () => {
    const body = Buffer.from([0xff, 0x00, 0xfe]);
    const request = { headers: [], path: "/", body };

    expect(hideSecrets(request, [SECRET]).body).toBe(body);
    expect(hideSecrets(request, [])).toBe(request);
  });

  it.each(["secret", "sha256:0123456789abcdef"])(
    "leaves alone what may be an ordinary word, or a stored hash: %s",
    (secret) => {
      expect(Buffer.from(hide(`a ${secret} b`, [secret]).body).toString()).toBe(`a ${secret} b`);
    },
  );
});

describe("presentedTokens", () => {
  it("gives the bearer token of a request", () => {
    expect(presentedTokens([["authorization", "bearer  tok en"]])).toEqual(["tok en"]);
    expect(presentedTokens([["authorization", "Basic abc"]])).toEqual([]);
    expect(presentedTokens([["x-other", "Bearer abc"]])).toEqual([]);
  });
});
