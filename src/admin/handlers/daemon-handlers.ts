// The routes about the daemon as a whole: its state, its stop, its events.

import type { Source } from "../../core/events/source.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { wirePause, wireProblem } from "../../core/wire/wire.ts";
import { refusal, safeHeaders, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { EventFeed } from "../events/event-feed.ts";
import type { Handlers } from "../handler.ts";
import type { AnswerOf } from "../openapi/answers.ts";

/** What the handlers need beside the deps. */
export interface DaemonParts {
  readonly answers: Answers;
  readonly feed: EventFeed;
  readonly stopping: AbortSignal;
}

/** The handlers of status, stop and events. */
export function createDaemonHandlers(
  deps: AdminDeps,
  { answers, feed, stopping }: DaemonParts,
): Handlers<"health" | "openapi" | "listSources" | "status" | "stop" | "reload" | "watch"> {
  let document: Promise<AnswerOf<"openapi">> | undefined;

  /** Its schemas are read and built when somebody asks for them: a start needs none. */
  async function makeDocument(): Promise<AnswerOf<"openapi">> {
    const { openApiDocument } = await import("../openapi/document.ts");
    return openApiDocument(deps.version);
  }

  return {
    health: () => answers.json({ status: "ok" }),
    openapi: async () => answers.json(await (document ??= makeDocument())),
    listSources: () => answers.json({ sources: deps.sources.map(wireSource) }),
    status: () => answers.json(statusOf(deps, stopping.aborted)),
    stop() {
      deps.log.info("stop was asked for through the admin API");
      deps.requestStop();
      return answers.json({ stopping: true }, 202);
    },
    async reload() {
      await deps.reload();
      const { hooks, problems } = deps.settings();
      return answers.json({ hooks: hooks.size, problems: problems.length });
    },
    watch({ query, request, caller }) {
      if (stopping.aborted) return refusal("shutting_down", "the daemon is stopping");
      const filter = { ...query, mayGoOn: caller.isStillGood };
      const stream = feed.open(filter, request.headers.get("last-event-id"));
      if (stream === null)
        return refusal("too_many_watchers", "too many watch the events already", "close some");
      const headers = safeHeaders("text/event-stream", { "x-accel-buffering": "no" });
      return new Response(stream, { headers });
    },
  };
}

function wireSource({ name, aliases = [], title, secretFrom, knownEvents }: Source) {
  return {
    name,
    aliases,
    title,
    secret_from: secretFrom ?? "wakehook",
    known_events: knownEvents ?? null,
  };
}

function statusOf(deps: AdminDeps, isStopping: boolean): AnswerOf<"status"> {
  const settings = deps.settings();
  const hooks = [...settings.hooks.values()];
  const inState = (state: string) => hooks.filter((hook) => hook.state === state).length;
  return {
    version: deps.version,
    state: isStopping ? "stopping" : "running",
    started_at: deps.startedAt,
    now: deps.clock.now(),
    addresses: deps.addresses(),
    counts: deps.dispatcher.counts(),
    pauses: deps.dispatcher.pauses().map(wirePause),
    hooks: {
      total: hooks.length,
      valid: inState("valid"),
      stale: inState("stale"),
      invalid: inState("invalid"),
      disabled: hooks.filter(({ hook }) => hook?.enabled === false).length,
    },
    public_base_url: settings.config.webhooks.publicBaseUrl ?? null,
    expose: snakeKeys(deps.expose.status()),
    features: settings.config.features,
    safe_mode: settings.config.safeMode,
    problems: settings.problems.map(wireProblem),
  };
}
