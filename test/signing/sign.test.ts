import { describe, expect, it } from "vitest";
import type { WakehookError } from "../../src/core/records/errors.ts";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { signRequest } from "../../src/signing/sign.ts";
import { verifyRequest, type SignedRequest } from "../../src/signing/verify.ts";
import { SOURCES } from "../../src/sources/table.ts";
import { makeKeyTexts } from "./key-pairs.ts";

const NOW_MS = 1_760_000_000_000;
const SECRET = Buffer.from("a secret of 32 bytes in base64..").toString("base64");
const HEX_SECRET = Buffer.from(SECRET).toString("hex");

/** A request that carries what some senders put into header and body before they sign. */
const REQUEST: SignedRequest = {
  method: "POST",
  url: "https://hooks.example.com/hooks/x",
  headers: [
    ["webhook-id", "msg_1"],
    ["svix-id", "msg_1"],
    ["twitch-eventsub-message-id", "id-1"],
  ],
  body: Buffer.from(`{"webhookTimestamp":${NOW_MS}}`),
};

const signable = Object.values(SOURCES).flatMap(({ name, verifier }) => {
  const [place] = verifier?.signature ?? [];
  // Travis signs a form: below. Tokens (JWT) are a sender's own work.
  if (verifier === undefined || verifier.kind === "jwt" || name === "travis") return [];
  return place !== undefined && "header" in place ? [{ name, verifier }] : [];
});

function keysOf(verifier: VerifierDescription): { signing: string; verifying: string } {
  if (verifier.key === "hex") return { signing: HEX_SECRET, verifying: HEX_SECRET };
  if (verifier.kind !== "public_key") return { signing: SECRET, verifying: SECRET };
  const { privatePem, publicText } = makeKeyTexts(verifier);
  return { signing: privatePem, verifying: publicText };
}

describe("signRequest", () => {
  it.each(signable)("signs as $name does", ({ verifier }) => {
    const keys = keysOf(verifier);
    const added = signRequest(verifier, REQUEST, keys.signing, NOW_MS);
    const request = { ...REQUEST, headers: [...REQUEST.headers, ...added] };

    expect(verifyRequest(verifier, request, [keys.verifying], NOW_MS)).toEqual({
      ok: true,
      keyIndex: 0,
    });
    if (verifier.kind !== "static")
      expect(
        verifyRequest(verifier, { ...request, body: Buffer.from("{}") }, [keys.verifying], NOW_MS)
          .ok,
      ).toBe(false);
  });

  it("signs form fields and RSA (travis)", () => {
    const verifier = SOURCES["travis"]?.verifier;
    if (verifier === undefined) throw new Error("travis is gone");
    const { privatePem, publicText } = makeKeyTexts(verifier);
    const form = { ...REQUEST, body: Buffer.from("payload=%7B%7D&x=1") };
    const headers = signRequest(verifier, form, privatePem, NOW_MS);

    expect(verifyRequest(verifier, { ...form, headers }, [publicText], NOW_MS).ok).toBe(true);
    expect(
      verifyRequest(
        verifier,
        { ...form, headers, body: Buffer.from("payload=%7B%7D+") },
        [publicText],
        NOW_MS,
      ).ok,
    ).toBe(false);
  });

  it.each([
    ["a signature in the body", "mailgun", REQUEST, SECRET],
    ["a credential in the URL", "docker-hub", REQUEST, SECRET],
    ["a signed header that is not there", "standard-webhooks", { ...REQUEST, headers: [] }, SECRET],
    ["a signed URL that is not known", "square", { ...REQUEST, url: "/x" }, SECRET],
    ["a token", "netlify", REQUEST, SECRET],
    ["a scheme of its own", "twilio", REQUEST, SECRET],
    ["an empty secret", "github", REQUEST, ""],
    ["an empty credential", "gitlab", REQUEST, ""],
    ["a secret that is no key", "svix", REQUEST, "whsec_!"],
  ])("says why it cannot sign: %s", (_, name, request, secret) => {
    const verifier = SOURCES[name]?.verifier;
    if (verifier === undefined) throw new Error(`${name} is gone`);

    expect(() => signRequest(verifier, request, secret, NOW_MS)).toThrow(
      expect.objectContaining({ code: "refused" } satisfies Partial<WakehookError>) as Error,
    );
  });
});
