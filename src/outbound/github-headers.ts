// https://docs.github.com/en/rest/about-the-rest-api/api-versions
const VERSION = "2022-11-28";

/** The headers that GitHub's documents ask for. */
export function githubHeaders(token: string): Array<[name: string, value: string]> {
  return [
    ["accept", "application/vnd.github+json"],
    ["authorization", `Bearer ${token}`],
    ["x-github-api-version", VERSION],
  ];
}
