// What a new hook is called and says where its owner says nothing, by what arrives.

import type { Source } from "../events/source.ts";

/** By event name; `*` is for the rest. Names like {{issue_title}} come from the preset. */
const PROMPTS: Readonly<Record<string, string>> = {
  issues: `A GitHub issue needs a look: #{{issue_number}} in {{repository_name}}, by {{issue_author}}.

Title: {{issue_title}}

{{issue_body}}

Look at the code in this folder. Say in a few sentences what the issue is about, where in the code it belongs, what probably causes it, and what you would do next.`,
  pull_request: `A GitHub pull request needs a look: #{{pull_request_number}} in {{repository_name}}, by {{pull_request_author}}.

Title: {{pull_request_title}}

{{pull_request_body}}

Look at the code in this folder. Say in a few sentences what the change is about, what it may break, and what a reviewer should look at first.`,
  issue_comment: `A comment was written on #{{issue_number}} ({{issue_title}}) in {{repository_name}}, by {{comment_author}}:

{{comment_body}}

Look at the code in this folder and say in a few sentences what would be a good answer.`,
  push: `Somebody pushed to {{repository_name}}. The last commit says:

{{commit_message}}

Say in a few sentences what changed and whether it needs attention.`,
  "*": "An event arrived; its content is below. Say in a few sentences what happened, and what should be done about it.",
};

/** The prompt that the preset suggests, or that for the first of the event patterns. */
export function defaultPrompt(
  { name, suggests }: Pick<Source, "name" | "suggests">,
  patterns: readonly string[] | undefined,
): string {
  if (suggests?.prompt !== undefined) return suggests.prompt;
  const event = name === "github" ? (patterns?.[0] ?? "*").split(".")[0] : "*";
  const named = event !== undefined && Object.hasOwn(PROMPTS, event) ? PROMPTS[event] : undefined;
  return named ?? PROMPTS["*"] ?? "";
}

/** The message of mode notify. Of a script nobody knows what it sends. */
export function defaultMessage({ name }: Pick<Source, "name">): string {
  return name === "generic" ? "An event arrived:\n{{$payload}}" : "{{$event}} on {{$entity}}";
}

/** What it is called. `about`: the name of its folder. */
export function defaultTitle({ name, title }: Source, about: string | undefined): string {
  const what = about === undefined ? "" : ` for ${about}`;
  return name === "generic" ? `Events${what}` : `${title} events${what}`;
}
