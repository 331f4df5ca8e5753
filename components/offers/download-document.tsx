import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface DownloadDocumentProps {
  href: string;
  /** Whether this member's role reaches: addresses are whole in it, and may hold a secret. */
  isAllowed: boolean;
}

/** Gives the publisher's offer document as a file. Not a client-side link: those fetch ahead. */
export function DownloadDocument({ href, isAllowed }: DownloadDocumentProps): ReactNode {
  if (!isAllowed) return <p className="text-sm text-muted-foreground">An admin or an owner can download these settings.</p>;
  return (
    <Button asChild variant="outline">
      <a href={href} download>
        Download as YAML
      </a>
    </Button>
  );
}
