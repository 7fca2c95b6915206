// Fields of a hook: what an agent is started with.

import * as z from "zod";
import { ByProvider } from "./by-provider.ts";
import { meaning } from "./field-marks.ts";
import { providerName } from "./providers.ts";

const text = z.string();
const names = z.array(z.string().min(1));
const positive = z.number().positive();

/** Fields of a hook: what an agent is started with. */
export const AGENT_FIELDS = {
  task_folder: text
    .optional()
    .meta(
      meaning("where the agent runs: relative to tasks/, or absolute inside tasks/ or task_roots"),
    ),
  provider: z
    .union([text, names])
    .transform((named) =>
      typeof named === "string" ? providerName(named) : named.map(providerName),
    )
    .optional()
    .meta(
      meaning(
        "the agent CLI: claude, codex, gemini, opencode; of a list the first that is healthy and has a free slot",
      ),
    ),
  model: ByProvider.optional().meta(
    meaning(
      'the model, as the CLI calls it: of the first provider, or one for each: {"claude": "opus", "codex": "gpt-5"}',
    ),
  ),
  reasoning_effort: ByProvider.optional().meta(
    meaning("reasoning effort, as the CLI calls it; of the first provider, or one for each"),
  ),
  cli_parameters: z.array(z.string()).default([]).meta(meaning("further arguments for the CLI")),
  permission: z
    .enum(["read_only", "edit", "full"])
    .default("read_only")
    .meta(meaning("what the agent may do")),
  timeout_seconds: positive
    .max(604_800)
    .default(900)
    .meta(meaning("a run is ended after this many seconds")),
} as const;
