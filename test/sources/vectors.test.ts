import { describe, expect, it } from "vitest";
import { verifyRequest } from "../../src/signing/verify.ts";
import { findSource, sourceNames } from "../../src/sources/table.ts";
import { requestOf, vectors } from "../signing/vector.ts";

/** Presets by another name, and Bitbucket, whose documentation has the same example as Jira's: proved by the vectors of the first. */
const SAME_AS: Readonly<Record<string, string>> = { gitlab: "gitlab-token", bitbucket: "jira" };

describe.each(provedNames())("%s", (name) => {
  const own = vectors.filter((vector) => vector.provider === (SAME_AS[name] ?? name));

  it("has a request to accept", () => {
    expect(own.some((vector) => vector.valid)).toBe(true);
  });

  it.each(own)("judges $case", (vector) => {
    const verifier = findSource(name)?.verifier;
    if (verifier === undefined) throw new Error(`${name} has no verifier`);

    const verdict = verifyRequest(verifier, requestOf(vector), [vector.secret], vector.now * 1000);

    expect({ ok: verdict.ok, verdict }).toMatchObject({ ok: vector.valid });
  });
});

/** The owner's own choice authenticates `generic`; the others without vectors say so themselves. */
function provedNames(): string[] {
  return sourceNames().filter((name) => name !== "generic" && findSource(name)?.unproved !== true);
}
