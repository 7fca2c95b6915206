// In: a placeholder's name and what is known of a delivery. Out: the text that it stands for.

import type { HeaderList } from "../records/delivery.ts";
import { readPath } from "../events/json-path.ts";

/** What a template can speak of. */
export interface TemplateContext {
  /** The parsed body. */
  readonly payload: unknown;
  readonly event: string | null;
  readonly entity: string | null;
  readonly deliveryId: string;
  /** How much later than it was sent it came in, seconds; absent: it was not late. */
  readonly lateSeconds?: number | undefined;
  readonly headers: HeaderList;
  readonly method: string;
  /** Path and query, without credentials. */
  readonly path: string;
  /** Short names of the source: `issue_title` -> `issue.title`. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** What `$report` stands for where something is told of a run; absent: it is a key of the payload. */
  readonly report?: Readonly<Record<string, unknown>> | undefined;
}

/** Names that are wakehook's own. Everything else with a `$` is a key of the payload. */
const OWN_ROOTS: ReadonlySet<string> = new Set([
  "$event",
  "$entity",
  "$payload",
  "$delivery",
  "$headers",
]);

/** The other way to say it, as older programs write it: `webhook.body.title`. */
const ALIAS_ROOT = "webhook";

/**
 * The text that a placeholder stands for: strings as they are, all else as compact JSON, `*` joined
 * with ", ". Looked up among wakehook's own `$` names, then in the payload, then among the source's
 * short names, then the aliases `webhook.body`, `.headers`, `.path`, `.method`. So a short name or an
 * alias never hides a key of the payload, and `$payload.<path>` reaches every key whatever its name.
 * @returns null where nothing stands there, or JSON's null; never throws.
 */
export function placeholderText(name: string, context: TemplateContext): string | null {
  const { path, value } = lookUp(name, context);
  if (!Array.isArray(value) || !path.split(".").includes("*")) return valueText(value);
  const texts = value.map((item) => valueText(item)).filter((text) => text !== null);
  return texts.length === 0 && value.length > 0 ? null : texts.join(", ");
}

/** The value of a placeholder as JSON, in its own kind; `null` where nothing stands there. Never throws. */
export function placeholderJson(name: string, context: TemplateContext): string {
  try {
    return JSON.stringify(lookUp(name, context).value) ?? "null";
  } catch {
    return "null";
  }
}

function lookUp(name: string, context: TemplateContext): { path: string; value: unknown } {
  const [root] = splitRoot(name);
  const isReport = root === "$report" && context.report !== undefined;
  if (isReport || OWN_ROOTS.has(root))
    return { path: name, value: knownValue(name.slice(1), context) };
  const value = payloadValue(name, context.payload);
  if (value !== undefined) return { path: name, value };
  const longName = ownValue(context.names, name);
  if (typeof longName === "string")
    return { path: longName, value: readPath(context.payload, longName) };
  if (root !== ALIAS_ROOT) return { path: name, value: undefined };
  return { path: name, value: knownValue(name.slice(ALIAS_ROOT.length + 1), context) };
}

function valueText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  // JSON has no word for 1e999, which is Infinity once it is read.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  try {
    return JSON.stringify(value) ?? null;
  } catch {
    // A RangeError: nested deeper than the stack allows.
    return "[not shown: nested too deep]";
  }
}

function knownValue(name: string, context: TemplateContext): unknown {
  const [root, rest] = splitRoot(name);
  const below = (value: unknown): unknown => (rest === null ? value : readPath(value, rest));
  switch (root) {
    case "payload":
    case "body":
      return below(context.payload);
    case "headers":
      return rest === null ? headerRecord(context.headers) : headerValue(context.headers, rest);
    case "delivery":
      return below({ id: context.deliveryId, late_seconds: context.lateSeconds ?? 0 });
    case "report":
      return below(context.report);
    case "event":
      return below(context.event);
    case "entity":
      return below(context.entity);
    case "path":
      return below(context.path);
    case "method":
      return below(context.method);
    default:
      return undefined;
  }
}

function payloadValue(name: string, payload: unknown): unknown {
  const value = readPath(payload, name);
  if (value !== undefined || !name.includes(".")) return value;
  // A key that holds a dot itself: `{"issue.title": ...}`.
  return ownValue(payload, name);
}

function ownValue(object: unknown, key: string): unknown {
  if (typeof object !== "object" || object === null || !Object.hasOwn(object, key))
    return undefined;
  return (object as Record<string, unknown>)[key];
}

function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = headers.filter(([header]) => header === wanted).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}

function headerRecord(headers: HeaderList): Record<string, string | undefined> {
  return Object.fromEntries(headers.map(([name]) => [name, headerValue(headers, name)]));
}

function splitRoot(name: string): [root: string, rest: string | null] {
  const dot = name.indexOf(".");
  return dot === -1 ? [name, null] : [name.slice(0, dot), name.slice(dot + 1)];
}
