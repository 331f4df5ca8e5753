import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

/** Gives the publisher's offer document as a file. Not a client-side link: those fetch ahead. */
export function DownloadDocument({ href }: { href: string }): ReactNode {
  return (
    <Button asChild variant="outline">
      <a href={href} download>
        Download as YAML
      </a>
    </Button>
  );
}
