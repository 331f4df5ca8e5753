import { html, raw } from "hono/html";

type Html = ReturnType<typeof html>;

const STYLE = `
:root{color-scheme:light dark;--bg:#fbfaf7;--card:#fff;--text:#20242b;--quiet:#5b6472;--line:#d9d6cd;--accent:#8a3ffc;--on-accent:#fff;--soft:#f3ecff}
@media (prefers-color-scheme:dark){:root{--bg:#15161a;--card:#1d1f25;--text:#ecedf0;--quiet:#a4abb8;--line:#363a44;--accent:#c6a5ff;--on-accent:#1c0b3a;--soft:#2a2140}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
.bar{background:var(--accent);color:var(--on-accent);padding:.45rem 1.25rem;font-size:.85rem;font-weight:600;display:flex;flex-wrap:wrap;gap:.1rem 1rem;justify-content:space-between}.bar a{color:inherit}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}h1{font-size:1.5rem;letter-spacing:-.01em;margin:.5rem 0}h2{font-size:1.05rem;margin:0}h3{font-size:.95rem;margin:0}
.quiet,small{color:var(--quiet)}.grid{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(18rem,100%),1fr));margin:1rem 0 2rem;align-items:start}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem}.card form>p:last-child,form.card>p:last-child{margin-bottom:0}
label{display:block;font-size:.85rem;font-weight:600;margin:.7rem 0 .2rem}label.check{display:flex;gap:.5rem;align-items:center;font-weight:400;margin:.5rem 0 0;min-height:1.5rem}
select,input[type=number],input[type=text],input[type=password]{width:100%;min-height:2.4rem;padding:.3rem .5rem;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--quiet);border-radius:.5rem}
button,.button{display:inline-block;font:inherit;font-weight:600;min-height:2.4rem;padding:.35rem .9rem;border:1px solid var(--quiet);border-radius:.5rem;background:var(--card);color:inherit;cursor:pointer;text-decoration:none}
button.main,.button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}button:focus-visible,a:focus-visible,summary:focus-visible,select:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.people{display:grid;gap:.6rem;max-width:30rem}.people button{display:grid;text-align:left;padding:.6rem .9rem}.people button span{font-weight:400}.people button small{font-weight:400}.people .suggested{background:var(--soft);border-color:var(--accent)}.people .plain{text-align:center;margin-top:.5rem}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.75rem;background:var(--card)}table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.5rem .75rem;border-bottom:1px solid var(--line);white-space:nowrap}tr:has(details)>*{vertical-align:top}tr:last-child>*{border-bottom:0}
h2+.scroll{margin-top:.6rem}th[scope=row]{font-weight:600}th[scope=row] code,th[scope=row] small{font-weight:400;color:var(--quiet)}[role=alert]{background:var(--soft);border:1px solid var(--accent);border-radius:.5rem;padding:.6rem .9rem}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}.row form{margin:0}td button{min-height:1.9rem;padding:.1rem .6rem;font-size:.85rem;font-weight:500}code{font-size:.8rem;overflow-wrap:anywhere}
summary{cursor:pointer;min-height:1.5rem;padding:.1rem 0;font-size:.9rem;margin-top:.4rem}td summary{margin-top:0}pre{font-size:.8rem;line-height:1.4;white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0;max-width:34rem}nav a{display:inline-block;padding:.2rem 0}nav a[aria-current]{font-weight:700;color:inherit}.card ul,.card ol{padding-left:1.2rem;margin:.4rem 0}
@media (max-width:48rem){thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}table,tbody,tr,tr>*{display:block}th[scope=row],td{border:0;padding:.15rem .75rem;white-space:normal}tr{padding:.6rem 0;border-bottom:1px solid var(--line)}tr:last-child{border-bottom:0}td:last-child{padding-top:.4rem}td[data-of]::before{content:attr(data-of) ": ";color:var(--quiet)}td button{min-height:2.4rem}}
`;

/** A whole page of the simulator; says on each that nothing here is real. */
export async function page(title: string, content: Html): Promise<string> {
  const whole = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Simulated marketplace</title>
        <link rel="icon" href="data:," />
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <header class="bar"><span><a href="/">Simulated marketplace</a> – nothing here is real, no money moves</span> <a href="/isv">The publisher’s system</a></header>
        <main>${content}</main>
      </body>
    </html>`;
  return whole.toString();
}
