// The page on which a member sets up an authenticator app: its secret and the recovery codes.
import encodeQR from 'qr'
import { type Html, html } from '../html.ts'
import type { OrgVisit } from '../kit.ts'
import { errorBox, field, type Page, tokenField } from '../layout.ts'
import { settingsOf } from './place.ts'

export function totpPage(
  visit: OrgVisit,
  begun: { uri: string; codes: string[] } | undefined,
  error?: string,
): Page {
  return {
    title: 'Set up your authenticator app',
    at: 'settings',
    narrow: true,
    body: html`${errorBox(error)}
${
  begun &&
  html`<p>Scan this with your app, <a href="${begun.uri}">open it here</a> on the device that has it, or type the secret.</p>
${qrCode(begun.uri)}
<pre id="totp-secret">${URL.parse(begun.uri)?.searchParams.get('secret') ?? ''}</pre>
<h2>Recovery codes</h2>
<p>Each works once, when you do not have the app. They are shown this once.</p>
<pre id="recovery-codes">${begun.codes.join('\n')}</pre>`
}
<form method="post" action="${settingsOf(visit)}/totp/confirm">${tokenField(visit.token)}
${field('code', 'The code that the app shows', { autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 16 })}
<button>Turn it on</button></form>
${begun === undefined && html`<p><a href="${settingsOf(visit)}">Begin again</a>, if your app does not have the secret.</p>`}`,
  }
}

/** White around it: readers need the quiet zone, also on a dark page. */
const QUIET = 4

/** One path of the dark modules, each run of a row as a rectangle. */
function qrCode(text: string): Html {
  const modules = encodeQR(text, 'raw', { border: QUIET })
  const path = modules.map((row, y) => rowOf(row, y)).join('')
  return html`<svg class="qr" viewBox="0 0 ${modules.length} ${modules.length}" role="img" aria-label="The secret, as a QR code">
<rect width="100%" height="100%" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}

function rowOf(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x++) {
    const begin = x
    while (row[x] === true) x++
    if (x > begin) path += `M${begin} ${y}h${x - begin}v1H${begin}z`
  }
  return path
}
