// MCP servers that agents may be given: as config.json defines them, and as they are in force.

import * as z from "zod";
import { isSecretForwardHeader } from "../outbound/forward-request.ts";
import { snakeObject } from "./snake-object.ts";

const meaning = (description: string) => ({ description });
const secret = (description: string) => ({ description, secret: true });

/** What a server may be called; a `__` in it could not be told from the one before a tool's name. */
export const MCP_NAME_PATTERN = /^[a-z0-9](?:-?[a-z0-9]){0,31}$/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

const word = z.string().refine((written) => !written.includes("\0"), "holds a NUL byte");
const url = z.url({ protocol: /^https?$/ }).refine((written) => {
  // Asked of what is no URL too; that is said already.
  if (!URL.canParse(written)) return true;
  const { username, password, hash } = new URL(written);
  return username === "" && password === "" && hash === "";
}, "must hold no user, password or fragment; give credentials in headers");

/** One entry of `mcp_servers` in config.json. */
export const McpServer = snakeObject({
  name: z
    .string()
    .regex(MCP_NAME_PATTERN, "must be 1 to 32 of a-z and 0-9, with single - between them")
    .meta(meaning("what mcp_servers of a hook and mcp__NAME in allowed_tools call it")),
  command: z
    .array(word)
    .min(1)
    .optional()
    .meta(meaning("a server on standard input and output: the argument list, no shell")),
  environment: z
    .record(z.string().regex(VARIABLE_NAME, "not a variable name"), word)
    .default({})
    .meta(secret("variables of that program; values may be file:/path or env:NAME")),
  url: url
    .optional()
    .meta(meaning("a server over HTTP, in place of command; credentials belong into headers")),
  headers: z
    .record(z.string().regex(HEADER_NAME, "not a header name"), z.string())
    .default({})
    .meta(secret("headers of its requests; values may be file:/path, env:NAME, Bearer env:NAME")),
});
/** One entry of `mcp_servers` in config.json. */
export type McpServer = z.output<typeof McpServer>;

/** How a server is reached, its secrets resolved. */
export type McpConnection =
  | {
      readonly kind: "stdio";
      readonly command: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "http";
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    };

/** A server as it is in force. */
export interface LoadedMcpServer {
  readonly name: string;
  readonly connection: McpConnection;
  /** Why no agent can be given it: a secret that cannot be had. null: it can. */
  readonly problem: string | null;
  /** What of it is secret, for masking. */
  readonly secretValues: readonly string[];
}

/** What an entry of `allowed_tools` says about a server's tools. */
export interface McpRule {
  readonly server: string;
  /** null: all of them. */
  readonly tool: string | null;
}

/** Reads `mcp__server`, `mcp__server__*` or `mcp__server__tool`; null for what speaks of no server. */
export function readMcpRule(written: string): McpRule | null {
  const [, server, tool] = /^mcp__((?:(?!__).)+)(?:__(.+))?$/s.exec(written) ?? [];
  if (server === undefined) return null;
  return { server, tool: tool === undefined || tool === "*" ? null : tool };
}

/** Programs call their credentials as they like: `OPENAI_API_KEY`, `PGPASSWORD`, `SENTRY_AUTH`. */
const CREDENTIAL_NAME = /token|secret|passw|passphrase|pwd|key|auth|credential|cookie|dsn/i;
const PASSWORD_OF_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*?:([^/?#]+)@/i;

/** What of a variable or header is masked wherever it leaves: a credential by its name, a reference, a URL's password. */
export function mcpSecretsOf(name: string, written: string, value: string): string[] {
  const [, password] = PASSWORD_OF_URL.exec(value) ?? [];
  if (password !== undefined) return [value, password, decoded(password)];
  return CREDENTIAL_NAME.test(name) || isSecretForwardHeader(name, written) ? [value] : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
