"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "@/components/ui/dropdown-menu";
import { Glyph } from "@/components/ui/glyph";

interface PublisherChoice {
  href: string;
  name: string;
  current: boolean;
}

/** Whose pages these are; for whoever is on several staffs a menu of them. */
export function PublisherSwitcher({ publishers }: { publishers: readonly PublisherChoice[] }): ReactNode {
  const current = publishers.find((publisher) => publisher.current);
  if (publishers.length < 2) return <p className="truncate px-2 text-sm font-medium">{current?.name}</p>;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className="flex h-control min-w-0 items-center gap-2 rounded-md border bg-card px-2 text-sm font-medium shadow-xs hover:bg-accent">
        <span className="sr-only">Publisher: </span>
        <span className="min-w-0 flex-1 truncate text-left">{current?.name}</span>
        <Glyph name="chevron-down" className="size-3.5 text-muted-foreground" />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="max-w-72">
        {publishers.map(({ href, name, current: isCurrent }) => (
          <DropdownMenuItem key={href} asChild>
            <Link href={href} aria-current={isCurrent ? "true" : undefined}>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              {isCurrent ? <Glyph name="check" /> : null}
            </Link>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
