// OpenAI chat completions, as opencode's compatible provider uses it.

import {
  contentText,
  eventStream,
  heard,
  nextId,
  object,
  objects,
  offeredTool,
  sendJson,
  text,
} from "./wire.ts";
import type { Said, Wire } from "./wire.ts";

const USAGE = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };

const SPEAKERS: Readonly<Record<string, Said["by"]>> = {
  user: "user",
  assistant: "model",
  tool: "tool",
};

/** POST /v1/chat/completions. */
export const openaiChat: Wire = {
  name: "openai-chat",
  matches: (path) => path.endsWith("/chat/completions"),
  key: (headers) => String(headers.authorization ?? "").replace(/^Bearer /, ""),
  read(body) {
    const messages = objects(body["messages"]);
    const said = messages.flatMap((message) => {
      const by = SPEAKERS[text(message["role"])];
      return by === undefined ? [] : [{ by, text: contentText(message["content"]) }];
    });
    return {
      model: text(body["model"]),
      stream: body["stream"] === true,
      ...heard(said),
      tools: objects(body["tools"]).map((tool) => {
        const { name, parameters } = object(tool["function"]);
        return offeredTool(name, parameters);
      }),
    };
  },
  write(response, conversation, reply) {
    const base = { id: nextId("chatcmpl"), created: 1_700_000_000, model: conversation.model };
    const calls =
      reply.kind === "tool"
        ? [
            {
              index: 0,
              id: nextId("call"),
              type: "function",
              function: { name: reply.name, arguments: JSON.stringify(reply.input) },
            },
          ]
        : undefined;
    const message = {
      role: "assistant",
      content: reply.kind === "text" ? reply.text : null,
      ...(calls === undefined ? {} : { tool_calls: calls }),
    };
    const finish = calls === undefined ? "stop" : "tool_calls";
    if (!conversation.stream) {
      const choices = [{ index: 0, message, finish_reason: finish }];
      sendJson(response, 200, { ...base, object: "chat.completion", choices, usage: USAGE });
      return;
    }
    const send = eventStream(response);
    const chunk = (delta: object, reason: string | null): void =>
      send({
        ...base,
        object: "chat.completion.chunk",
        choices: [{ index: 0, delta, finish_reason: reason }],
      });
    chunk(message, null);
    chunk({}, finish);
    send({ ...base, object: "chat.completion.chunk", choices: [], usage: USAGE });
    send("[DONE]");
    response.end();
  },
  error(status, message) {
    const code = { 401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded" }[
      status
    ];
    return { status, body: { error: { message, type: "invalid_request_error", code } } };
  },
  usageLimit(seconds) {
    const message = `Rate limit reached for model on requests per day. Please try again in ${seconds}s.`;
    return {
      status: 429,
      headers: { "retry-after": String(seconds) },
      body: { error: { message, type: "requests", code: "rate_limit_exceeded" } },
    };
  },
};
