import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";

interface SecretOnceProps {
  title: ReactNode;
  /** What the copy button says it copies. */
  name: string;
  secret: string;
  children: ReactNode;
}

/** A secret that was just made: it stands here until the page is left, and nowhere after. */
export function SecretOnce({ title, name, secret, children }: SecretOnceProps): ReactNode {
  return (
    <Alert tone="success" role="status" title={title}>
      <div className="flex flex-col gap-2">
        <div>{children}</div>
        <div className="flex items-start gap-1.5 rounded-md border bg-card px-2.5 py-1.5">
          <code className="min-w-0 flex-1 py-0.5 font-mono text-[0.8125rem] break-all select-all" aria-label={name}>
            {secret}
          </code>
          <CopyButton value={secret} />
        </div>
      </div>
    </Alert>
  );
}
