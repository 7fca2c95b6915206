import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMask } from "../../../src/core/secrets/mask.ts";

const SECRET = 's3cr"et/with+ä\n ';

describe("createMask", () => {
  const mask = createMask([SECRET]);
  const base64 = Buffer.from(SECRET).toString("base64");

  it.each([
    ["as it is", SECRET],
    ["in JSON", JSON.stringify(SECRET).slice(1, -1)],
    ["in JSON inside JSON", JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    [
      "in JSON inside JSON inside JSON",
      JSON.stringify(JSON.stringify(JSON.stringify(SECRET))).slice(7, -7),
    ],
    ["in a URL", encodeURIComponent(SECRET)],
    ["in a URL in lower case", encodeURIComponent(SECRET).toLowerCase()],
    ["in a form", new URLSearchParams([["", SECRET]]).toString().slice(1)],
    ["in hexadecimal", Buffer.from(SECRET).toString("hex")],
    ["in hexadecimal in upper case", Buffer.from(SECRET).toString("hex").toUpperCase()],
    ["in base64", base64],
    ["in base64 without padding", base64.replaceAll("=", "")],
    ["in base64url", Buffer.from(SECRET).toString("base64url")],
  ])("masks a secret %s", (_, form) => {
    expect(mask(`before ${form} after`)).toBe("before *** after");
  });

  it("masks a secret inside longer base64, as in Basic credentials", () => {
    for (const user of ["u", "us", "use", "user"]) {
      const text = Buffer.from(`${user}:${SECRET}-and-more`).toString("base64");
      const shown = mask(text);

      expect(shown).toContain("***");
      expect(shown.length).toBeLessThan(text.length - 15);
    }
  });

  it("masks the longer of two secrets whole", () => {
    expect(createMask(["secret", "secret-longer"])("a secret-longer b secret c")).toBe(
      "a *** b *** c",
    );
  });

  it("masks all of two secrets that overlap", () => {
    expect(createMask(["abcdef", "defghi"])("xabcdefghiy")).toBe("x***y");
    expect(createMask(["aaaaaa"])("aaaaaaaaab")).toBe("***b");
  });

  it("masks at the start and at the end, and every time", () => {
    expect(createMask(["secret"])("secretXsecret")).toBe("***X***");
  });

  it("leaves short secrets and texts without a secret alone", () => {
    const text = "nothing here, abcde";

    expect(createMask(["", "abcde"])(text)).toBe(text);
    expect(mask(text)).toBe(text);
    expect(createMask([])(SECRET)).toBe(SECRET);
  });

  it("never throws, and leaves no secret", () => {
    const secret = fc
      .string({ unit: "binary", minLength: 6, maxLength: 20 })
      .filter((text) => !text.includes("*"));
    fc.assert(
      fc.property(fc.array(secret), fc.array(fc.string({ unit: "binary" })), (secrets, texts) => {
        const masked = createMask(secrets)([...texts, ...secrets, ...texts].join("*"));

        for (const each of secrets) expect(masked).not.toContain(each);
      }),
    );
  });

  it("is quick on a long text with many secrets", () => {
    const many = createMask(
      Array.from({ length: 100 }, (_, index) => `secret-number-${index}-of-many`),
    );
    const started = performance.now();
    many("an ordinary line of a log that holds no secret at all\n".repeat(10_000));

    expect(performance.now() - started).toBeLessThan(3000);
  });
});
