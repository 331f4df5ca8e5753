import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";

interface CodeBlockProps {
  /** What it is, for those who do not see it. */
  label: string;
  code: string;
}

/** Lines to read and to copy; they scroll sideways in a region of their own. */
export function CodeBlock({ label, code }: CodeBlockProps): ReactNode {
  return (
    <div className="flex items-start rounded-md border bg-muted">
      <div role="region" aria-label={label} tabIndex={0} className="min-w-0 flex-1 overflow-x-auto rounded-md px-3 py-2.5">
        <pre className="font-mono text-xs leading-5">
          <code>{code}</code>
        </pre>
      </div>
      <div className="p-1.5">
        <CopyButton value={code} name={label} />
      </div>
    </div>
  );
}
