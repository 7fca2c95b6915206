// The text of a signature's value becomes its signatures and its other fields (such as a time), and back.

import type { VerifierDescription } from "../core/settings/verifier.ts";
import { cut, fail, found, type Found } from "./verification.ts";

/** How signatures stand in their value; see core/settings/verifier.ts. */
export type Syntax = NonNullable<VerifierDescription["syntax"]>;

/** What was read from a signature's value. */
export interface ParsedSignature {
  /** Signatures as written, still encoded; at least one. */
  readonly signatures: readonly string[];
  /** The values of other keys: `t` -> `["1760000000"]`. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** Most items of a list: more than a rotation needs, and few enough to check each. */
const MOST_ITEMS = 20;
const SPACE_AROUND = /^[ \t]+|[ \t]+$/g;

/** Cuts signatures out of a value. Items of unknown keys are ignored; none of the wanted key is a failure. */
export function parseSignature(value: string, syntax: Syntax = {}): Found<ParsedSignature> {
  const items = splitItems(value, syntax);
  if (items.length > MOST_ITEMS)
    return fail("signature", `the signature lists more than ${MOST_ITEMS} items`);
  const signatures: string[] = [];
  const fields = new Map<string, string[]>();
  for (const item of items) {
    const [key, text] = splitItem(item, syntax);
    if (key !== syntax.key) fields.set(key ?? "", [...(fields.get(key ?? "") ?? []), text]);
    else if (text.startsWith(syntax.prefix ?? ""))
      signatures.push(text.slice((syntax.prefix ?? "").length));
  }
  if (signatures.some((text) => text !== "")) return found({ signatures, fields });
  return fail("signature", "the value holds no signature of the expected form", {
    expected: describeSyntax(syntax),
    seen: cut(value),
    mend: "check that hook and sender mean the same kind of signature",
  });
}

/** Writes a signature as its sender would, with further fields (such as `t`) before it. */
export function writeSignature(
  signature: string,
  syntax: Syntax = {},
  fields: ReadonlyArray<readonly [key: string, value: string]> = [],
): string {
  const text = `${syntax.prefix ?? ""}${signature}`;
  if (syntax.keySeparator === undefined || syntax.key === undefined) return text;
  const items = [...fields, [syntax.key, text] as const];
  return items.map((item) => item.join(syntax.keySeparator)).join(syntax.itemSeparator ?? "");
}

function splitItems(value: string, syntax: Syntax): string[] {
  if (syntax.itemSeparator === undefined) return [value];
  const items = value.split(syntax.itemSeparator).map((item) => item.replace(SPACE_AROUND, ""));
  return items.filter((item) => item !== "");
}

/** `v1=ab` -> `["v1", "ab"]`. Where the syntax has no keys, every item is a signature: its key is undefined, as the syntax's. */
function splitItem(item: string, syntax: Syntax): [string | undefined, string] {
  if (syntax.keySeparator === undefined) return [syntax.key, item];
  const at = item.indexOf(syntax.keySeparator);
  return at === -1 ? ["", item] : [item.slice(0, at), item.slice(at + 1)];
}

function describeSyntax(syntax: Syntax): string {
  const key = syntax.key === undefined ? "" : `${syntax.key}${syntax.keySeparator ?? ""}`;
  const item = `${key}${syntax.prefix ?? ""}<signature>`;
  return syntax.itemSeparator === undefined
    ? item
    : `a list with ${item}, separated by "${syntax.itemSeparator}"`;
}
