// Anthropic Messages, as Claude Code uses it.

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
import type { Reply, Wire } from "./wire.ts";

const USAGE = {
  input_tokens: 100,
  output_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};

/** POST /v1/messages. */
export const anthropic: Wire = {
  name: "anthropic",
  matches: (path) => path.endsWith("/v1/messages"),
  key: (headers) => String(headers["x-api-key"] ?? ""),
  read(body) {
    const said = objects(body["messages"]).flatMap((message) => {
      const by = message["role"] === "user" ? "user" : "model";
      if (typeof message["content"] === "string")
        return [{ by, text: message["content"] } as const];
      return objects(message["content"]).map((block) =>
        block["type"] === "tool_result"
          ? ({ by: "tool", text: contentText(block["content"]) } as const)
          : ({ by, text: text(block["text"]) } as const),
      );
    });
    return {
      model: text(body["model"]),
      stream: body["stream"] === true,
      ...heard(said),
      tools: objects(body["tools"]).map((tool) => offeredTool(tool["name"], tool["input_schema"])),
    };
  },
  write(response, conversation, reply) {
    const message = {
      id: nextId("msg"),
      type: "message",
      role: "assistant",
      model: conversation.model,
      stop_sequence: null,
    };
    const stop = reply.kind === "tool" ? "tool_use" : "end_turn";
    const block = contentBlock(reply);
    if (!conversation.stream) {
      sendJson(response, 200, { ...message, content: [block], stop_reason: stop, usage: USAGE });
      return;
    }
    const send = eventStream(response);
    const event = (type: string, rest: object): void => send({ type, ...rest }, type);
    event("message_start", {
      message: { ...message, content: [], stop_reason: null, usage: USAGE },
    });
    event("content_block_start", {
      index: 0,
      content_block: reply.kind === "tool" ? { ...block, input: {} } : { ...block, text: "" },
    });
    event("content_block_delta", {
      index: 0,
      delta:
        reply.kind === "tool"
          ? { type: "input_json_delta", partial_json: JSON.stringify(reply.input) }
          : { type: "text_delta", text: reply.text },
    });
    event("content_block_stop", { index: 0 });
    event("message_delta", {
      delta: { stop_reason: stop, stop_sequence: null },
      usage: { output_tokens: USAGE.output_tokens },
    });
    event("message_stop", {});
    response.end();
  },
  error(status, message) {
    const type =
      {
        401: "authentication_error",
        404: "not_found_error",
        429: "rate_limit_error",
        529: "overloaded_error",
      }[status] ?? "api_error";
    return { status, body: { type: "error", error: { type, message } } };
  },
  usageLimit(seconds) {
    const message = "This request would exceed your account's rate limit. Please try again later.";
    return {
      status: 429,
      headers: {
        "retry-after": String(seconds),
        "anthropic-ratelimit-unified-status": "rejected",
        "anthropic-ratelimit-unified-representative-claim": "five_hour",
        "anthropic-ratelimit-unified-reset": String(secondIn(seconds)),
      },
      body: { type: "error", error: { type: "rate_limit_error", message } },
    };
  },
};

function contentBlock(reply: Reply): Record<string, unknown> {
  return reply.kind === "tool"
    ? { type: "tool_use", id: nextId("toolu"), name: reply.name, input: reply.input }
    : { type: "text", text: reply.text };
}
