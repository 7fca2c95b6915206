// Gemini's generateContent, as Gemini CLI uses it. A wrong key is its HTTP 400.

import {
  eventStream,
  heard,
  nextId,
  object,
  objects,
  offeredTool,
  sendJson,
  text,
} from "./wire.ts";
import type { Wire } from "./wire.ts";

const GOOGLE_STATUS: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  503: "UNAVAILABLE",
};

/** POST /v1beta/models/M:generateContent and :streamGenerateContent. */
export const gemini: Wire = {
  name: "gemini",
  matches: (path) => /:(stream)?generateContent$/i.test(path),
  key: (headers) => String(headers["x-goog-api-key"] ?? ""),
  read(body, path) {
    const said = objects(body["contents"]).flatMap((content) => {
      const by = content["role"] === "model" ? "model" : "user";
      return objects(content["parts"]).map((part) =>
        part["functionResponse"] === undefined
          ? ({ by, text: text(part["text"]) } as const)
          : ({
              by: "tool",
              text: JSON.stringify(object(part["functionResponse"])["response"]),
            } as const),
      );
    });
    const settings = object(body["generationConfig"]);
    const schema = settings["responseJsonSchema"] ?? settings["responseSchema"];
    return {
      model: /models\/([^:]+):/.exec(path)?.[1] ?? "",
      stream: path.includes(":stream"),
      ...heard(said),
      tools: objects(body["tools"])
        .flatMap((tool) => objects(tool["functionDeclarations"]))
        .map((tool) =>
          offeredTool(tool["name"], tool["parametersJsonSchema"] ?? tool["parameters"]),
        ),
      wantsJson: schema === undefined ? undefined : object(schema),
    };
  },
  write(response, conversation, reply) {
    const part =
      reply.kind === "tool"
        ? { functionCall: { id: nextId("call"), name: reply.name, args: reply.input } }
        : { text: reply.text };
    const answer = {
      candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 },
      modelVersion: conversation.model,
      responseId: nextId("resp"),
    };
    if (!conversation.stream) {
      sendJson(response, 200, answer);
      return;
    }
    eventStream(response)(answer);
    response.end();
  },
  error(status, message) {
    const code = status === 401 ? 400 : status;
    return {
      status: code,
      body: { error: { code, message, status: GOOGLE_STATUS[code] ?? "UNKNOWN" } },
    };
  },
  usageLimit(seconds) {
    const message = `You exceeded your current quota, please check your plan and billing details. Please retry in ${seconds}.07s.`;
    const details = [
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: `${seconds}s` },
    ];
    return {
      status: 429,
      body: { error: { code: 429, message, status: "RESOURCE_EXHAUSTED", details } },
    };
  },
};
