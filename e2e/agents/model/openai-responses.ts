// OpenAI Responses, as Codex uses it. A stream must end with response.completed.

import {
  contentText,
  eventStream,
  heard,
  nextId,
  objects,
  offeredTool,
  secondIn,
  sendJson,
  text,
} from "./wire.ts";
import type { Json, OfferedTool, Reply, Said, Wire } from "./wire.ts";

function saidIn(item: Json): Said[] {
  const type = text(item["type"]);
  if (type.endsWith("_output") && type !== "tool_search_output")
    return [{ by: "tool", text: contentText(item["output"]) || JSON.stringify(item["output"]) }];
  if (item["role"] === "user") return [{ by: "user", text: contentText(item["content"]) }];
  return item["role"] === "assistant" ? [{ by: "model", text: contentText(item["content"]) }] : [];
}

/** POST /v1/responses. */
export const openaiResponses: Wire = {
  name: "openai-responses",
  matches: (path) => path.endsWith("/responses"),
  key: (headers) => String(headers.authorization ?? "").replace(/^Bearer /, ""),
  read(body) {
    const items = objects(body["input"]);
    const found = items.filter((item) => item["type"] === "tool_search_output");
    // Nothing is looked for twice.
    const offered = objects(body["tools"])
      .flatMap(toolsOf)
      .filter(({ name }) => found.length === 0 || name !== "tool_search");
    return {
      model: text(body["model"]),
      stream: body["stream"] === true,
      ...heard(items.flatMap(saidIn)),
      tools: [...offered, ...found.flatMap((item) => objects(item["tools"]).flatMap(toolsOf))],
    };
  },
  write(response, conversation, reply) {
    const item = outputItem(reply);
    const whole = {
      id: nextId("resp"),
      object: "response",
      created_at: 1_700_000_000,
      model: conversation.model,
      status: "completed",
      output: [item],
      usage: {
        input_tokens: 100,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 10,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 110,
      },
    };
    if (!conversation.stream) {
      sendJson(response, 200, whole);
      return;
    }
    const send = eventStream(response);
    let number = 0;
    const event = (type: string, rest: object): void =>
      send({ type, sequence_number: number++, ...rest }, type);
    event("response.created", { response: { ...whole, status: "in_progress", output: [] } });
    event("response.output_item.added", { output_index: 0, item });
    if (reply.kind === "text")
      event("response.output_text.delta", {
        item_id: item["id"],
        output_index: 0,
        content_index: 0,
        delta: reply.text,
      });
    event("response.output_item.done", { output_index: 0, item });
    event("response.completed", { response: whole });
    response.end();
  },
  error(status, message) {
    const code = { 401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded" }[
      status
    ];
    return { status, body: { error: { message, type: "invalid_request_error", code } } };
  },
  usageLimit: (seconds) => ({
    status: 429,
    body: {
      error: {
        type: "usage_limit_reached",
        message: "The usage limit has been reached",
        plan_type: "pro",
        resets_at: secondIn(seconds),
        resets_in_seconds: seconds,
      },
    },
  }),
};

/** Those of an MCP server come in a namespace: `namespace/name` here. */
function toolsOf(tool: Json): OfferedTool[] {
  const name = text(tool["name"]);
  if (tool["type"] === "custom") return [offeredTool(`custom:${name}`, {})];
  if (tool["type"] !== "namespace")
    return [offeredTool(tool["name"] ?? tool["type"], tool["parameters"])];
  return objects(tool["tools"]).map((inner) =>
    offeredTool(`${name}/${text(inner["name"])}`, inner["parameters"]),
  );
}

function outputItem(reply: Reply): Json {
  if (reply.kind === "text")
    return {
      type: "message",
      id: nextId("msg"),
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: reply.text, annotations: [] }],
    };
  const call = { id: nextId("fc"), call_id: nextId("call"), status: "completed" };
  if (reply.name.startsWith("custom:"))
    return {
      type: "custom_tool_call",
      ...call,
      name: reply.name.slice(7),
      input: text(reply.input["input"]),
    };
  if (reply.name === "tool_search")
    return { type: "tool_search_call", ...call, execution: "client", arguments: reply.input };
  const [name, namespace] = reply.name.split("/").toReversed();
  return {
    type: "function_call",
    ...call,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    arguments: JSON.stringify(reply.input),
  };
}
