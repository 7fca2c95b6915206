// The routes about the program that makes the hook listener reachable from outside.

import { snakeKeys } from "../../core/wire/wire-keys.ts";
import type { Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** Their handlers. */
export function createExposeHandlers(
  { expose }: Pick<AdminDeps, "expose">,
  answers: Answers,
): Handlers<"showExpose" | "retryExpose"> {
  return {
    showExpose: () => answers.json(snakeKeys(expose.status())),
    retryExpose() {
      expose.retry();
      return answers.json(snakeKeys(expose.status()));
    },
  };
}
