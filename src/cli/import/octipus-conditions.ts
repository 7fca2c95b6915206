// Octipus's conditions as one CEL expression. All must hold; a field that is missing means no, there as here.

import { isRecord } from "../../settings/edit/json-file.ts";

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Words of CEL that are no names. */
const RESERVED =
  /^(?:as|break|const|continue|else|false|for|function|if|import|in|let|loop|namespace|null|package|return|true|var|void|while)$/;
const INDEX = /^\d{1,9}$/;

/** The expression; null where there is no condition. One that cannot be said lets nothing run. */
export function conditionOf(conditions: unknown, notes: string[]): string | null {
  if (conditions === undefined) return null;
  const list: unknown[] = Array.isArray(conditions) ? conditions : [conditions];
  if (list.length === 0) return null;
  const parts = list.map(partOf);
  if (!parts.includes(null)) return parts.join(" && ");
  const place = parts.indexOf(null) + 1;
  notes.push(
    `condition ${place} cannot be said here: when is false, so nothing runs until you write it`,
  );
  return "false";
}

function partOf(condition: unknown): string | null {
  if (!isRecord(condition)) return null;
  const { field, operator, value } = condition;
  const path = typeof field === "string" ? pathOf(field) : null;
  if (path === null || typeof operator !== "string") return null;
  const text = typeof value === "string" ? JSON.stringify(value) : null;
  const number = typeof value === "number" && Number.isFinite(value) ? String(value) : null;
  if (operator === "equals") return literal(value) === null ? null : `${path} == ${literal(value)}`;
  if (operator === "contains") return text === null ? null : `${path}.contains(${text})`;
  if (operator === "matches") return text === null ? null : `${path}.matches(${text})`;
  if (operator === "gt") return number === null ? null : `${path} > ${number}`;
  if (operator === "lt") return number === null ? null : `${path} < ${number}`;
  if (operator !== "in" || !Array.isArray(value)) return null;
  const items = value.map(literal);
  return items.includes(null) ? null : `${path} in [${items.join(", ")}]`;
}

function literal(value: unknown): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : null;
  if (typeof value === "string") return JSON.stringify(value);
  return value === null || typeof value === "boolean" ? String(value) : null;
}

/** `webhook.body.a.0` and `webhook.headers.x-y`; nothing else is here. */
function pathOf(field: string): string | null {
  const [webhook, root, ...names] = field.split(".");
  if (webhook !== "webhook" || names.length === 0) return null;
  if (root === "headers") return `headers[${JSON.stringify(names.join(".").toLowerCase())}]`;
  if (root !== "body") return null;
  return names.reduce((path, name) => {
    if (INDEX.test(name)) return `${path}[${name}]`;
    return PLAIN_NAME.test(name) && !RESERVED.test(name)
      ? `${path}.${name}`
      : `${path}[${JSON.stringify(name)}]`;
  }, "payload");
}
