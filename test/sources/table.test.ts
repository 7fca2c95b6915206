import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventOf } from "../../src/core/events/event.ts";
import { expandTemplate } from "../../src/core/text/template.ts";
import { readPath } from "../../src/core/events/json-path.ts";
import type { HeaderList } from "../../src/core/records/delivery.ts";
import { readHeader } from "../../src/signing/read-header.ts";
import { SCHEMES } from "../../src/signing/schemes/table.ts";
import { findSource, sourceNames, SOURCES } from "../../src/sources/table.ts";

/** What a sender sends, cut to what its preset reads; and what the preset must find: event and delivery id. */
interface Example {
  readonly name: string;
  readonly headers?: HeaderList;
  readonly payload: unknown;
  readonly event: string | null;
  readonly id: string | null;
}

const EXAMPLES = JSON.parse(
  readFileSync(new URL("fixtures/examples.json", import.meta.url), "utf8"),
) as readonly Example[];

const NO_CONTEXT = {
  event: null,
  entity: null,
  deliveryId: "",
  headers: [],
  method: "POST",
  path: "/",
};

function idOf({ name, headers = [], payload }: Example): string | null {
  for (const place of findSource(name)?.deliveryId ?? []) {
    if ("header" in place) {
      const value = readHeader(headers, place.header, "content");
      if (value.ok) return value.value;
    } else if ("json" in place) {
      const value = readPath(payload, place.json);
      if (typeof value === "string" || typeof value === "number") return String(value);
    }
  }
  return null;
}

describe("SOURCES", () => {
  it.each(EXAMPLES)("finds event and delivery id of $name: $event", (example) => {
    const source = findSource(example.name);
    if (source === undefined) throw new Error(`${example.name} is gone`);

    const event = eventOf(source, example.headers ?? [], example.payload);

    expect(event?.full ?? null).toBe(example.event);
    expect(idOf(example)).toBe(example.id);
  });

  it("has an example of every preset", () => {
    expect([...new Set(EXAMPLES.map(({ name }) => name))].sort()).toEqual(sourceNames());
  });

  it.each(Object.values(SOURCES))("says how to set up $name", (source) => {
    const lines = source.setup.join("\n");

    expect(lines).toContain("{url}");
    if (source.secretFrom === "sender") expect(lines).toContain("`secret`");
    else expect(lines).toMatch(/\{secret\}|`secret`/);
    if (source.signsUrl === true) expect(lines).toContain("`public_url`");
  });

  it.each(Object.values(SOURCES))("keeps the rows of $name consistent", (source) => {
    const { content, scheme } = source.verifier ?? {};
    const signsUrl =
      scheme === undefined ? (content?.includes("url") ?? false) : SCHEMES[scheme].signsUrl;
    const hasForm = source.bodyShapes.some((shape) => shape.startsWith("form"));

    expect(source.signsUrl ?? false).toBe(signsUrl);
    expect(source.contentTypes.includes("application/x-www-form-urlencoded")).toBe(hasForm);
    expect(source.successStatus).toBeGreaterThanOrEqual(200);
    expect(source.successStatus).toBeLessThan(300);
    expect(source.deliveryIdSigned && source.deliveryId.length === 0).toBe(false);
  });

  it.each(Object.values(SOURCES).filter(({ verifier }) => verifier !== undefined))(
    "recognises a repeat of $name, by a signed id or by its bytes",
    (source) => {
      const byId = source.deliveryIdSigned || source.verifier?.kind === "static";

      expect(
        byId ? source.deliveryId.length > 0 || source.digestSeconds : source.digestSeconds,
      ).toBeTruthy();
    },
  );

  it.each(Object.values(SOURCES))("marks the signed id of $name truthfully", (source) => {
    // Both cover the whole body: by its CRC-32, and field by field.
    const coversBody = ["paypal", "aws-sns"].includes(source.verifier?.scheme ?? "");
    const content = coversBody ? ["body" as const] : (source.verifier?.content ?? []);
    const isCovered = source.deliveryId.every((place) =>
      "header" in place
        ? content.some(
            (part) => typeof part === "object" && "header" in part && part.header === place.header,
          )
        : content.includes("body") ||
          content.some((part) => JSON.stringify(part) === JSON.stringify(place)),
    );

    if (source.deliveryIdSigned) expect(isCovered).toBe(true);
  });
});

describe("entities and names", () => {
  it.each(Object.values(SOURCES))("of $name are templates with paths", (source) => {
    for (const template of source.entity) {
      const { placeholders } = expandTemplate(template, { ...NO_CONTEXT, payload: {} });

      expect([template, placeholders]).toEqual([template, template.split("{{").length - 1]);
      expect(placeholders).toBeGreaterThan(0);
    }
    for (const path of Object.values(source.names ?? {}))
      expect(path).toMatch(/^[\w*-]+(\.[\w*-]+)*$/);
  });
});

describe("findSource", () => {
  it.each(["", "toString", "__proto__", "GitHub"])("finds nothing under %j", (name) => {
    expect(findSource(name)).toBeUndefined();
  });

  it("finds a preset under its other names, which are nobody's own and in no list", () => {
    const aliases = Object.values(SOURCES).flatMap(({ aliases: names = [] }) => names);

    expect(findSource("lemonsqueezy")?.name).toBe("lemon-squeezy");
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(sourceNames().filter((name) => aliases.includes(name))).toEqual([]);
  });

  it("finds each preset under its own name", () => {
    for (const name of sourceNames()) expect(findSource(name)?.name).toBe(name);
  });
});
