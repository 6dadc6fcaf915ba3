// Says what a failed axis means, and what to do about one that could not be checked.
import type { Axis, Report } from '@countersign/receipt'
import { plain } from '../../plain.ts'

const AXES: Record<string, string> = {
  structure: 'the file was cut or edited, or it is neither evidence nor a bundle.',
  payload: 'this receipt is not in the form the service signs: it was edited, or something else wrote it.',
  leaf: 'the payload is not the one that went into the log: payload or leaf hash was changed.',
  inclusion: 'the proof cannot belong to this position of a log of this size.',
  cose: 'the signed statement is about another log, size, position or key than the file says.',
  signature: 'the holder of this key did not sign this history: receipts, root or signature were changed.',
  key: 'the key was not allowed to sign this: it is of another log or another part of it.',
  disclosures: 'a value shown beside the receipt is not the value that was signed.',
  output: 'the receipt is about a different output from the one you expected.',
  arguments: 'the receipt is about different arguments from the ones you expected.',
  since: 'this log does not continue the one whose checkpoint you kept.',
  window: 'the bundle is a part of the log that leaves out receipts you asked for; export the part you need.',
  completeness: 'receipts are missing, repeated or in another order.',
  chain: 'this receipt or the one before it was changed, or one between them was removed, added or moved.',
  root: 'some receipt of the file, or a hash of those outside it, is not what was signed.',
  links: 'a completion, expiry or approval does not fit the gate it refers to.',
}

const CODES: Record<string, string> = {
  'links.erased': 'a receipt says that something was erased which the log never held.',
  'structure.utf8': 'the file was damaged, or it was saved in another encoding; download it again as it is.',
  'bundle.truncated': 'the end of the file is missing: the download stopped early, or somebody cut it.',
  'completeness.missing': 'receipts at the end are missing: the download stopped early, or somebody cut it.',
  'completeness.extra': 'the file has more receipts than were signed for it.',
  'root.consistency': 'the log did not grow out of the older one that its header names.',
  'key.retired': 'the key had been replaced before this was signed: whoever signed used an old key.',
  'key.not_yet': 'the key came into use later than this was signed.',
  'key.org': 'the file is about the log of a different org from the one you asked for.',
  'since.rollback': 'the log is shorter than it once was: receipts that existed were removed from its end.',
  'since.fork': 'the log was rewritten: at the size you kept it had another content.',
  'since.origin': 'the checkpoint you kept is of another log; give the one of this org.',
  'output.absent': 'this receipt records no output, so it cannot prove one.',
  'arguments.absent': 'this receipt records no arguments, so it cannot prove any.',
}

/** What a failed axis means, in a sentence. */
export function meaningOf({ name, code = '' }: Axis): string {
  return CODES[code] ?? AXES[name] ?? 'the file is not what it claims to be.'
}

/** What to do about what could not be checked, one step a line. */
export function nextSteps(report: Report): string[] {
  const org = plain(report.org ?? '<org>')
  const steps = report.axes
    .filter(({ status }) => status === 'not_checked')
    .map(({ code = '' }) => stepsFor(code, org))
  return [...new Set(steps.flat())].map((step) => `  ${step}`)
}

function stepsFor(code: string, org: string): string[] {
  const log = `<api>/v1/logs/${org}`
  switch (code) {
    case 'key.untrusted':
    case 'signature.no_key':
      return [
        `- get the key set once and keep it: curl ${log}/keys > keys.json`,
        '- compare the thumbprint of the key (its `kid`) with the operator through a channel other than the API',
        '- then verify with --trust keys.json',
      ]
    case 'key.unknown':
      return [
        '- the signer is not one of the keys you trust. If the log changed its key since you got them, get the',
        `  key set again (curl ${log}/keys > keys.json) and compare the new thumbprint with the operator`,
        '- if it did not, somebody else signed this: do not trust the file',
      ]
    case 'since.no_proof':
      return [
        '- the file does not show that the log only grew. Export again with --since-size and the size of the',
        `  checkpoint, or get the proof: curl '${log}/consistency?from=<smaller size>&to=<larger size>'`,
        '  > proof.json, and verify with --since-proof proof.json',
      ]
    case 'output.no_salt':
    case 'arguments.no_salt':
      return ['- the salt of this value is not in the evidence: get it with a key that may see disclosures']
    default:
      return []
  }
}
