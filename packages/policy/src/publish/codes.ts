// All problem codes of a policy document, with their severity and meaning.

/** Every problem code with its severity and meaning. */
export const PROBLEM_CODES = {
  'document.shape': [
    'error',
    'the document has an unknown, missing or malformed member; `pointer` says which',
  ],
  'document.more': [
    'error',
    'there are more than 200 problems; has the severity of the first that is not listed',
  ],
  'text.too_large': ['error', 'the text is larger than 256 KiB'],
  'text.characters': [
    'error',
    'the text contains a character that hides or reorders text, or an unpaired surrogate',
  ],
  'policy.syntax': ['error', 'the text is not valid Cedar'],
  'policy.too_deep': [
    'error',
    'brackets are nested more than 32 deep, or more than 256 operators are chained',
  ],
  'policy.too_many': ['error', 'there are more than 1,000 policies'],
  'policy.too_complex': ['error', 'checking took too long or too much memory; only the service reports this'],
  'policy.template': ['error', 'the policy is a template'],
  'policy.id': ['error', 'the `@id` is missing, malformed or already used'],
  'policy.annotation': ['error', 'an annotation is malformed, or has no effect on this policy'],
  'policy.type': [
    'error',
    'strict validation fails: an unknown member, a wrong type, or an optional member read without `has`',
  ],
  'policy.unknown_zone': ['error', 'a policy names a path zone that the settings do not define'],
  'policy.unknown_group': ['error', 'a policy names a host group that the settings do not define'],
  'policy.unusable': ['error', 'the policies cannot be evaluated'],
  'settings.unknown_policy': ['error', 'a mode is set for a policy that does not exist'],
  'tools.schema': ['error', 'the input schemas of the registered tools cannot be used together'],
  'tools.shape': ['error', '`tools.json` of a policy folder is malformed; only the command reports this'],
  'tools.not_enforced': [
    'warning',
    'input schemas of registered tools use keywords that are not enforced, so policies must not rely on them',
  ],
  'test.failed': ['error', 'one of the tests of the document fails; `test` names it'],
  'test.tool_settings': [
    'warning',
    'a test fails only because its tool is blocked, hidden, rate limited, needs approval, or makes the verdict stricter by its effects, risk or schema',
  ],
  'lint.permit_on_declared': [
    'warning',
    'a permit relies on what the agent declares, which never makes a verdict more permissive',
  ],
  'lint.rests_on_action': ['warning', 'a call is permitted by its action name, which the agent chooses'],
  'lint.rests_on_text': ['warning', 'a call is permitted by a pattern on a URL or a path'],
  'lint.permits_everything': ['warning', 'a permit allows every call of every agent'],
  'lint.nothing_permitted': ['warning', 'no enforced policy permits anything'],
  'lint.never_matches': ['warning', 'Cedar finds that no request can match the policy'],
  'lint.contradiction': ['warning', 'conditions contradict each other, such as `hour >= 18 && hour < 6`'],
  'lint.unknown_word': ['warning', 'a member is compared with a word that it never equals'],
  'lint.out_of_range': ['warning', 'a member is compared with a number outside its range'],
  'lint.unknown_tool': ['warning', 'a policy names a tool that is not registered, while others are'],
  'lint.action_scope': [
    'warning',
    '`action == Action::"call"` in place of `in`, which tools with an input schema escape',
  ],
  'lint.sentence': ['warning', 'a pattern spells out a sentence, so it matches only that wording'],
  'lint.no_wildcard': ['warning', 'a `like` pattern without `*`'],
  'lint.part_of_name': ['warning', 'a permit matches part of a name, which other names may contain'],
  'lint.annotation_unread': ['warning', 'the annotation is not known'],
  'lint.approvers_unused': [
    'warning',
    '`@approvers`, `@ttl`, `@grant` or `@escalate` on a policy that does not read `context.approved`',
  ],
  'lint.duplicate': ['warning', 'the policy is a duplicate of another'],
  'lint.unused_area': ['warning', 'no policy uses a path zone or host group'],
  'lint.whole_zone': ['warning', 'a zone contains every path, as with a bare `/`'],
  'lint.characters': ['warning', 'a text mixes scripts or contains characters that are easily confused'],
} as const satisfies Record<string, readonly ['error' | 'warning', string]>

/** The code of a problem. */
export type ProblemCode = keyof typeof PROBLEM_CODES
