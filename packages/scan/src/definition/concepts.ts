// What a sentence speaks of, whatever its order of words, and which of these together only an attack says.
import { type Phrase, phraseOf } from './phrases.ts'
import type { Signal } from './signals.ts'

const CONCEPTS = {
  oblige: [
    'must|should|shall|always|required|requires|require|mandatory|essential|critical|crucial|necessary|imperative|ensure|guarantee|important|supposed|obliged|compulsory',
    'need|needs|has|have|expected|sure|due <0> to',
    'wants|want|asks|instructs|requires <1> you|model|assistant|agent',
    'is|are <0> to <0> be',
    'has <0> been <0> authorized',
    'to <0> work|function|guarantee <1> properly|correctly|correctness|accuracy',
  ],
  trigger: [
    'before|after|when|whenever|prior|every|each|upon|first|additionally|also|furthermore|moreover|then|instead|always|until|during|once|if|while',
    'any|each|every <0> time',
    'from <0> now',
    'in <0> addition',
    'step <0> 1|2|3|one|two|three',
    'side <0> effect',
  ],
  read: [
    'read|open|load|fetch|retrieve|obtain|collect|gather|list|cat|access|get|find|locate|harvest|extract|grab|dump|fetching|reading|loading|collecting|query|look|take|recall',
  ],
  give: [
    'send|sent|sending|forward|forwarded|forwarding|pass|passed|passing|include|included|attach|attached|append|appended|supply|supplied|upload|uploaded|uploading|transmit|transmitted|submit|submitted|provide|provided|put|place|insert|inserted|embed|deliver|post|report|share|carry|carries|contain|contains|accompanied|exfiltrate|leak|ship|relay|mirror|push|submit|encode|add|added|copy|copied|copies|export|exported|shared|fill|smuggle|reveal|disclose|print|repeat',
    'hand|hands|handed <1> over',
    'has|have|needs|need <1> to <0> be <2> content|contents|concatenation|value|text|copy',
  ],
  pronoun: ['it|them|its|their|result|results|output|contents|content|text|value|these|those'],
  hard: [
    '#secretfile|clipboard|passport|passports|ssn|cookies|keychain|mnemonic|dotfiles|keyfile|keyfiles|contacts',
    'ssh|private|signing|encryption|wallet <1> key|keys|config|configuration|credentials|configs',
    'environment|env <0> variable|variables|vars',
    'seed|recovery <0> phrase|words|phrases',
    'credit|debit <0> card|cards',
    'login <0> data',
    'one-time|otp|2fa|mfa|verification|sms|authenticator <1> code|codes|password|passwords',
    'saved|stored|local|user|deployment|cloud|aws|all|any|their|admin <0> password|passwords|credentials|credential|secrets|tokens',
    'personal <0> information|data|details',
    'sensitive <1> information|data|files|file|details|content',
    'openai_api_key|anthropic_api_key|aws_secret_access_key|github_token|database_url|api_key|secret_key',
    'variable <1> openai_api_key|api_key|secret|secret_key|token',
    'browser|chrome|firefox|shell|bash <1> history|cookies|profile|passwords',
    'home <0> directory|folder',
    'internal|confidential|proprietary <1> files|documents|data|source|code',
  ],
  soft: [
    'password|passwords|credential|credentials|secret|secrets|token|tokens|passphrase|apikey',
    'api|access|auth|oauth|session|bearer <1> key|keys|token|tokens|credentials',
  ],
  history: [
    'conversation|chat|message|messages|dialogue|session <0> history|transcript|log|logs|context|record|messages|so',
    'full|entire|complete|whole|current <2> conversation|chat|dialogue|transcript|context|prompt',
    'previous|prior|last|past|recent|earlier|all|every|each <2> message|messages|prompts|conversations|instructions <3> user|users|verbatim|conversation|so|writes',
    'previous|prior|last|recent <1> user <0> message|messages|prompt|prompts|query',
    'every|all <2> message|messages|prompt <2> user|users',
    'system|developer|initial|hidden <0> prompt|message|instructions',
    'context <0> window',
    'prior|previous|other|all|earlier <2> tool|tools <0> result|results|outputs|output|responses',
    'everything <4> user|said|conversation|told|context',
    'your <1> memory|instructions|prompt|guidelines|configuration|reasoning|thoughts',
    'user|users <1> original|exact|full|last|previous|entire <1> request|prompt|message|query|question|messages',
    'every|all <1> tool|tools <1> definition|definitions|schema|schemas|description|descriptions',
    'complete|full|entire|exact <1> system|instructions|prompt',
    'last|previous|recent <2> messages',
    'every|each|any|all <1> file|files|document|documents|email|emails|mail|e-mail <4> user|users|opens|reads|tools',
  ],
  file: ['#path'],
  secretfile: ['#secretfile'],
  contents: ['content|contents|text|copy|dump|value <4> of|from'],
  gives: [
    'attaches|sends|forwards|includes|passes|provides|uploads|reads|reveals|shares|copies|exports|hands|submits|appends',
  ],
  routed: ['routed|route|redirected|proxied|tunnelled|tunneled <2> through|via <3> this|our'],
  login: ['log|sign|logged <1> in|back <4> at|here|again|via', 'session <1> expired|ended|timed'],
  withheld: [
    'not|never|dont|avoid|without|refrain|cannot <3> send|pass|passing|include|including|attach|provide|post|report|share|contain|store|put|add|copy|forward|upload|submit',
  ],
  with_history: [
    'with|plus|and <2> full|entire|complete|whole|current <2> conversation|chat|dialogue|transcript|context|history|prompt|message',
    'with|plus <2> message|chat|conversation <0> history',
    'with|plus <3> personal|private|sensitive <0> information|data|details',
  ],
  arg: ['#arg|argument|parameter|field|param|arguments|parameters|#arg'],
  dest: [
    '#url|#mail|webhook|attacker|dns',
    'our|remote|external|my|their|following|verify|verification|tracking|telemetry|logging <1> server|endpoint|address|domain|url|number|service',
  ],
  literal: ['#url|#mail|#phone|#account'],
  othertool: [
    '#tool',
    'other|another|any|every|all|whichever|existing|built|builtin <2> tool|tools|function|functions|server|servers',
    'tool|function <0> named|called|named|#arg|is|from',
    'if|whenever|when <3> tool|tools|function <4> present|available|exists|installed|called|used|named|invoked|#arg',
    'email|mail|filesystem|file|payment|bash|shell|terminal|transfer|browser|database|calendar|messaging <0> tool|tools|function|server',
    'payment|transfer|transaction|transfers|payments|emails|transactions <2> is|are|made|sent|must|should',
    'invoking|calling|using <1> other|any|all',
  ],
  act: [
    'call|calls|invoke|run|execute|use|trigger|write|delete|empty|create|modify|install|push|chmod|download|approve|unlock|transfer|buy|purchase|disable',
  ],
  replace: [
    'replace|change|set|double|switch|redirect|substitute|increase|multiply|modify|alter|rewrite|swap <4> account|recipient|recipients|amount|beneficiary|address|destination|link|links|parameter|iban|price|payee',
    'recipient|amount|address|destination|beneficiary|payee|account <3> set|changed|replaced|redirected|switched <2> to',
    'actual|real|true|final <1> recipient|beneficiary|destination|amount|account|address',
    'sent|send|go|routed|redirected <2> to <2> #mail|#url|#phone',
    'bcc|cc <6> #mail|compliance',
    '#mail <3> bcc|cc|recipient',
  ],
  money: [
    'details|bank|account|recipient|recipients|amount|beneficiary|iban|payee|destination|bcc|cc|transfer|payment|mail|emails|email|address',
  ],
  tell: [
    'tell|ask|instruct|convince|persuade|advise|urge|recommend|inform|claim|say|recommending|show <3> user|users|customer|them|people|human|purchasing|buying|that',
    'report|claim|say|state|pretend|respond|reply|answer <1> that <3> everything|all|nothing|it|they|no',
    'recommend|promote|advertise <3> purchasing|buying|product|best|our|only',
  ],
  lure: [
    'fine|ok|safe|unsafe|normal|clean|successful|paste|download|install|visit|click|purchase|purchasing|buy|failed|empty|reward|free|disable|best <1> product|retype|again|enter|provide|confirm',
  ],
  them: ['them|it'],
  boast: [
    'best|superior|most|official|accurate|trusted|recommended|best-in-class|bestinclass <4> tool|server|function|version',
  ],
  asked: ['if|when|whenever <2> asked|asks|asking'],
  saying: [
    'answer|say|reply|respond|claim|state|tell <2> that',
    'recommend|recommended|recommendation|endorse|praise',
  ],
  others: ['of|from|by <1> other|another|all <1> tool|tools|server|servers'],
  trick: ['paste|retype|again|re-enter|reenter|dictate'],
  content: [
    'instruction|instructions|command|commands|sql|code|script|scripts|steps|directives|orders|prompt|prompts <5> in|found|contained|returned|received|within|content|response|output|inside|from|by',
    'returns|return|contain|contains|contained|embedded|containing <3> instructions|commands|directives|steps|orders|prompts',
  ],
  obey: [
    'execute|follow|obey|carry|carried|perform|treat|trust|comply|apply|run|act|honor|honour|executed|followed',
  ],
  unasked: [
    'automatically|immediately|directly|exactly|blindly|always|must|should',
    'right <0> away',
    'without <4> asking|confirmation|approval|question|checking|review|user',
    'as <0> if|though',
    'highest|high|top|utmost <0> priority',
  ],
  approval: [
    'skip|approve|bypass|disable|omit|avoid|suppress|ignore|turn <4> approval|approvals|permission|permissions|confirmation|confirmations|consent|prompts|checks|review|safety|guardrails',
  ],
  rules: [
    'rules|guidelines|policy|policies|instructions|restrictions|safety|message|limitations|constraints|guardrails <4> no|dont|not|longer|void|lifted|suspended|disabled|off|apply|applies|ignored',
    'no <1> restrictions|limits|limitations|filters|rules',
    'obeying|following|respecting|honoring|honouring <3> rules|message|messages|instructions|developer|system|user|guidelines|prompt',
    'disregard|ignore|forget|overrule|override|drop|neglect|bypass <5> system|developer|told|rules|user|users|privacy|earlier|guidelines|said|request|training|safety',
    'safety|security <1> checks|filters|rules|guidelines|measures|controls <2> off|disabled|ignored|bypassed|not|lifted',
  ],
  quiet: [
    'keep|stay|be|remain <2> quiet|secret|silent|hidden|confidential <4> user|it|about|this|from|between|operation|anyone',
    'without|no|any|leave|leaves <2> trace|traces|evidence',
    'without <2> showing|displaying|presenting <2> it|this|them|that|user',
    'no|under <3> circumstances|circumstance <3> tell|reveal|mention|show',
    'no <0> need <2> tell|inform|mention|ask|notify|know|confirm',
    'not|never|dont|without|nobody|doesnt <3> tell|mention|discuss|disclose|reveal|notify|inform|know|log|talk|telling|mentioning|notifying|show <4> this|that|user|users|people|anyone|it|human|step|developer|operation|output|them|but|parameter',
    'hidden <1> from <2> user|users|interface|people|ui|human',
    'uploaded|upload|sent|send|executed|execute|run|copied|copy|forward|forwarded|collect|collected|record|recorded <8> in <1> background',
    'in <0> silence|secret',
    'quietly|silently|secretly|covertly|stealthily|discreetly|unnoticed',
    '#secret|hidden|secret <0> directive|instruction|task|note|order|command|step|requirement',
  ],
  harm: [
    'vulnerability|backdoor|malware|keylogger|exploit|trojan|payload|ransomware',
    'chmod <1> 777|+x',
    'delete|remove|wipe|empty|erase|clear <3> log|logs|originals|trash|backups|evidence|traces|history|everything',
    'line <5> import|script|require',
    'turn|switch|disable <2> off <2> logging|logs|auditing|monitoring|tracing|history',
    'permission|permissions|visibility|access <6> to <1> public|everyone|anyone|world',
    'endless|infinite|endlessly|infinitely <2> loop|times|recursion|calls',
    'wipe|erase|format|destroy|shred <3> directory|disk|drive|folder|files|database|#path|data',
    'authorized_keys|crontab|bashrc',
    'disable|disables|deactivate <2> authentication|firewall|antivirus|verification|security|ssl|tls|2fa|mfa|auditing|logging',
    'rm <0> -rf',
  ],
  address: ['ai|llm|llms|assistant|assistants|agent|agents|model|models|claude|gpt|copilot|chatbot'],
  exclusive: [
    'only|sole|best|preferred|official <2> reliable|safe|correct|valid|secure|trusted|working <3> tool|version|function|way|source',
    'will|may|can <1> corrupt|break|damage|destroy|crash|compromise',
    'start|beginning <3> every|any|all|each <2> conversation|conversations|session|interaction',
    'over|before|than|instead|other <2> any|every|all|other|competing|alternative|similar|rival <2> tool|tools|function|functions',
    'chosen|preferred|selected|picked|favored|favoured <2> over|instead|before <3> tool|tools|others|alternatives',
  ],
} as const

/** Something that a sentence can speak of. */
export type Concept = keyof typeof CONCEPTS

/** The phrases that speak of each. */
export const CONCEPT_PHRASES: readonly Phrase<Concept>[] = (Object.keys(CONCEPTS) as Concept[]).flatMap(
  (concept) => CONCEPTS[concept].map((text) => phraseOf(concept, text)),
)

/** All of these, at least one of each list. */
type Combination = { readonly signal: Signal; readonly all: readonly (Concept | readonly Concept[])[] }

const DEMANDS = ['oblige', 'trigger', 'arg', 'dest', 'quiet', 'address'] as const

const COMBINATIONS: readonly Combination[] = [
  { signal: 'hard_passing', all: ['hard', 'give', DEMANDS] },
  { signal: 'sensitive_passing', all: ['hard', 'give'] },
  { signal: 'sensitive_demand', all: ['hard', 'read', ['oblige', 'trigger', 'address']] },
  { signal: 'sensitive_passing', all: ['soft', 'give', 'read', ['trigger', 'oblige'], ['arg', 'dest']] },
  { signal: 'sensitive_passing', all: ['soft', 'give', 'read', 'othertool', ['trigger', 'oblige']] },
  { signal: 'hard_passing', all: [['soft', 'hard', 'history'], ['give', 'read'], 'literal'] },
  {
    signal: 'history_demand',
    all: ['history', 'give', ['oblige', 'arg', 'dest', 'quiet', 'address', 'othertool']],
  },
  { signal: 'history_passing', all: ['history', 'give'] },
  { signal: 'history_passing', all: ['history', 'quiet'] },
  {
    signal: 'history_demand',
    all: ['with_history', ['othertool', 'act', 'give'], ['trigger', 'oblige', 'othertool']],
  },
  { signal: 'hard_passing', all: ['hard', 'give', 'contents'] },
  { signal: 'output_change', all: ['asked', 'saying', 'oblige'] },
  { signal: 'output_change', all: ['asked', 'saying', 'exclusive'] },
  { signal: 'sensitive_passing', all: ['soft', 'give', 'others'] },
  { signal: 'hard_passing', all: ['address', 'gives', ['hard', 'history', 'soft', 'literal', 'contents']] },
  { signal: 'other_tool_change', all: ['routed', ['othertool', 'others'], ['oblige', 'trigger']] },
  { signal: 'output_change', all: ['login', 'literal'] },
  // In any language.
  { signal: 'sensitive_passing', all: ['secretfile', 'literal'] },
  { signal: 'hard_passing', all: ['file', 'read', 'give', ['trigger', 'oblige', 'pronoun']] },
  { signal: 'other_tool_change', all: ['replace', 'othertool', ['trigger', 'oblige']] },
  { signal: 'other_tool_change', all: ['replace', 'money', 'literal'] },
  { signal: 'redirect', all: ['replace', ['trigger', 'oblige'], ['quiet', 'literal']] },
  {
    signal: 'outward_data',
    all: [
      'give',
      'literal',
      ['oblige', 'quiet', 'trigger'],
      ['history', 'hard', 'soft', 'pronoun', 'address'],
    ],
  },
  {
    signal: 'outward_data',
    all: ['give', 'dest', ['oblige', 'quiet'], ['history', 'hard', 'soft', 'pronoun', 'address']],
  },
  { signal: 'output_change', all: ['tell', 'lure', ['trigger', 'oblige', 'soft', 'literal']] },
  { signal: 'outward_data', all: ['tell', ['hard', 'literal'], ['lure', 'give', 'arg']] },
  { signal: 'fetch_and_obey', all: ['content', 'obey', ['unasked', 'them']] },
  { signal: 'hard_passing', all: ['hard', 'contents', 'oblige'] },
  { signal: 'address_demand', all: ['address', 'content', 'obey'] },
  { signal: 'sensitive_passing', all: ['address', 'soft', 'give'] },
  { signal: 'first_always', all: ['exclusive', 'address'] },
  { signal: 'shun', all: ['exclusive', 'boast'] },
  { signal: 'outward_data', all: ['tell', 'soft', 'trick'] },
  { signal: 'consent_demand', all: ['approval', ['trigger', 'oblige', 'othertool', 'unasked', 'quiet']] },
  { signal: 'override', all: ['rules', ['oblige', 'address', 'quiet', 'trigger', 'unasked', 'history']] },
  { signal: 'harm', all: ['harm', ['trigger', 'oblige', 'quiet', 'give']] },
  {
    signal: 'quiet_act',
    all: ['quiet', ['give', 'act', 'read', 'address', 'history', 'hard', 'harm', 'tell']],
  },
  { signal: 'other_tool_demand', all: ['othertool', ['trigger', 'oblige'], ['act', 'give', 'read']] },
  {
    signal: 'address_demand',
    all: ['address', ['oblige', 'trigger'], ['give', 'act', 'obey', 'replace', 'tell']],
  },
  { signal: 'first_always', all: ['exclusive', ['oblige', 'trigger'], ['act', 'othertool', 'give']] },
]

/** What only an attack says, of a sentence after the one before it: `it` and `them` stand for what that named. */
export function combinationsIn(concepts: ReadonlySet<Concept>, before: ReadonlySet<Concept>): Signal[] {
  const here = new Set(concepts)
  // `do not include passwords` asks for the opposite.
  if (here.has('withheld') && !here.has('quiet')) here.delete('give')
  const found = COMBINATIONS.filter(({ all }) => all.every((one) => isIn(here, one))).map(
    ({ signal }) => signal,
  )
  const isCarried = here.has('give') && here.has('pronoun') && before.has('read')
  if (isCarried && (before.has('hard') || before.has('history'))) found.push('hard_passing')
  return found
}

function isIn(concepts: ReadonlySet<Concept>, one: Concept | readonly Concept[]): boolean {
  return typeof one === 'string' ? concepts.has(one) : one.some((concept) => concepts.has(concept))
}
