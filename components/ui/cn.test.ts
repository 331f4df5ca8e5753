import { expect, test } from "vitest";
import { cn } from "@/components/ui/cn";

test("of two classes for the same thing the later wins", () => {
  expect(cn("px-2 text-sm", "px-4")).toBe("text-sm px-4");
});

test("the height of controls can be overridden like any other", () => {
  expect(cn("h-control", "h-auto")).toBe("h-auto");
});

test("colours of ours and sizes of text do not push each other out", () => {
  expect(cn("text-sm text-primary-text", "text-muted-foreground")).toBe("text-sm text-muted-foreground");
});
