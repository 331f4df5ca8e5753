/** What each kind of job does, for the staff; a kind without words is shown by its name. */
const WORDS: Readonly<Record<string, string>> = {
  "activation.follow": "Follow an activation until Microsoft is done",
  "landing.sweep": "Remove expired arrivals",
  "jobs.sweep": "Remove old jobs",
};

export function wordsOfJob(kind: string): string {
  return WORDS[kind] ?? kind;
}
