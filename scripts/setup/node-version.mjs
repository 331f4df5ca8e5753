// @ts-check
// Written so that a Node of ten years ago can still read it: its one purpose is to answer there.

const OLDEST_MAJOR = 20;
const OLDEST_MINOR = 19;

/**
 * What to tell somebody whose Node is too old, or null where it is new enough.
 * @param {string} version as in process.versions.node
 * @returns {string | null}
 */
export function nodeComplaint(version) {
  const parts = version.split(".").map(Number);
  const major = parts[0] || 0;
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && (parts[1] || 0) >= OLDEST_MINOR)) return null;
  return "Node " + OLDEST_MAJOR + "." + OLDEST_MINOR + " or newer is needed, and this is Node " + version + ": install a current one from https://nodejs.org.";
}
