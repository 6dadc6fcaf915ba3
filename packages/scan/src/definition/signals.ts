// What the prose of a definition may say that only an attack says, as phrases; alone or together.
import { type Phrase, phraseOf } from './phrases.ts'

/** What a phrase is a sign of. */
export const SIGNALS = [
  'override',
  'role',
  'authority',
  'conceal',
  'hush',
  'covert',
  'consent',
  'sensitive_demand',
  'sensitive_passing',
  'history_passing',
  'outward',
  'outward_data',
  'first_some',
  'first_always',
  'other_tool_demand',
  'other_tool_change',
  'redirect',
  'output_change',
  'fetch_and_obey',
  'command',
  'demand',
  'sensitive',
  'hard_passing',
  'history_demand',
  'consent_demand',
  'harm',
  'quiet_act',
  'shun',
  'instruction',
  'foreign_instruction',
  'address_demand',
  'hides',
  'misreports',
  'presumes',
  'voids',
  'dethrones',
  'obeys',
  'diverts',
  'phishes',
  'beacons',
  'always',
  'aside',
  'harms',
  'takes',
  'collects',
  'values',
  'vouches',
  'exports',
] as const

/** What a phrase is a sign of. */
export type Signal = (typeof SIGNALS)[number]

const CLASSES = {
  drop: 'ignore ignoring disregard disregarding forget override overrides bypass discard supersede supersedes abandon',
  prior:
    'previous prior above earlier preceding all any other existing original default system user users safety your these those the every its initial',
  rules:
    'instruction instructions prompt prompts rule rules guideline guidelines directive directives policy policies restriction restrictions constraints training guardrail guardrails commands alignment safeguards protocols',
  tell: 'tell mention inform notify alert reveal disclose expose confess acknowledge discuss warn',
  telling:
    'telling mentioning informing notifying alerting revealing disclosing showing displaying reporting asking prompting warning explaining',
  people:
    'user users human humans anyone anybody customer customers operator operators owner developer developers person people them him her',
  it: 'this that it these step steps requirement instruction instructions fact reading file files access process action actions check side operation operations anything note verification call calls behavior behaviour',
  read: 'read open cat access fetch get retrieve load list find locate search scan view inspect check collect gather extract obtain grab dump enumerate include',
  pass: 'pass include send put provide attach append add supply submit forward insert embed encode place paste share relay transmit upload store report post deliver leak exfiltrate output echo print',
  passing: 'passing including sending putting providing attaching appending forwarding encoding',
  secret:
    'password passwords credential credentials secret secrets passphrase passphrases cookies keychain mnemonic passwd #secretfile id_rsa dotenv apikey apikeys api_key api_keys .env ssn keyfile',
  secret2:
    'key keys token tokens variable variables phrase card cards configuration config file files password passwords',
  secret1:
    'ssh api private access auth authentication session bearer environment env seed recovery credit encryption signing secret mcp crypto wallet aws gcp azure oauth login admin root',
  history: 'conversation conversations chat history dialogue transcript context prompt prompts reasoning',
  whole:
    'full entire complete whole all previous prior system user users raw original current last recent verbatim your',
  order:
    'must should shall always first required need make ensure immediately please mandatory necessary remember important critical essential never',
  before: 'before prior whenever when after every each anytime upon once',
  use: 'use using call calling invoke invoking run running execute executing perform performing trigger triggering query select choose prefer answer answering respond responding respond process processing do doing make making start starting',
  tools:
    'tool tools function functions operation operations action actions command commands request requests task tasks query queries response responses message messages question questions conversation answer answers step anything interaction interactions prompt else',
  any: 'any every all each other another others next following subsequent',
  send: 'send post forward upload transmit exfiltrate submit report relay leak copy deliver mail email push ping sync mirror dispatch beacon stream redirect bcc cc transfer route curl wget notify log',
  data: 'content contents file files data result results response conversation history key keys token tokens credentials password passwords information info copy details output everything secrets variables messages code source prompt records documents arguments parameters input inputs all',
  place: '#url #mail attacker webhook endpoint server collector domain address c2 website external remote',
  change:
    'change modify replace set add append alter redirect rewrite switch substitute multiply override inflate increase reduce insert send bcc cc double adjust swap',
  argument:
    'recipient recipients address addresses parameter parameters argument arguments amount amounts destination destinations bcc cc url payload iban account wallet price body number link header headers sender subject field value',
  covertly: 'silently secretly quietly covertly invisibly discreetly stealthily',
  act: 'send read forward include execute copy upload collect log call invoke attach append bcc store transmit add run pass fetch perform record exfiltrate capture delete modify write download install do post save extract harvest gather',
} as const

const TEXTS: Readonly<Partial<Record<Signal, readonly string[]>>> = {
  override: [
    '@drop <4> @prior <3> @rules',
    'ignore|ignoring|disregard|disregarding|forget|override|overrides|discard|supersede|supersedes|abandon <1> @rules',
    'do|must|should <0> not <1> follow|obey|comply|adhere <4> @rules',
    'dont|never|stop <1> follow|obey|following|obeying <4> @rules',
    '@drop <2> everything|anything|what <4> before|above|said|told|previously',
    'do|must|dont|never <2> follow|obey|honor <2> user|users <2> request|wishes|instructions|command|commands',
    'do|follow|execute <0> whatever <6> says|response|returned|result|instructs|asks',
    'takes|take <2> precedence|priority <3> all|any|other|every|previous|user|system <3> @rules',
    'instead <0> of <3> following|obeying <3> @rules',
    'new|updated|real|actual|true <1> instructions|directive|objective|orders <3> is|are|follow|:|from',
    'your <1> new|real|true|actual|primary <1> task|goal|objective|purpose|mission|instructions|job',
  ],
  role: [
    'you <0> are <1> now',
    'from <0> now <0> on',
    'act <0> as <2> unrestricted|jailbroken|administrator|admin|root|dan|evil|hacker',
    'pretend <1> to|you|that <2> be|are|have',
    'developer|god|dan|debug|admin|maintenance|unrestricted|sudo <0> mode <2> enabled|activated|on|enable|active',
    'ai|assistant|model|llm|chatbot <2> without|free <3> rules|restrictions|limits|limitations|filters|ethics|guidelines',
    'enter|activate|enable|switch <3> developer|god|dan|unrestricted|jailbreak <0> mode',
    'you <1> no <0> longer <3> bound|restricted|limited|required',
    'no <0> restrictions|limitations|filters <2> apply|anymore',
  ],
  authority: [
    'user|users|operator|administrator|owner <2> already|pre-approved|preapproved|preauthorized <2> all|approved|authorized|authorised|consented|every|any',
    'system|admin|administrator|security|developer|priority|urgent|critical|hidden|internal|secret|assistant|model|agent|ai|llm <0> instruction|instructions|override|directive|directives|notice|command|note|requirement|mandate <6> @order|read|include|do|call|send|before|when',
    'attention|note|message|notice|directive <1> to|for <2> ai|llm|llms|assistant|assistants|model|models|agent|agents|claude|gpt|copilot',
    '<important>|<system>|<instructions>|<instruction>|<hidden>|<secret>|<admin>|<critical>|<assistant>|[system]|[important]|[admin]|[hidden]|[instructions]',
    '#ai|ai|llm|model|assistant|agent <0> must|should <4> @read|@pass|call|execute|ignore',
  ],
  conceal: [
    'do|must|should|shall|please|you|may|can <0> not <3> @tell <5> @people',
    'dont|never|avoid|refrain|cannot <3> @tell|@telling <5> @people',
    'without <3> @telling <4> @people',
    'without <2> user|users|human|their|customer <1> knowledge|consent|awareness|noticing|approval|confirmation|permission|knowing|seeing',
    '@people <1> must|should|shall|will <0> not <3> know|see|notice|aware|informed|told|alarmed|realize|alerted|shown',
    '@people <1> does|do|need|needs <0> not <2> know|notice|told|realize',
    '@people <1> shouldnt|mustnt|doesnt|dont|cannot|wont <3> know|see|notice|aware|informed|told|realize',
    'hide|hidden|conceal|concealed|keep|invisible|mask|obscure|disguise <6> from|to <3> @people',
    'keep|remain|keeping <5> secret|confidential|hidden|private|covert|silent|invisible <3> from|between|and|this|operation',
    'upset|alarm|confuse|scare|worry|frighten|burden|bother <2> @people',
    'never|not|dont <2> let <2> @people <2> know|see|notice',
  ],
  hush: [
    'do|must|should|shall|please|you <0> not <1> @tell <2> @it',
    'dont|never|avoid|refrain <2> @tell|@telling <2> @it',
    'do|must <0> not <0> mention',
    'never|dont <0> mention',
    'without <2> mentioning|revealing|disclosing|reporting|explaining|announcing <3> @it',
    'do|must <0> not <1> log|record|include <3> in <3> response|logs|output|summary|answer|conversation',
  ],
  covert: [
    '@covertly <2> @act',
    '@act <4> @covertly',
    'in <1> background <3> without <3> @telling|@people|visible',
  ],
  consent: [
    'confirmation|approval|consent|permission <1> is|are <1> not <1> required|needed|necessary',
    'no <1> confirmation|approval|consent|permission <2> required|needed|necessary',
    'without|skip|bypass <2> asking|ask|requesting|requiring|waiting|confirmation|approval|consent|permission|authorization|verification <4> @people|confirmation|permission|approval|consent|checks|step|steps',
    'do|must|should <0> not <1> ask <3> @people|confirmation|permission|approval',
    'automatically|auto <1> approve|confirm|accept|grant <4> all|any|every|request|requests|calls|transaction|transactions|permission|permissions',
  ],
  sensitive_demand: [
    '@order <8> @read <8> @secret',
    '@before <12> @read <6> @secret',
    '@order <8> @read <8> @secret1 <1> @secret2',
    '@before <12> @read <6> @secret1 <1> @secret2',
    'then|also|additionally|furthermore <3> @read <6> @secret|#path',
    '@read <6> #secretfile <8> @pass|@passing|@send|contents|content',
    '@read <8> #path <6> and|then <3> @pass|@send',
  ],
  sensitive_passing: [
    'summary|reply|response|answer|output|message|result|title|comment <2> should|must|has|needs <2> contain|include|begin|end <6> @secret',
    'summary|reply|response|answer|output|message|result|title|comment <2> should|must|has|needs <2> contain|include|begin|end <6> @secret1 <1> @secret2',
    '@pass|@send|@passing <6> @secret <6> as|in|to|into|inside|within|via|through|with <6> parameter|parameters|argument|arguments|field|sidenote|note|notes|context|input|#url|#mail|#tool|response|request|body|server|value|this|tool|comment|metadata|text',
    '@pass|@send|@passing <6> @secret1 <1> @secret2 <6> as|in|to|into|inside|within|via|through|with <6> parameter|parameters|argument|arguments|field|sidenote|note|context|input|#url|#mail|#tool|response|request|body|server|value|this|tool|comment|metadata|text',
    'pass|send|forward|include|attach|append <3> its|the|their|file <1> content|contents|data|output <4> as|to|in|via|with',
    '@secret <3> must|should <3> @pass|included|passed|provided|sent',
  ],
  history_passing: [
    '@pass|@send|@passing <5> @whole <3> @history',
    'system <0> prompt|message|instructions <6> @pass|here|as|into|parameter|in',
    '@history <2> history <4> @pass|must|should|to|as',
    'everything <2> user|users <2> said|says|typed|wrote|asked',
    '@pass|@send|repeat|reveal <3> your <3> instructions|prompt|context|reasoning|tools|guidelines|memory',
  ],
  outward: [
    '@send <6> to <4> @place',
    '@send <3> #url|#mail',
    'make|perform|issue|trigger <3> request|get|post|call <4> to <3> @place',
  ],
  outward_data: [
    '@send|@pass <5> @data <6> to <4> @place',
    '@send <4> @secret <6> to <5> @place',
    '@send <4> #secretfile|#path <6> to <5> @place',
    '@data <5> to <3> #mail|#url',
    'curl|wget|fetch|nc|netcat <5> #url <6> #secretfile|#path|@data|@secret',
  ],
  first_some: [
    'always|must|should|mandatory|required|need|have <4> @use <3> this|it <3> first|before|prior|instead',
    'this <1> tool|function <5> must|should|has|needs|always|required|shall <4> called|used|invoked|run|executed|first|be <5> first|before|prior',
  ],
  shun: [
    'never|dont|avoid|not <1> @use|call|trust <3> other|another|any|official|original|alternative|builtin|them <2> tool|tools|function|functions|servers|server',
    'never <1> @use <1> them|it|others|#tool',
    'other|another|previous|original|all <3> tool|tools|version|functions|server <4> deprecated|broken|unsafe|obsolete|disabled|insecure|compromised|outdated|unreliable|replaced|unavailable',
    'even <0> if|when <2> user|users',
    'tool|function|#tool|version <5> should|must <0> not <1> be <1> used|trusted|called',
    'old|other|previous|existing <2> tool|function|version <4> flaw|flaws|vulnerable|vulnerability|vulnerabilities|issues',
    'from|of|on <2> other|another|different <1> server|servers',
    'supersedes|replaces <4> tool|tools|functions|servers',
  ],
  first_always: [
    'first <1> tool|function|call|thing <4> every|any|each|all',
    'this <1> tool|function <5> must|should|has|needs|always|required|shall <4> called|used|invoked|run|executed|first|be <5> every|any|each|all',
    '@before <3> @use <2> @any <3> @tools <8> @use|call|run|invoke <2> this|it',
    'before|prior <2> @use|to <2> @any <3> @tools',
    'for|on|to|with|in <1> any|every|all|each|whatever <2> request|requests|query|queries|question|questions|task|tasks|message|messages|prompt|response|conversation|operation <5> @use|call|invoke|run|always|must|first|this',
    'always|only|must <2> @use <2> this|it <3> instead|rather|over|for <3> any|every|all|other|of',
    'instead|rather|over|preferred|prefer <4> of|than|over|to|any <3> other|any|all|existing|official|builtin <2> tool|tools|function|functions|ones|server|servers',
  ],
  other_tool_demand: [
    'also|first|then|must|always|immediately|should|next|additionally|silently|automatically <4> call|invoke|run|execute|trigger|use <3> #tool|bash|shell|terminal',
    '@before|if <8> #tool|tool|tools <3> is|are|gets|being <2> called|used|invoked|available|present|executed|installed|run <10> must|should|always|@change|@pass|@send|call|execute|ensure',
    'call|invoke|run|execute|trigger <2> the <1> #tool <6> with|using|to|first|before',
    'after <3> @use|this|calling|each <6> call|invoke|run|execute|use <2> #tool|the',
    'use|call <2> #tool|the <3> tool <3> to <3> @read|@send|delete|remove|write',
  ],
  other_tool_change: [
    '@before|if|for|all|any|every|each <12> @change <6> @argument <8> to|with|=|as|by|from|: <4> #mail|#url|#phone|attacker',
    '@before|if <3> @use|#tool|tool|email|mail|message|payment|transfer|file|transaction <10> must|should|always|instead|also|never <6> @change <5> @argument|#mail|#url|recipient',
    '@change <3> @argument|email|e-mail|mail|phone|iban <4> to|with|as <3> #mail|#phone|#account|attacker',
    'change|replace|redirect|rewrite <3> @argument <3> to|with|as <3> #url',
    'all|every|any <3> emails|email|mails|messages|payments|transfers|transactions|files|requests <6> must|should|always|to|go|be <5> #mail|#url|sent|redirected|routed|forwarded|attacker',
    'real|actual|original|correct|true <2> recipient|address|destination|value|account|amount <5> in|to|body|is|as|instead',
    '@change <3> behaviour|behavior|output|outputs|result|results|arguments|parameters <4> of|from|for <3> other|#tool|another|all|the',
  ],
  redirect: [
    'blind-copy|blindcopy|bcc|cc <5> #mail',
    'bcc|cc|forward|redirect|reroute|mirror <5> #mail|#url',
    '#mail <4> instead|rather|bcc|cc|recipient',
    'extra|additional|hidden|second <1> recipient|recipients',
    'hidden|secret <1> copy|copies|bcc',
    'proxy <2> number|address|recipient|account',
  ],
  output_change: [
    '@pass|append|add|include|insert|inject|embed|prepend <6> to|in|into|at|with|on|every|each|all <3> every|all|each|any|final <2> response|responses|answer|answers|output|outputs|message|messages|file|files|commit|commits|code|reply|email|emails|page',
    '@pass|append|add|include|insert|inject|embed|prepend <6> to|in|into|at <3> your <2> response|responses|answer|answers|output|outputs|reply|code',
    'in|to|at|with <1> all|every|each <1> future|subsequent|following|further|your <1> messages|message|responses|response|answers|answer|replies|reply|outputs|emails',
    'always|must <3> recommend|suggest|promote|advertise|endorse|claim|state <5> @people|#url|best|product|our|buy|that',
    'tell|convince|instruct|persuade|encourage|urge|ask <2> @people <4> to <3> visit|click|enter|install|download|disable|provide|paste|share|run|log|type|send|buy',
    'removed|replaced|added|inserted|appended|included|remove|replace|add|insert <5> your <1> answer|answers|response|responses|reply|output',
    'respond|reply|answer|return <3> only|exactly|always <4> with <6> #url|approved|safe|yes|success|ok',
    'insert|add|inject|introduce|plant <5> backdoor|vulnerability|malware|payload|exploit|malicious|keylogger',
  ],
  fetch_and_obey: [
    'follow|execute|obey|perform|apply|carry|trust|do <5> instructions|steps|commands|directives|orders|script|code|tasks <6> in|at|from|returned|output|contained|found|within|inside|it|received|provided|given <5> #url|file|response|result|output|page|website|server|returns|contents|content|tool|there|error|remote|without',
    'download|fetch|load|get <6> from <4> #url <8> execute|run|follow|install|obey|eval|bash|sh',
    'download|fetch <5> and|then <2> execute|run|install|eval',
    'as <1> if|though <5> user|users|system <4> said|asked|instruction|instructions|requested|wrote|instructed',
  ],
  command: [
    'rm <1> -rf|-fr|-r|rf|fr',
    'curl|wget <6> bash|sh|zsh|python',
    'chmod <1> +x|777',
    'base64 <1> -d|d|decode|--decode <4> bash|sh|eval|execute|run',
    'nc|ncat|netcat <2> -e|e|-c',
    'bash <1> -i|-c|i',
    'os.system|subprocess.run|subprocess.popen|child_process',
    'execute|run|type|exec <3> rm|nc|base64|chmod',
    'execute|run|type|exec <3> curl|wget|cat|scp|ssh|bash|sh|python|powershell <6> #secretfile|#url|#path',
    'cat <1> #secretfile|#path',
    'printenv|env <3> base64|curl|#url|output|dump|contents',
    'crontab|authorized_keys|.bashrc|.zshrc|launchagents|systemd <6> @pass|append|add|echo|persist|install|write',
    'append|add|echo|write|install <6> crontab|authorized_keys|.bashrc|.zshrc|#secretfile',
    'append|add|insert|execute|include|run <3> drop|truncate|union <1> table|database|select',
    'drop|truncate|delete <1> table|database|from <3> users|all|production|table|customers',
  ],
  demand: [
    'you|model|assistant|agent|llm|ai|claude <2> must|should|shall|need|have|are',
    'must|always|mandatory|required|otherwise|never <8> @use|@read|@pass|call|include|will|fail',
    'otherwise <4> will|tool|fail|not|wont',
    'first <3> @read|@use',
    'make <0> sure',
    'it <0> is <2> critical|important|essential|mandatory|required|imperative',
  ],
  sensitive: ['@secret', '@secret1 <1> @secret2', 'system <0> prompt', '@history <0> history', '#secretfile'],
}

/** The phrases that are signs by themselves. */
export const SIGNAL_PHRASES: readonly Phrase<Signal>[] = SIGNALS.flatMap((signal) =>
  (TEXTS[signal] ?? []).map((text) => phraseOf(signal, text, CLASSES)),
)

/** Words of a sentence that speaks about attacks rather than being one. */
export const GUARD_WORDS =
  'detect|detects|detecting|detection|scan|scans|scanning|identify|identifies|flag|flags|block|blocks|prevent|prevents|prevention|classify|classifies|protect|protects|protection|guard|guards|sanitize|sanitizes|redact|redacts|mitigate|mitigates|attack|attacks|attempts|jailbreak|jailbreaks'

/** Words after which a text in quotes is only an example; what is not quoted stands for itself. */
export const EXAMPLE_WORDS =
  'analyze|analyzes|analyse|looks|tests|evaluates|checks|filter|filters|find|finds|example|examples|e.g|eg'
