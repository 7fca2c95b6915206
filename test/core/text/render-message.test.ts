import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DeliveryId } from "../../../src/core/records/ids.ts";
import { renderMessage } from "../../../src/core/text/render-message.ts";

/** Put behind what a chat would act on. */
const JOINER = "\u2060";

function messageOf(messageTemplate: string | undefined, payload: unknown = {}, title = "Issues") {
  return renderMessage({
    hook: { title, messageTemplate },
    delivery: {
      id: "dlv_1" as DeliveryId,
      event: "issues.opened",
      entity: "octo/site#1",
      method: "POST",
      path: "/hooks/a",
      contentType: "application/json",
      source: "github",
    },
    content: { headers: [], body: Buffer.from(JSON.stringify(payload)) },
    source: undefined,
  });
}

function textOf(...args: Parameters<typeof messageOf>): string {
  const message = messageOf(...args);
  return message.ok ? message.text : `refused: ${message.reason}`;
}

describe("renderMessage", () => {
  it("fills the template, and says what has no value", () => {
    expect(messageOf("New: {{title}} ({{$entity}}) {{gone}}", { title: "A bug" })).toEqual({
      ok: true,
      text: "New: A bug (octo/site#1) {{?gone}}",
      missing: ["gone"],
    });
  });

  it("calls nobody with a sender's words, and with the owner's", () => {
    const text = textOf("@me: {{title}}", { title: "@everyone <!channel> <@U1>" });

    expect(text).toBe(`@me: @${JOINER}everyone <${JOINER}!channel> <@${JOINER}U1>`);
  });

  it("shows what a terminal would act on", () => {
    expect(textOf("New: {{title}}", { title: "\u001b[2Jx\ud83d" })).toBe(
      String.raw`New: \x1b[2Jx\ud83d`,
    );
  });

  it.each([
    ["{{title}}", "Issues: /kick me"],
    [" \n{{empty}}{{title}} is new", "Issues:  \n/kick me is new"],
    ["New: {{title}}", "New: /kick me"],
    ["{{gone}}", "{{?gone}}"],
  ])("never begins with a sender's words: %j", (template, text) => {
    expect(textOf(template, { title: "/kick me", empty: "" })).toBe(text);
  });

  it("cuts a value and not the owner's words", () => {
    const text = textOf("Begin {{a}} end", { a: "x".repeat(200_000) });

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/^Begin x+ \[…cut by wakehook: .*\] end$/);
  });

  it.each([undefined, "", " \n"])("says so where the hook has none: %j", (template) => {
    expect(textOf(template)).toBe("refused: no message: set message_template");
  });

  it("hands on why the payload cannot be read", () => {
    expect(textOf("x", [])).toMatch(/^refused: the body is a JSON array/);
  });

  it("throws for nothing, and lets no value begin a message or call somebody", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (title) => {
        const text = textOf("{{title}}", { title });
        expect(text.startsWith("Issues: ") || title.trim() === "").toBe(true);
        expect(text).not.toMatch(new RegExp(`@(?!${JOINER})`));
      }),
    );
  });
});
