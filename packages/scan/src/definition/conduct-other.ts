// The same conduct in other languages, as far as it is asked for in few ways.
import type { Conduct } from './conduct.ts'
import { type Phrase, phraseOf } from './phrases.ts'
import { plainText } from './plain.ts'

const TEXTS: Readonly<Partial<Record<Conduct, readonly string[]>>> = {
  hides: [
    // German, Dutch
    'ohne <4> erwähnen|sagen|mitzuteilen|informieren|merkt|bemerkt|wissen',
    'nicht|nichts|niemand|niemandem|keinem|nie|niemals <4> erwähnen|sagen|mitteilen|verraten|informieren|wissen|erfahren|bemerken|davon',
    'erwähne|sage|verrate|informiere <5> nicht|nichts|niemandem|nie',
    'behalte|behalten <3> für <0> dich',
    'vertel|zeg|meld <4> niet|niets|niemand',
    'zonder <4> vertellen|melden|weten|zeggen',
    // Spanish, Portuguese
    'no|nunca|sin|jamás <3> digas|diga|decir|menciones|mencione|mencionar|informes|informar|avises|avisar|reveles|revelar|sepa',
    'não|nunca|sem <3> diga|dizer|conte|contar|mencione|mencionar|informe|informar|avise|avisar|revele|saiba',
    // French, Italian
    'ne|sans|jamais <3> dis|dire|mentionne|mentionner|informe|informer|avertir|révèle|révéler|parle|sache|signale|signaler',
    'garde|gardez <3> pour|secret <0> toi|vous|secret',
    'non|senza|mai <3> dire|dirlo|menzionare|informare|avvisare|rivelare|sappia',
    // Polish, Turkish, Russian
    'nie|bez|nigdy <3> mów|mówiąc|wspominaj|informuj|informowania|powiadamiaj|wiedzy|wspominając',
    'kullanıcıya|kimseye <3> söyleme|söylemeden|bildirme|bildirmeden|bahsetme|belirtme',
    'не|никому|никогда|без <4> говори|сообщай|сообщайте|упоминай|рассказывай|уведомляй|ведома|говоря|показывай',
  ],
  presumes: [
    'ohne <5> um|nach <2> bestätigung|zustimmung|erlaubnis|genehmigung|freigabe|einwilligung',
    'ohne <4> fragen|nachzufragen|rückfrage|zustimmung',
    'zonder <5> om|naar <1> bevestiging|toestemming|goedkeuring',
    'zonder <3> vragen|toestemming',
    'sin <4> pedir|solicitar|preguntar|esperar <5> confirmación|aprobación|permiso|consentimiento|autorización|usuario',
    'sem <4> pedir|solicitar|perguntar|esperar <5> confirmação|aprovação|permissão|consentimento|autorização|usuário|utilizador',
    'sans <4> demander|attendre|requérir|solliciter <5> confirmation|approbation|autorisation|consentement|permission|utilisateur',
    'senza <4> chiedere|attendere|richiedere <5> conferma|approvazione|permesso|consenso|autorizzazione|utente',
    'bez <4> pytania|proszenia|czekania <5> użytkownika|potwierdzenie|zgodę|pozwolenie',
    'kullanıcıya <3> sormadan|danışmadan',
    'onay|izin <1> almadan|istemeden|beklemeden',
    'без <3> запроса|ожидания <3> подтверждения|согласия|разрешения',
    'не <2> спрашивая|спрашивай|запрашивай|запрашивая <4> подтверждения|согласия|разрешения|пользователя',
  ],
  dialogue: [
    'gesamten|gesamte|ganzen|ganze|vollständigen|kompletten|kompletter <2> verlauf|chat|chatverlauf|gespräch|gesprächsverlauf|unterhaltung|dialog|konversation',
    'hele|volledige <2> gesprek|chat|conversatie|geschiedenis',
    'todo|toda|completo|completa|entero|entera|inteira|inteiro <3> historial|conversación|chat|histórico|conversa|diálogo',
    'conversación|conversa|chat|historial|histórico <2> completo|completa|entera|entero|inteira|inteiro',
    "toute|tout|entière|complet|complète|l'intégralité <3> conversation|discussion|historique|échange",
    'conversation|historique|discussion <2> entière|complet|complète|intégrale',
    "tutta|tutto|intera|intero|completa|l'intera <3> conversazione|chat|cronologia|dialogo|discussione",
    'całą|cały|całej|pełną|pełną <2> rozmowę|historię|czat|konwersację',
    'tüm|bütün <2> konuşmayı|konuşma|sohbet|sohbeti|geçmişi|yazışma',
    'всю|весь|полную|вся|всей|полностью <3> переписку|переписки|историю|история|диалог|разговор|разговора|беседу|чат',
  ],
  always: [
    'stets|immer|zuerst|vor <4> als <0> erstes',
    'vor <1> jedem|allen|jeder <3> werkzeug|tool|werkzeugen|tools|antwort|aufruf',
    'antes <1> que|de <4> cualquier|otra|otras|outra|qualquer|outras|demás|demais <2> herramienta|ferramenta|otra|herramientas|ferramentas|outra',
    'siempre|sempre|toujours|zawsze|her <4> primero|antes|primeiro|prima|abord|zanim|önce',
    'avant <3> tout|toute|autre|autres <2> outil|outils|réponse',
    'prima <3> altro|altri|altre|ogni|qualsiasi <2> strumento|strumenti',
    'zanim <3> innego|inne|jakiegokolwiek|użyjesz',
    'voordat|vóór <4> ander|andere|elke <2> tool|hulpmiddel|hulpmiddelen',
    'всегда|сначала|раньше|прежде <4> остальных|других|всех|инструмент|вызывай',
  ],
  dethrones: [
    'andere|anderen <2> werkzeuge|tools <4> veraltet|unsicher|nicht|kompromittiert',
    'otras|otros|demás <2> herramientas <4> obsoletas|inseguras|no|comprometidas',
    'autres <2> outils <5> obsolètes|compromis|dangereux|plus|pas',
    'altri|altre <2> strumenti <4> obsoleti|compromessi|insicuri|non',
    'outras <2> ferramentas <4> obsoletas|inseguras|não|comprometidas',
    'jamais|nunca|plus|mai <3> autres|otras|outras|altri <2> outils|herramientas|ferramentas|strumenti',
    'другие|остальные <2> инструменты <4> устарели|небезопасны|не|скомпрометированы',
  ],
  voids: [
    'vorherigen|bisherigen|früheren|alle <2> anweisungen|regeln|vorgaben <4> nicht|ungültig|ignorieren|aufgehoben',
    'ignoriere|vergiss|missachte|ignora|olvida|ignore|oublie|dimentica|ignoruj|zapomnij|negeer|игнорируй|забудь|esqueça <4> anweisungen|regeln|instrucciones|reglas|instruções|regras|instructions|consignes|règles|indicazioni|istruzioni|regole|instrukcje|zasady|polecenia|instructies|regels|инструкции|правила|указания',
    'regole|istruzioni|indicazioni <4> non <1> valgono|contano|applicano',
    'reglas|instrucciones|regras|instruções <4> ya|já|não|no <2> valen|aplican|valem|aplicam|válidas',
    'règles|consignes|instructions <4> ne|plus <2> valables|appliquent|valent|plus',
    'правила|инструкции <4> не|больше <2> действуют|применяются',
    'nur|solo|uniquement|apenas|только <2> diese|estas|queste|celles-ci|estos|эти <2> gelten|valen|contano|valide|valide|valem|действуют',
  ],
  treasure: [
    'passwörter|passwort|kennwörter|zugangsdaten|schlüssel|geheimnisse|wachtwoorden|wachtwoord|contraseñas|contraseña|claves|credenciales|senhas|senha|chaves|credenciais|identifiants|clés|password|credenziali|chiavi|hasła|hasło|klucze|parolaları|parolayı|parola|şifreleri|şifre|anahtarı|пароли|пароль|ключи|ключ',
    'mots|mot <0> de <0> passe',
  ],
  taking: [
    'lies|lese|lesen|öffne|lees|open|lee|leer|abre|leia|abra|lis|lire|ouvre|leggi|apri|odczytaj|przeczytaj|otwórz|oku|aç|прочитай|прочти|открой|скопируй',
  ],
  move: [
    'übergib|übergeben|sende|senden|schicke|gib|stuur|verzend|envía|enviar|incluye|pasa|envie|inclua|anexe|passe|transmets|envoie|envoyer|inclus|invia|passa|allega|wyślij|podaj|przekaż|gönder|yaz|ekle|передай|отправь|прикладывай|приложи|вставь|добавь|пришли',
    'enviado|enviados|enviada|envoyé|envoyés|gesendet|geschickt|inviato|inviati|verstuurd|отправляются',
    'gebe|geben|gib <8> mit|weiter',
  ],
}

/** The phrases, spelled as `plainText` leaves them. */
export const OTHER_PHRASES: readonly Phrase<Conduct>[] = (Object.keys(TEXTS) as Conduct[]).flatMap(
  (conduct) => (TEXTS[conduct] ?? []).map((text) => phraseOf(conduct, plainText(text))),
)

/** Languages that set no blanks between words. */
const UNSPACED: readonly (readonly [Conduct, RegExp])[] = [
  [
    'hides',
    /(?:不要|不得|别|切勿|无需|禁止)(?:让|告诉|告知|通知|提及|提示|向).{0,6}(?:用户|任何人|他人|人)|对(?:用户|任何人)(?:保密|隐瞒)/,
  ],
  [
    'presumes',
    /(?:无需|不必|不用|不要|未经|无须).{0,6}(?:用户|使用者|人工)?.{0,3}(?:确认|同意|批准|授权|许可)|(?:確認|同意|承認|許可)(?:なし|せず|を求めず|を得ず|不要)|(?:확인|동의|승인|허락)\s?(?:없이|을 받지 않고|를 받지 않고|을 구하지)/,
  ],
  ['hides', /(?:ユーザー|利用者|誰)に(?:は|も)?(?:知らせ|言わ|伝え|教え|秘密|内緒|通知せ|気づか)/],
  ['hides', /(?:사용자|누구)에게\s?(?:는|도)?\s?(?:알리지|말하지|비밀|보여주지)/],
  [
    'dialogue',
    /(?:对话|聊天|会话)(?:的)?(?:全部|完整|所有|记录|历史|内容)|(?:全部|完整|所有|整个)(?:的)?(?:对话|聊天|会话)/,
  ],
  ['dialogue', /(?:会話|やり取り|チャット)(?:の)?(?:全文|全体|すべて|全て|履歴|内容)/],
  ['dialogue', /(?:대화|채팅)\s?(?:의\s?)?(?:전체|전부|모든|기록|내용|내역)/],
  ['treasure', /私钥|密钥|密码|口令|秘密鍵|パスワード|認証情報|비밀번호|개인\s?키|\.env|\.ssh|id_rsa/],
  ['taking', /读取|打开|获取|收集|読み|読んで|取得|開いて|읽고|읽어|가져/],
  ['move', /放入|写入|传递|发送|附上|传给|提供给|入れて|渡して|送信|含めて|付けて|넣어|보내|전달|포함/],
  [
    'always',
    /(?:任何|其他|所有).{0,4}工具.{0,4}(?:之前|前)|(?:必须|始终|总是)(?:首先|先)|他の.{0,4}ツール.{0,4}前|必ず(?:最初|先)|다른\s?도구.{0,6}전에/,
  ],
  [
    'voids',
    /(?:忽略|无视|忘记).{0,8}(?:指令|指示|规则|说明)|(?:指示|ルール|命令).{0,4}(?:無視|忘れ)|(?:지시|규칙).{0,6}(?:무시|잊)/,
  ],
]

/** What a text without blanks asks for. */
export function unspacedIn(text: string): readonly Conduct[] {
  return UNSPACED.filter(([, pattern]) => pattern.test(text)).map(([conduct]) => conduct)
}
