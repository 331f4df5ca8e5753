import { describe, expect, it } from "vitest";
import { actionWords, callLook, decisionLook, rejectionWords, sourceWords, stepLook } from "@/components/inbox/inbox-words";

describe("a call, in words", () => {
  it.each([
    ["waiting", null, "Waiting"],
    ["waiting", "applied", "Waiting"],
    ["failed", "unverified", "Failed"],
    ["processed", "applied", "Applied"],
    ["processed", null, "Processed"],
    ["processed", "of-tomorrow", "of-tomorrow"],
    ["of-tomorrow", "applied", "of-tomorrow"],
  ])("%s, %s", (state, outcome, word) => expect(callLook(state, outcome).word).toBe(word));

  it.each([
    [actionWords("ChangeQuantity"), "Change of seats"],
    [actionWords("constructor"), "constructor"],
    [sourceWords(null), "Not said"],
    [sourceWords("Azure"), "Customer or Microsoft"],
    [sourceWords("Mars"), "Mars"],
    [decisionLook(null).word, "Not answered"],
    [decisionLook("refused").word, "Refused"],
    [decisionLook("toString").word, "toString"],
    [stepLook("of-tomorrow").words, "of-tomorrow"],
    [rejectionWords("audience").todo, expect.stringContaining("Partner Center differ")],
    [rejectionWords("of-tomorrow").reason, "of-tomorrow"],
  ])("%s", (words, expected) => expect(words).toEqual(expected));
});
