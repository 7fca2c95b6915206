// Questions on a terminal. The package is loaded when the first question is asked.

import { WakehookError } from "../../core/records/errors.ts";

/** Asks whoever sits at the terminal. */
export interface Ask {
  text(question: string, preset?: string): Promise<string>;
  /** Nobody who looks at the terminal reads the answer. */
  secret(question: string): Promise<string>;
  confirm(question: string, preset: boolean): Promise<boolean>;
  choose(question: string, choices: readonly AskChoice[]): Promise<string>;
}

/** One answer to choose from. */
export interface AskChoice {
  readonly value: string;
  readonly meaning: string;
}

/**
 * Questions through @inquirer/prompts; they go to standard error, so that standard output stays data.
 * @throws WakehookError `refused` where the question was left with Ctrl-C.
 */
export function createAsk(streams: {
  stdin: NodeJS.ReadableStream;
  stderr: NodeJS.WritableStream;
}): Ask {
  const context = { input: streams.stdin, output: streams.stderr };
  const prompts = () => import("@inquirer/prompts");
  return {
    async text(question, preset) {
      const { input } = await prompts();
      const config = preset === undefined ? {} : { default: preset };
      return (await orCancel(input({ message: question, ...config }, context))).trim();
    },
    async secret(question) {
      const { password } = await prompts();
      return (await orCancel(password({ message: question, mask: true }, context))).trim();
    },
    async confirm(question, preset) {
      const { confirm } = await prompts();
      return orCancel(confirm({ message: question, default: preset }, context));
    },
    async choose(question, choices) {
      const { select } = await prompts();
      const options = choices.map(({ value, meaning }) => ({
        value,
        name: meaning === "" ? value : `${value}: ${meaning}`,
      }));
      return orCancel(select({ message: question, choices: options }, context));
    },
  };
}

async function orCancel<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError")
      throw new WakehookError("refused", "left at a question; nothing was changed", {
        cause: error,
      });
    throw error;
  }
}
