// In: a fixture and the preset of its sender. Out: the request as that sender would post it, unsigned, with an id of its own.

import { WakehookError } from "../../core/records/errors.ts";
import { readPath } from "../../core/events/json-path.ts";
import { nearestName } from "../../core/text/nearest.ts";
import type { Source } from "../../core/events/source.ts";
import { findFixture, fixtureNames, type NamedFixture } from "../../fixtures/table.ts";
import { splitPath, withPath } from "../../core/settings/dotted-path.ts";

type Json = Readonly<Record<string, unknown>>;

/** A request before it is signed. Header names in lower case. */
export interface OutgoingRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** true: an example, so a time and an id may be written into it; false: the owner's own bytes. */
  readonly isExample: boolean;
}

/**
 * The fixture of a typed name: `github/issues.opened`, or `issues.opened` alone for the hook's own source.
 * @throws WakehookError `not_found`, with the nearest one.
 */
export async function neededFixture(typed: string, source: Source): Promise<NamedFixture> {
  const found = (await findFixture(typed)) ?? (await findFixture(`${source.name}/${typed}`));
  if (found !== undefined) return found;
  const nearest = nearestName(typed, await fixtureNames());
  throw new WakehookError("not_found", `there is no fixture "${typed}"`, {
    hint:
      nearest === undefined
        ? "see them all with: wakehook send --list-fixtures"
        : `did you mean ${nearest}?`,
  });
}

/**
 * Builds the request of a fixture.
 * @param unique goes where the sender's delivery id stands, so that a second one is no repeat
 * @param sets `path=value` texts: changes of the payload, made last
 */
export function fixtureRequest(
  source: Source,
  { fixture }: NamedFixture,
  change: { readonly unique: string; readonly sets: readonly string[] },
): OutgoingRequest {
  const isForm = fixture.as === "form";
  const headers: Record<string, string> = {
    "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
    ...fixture.headers,
  };
  const payload = withSets(
    withId(source, { headers, payload: fixture.payload }, change.unique),
    change.sets,
  );
  const text = isForm ? formText(payload) : JSON.stringify(payload);
  return { headers, body: Buffer.from(text), isExample: true };
}

/** A body of JSON with `path=value` changes. @throws WakehookError `usage`. */
export function changedBody(body: Buffer, sets: readonly string[]): Buffer {
  const payload = jsonOrText(body.toString("utf8"));
  if (typeof payload === "object" && payload !== null && !Array.isArray(payload))
    return Buffer.from(JSON.stringify(withSets({ ...payload }, sets)));
  throw new WakehookError("usage", "--set changes a JSON object, and the body is none");
}

/** A value is JSON where it can be read as such, otherwise text. */
function withSets(payload: Json, sets: readonly string[]): Json {
  let changed = { ...payload };
  for (const set of sets) {
    const at = set.indexOf("=");
    if (at < 1)
      throw new WakehookError("usage", `--set "${set}" is no change`, {
        hint: "write it as path=value: issue.title=Broken",
      });
    changed = withPath(changed, splitPath(set.slice(0, at)), jsonOrText(set.slice(at + 1)));
  }
  return changed;
}

function withId(
  source: Source,
  request: { headers: Record<string, string>; payload: Json },
  unique: string,
): Json {
  const { headers, payload } = request;
  for (const place of source.deliveryId) {
    if ("header" in place) {
      headers[place.header.toLowerCase()] = unique;
      return payload;
    }
    if ("json" in place && readPath(payload, place.json) !== undefined)
      return withPath({ ...payload }, place.json.split("."), unique);
  }
  return payload;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function formText(fields: Json): string {
  const texts = Object.entries(fields).map(([name, value]) => [name, String(value)] as const);
  return new URLSearchParams(Object.fromEntries(texts)).toString();
}
