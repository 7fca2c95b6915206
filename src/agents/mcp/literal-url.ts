/** A URL in which no program finds a placeholder: `$`, `{` and `}` are written in hexadecimal. */
export function literalUrl(url: string): string {
  return url.replaceAll(/[${}]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
