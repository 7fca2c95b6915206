import { describe, expect, it } from "vitest";
import { VerifierDescription } from "../../../src/core/settings/verifier.ts";
import { writeVerifier } from "../../../src/core/settings/write-verifier.ts";
import { SOURCES } from "../../../src/sources/table.ts";

const described = Object.values(SOURCES).flatMap(({ name, verifier }) =>
  verifier === undefined ? [] : [{ name, verifier }],
);

describe("writeVerifier", () => {
  it.each(described)("writes $name so that `verify` reads the same", ({ verifier }) => {
    const written: unknown = JSON.parse(JSON.stringify(writeVerifier(verifier)));

    expect(VerifierDescription.parse(written)).toEqual(verifier);
  });

  it("leaves the names of claims as the sender writes them", () => {
    const written = writeVerifier({
      kind: "jwt",
      jwt: { algorithm: "HS256", claims: { emailVerified: true }, maxAgeSeconds: 60 },
    });

    expect(written).toEqual({
      kind: "jwt",
      jwt: { algorithm: "HS256", claims: { emailVerified: true }, max_age_seconds: 60 },
    });
  });
});
