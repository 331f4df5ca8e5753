"use client";

import texts from "@/messages/faults/en.json";

/** When even the frame of the pages fails. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body style={{ font: "16px/1.5 system-ui, sans-serif", maxWidth: "34rem", margin: "15vh auto", padding: "0 1.5rem" }}>
        <main>
          <h1>{texts.title}</h1>
          <p>{texts.body}</p>
          <p>{texts.todo}</p>
          <p>{error.digest}</p>
        </main>
      </body>
    </html>
  );
}
