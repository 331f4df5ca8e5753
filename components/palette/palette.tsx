"use client";

import { Command } from "cmdk";
import { useTheme } from "next-themes";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { startTransition, useState } from "react";
import type { ReactNode } from "react";
import { useSubscriptionSearch, type SearchState } from "@/components/palette/use-subscription-search";
import { STATE_WORDS, SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { dialogOverlayClasses } from "@/components/ui/dialog-classes";
import { Glyph, type GlyphName } from "@/components/ui/glyph";

export interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Path of the publisher's pages. */
  base: string;
  /** The pages that this person may open. */
  pages: readonly { href: string; label: string; glyph: GlyphName }[];
  /** The other publishers on whose staff this person is. */
  publishers: readonly { href: string; name: string }[];
  signOut: () => Promise<void>;
}

/** Goes anywhere and finds any subscription by a few letters. */
export default function Palette({ open, onOpenChange, ...props }: PaletteProps): ReactNode {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={dialogOverlayClasses} />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-2 top-2 z-50 mx-auto flex max-h-[min(30rem,calc(100dvh-1rem))] max-w-xl animate-pop-in flex-col overflow-hidden rounded-xl bg-popover text-popover-foreground shadow-lg sm:top-[12vh]"
        >
          <Dialog.Title className="sr-only">Search and go to</Dialog.Title>
          <Commands {...props} close={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface Choice {
  readonly label: string;
  readonly glyph: GlyphName;
  readonly run: () => void;
}

/** A part of its own, so that it begins anew each time the palette opens. */
function Commands({ base, pages, publishers, signOut, close }: Omit<PaletteProps, "open" | "onOpenChange"> & { close: () => void }): ReactNode {
  const [typed, setTyped] = useState("");
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const search = typed.trim();
  const state = useSubscriptionSearch(`${base}/search`, search);

  const go = (href: string) => (): void => {
    close();
    router.push(href);
  };
  const fits = ({ label }: Choice): boolean => search.toLowerCase().split(/\s+/).every((word) => label.toLowerCase().includes(word));
  const places = [
    ...pages.map(({ href, label, glyph }): Choice => ({ label, glyph, run: go(href) })),
    ...publishers.map(({ href, name }): Choice => ({ label: `Publisher ${name}`, glyph: "tag", run: go(href) })),
  ].filter(fits);
  const actions = [
    {
      label: resolvedTheme === "dark" ? "Switch to the light theme" : "Switch to the dark theme",
      glyph: "info" as const,
      run: () => {
        setTheme(resolvedTheme === "dark" ? "light" : "dark");
        close();
      },
    },
    {
      label: "Sign out",
      glyph: "lock" as const,
      run: () => {
        // Closed first: what was typed is not searched for any more by somebody who is leaving.
        close();
        startTransition(() => signOut());
      },
    },
  ].filter(fits);

  return (
    <Command label="Search and go to" shouldFilter={false} loop className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-b px-3">
        <Glyph name="search" className="text-muted-foreground" />
        <Command.Input
          autoFocus
          value={typed}
          onValueChange={setTyped}
          maxLength={200}
          placeholder="Find a subscription, go to a page…"
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-muted-foreground sm:text-sm"
        />
        <button type="button" onClick={close} aria-label="Close" className="grid size-7 place-items-center rounded-md text-muted-foreground hover:bg-accent hover:text-foreground pointer-coarse:size-9">
          <Glyph name="cross" />
        </button>
      </div>
      <Command.List label="Pages, subscriptions and actions" className="min-h-0 flex-1 scroll-py-2 overflow-y-auto overscroll-contain p-2">
        <Choices heading="Pages" choices={places} />
        {state.kind === "found" && state.items.length > 0 ? (
          <Command.Group heading="Subscriptions" className={groupClasses}>
            {state.items.map((item) => (
              <Command.Item key={item.subscriptionId} value={item.subscriptionId} onSelect={go(`${base}/subscriptions/${item.subscriptionId}`)} className={itemClasses}>
                <span className="flex min-w-0 flex-1 flex-col">
                  <span className="truncate">{item.name}</span>
                  {item.customer ? <span className="truncate text-xs text-muted-foreground">{item.customer}</span> : null}
                </span>
                <SubscriptionStatus state={item.state}>{STATE_WORDS[item.state]}</SubscriptionStatus>
              </Command.Item>
            ))}
            <Command.Item value="all-found" onSelect={go(`${base}/subscriptions?${new URLSearchParams({ search })}`)} className={itemClasses}>
              <Glyph name="search" className="text-muted-foreground" />
              <span className="min-w-0 truncate">All subscriptions with “{search}”</span>
            </Command.Item>
          </Command.Group>
        ) : null}
        <Choices heading="Actions" choices={actions} />
      </Command.List>
      <p role="status" className="border-t px-3 py-2 text-xs text-muted-foreground">
        {wordsOf(state)}
      </p>
    </Command>
  );
}

const groupClasses = "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground";
const itemClasses = "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2 py-1 text-sm select-none data-[selected=true]:bg-accent pointer-coarse:min-h-11";

function Choices({ heading, choices }: { heading: string; choices: readonly Choice[] }): ReactNode {
  if (choices.length === 0) return null;
  return (
    <Command.Group heading={heading} className={groupClasses}>
      {choices.map(({ label, glyph, run }) => (
        <Command.Item key={label} value={label} onSelect={run} className={itemClasses}>
          <Glyph name={glyph} className="text-muted-foreground" />
          <span className="min-w-0 truncate">{label}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function wordsOf(state: SearchState): string {
  switch (state.kind) {
    case "idle":
      return "Type part of a name, a plan, a mail address, or a whole id.";
    case "searching":
      return "Searching…";
    case "failed":
      return "The search did not answer. Type on to try again.";
    case "found":
      if (state.items.length === 0) return "No subscription fits.";
      if (state.more) return `The ${state.items.length} newest of the subscriptions that fit.`;
      return state.items.length === 1 ? "1 subscription fits." : `${state.items.length} subscriptions fit.`;
  }
}
