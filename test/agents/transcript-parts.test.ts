import { array, assert, integer, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { failureKind, failureStatus } from "../../src/agents/outcome/failure.ts";
import { lastRecordIn, parseRecord } from "../../src/agents/providers/fields.ts";
import { createLineSplitter } from "../../src/agents/process/lines.ts";

describe("createLineSplitter", () => {
  it("gives the same lines however the bytes are cut", () => {
    assert(
      property(
        array(string({ unit: "binary" })),
        array(integer({ min: 1, max: 7 }), { minLength: 1 }),
        (texts, sizes) => {
          const bytes = Buffer.from(texts.join("\n"));
          const splitter = createLineSplitter();
          const lines: string[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const end = at + (sizes[turn % sizes.length] ?? 1);
            lines.push(...splitter.feed(bytes.subarray(at, end)));
            at = end;
          }
          lines.push(splitter.rest());
          expect(lines).toEqual(bytes.toString("utf8").split("\n"));
        },
      ),
    );
  });

  it("leaves a line over the bound out, and goes on behind it", () => {
    const splitter = createLineSplitter(10);

    const lines = [
      ...splitter.feed(Buffer.from("x".repeat(8))),
      ...splitter.feed(Buffer.from("y".repeat(8))),
    ];
    lines.push(...splitter.feed(Buffer.from("\nshort\n")));

    expect(lines).toEqual(["", "short"]);
  });
});

describe("parseRecord", () => {
  it.each(["", "words", "[1]", "null", "{", '{"a":1} x', "3"])("takes %j for no record", (line) => {
    expect(parseRecord(line)).toBeNull();
  });

  it("reads an object", () => {
    expect(parseRecord(' {"type":"x"}\r')).toEqual({ type: "x" });
  });
});

describe("lastRecordIn", () => {
  it("finds the object behind a stack trace that has braces of its own", () => {
    const text = 'Error: x {\n  status: 400\n}\n{\n  "error": {\n    "code": 400\n  }\n}\n';

    expect(lastRecordIn(text)).toEqual({ error: { code: 400 } });
  });

  it.each(["", "}", "{ not json }", "at f (file) {\n  code: 1\n}"])("finds none in %j", (text) => {
    expect(lastRecordIn(text)).toBeNull();
  });
});

describe("failureKind", () => {
  it.each([
    ["Failed to authenticate. API Error: 401 invalid key", "auth"],
    ['{"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}}', "auth"],
    ["Not logged in · Please run /login", "auth"],
    ["OAuth token has expired", "auth"],
    ["unexpected status 503 Service Unavailable: scripted", "overloaded"],
    ["API Error: 529 overloaded_error", "overloaded"],
    ["exceeded retry limit, last status: 429 Too Many Requests", "limit"],
    ["You've hit your limit · resets 3pm", "limit"],
    ["Claude AI usage limit reached", "limit"],
    ["There's an issue with the selected model (no-such).", "model"],
    ["models/no-such is not found", "model"],
    ["The model `x` does not exist or you do not have access to it", "model"],
    ["Connection refused by a firewall (ECONNREFUSED)", "unreachable"],
    ["exception TypeError: fetch failed sending request", "unreachable"],
    ["Connection failed: error sending request", "unreachable"],
    ["Cannot connect to API: Unable to connect.", "unreachable"],
    ["something else", null],
    ["error: unknown option '--nonsense'", null],
  ])("reads %j as %s", (text, kind) => {
    expect(failureKind({ text })).toBe(kind);
  });

  it("believes the HTTP status before the words, and a stated kind before both", () => {
    expect(failureKind({ text: "overloaded", httpStatus: 401 })).toBe("auth");
    expect(failureKind({ text: "x", httpStatus: 401, kind: "budget" })).toBe("budget");
  });

  it("answers long words in a moment", () => {
    const started = performance.now();

    failureKind({ text: "model ".repeat(100_000) });

    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe("failureStatus", () => {
  it.each([
    ["auth", "error:auth_claude"],
    ["model", "error:model_claude"],
    ["unreachable", "error:unreachable"],
    ["max_turns", "error:max_turns"],
    ["budget", "error:budget"],
  ] as const)("makes %s %s", (kind, status) => {
    expect(failureStatus(kind, "claude")).toBe(status);
  });
});
