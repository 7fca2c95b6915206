// What of the answers of GitHub, GitLab and MCP servers is read, as their documents have it.

import * as z from "zod";

const Comments = z.array(z.object({ id: z.int(), body: z.string().nullish() }));
const CheckRuns = z.object({
  check_runs: z.array(z.object({ id: z.int(), external_id: z.string().nullish() })),
});
const PullRequest = z.object({ head: z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) }) });
const OfPullRequest = z.object({ issue: z.object({ pull_request: z.looseObject({}) }) });
const Notes = z.array(z.object({ id: z.int(), body: z.string(), created_at: z.string() }));
const RpcMessage = z.looseObject({
  id: z.unknown(),
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
});
const ToolResult = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ text: z.string().optional() })).optional(),
});
const Opened = z.looseObject({ protocolVersion: z.string() });

/** A note of GitLab. */
export type GitlabNote = z.output<typeof Notes>[number];
/** A message of JSON-RPC that may be an answer. */
export type RpcMessage = z.output<typeof RpcMessage>;

/** Comments of an issue; undefined: it is no list of them. */
export function githubComments(json: unknown): z.output<typeof Comments> | undefined {
  return Comments.safeParse(json).data;
}

/** Check runs of a commit; undefined: it is no list of them. */
export function githubCheckRuns(
  json: unknown,
): z.output<typeof CheckRuns>["check_runs"] | undefined {
  return CheckRuns.safeParse(json).data?.check_runs;
}

/** The newest commit of a pull request; null: it names none. */
export function githubHead(json: unknown): string | null {
  return PullRequest.safeParse(json).data?.head.sha ?? null;
}

/** Whether an event about an issue is about a pull request: GitHub has one kind of comment for both. */
export function isOfPullRequest(payload: unknown): boolean {
  return OfPullRequest.safeParse(payload).success;
}

/** Notes of an issue or merge request; undefined: it is no list of them. */
export function gitlabNotes(json: unknown): GitlabNote[] | undefined {
  return Notes.safeParse(json).data;
}

/** The version that an MCP server speaks; null: it does not say. */
export function mcpVersion(result: unknown): string | null {
  return Opened.safeParse(result).data?.protocolVersion ?? null;
}

/** A message of JSON-RPC; undefined: it is none. */
export function rpcMessage(json: unknown): RpcMessage | undefined {
  return RpcMessage.safeParse(json).data;
}

/** What a tool said, where it says that it failed; null: it did not. */
export function toolFailure(result: unknown): string | null {
  const { isError = false, content = [] } = ToolResult.safeParse(result).data ?? {};
  return isError ? content.map(({ text = "" }) => text).join(" ") : null;
}
