import { expect, it } from "vitest";
import {
  isSealed,
  openSecret,
  sealKeyOf,
  sealSecret,
} from "../../../src/settings/load/sealed-secret.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";

const key = sealKeyOf("a".repeat(43));
const other = sealKeyOf("b".repeat(43));
const owner = "subscription ci secret";
const seal = (secret: string) => sealSecret(secret, { key, owner }, systemRandomness);

it.each(["s", "whsec_" + "x".repeat(100), "söcret\n", ""])("opens what it sealed: %j", (secret) => {
  const sealed = seal(secret);

  expect(isSealed(sealed)).toBe(true);
  expect(openSecret(sealed, { keys: [other, key], owner })).toBe(secret);
});

it("never writes the same twice", () => {
  expect(seal("s")).not.toBe(seal("s"));
});

it("opens nothing for another owner, with another key, or that was altered", () => {
  const sealed = seal("secret");
  // Not the last character: not all of its bits count.
  const at = sealed.length - 5;
  const altered = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);

  expect(openSecret(sealed, { keys: [key], owner: "subscription other secret" })).toBeNull();
  expect(openSecret(sealed, { keys: [other], owner })).toBeNull();
  expect(openSecret(sealed.replace(key.id, other.id), { keys: [other], owner })).toBeNull();
  expect(openSecret(altered, { keys: [key], owner })).toBeNull();
  expect(openSecret(sealed.slice(0, 60), { keys: [key], owner })).toBeNull();
  expect(openSecret("sealed:v1:", { keys: [key], owner })).toBeNull();
});
