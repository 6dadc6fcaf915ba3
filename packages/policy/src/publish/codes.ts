// The codes of all problems of a policy document, with their severity and meaning.

/** Every code of a problem: how grave it is, and what it says. */
export const PROBLEM_CODES = {
  'document.shape': ['error', 'the document has an unknown, missing or malformed member; `pointer` names it'],
  'document.more': ['error', 'there are more than 200 problems; as grave as the first that is not listed'],
  'text.too_large': ['error', 'the text is larger than 256 KiB'],
  'text.characters': ['error', 'a character hides or reorders text, or is half a character'],
  'policy.syntax': ['error', 'the text is not Cedar'],
  'policy.too_deep': ['error', 'more than 32 open brackets, or more than 256 chained operators'],
  'policy.too_many': ['error', 'there are more than 1,000 policies'],
  'policy.too_complex': ['error', 'checking took too long or too much memory; only the service says this'],
  'policy.template': ['error', 'the policy is a template'],
  'policy.id': ['error', 'the `@id` is missing, malformed or taken'],
  'policy.annotation': ['error', 'an annotation cannot be obeyed as it is written, or where it stands'],
  'policy.type': [
    'error',
    'strict validation fails: an unknown member, a wrong type, an optional member not asked for first',
  ],
  'policy.unknown_zone': ['error', 'a zone of paths that the settings do not define'],
  'policy.unknown_group': ['error', 'a group of hosts that the settings do not define'],
  'policy.unusable': ['error', 'the policies cannot be asked'],
  'settings.unknown_policy': ['error', 'a mode is set for a policy that does not exist'],
  'tools.schema': ['error', 'the input schemas of the registered tools cannot be used together'],
  'tools.shape': ['error', 'tools.json of a policy folder is malformed; only the command says this'],
  'tools.not_enforced': [
    'warning',
    'input schemas of registered tools hold keywords that are not enforced, so policies must not rest on them',
  ],
  'test.failed': ['error', 'one of the tests of the document fails; `test` names it'],
  'test.tool_settings': [
    'warning',
    'a test fails only because its tool is blocked, hidden, limited or to be approved',
  ],
  'lint.permit_on_declared': [
    'warning',
    'a permit rests on what the agent says of itself, which never makes a verdict laxer',
  ],
  'lint.rests_on_action': [
    'warning',
    'something is let through by the name of its action, which the agent chooses',
  ],
  'lint.rests_on_text': ['warning', 'something is let through by a pattern over a URL or a path'],
  'lint.permits_everything': ['warning', 'a permit of everything to every agent'],
  'lint.nothing_permitted': ['warning', 'no policy that is enforced permits anything'],
  'lint.never_matches': ['warning', 'no request can match the policy, as Cedar finds'],
  'lint.contradiction': ['warning', 'conditions exclude each other, such as `hour >= 18 && hour < 6`'],
  'lint.unknown_word': ['warning', 'a comparison with a word that the member never is'],
  'lint.out_of_range': ['warning', 'a comparison with a number that the member never is'],
  'lint.unknown_tool': ['warning', 'a tool is named that is not registered, while others are'],
  'lint.action_scope': [
    'warning',
    '`action == Action::"call"` in place of `in`, which tools with an input schema escape',
  ],
  'lint.sentence': ['warning', 'a sentence where letters are compared'],
  'lint.no_wildcard': ['warning', 'a `like` without `*`'],
  'lint.part_of_name': ['warning', 'a permit by a part of a name, which other names have too'],
  'lint.annotation_unread': ['warning', 'an annotation that nothing reads'],
  'lint.approvers_unused': [
    'warning',
    '`@approvers`, `@ttl`, `@grant` or `@escalate` on a policy that does not read `context.approved`',
  ],
  'lint.duplicate': ['warning', 'the policy says the same as another'],
  'lint.unused_area': ['warning', 'a zone or group of hosts that no policy speaks of'],
  'lint.whole_zone': ['warning', 'a zone holds every path, as with a bare `/`'],
  'lint.characters': ['warning', 'a text mixes scripts or holds characters that are easily confused'],
} as const satisfies Record<string, readonly ['error' | 'warning', string]>

/** The code of a problem. */
export type ProblemCode = keyof typeof PROBLEM_CODES
