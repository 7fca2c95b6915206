import { WakehookError } from "../../../core/records/errors.ts";
import { fixtureNames } from "../../../fixtures/table.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { findSource } from "../../../sources/table.ts";
import { findHook } from "../../send/find-hook.ts";
import { fixtureRequest, neededFixture } from "../../send/fixture-request.ts";
import { sampleRequest } from "../../send/sample-request.ts";
import { record } from "../record-text.ts";
import type { Tool, ToolArguments, ToolDeps } from "../tool.ts";

/** `list_fixtures`. */
export const listFixtures: Tool = {
  title: "List example events",
  meaning: "The names of the example events that test_hook can send, as github/issues.opened.",
  effect: "looks",
  parameters: {},
  run: async () => ({ words: ["Example events."], facts: await fixtureNames() }),
};

/** `test_hook`. */
export const testHook: Tool = {
  title: "Test a hook",
  meaning:
    "Sends a test event through a hook's chain: an example of its sender (fixture), a body of yours (data), or a small one. A hook that is on runs its agent; one that is off refuses it.",
  effect: "adds",
  parameters: {
    hook: { type: "string", meaning: "its id", needed: true },
    fixture: { type: "string", meaning: "an example event, as github/issues.opened" },
    data: { type: "object", meaning: "the body itself" },
    event: { type: "string", meaning: "what data is, as issues.opened; default: the hook's first" },
  },
  async run(deps, args) {
    const id = hookIdOf(args.needed("hook"));
    if (args.text("fixture") !== undefined && args.object("data") !== undefined)
      throw new WakehookError("usage", "fixture and data are both given", { hint: "give one" });
    const request = await requestFor(deps, args);
    const client = await deps.connect();
    const sent = record(await client.post(`/hooks/${id}/send`, request));
    const { delivery_id: delivery } = record(sent["answer"]);
    const taken = typeof sent["status"] === "number" && sent["status"] < 300;
    return {
      words: [
        taken
          ? `The hook took it${typeof delivery === "string" ? `; see show_delivery ${delivery}` : ""}.`
          : "The hook refused it.",
      ],
      facts: sent,
    };
  },
};

async function requestFor({ context }: ToolDeps, args: ToolArguments) {
  const loaded = await findHook(context, hookIdOf(args.needed("hook")));
  const source = findSource(loaded.hook?.source ?? "generic");
  if (source === undefined) throw new WakehookError("not_found", "the hook's source is unknown");
  const unique = `test-${context.randomness.bytes(8).toString("hex")}`;
  const fixture = args.text("fixture");
  if (fixture !== undefined) {
    const made = fixtureRequest(source, await neededFixture(fixture, source), { unique, sets: [] });
    return { headers: made.headers, body_base64: made.body.toString("base64") };
  }
  const event = args.text("event");
  const sample = sampleRequest(source, event === undefined ? loaded.hook?.events : [event], unique);
  const data = args.object("data");
  const body = data === undefined ? sample.body : JSON.stringify(data);
  const headers = sample.headers.map(([name, value]) => [name.toLowerCase(), value]);
  return {
    headers: Object.fromEntries(headers) as Record<string, string>,
    body_base64: Buffer.from(body).toString("base64"),
  };
}
