/** C1 controls, line separators, and what turns the direction of text: in a terminal or on a page they show something else than there is. */
const MISLEADING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** As JSON, of which people look at every character and paste it into a shell: the same value for whoever parses it. */
export function safeJson(value: object): string {
  return JSON.stringify(value).replace(MISLEADING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
