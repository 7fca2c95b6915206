// In: arguments as a model wrote them, and what the tool takes. Out: values of the right kinds, or words that mend it.

import { WakehookError } from "../../core/records/errors.ts";
import { nearestName } from "../../core/text/nearest.ts";
import type { Tool, ToolArguments, ToolParameter } from "./tool.ts";

type Values = Readonly<Record<string, unknown>>;

/** The JSON Schema of a tool's arguments, as the protocol lists it. */
export function inputSchema(parameters: Tool["parameters"]) {
  const entries = Object.entries(parameters);
  return {
    type: "object" as const,
    properties: Object.fromEntries(entries.map(([name, one]) => [name, schemaOf(one)])),
    required: entries.filter(([, { needed }]) => needed === true).map(([name]) => name),
    additionalProperties: false,
  };
}

function schemaOf({ type, meaning, oneOf, least, most }: ToolParameter) {
  return {
    type,
    description: meaning,
    ...(oneOf === undefined ? {} : { enum: [...oneOf] }),
    ...(least === undefined ? {} : { minimum: least }),
    ...(most === undefined ? {} : { maximum: most }),
  };
}

/**
 * Reads arguments strictly: what is unknown, missing or of another kind is refused by name.
 * @throws WakehookError `usage`.
 */
export function readArguments(given: Values, parameters: Tool["parameters"]): ToolArguments {
  const names = Object.keys(parameters);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(parameters, name)) continue;
    const nearest = nearestName(name, names);
    const all = names.length === 0 ? "it takes none" : `it takes ${names.join(", ")}`;
    throw new WakehookError("usage", `there is no argument ${shown(name)}`, {
      hint: nearest === undefined ? all : `did you mean ${nearest}? ${all}`,
    });
  }
  const values = new Map<string, unknown>();
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined && value !== null) values.set(name, checked(name, value, parameter));
    else if (parameter.needed === true)
      throw new WakehookError("usage", `the argument ${name} is missing`, {
        hint: `${name}: ${parameter.meaning}`,
      });
  }
  return argumentsOf(values);
}

function argumentsOf(values: ReadonlyMap<string, unknown>): ToolArguments {
  return {
    needed: (name) => values.get(name) as string,
    text: (name) => values.get(name) as string | undefined,
    whole: (name) => values.get(name) as number | undefined,
    flag: (name) => values.get(name) === true,
    object: (name) => values.get(name) as Values | undefined,
  };
}

function checked(name: string, value: unknown, parameter: ToolParameter): unknown {
  if (fits(value, parameter)) return value;
  throw new WakehookError("usage", `the argument ${name} cannot be ${shown(value)}`, {
    hint: `it takes ${takes(parameter)}`,
  });
}

function fits(value: unknown, { type, oneOf, least, most }: ToolParameter): boolean {
  if (type === "object")
    return typeof value === "object" && value !== null && !Array.isArray(value);
  if (type === "integer")
    return Number.isSafeInteger(value) && within(value as number, { least, most });
  if (typeof value !== type) return false;
  return type !== "string" || isText(value as string, oneOf);
}

function isText(value: string, oneOf: readonly string[] | undefined): boolean {
  return value !== "" && (oneOf?.includes(value) ?? true);
}

function within(
  value: number,
  bounds: { least: number | undefined; most: number | undefined },
): boolean {
  return value >= (bounds.least ?? value) && value <= (bounds.most ?? value);
}

function takes({ type, oneOf, least, most }: ToolParameter): string {
  if (oneOf !== undefined) return `one of ${oneOf.join(", ")}`;
  if (type === "integer" && least !== undefined && most !== undefined)
    return `a whole number from ${least} to ${most}`;
  return {
    string: "a text",
    integer: "a whole number",
    boolean: "true or false",
    object: "an object",
  }[type];
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 80);
}
