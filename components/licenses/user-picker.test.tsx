import { renderToStaticMarkup } from "react-dom/server";
import { NextIntlClientProvider } from "next-intl";
import { describe, expect, it } from "vitest";
import { ConsentNotice } from "@/components/licenses/consent-notice";
import { PickerProblemNotice } from "@/components/licenses/picker-problem";
import { filled, type PickerTexts } from "@/components/licenses/picker-texts";
import { viewAfter, type DirectoryView, type PickerProblem } from "@/components/licenses/use-directory-search";
import { UserPicker } from "@/components/licenses/user-picker";
import messages from "@/messages/en.json";

const { directory } = messages;
const texts: PickerTexts = { ...directory, held: "Has a seat already" };
const person = (number: number) => ({ objectId: `id-${number}`, upn: `p${number}@a.example`, name: `Person ${number}`, mail: null });
const nothing: DirectoryView = { people: [], nextCursor: null, search: "", isBusy: true, problem: null };
const seen: DirectoryView = { ...nothing, people: [person(1), person(2)], nextCursor: "next", search: "per", isBusy: false };

describe("what was found", () => {
  it("is replaced by another search and continued by a further page", () => {
    const other = viewAfter(seen, { search: " anna ", cursor: null }, { kind: "page", people: [person(9)], nextCursor: null });
    expect(other).toEqual({ people: [person(9)], nextCursor: null, search: "anna", isBusy: false, problem: null });
    expect(viewAfter(seen, { search: "per", cursor: "next" }, { kind: "page", people: [person(3)], nextCursor: "more" }).people).toEqual([person(1), person(2), person(3)]);
  });

  it("shows nobody twice where the directory began anew", () => {
    expect(viewAfter(seen, { search: "per", cursor: "stale" }, { kind: "page", people: [person(1), person(2), person(3)], nextCursor: null }).people).toEqual([person(1), person(2), person(3)]);
  });

  it.each<PickerProblem>([{ kind: "offline" }, { kind: "throttled", retryAfterSeconds: 3 }, { kind: "unavailable", correlationId: "c" }])("stays when it comes to $kind, until it goes on", (problem) => {
    const failed = viewAfter(seen, { search: "other", cursor: null }, problem);
    expect(failed).toEqual({ ...seen, problem });
    expect(viewAfter(failed, { search: "other", cursor: null }, { kind: "page", people: [], nextCursor: null }).problem).toBeNull();
  });
});

describe("the picker", () => {
  const render = (isConnected: boolean) =>
    renderToStaticMarkup(
      <form>
        <UserPicker isConnected={isConnected} search={() => Promise.resolve({ kind: "not-connected" })} connect={() => Promise.resolve()} disconnect={() => Promise.resolve()} texts={texts}>
          <button>Give seats</button>
        </UserPicker>
      </form>,
    );

  it("says what Microsoft will ask before anything else can be done", () => {
    const html = render(false);
    expect(html).toContain("names and addresses of the people in your organisation");
    expect(html).toContain("Look up colleagues");
    expect(html).not.toContain("Give seats");
    expect(html).not.toContain("searchbox");
    expect(html).not.toContain(texts.disconnect);
  });

  it("has a labelled search, tells what is under way, and keeps the form's button", () => {
    const html = render(true);
    expect(html).toMatch(/<label[^>]*for="([^"]+)"[^>]*>Find colleagues<\/label><input[^>]*id="\1"/);
    expect(html).toMatch(/<p role="status"[^>]*>.*Asking Microsoft…<\/p>/);
    expect(html).toContain("Give seats");
  });

  it("lets the consent be taken back, behind the form's own button, which Enter presses", () => {
    const html = render(true);
    expect(html).toContain(texts.disconnectBody);
    expect(html.indexOf(texts.disconnect)).toBeGreaterThan(html.indexOf("Give seats"));
  });
});

it.each<[PickerProblem, string, boolean]>([
  [{ kind: "throttled", retryAfterSeconds: 17 }, "Try again in 17 seconds", true],
  [{ kind: "unavailable", correlationId: "abc-1" }, "abc-1", true],
  [{ kind: "offline" }, "This portal did not answer", true],
  [{ kind: "not-member" }, "Invite people by their address", false],
])("%j is said plainly", (problem, words, canRetry) => {
  const html = renderToStaticMarkup(<PickerProblemNotice problem={problem} texts={texts} retry={() => undefined} />);
  expect(html).toContain(words);
  expect(html.includes("Try again</button>")).toBe(canRetry);
});

it.each([
  ["declined", true],
  ["admin-needed", true],
  ["another-person", false],
  ["failed", false],
] as const)("after %s the page says what happened, who can change it, and what works meanwhile", (outcome, asksAdmin) => {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages} timeZone="UTC">
      <ConsentNotice outcome={outcome} adminAddress="https://entra.example/adminconsent" />
    </NextIntlClientProvider>,
  );
  expect(html).toContain(directory.notices[outcome].title);
  expect(html).toContain("invite people by their address");
  expect(html.includes('href="https://entra.example/adminconsent"')).toBe(asksAdmin);
});

it("fills gaps, each as often as it stands there", () => {
  expect(filled("{a} and {b}, {a}", { a: "one", b: 2 })).toBe("one and 2, one");
});
