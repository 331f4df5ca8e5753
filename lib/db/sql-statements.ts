/** A quoted text, name or comment as a whole; or one character. Quotes double inside themselves. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\[(?:[^\]]|\]\])*\]|--[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/g;

/**
 * The statements of a script, without their semicolons and without comments. Enough for migrations: no triggers, nothing
 * with a semicolon inside a statement.
 */
export function splitStatements(script: string): string[] {
  const statements: string[] = [];
  let current = "";
  for (const [token] of script.matchAll(TOKEN)) {
    if (token === ";") {
      statements.push(current.trim());
      current = "";
    } else if (!token.startsWith("--") && !token.startsWith("/*")) {
      current += token;
    }
  }
  return [...statements, current.trim()].filter((statement) => statement !== "");
}
