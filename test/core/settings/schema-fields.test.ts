import { describe, expect, it } from "vitest";
import { z } from "zod";
import { HOOK_FIELDS } from "../../../src/core/settings/hook.ts";
import { Config, CONFIG_FIELDS } from "../../../src/core/settings/config.ts";
import {
  asWritten,
  fieldNamesAt,
  marksOf,
  mayBeAbsent,
  schemaAt,
  shapeOf,
} from "../../../src/core/settings/schema-fields.ts";

const SHAPE = {
  name: z.string(),
  note: z.string().optional().meta({ description: "n", secret: true }),
  nested: z
    .strictObject({ list: z.array(z.strictObject({ deep: z.int() }).transform((v) => v)) })
    .transform((value) => value)
    .prefault({ list: [] })
    .meta({ description: "n", pending: true }),
};

describe("schemaAt", () => {
  it.each([
    [["name"], "string"],
    [["nested", "list"], "array"],
    [["nested", "list", 3, "deep"], "number"],
  ])("finds the field at %j", (path, type) => {
    expect(schemaAt(SHAPE, path)?.def.type).toBe(type);
  });

  it.each([[["none"]], [["name", "x"]], [["nested", "x", "y"]], [[0]], [[]], [["constructor"]]])(
    "finds nothing at %j",
    (path) => {
      expect(schemaAt(SHAPE, path)).toBeUndefined();
    },
  );
});

describe("fieldNamesAt", () => {
  it("lists the names on top and in nested objects, none elsewhere", () => {
    expect(fieldNamesAt(SHAPE, [])).toEqual(["name", "note", "nested"]);
    expect(fieldNamesAt(SHAPE, ["nested", "list", 0])).toEqual(["deep"]);
    expect(fieldNamesAt(SHAPE, ["name"])).toEqual([]);
    expect(fieldNamesAt(SHAPE, ["none"])).toEqual([]);
  });
});

describe("marks and shapes", () => {
  it("are read through optional, default and transform", () => {
    expect(marksOf(SHAPE.note)).toEqual({ secret: true, pending: false });
    expect(marksOf(SHAPE.nested)).toEqual({ secret: false, pending: true });
    expect(Object.keys(shapeOf(SHAPE.nested) ?? {})).toEqual(["list"]);
    expect(shapeOf(SHAPE.name)).toBeUndefined();
  });

  it("tell which fields of a hook may be left out", () => {
    const needed = Object.entries(HOOK_FIELDS).filter(([, field]) => !mayBeAbsent(field));

    expect(needed.map(([name]) => name)).toEqual(["id", "title", "mode"]);
  });
});

describe("asWritten", () => {
  it("gives back what its owner wrote, names of the owner's own untouched", () => {
    const written = {
      webhooks: { max_body_bytes: 5000 },
      agents: { max_concurrent_per_provider: { claude: 2 } },
      features: { sender_reports: true },
      mcp_servers: [{ name: "a", command: ["a"], environment: { API_KEY: "x", myVar: "y" } }],
      targets: [
        { name: "c", kind: "command", command: ["x"] },
        { name: "b", kind: "http", url: "https://a.example/", secret: "s", headers: { xY: "1" } },
      ],
      subscriptions: [
        {
          id: "s",
          url: "https://a.example/",
          secret: "s",
          headers: { "X-API-Key": "k" },
          sign: {
            kind: "hmac",
            algorithm: "sha256",
            key: "utf8",
            signature: [{ header: "X-S" }],
            syntax: { item_separator: ",", key_separator: "=", key: "v1" },
            content: ["body"],
            encoding: "hex",
          },
        },
      ],
    };

    expect(asWritten(Config, Config.parse(written))).toMatchObject(written);
    expect(Object.keys(asWritten(Config, Config.parse({})) as object).sort()).toEqual(
      Object.keys(CONFIG_FIELDS)
        .filter((name) => name !== "timezone" && name !== "expose")
        .sort(),
    );
  });
});
