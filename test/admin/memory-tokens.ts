// Named tokens in memory.

import type { ApiToken, ApiTokensPort } from "../../src/core/ports/api-tokens-port.ts";
import { WakehookError } from "../../src/core/records/errors.ts";

export function memoryTokens(): ApiTokensPort & { readonly all: Map<string, ApiToken> } {
  const all = new Map<string, ApiToken>();
  let made = 0;
  return {
    all,
    use: (text) => all.get(text) ?? null,
    list: () => [...all.values()],
    create(wanted) {
      const text = `whk_${wanted.name}`;
      const token = { ...wanted, id: `tok_${made}`, createdAt: 1, lastUsedAt: null };
      made += 1;
      all.set(text, token);
      return Promise.resolve({ token, text });
    },
    revoke(idOrName) {
      const [text, token] = [...all].find(([, one]) => [one.id, one.name].includes(idOrName)) ?? [];
      if (text === undefined || token === undefined)
        return Promise.reject(new WakehookError("not_found", "there is no such token"));
      all.delete(text);
      return Promise.resolve(token);
    },
  };
}
