import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  hmacProblems,
  signHookHmac,
  verifyHookHmac,
  type HmacOptions,
} from "../../src/signing/hook-hmac.ts";

const SECRET = "hook secret";
const BODY = Buffer.from('{"a":"é"}');
const OPTIONS: HmacOptions = {
  hmacHeader: "X-Sig",
  hmacAlgorithm: "sha256",
  hmacEncoding: "hex",
};
const digest = (
  content: string | Uint8Array = BODY,
  algorithm = "sha256",
  encoding: "hex" | "base64" = "hex",
) => createHmac(algorithm, SECRET).update(content).digest(encoding);

const judge = (options: Partial<HmacOptions>, value: string, secret = SECRET) =>
  verifyHookHmac({ ...OPTIONS, ...options }, secret, [["x-sig", value]], BODY);

const STRIPE: Partial<HmacOptions> = {
  hmacSigRegex: "v1=([0-9a-f]+)",
  hmacPayloadPrefixRegex: "t=(\\d+)",
};
const stripe = (time: string) => digest(Buffer.concat([Buffer.from(`${time}.`), BODY]));

describe("verifyHookHmac", () => {
  it.each([
    ["the default prefix", {}, `sha256=${digest()}`],
    ["no prefix at all", {}, digest()],
    ["hex in upper case", {}, `sha256=${digest().toUpperCase()}`],
    ["sha1 with its own prefix", { hmacAlgorithm: "sha1" }, `sha1=${digest(BODY, "sha1")}`],
    [
      "sha512 in base64",
      { hmacAlgorithm: "sha512", hmacEncoding: "base64" },
      digest(BODY, "sha512", "base64"),
    ],
    ["a prefix of the owner's", { hmacSigPrefix: "v0=" }, `v0=${digest()}`],
    ["an empty prefix, which means the default", { hmacSigPrefix: "" }, `sha256=${digest()}`],
    ["a regular expression", { hmacSigRegex: "sig=([^;]+)" }, `x=1;sig=${digest()};y=2`],
    ["a time before the body", STRIPE, `t=17,v1=${stripe("17")}`],
  ] as ReadonlyArray<[string, Partial<HmacOptions>, string]>)("takes %s", (_, options, value) => {
    expect(judge(options, value)).toEqual({ ok: true, keyIndex: 0 });
  });

  it.each([
    ["comparison", "another body", {}, digest("x")],
    ["comparison", "another time", STRIPE, `t=18,v1=${stripe("17")}`],
    ["comparison", "a body signed without its time", STRIPE, `t=17,v1=${digest()}`],
    ["signature", "a payload prefix that does not match", STRIPE, `v1=${digest()}`],
    [
      "signature",
      "a signature that does not match the expression",
      STRIPE,
      `t=17,v2=${stripe("17")}`,
    ],
    ["signature", "an empty group", { hmacSigRegex: "v1=(.*)" }, "v1="],
    ["signature", "a signature that is a byte short", {}, digest().slice(2)],
    ["signature", "junk after the signature", {}, `${digest()}zz`],
    [
      "signature",
      "base64 with junk",
      { hmacEncoding: "base64" },
      `${digest(BODY, "sha256", "base64")}!`,
    ],
    ["signature", "a weaker algorithm than the hook's", {}, `sha1=${digest(BODY, "sha1")}`],
    ["signature", "letters outside ASCII", {}, "sha256=\u00e9"],
    ["signature", "an empty header", {}, ""],
    ["description", "an expression that is none", { hmacSigRegex: "(" }, digest()],
    ["description", "an expression without a group", { hmacSigRegex: "v1=.+" }, `v1=${digest()}`],
    ["description", "no header name", { hmacHeader: "" }, digest()],
  ] as ReadonlyArray<[string, string, Partial<HmacOptions>, string]>)(
    "stops at the step %s for %s",
    (step, _, options, value) => {
      expect(judge(options, value)).toMatchObject({ ok: false, step });
    },
  );

  it("refuses an empty secret, though the signature is right by it", () => {
    const value = createHmac("sha256", "").update(BODY).digest("hex");

    expect(judge({}, value, "")).toMatchObject({ ok: false, step: "secret" });
  });

  it("refuses a missing and a repeated header", () => {
    const header = ["x-sig", digest()] as const;

    expect(verifyHookHmac(OPTIONS, SECRET, [], BODY)).toMatchObject({ step: "signature" });
    expect(verifyHookHmac(OPTIONS, SECRET, [header, header], BODY)).toMatchObject({
      step: "signature",
    });
  });

  it("names neither the secret nor the right signature", () => {
    const words = JSON.stringify(judge({}, digest("x")));

    expect(words).not.toContain(SECRET);
    expect(words).not.toContain(digest());
  });
});

describe("signHookHmac", () => {
  it.each([
    {},
    { hmacAlgorithm: "sha512" },
    { hmacEncoding: "base64" },
    { hmacSigPrefix: "v0=" },
  ] as const)("signs what the verifier takes: %j", (options) => {
    const headers = signHookHmac({ ...OPTIONS, ...options }, SECRET, BODY);

    expect(verifyHookHmac({ ...OPTIONS, ...options }, SECRET, headers, BODY).ok).toBe(true);
  });

  it.each([{ hmacSigRegex: "(.+)" }, { hmacPayloadPrefixRegex: "(.+)" }, { hmacHeader: "" }])(
    "says that it cannot turn round %j",
    (options) => {
      expect(() => signHookHmac({ ...OPTIONS, ...options }, SECRET, BODY)).toThrow(/.{10}/);
    },
  );
});

describe("hmacProblems", () => {
  it("finds nothing wrong with usable options", () => {
    expect(hmacProblems({ ...OPTIONS, ...STRIPE })).toEqual([]);
  });

  it("names each field with its reason", () => {
    const problems = hmacProblems({
      hmacAlgorithm: "sha256",
      hmacEncoding: "hex",
      hmacSigRegex: "a(?=b)",
      hmacPayloadPrefixRegex: "no group",
    });

    expect(problems.map(({ field }) => field)).toEqual([
      "hmac_header",
      "hmac_sig_regex",
      "hmac_payload_prefix_regex",
    ]);
  });
});
