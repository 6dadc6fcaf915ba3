// What words of other languages mean for weak signs: each stands for a class of English words, or for a sign.
import { once } from '@countersign/terms'
import { plainText } from '../definition/plain.ts'

/**
 * A line is a class of `frames.ts` and words that begin so: German, French, Spanish, Portuguese, Italian, Dutch, Polish, Turkish,
 * Indonesian, Russian, Chinese, Japanese, Korean, Arabic, Hindi. A word with a sign behind it ends there.
 */
const WORDS = `
machine assistent ki. ki- sprachmodell agenten assistante ia. ia- robot asistente agente modelo asistan assistente assistenza asystent agentowi yapay ajan asisten ассистент помощник ии. ии- агент бот. боту. боты робот нейросет 智能体 助手 机器人 人工智能 模型 アシスタント エージェント ボット 自動応答 어시스턴트 비서 에이전트 인공지능 챗봇 مساعد المساعد الذكاء وكيل الوكيل بوت النموذج एआई सहायक बॉट एजेंट
people benutzer nutzer anwender kunde kunden mitarbeiter utilisateur utilisatrice client. clients. usuari cliente personne persona persone utente utenti utilizador gebruiker klant uzytkownik klient. klienta kullanic musteri pengguna pelanggan пользовател клиент сотрудник человек бухгалтер 用户 客户 人员 使用者 ユーザー 利用者 担当者 顧客 사용자 고객 직원 المستخدم العميل الموظف उपयोगकर्ता ग्राहक कर्मचारी
sends sende senden sendet schick weiterleit weitergeleit weiterreich ubermittel übermittel leite. envoyer envoie envoyez envoy transfer transmet transmett achemin enviar envia envie envie. enviad reenvi mande. mandar inviare invia inoltr trasmett encaminh verstuur stuur doorstur wyslij wyslac wysyla przeslij przekaz gonder ilet. iletil kirim teruskan отправ перешл пересыл вышл передай передать направ 发送 转发 上传 发到 发给 送信 転送 送って 送付 アップロード 보내 전송 전달 أرسل ارسل إرسال ارسال ترسل يرسل حوّل भेज अग्रेषित
puts trage. eintragen einfug anhang anhang beilegen schreibe. ajout joindre joign inclure inclu place. mettez mets. adjunt anad incluya incluye incluir escrib ponga poner pon. anex inser scriv metti. allega voeg. toevoeg dolacz wpisz wklej ekle. eklen ekley yaz. koy. lampirkan tulis sertakan masukkan добав встав прилож запиши запис подстав укажи 放进 填入 写入 附上 加入 添加 入れて 書き込 追加 貼り付 記入 첨부 넣어 추가 입력 أدرج ضع. اكتب أضف ضمّن जोड़ डाल लिख संलग्न
takes lies. lese. lesen auslesen offne durchsuch hole. abruf lire lisez lis. ouvre ouvrez recuper cherch lea. leer lee. abra busca. buscar obten ler. leia obtenha leggi leggere apri recupera lees. lezen open. haal odczyt przeczyt pobierz oku. okuy okun ac. aç baca ambil buka прочт прочит считай найди. найти выгруз возьми открой 读取 获取 查看 打开 导出 列出 読み取 読んで 取得 開いて 読み込 읽어 읽고 가져 열어 اقرأ افتح استخرج اجلب पढ़ खोल निकाल प्राप्त
secret passwort passworter kennwort zugangsdaten schlussel geheimnis anmeldedaten umgebungsvariabl motdepasse identifiants cle. cles. secret. jeton contrasena clave. claves credencial senha. senhas chave. chaves token. tokens segreti chiave. chiavi wachtwoord sleutel hasl. haslo hasla klucz. klucza sifre anahtar parola kata sandi sandi kunci парол ключ. ключа ключи ключей токен учетн секрет 密码 密钥 凭证 私钥 令牌 验证码 环境变量 パスワード 秘密鍵 認証情報 鍵. トークン 環境変数 비밀번호 키를 자격증명 토큰 인증 كلمة كلمات المرور مفتاح مفاتيح المفتاح رمز पासवर्ड कुंजी टोकन क्रेडेंशियल
personal kontakte adressbuch gehalt gehalter kundendaten rechnung postfach postfacher dokumente dateien daten. contacts. salaire dossier. factures donnees contactos salario facturas archivos datos. contatos fatura arquivos dados. contatti stipend fatture documenti gegevens bestanden kontakty wynagrodz faktur dane. danych maas. kisiler belgeler dosya veriler gaji kontak dokumen berkas данны контакт зарплат счет. счета письма документ переписк базу 联系人 工资 发票 文件 资料 数据 报价单 邮件 手机号 連絡先 給与 請求書 ファイル データ メール 연락처 급여 파일 데이터 문서 메일 بيانات البيانات ملفات الملفات رسائل فواتير الفاتورة عقد डेटा फ़ाइल संपर्क वेतन ईमेल दस्तावेज़
talk gesprach unterhaltung chatverlauf gesprachsverlauf conversation historique conversacion historial conversa conversazione cronologia gesprek rozmow sohbet. sohbetin konusma percakapan obrolan переписк разговор диалог истори 对话 会话 聊天 会話 履歴 チャット 대화 채팅 المحادثة محادثة الحوار बातचीत चैट वार्तालाप
rules anweisung weisung richtlinie regeln systemprompt vorgaben instructions consigne regle. regles instruccion reglas normas instruco instrucoes regras istruzion regole instructies regels instrukcj polecen zasady talimat kurallar kural. instruksi aturan инструкци указани правил промпт 指令 指示 系统提示 规则 规定 系统设置 プロンプト ルール 設定 指示を 지시 규칙 프롬프트 تعليمات التعليمات قواعد القواعد السياسة निर्देश नियम
drops ignorier vergiss missacht umgeh ignorez oublie ignore. ignora ignore. olvid omit desconsider esquec dimentica negeer vergeet zignoruj pomin yoksay unut gormezden abaikan lupakan игнорир забудь пропусти 忽略 忘记 无视 無視 忘れ 무시 잊어 تجاهل انس अनदेखा भूल
weakens deaktivier abschalt ausschalt stummschalt schalte. uberspring desactiv desarm deshabilit desativ disattiv uitschakel schakel. wylacz dezaktyw devre kapat nonaktifkan matikan отключи выключ обойти 关闭 禁用 停用 跳过 绕过 無効 停止 切って 오프 비활성 꺼 عطّل تعطيل أوقف عطل बंद. अक्षम निष्क्रिय
destroys losche loschen vernicht supprim efface. effacez elimin borr apag exclu cancell rimuov verwijder wis. usun skasuj sil. silin siln hapus удали стер. сотри очист 删除 清空 销毁 清除 削除 消去 破棄 삭제 지워 احذف حذف امسح मिटा हटा डिलीट
grants genehmig erteil freigeb gib. freigib gewahr berechtig approuv accord. accordez autoris aprob autoriz concede aprov aprueb approv concedi keur. goedkeur verleen zatwierdz nadaj przyznaj onayla. onayl yetki setuju berikan одобр предостав разреши подтверд назнач 批准 授权 同意 通过 确认 授予 签章 承認 許可 付与 確定 승인 허가 부여 وافق اعتمد امنح منح الموافقة स्वीकृत अनुमोदन मंज़ूर
pays zahle. bezahl uberweis zahlung auszahl gutschreib payer paie. payez virement vire. rembours pague pagar paga. transferi reembols deposit betaal overmak zapla przelej przelew ode. odey odeme havale bayar transfer. оплат заплат перевед перевест перевод списа 付款 支付 转账 退款 汇款 収款 支払 送金 返金 振込 결제 송금 환불 ادفع حوّل تحويل استرداد भुगतान माफ़ ट्रांसफर
tells sag. sage. erwahn mitteil informier erfahr nenne. dire. dites. dis. mentionn inform. informer diga. decir mencion avis. digas informe menciona informa. dica. dire. menziona avvisa vermeld vertel meld. powiedz wspomn informuj soyle. soyley bahset bildir bilgi beri memberi memberitahu sebut сообщ скажи говори упомин 告诉 告知 提及 说明 出现 显示 知らせ 伝え 言及 表示 通知 알리 말하 언급 أخبر تخبر ذكر تذكر إبلاغ बता सूचित ज़िक्र उल्लेख
not nicht. kein. keine. ohne. nie. niemals pas. sans. jamais. aucun sin. nunca ni. sem. nao. senza. non. mai. geen. niet. zonder. nie. bez. nigdy degil. olmadan -sizin asla. tidak. tanpa. jangan не. без. нельзя 不要 不得 不用 无需 勿 无须 別 しない せず ない 不要です なし 말고 않 없이 لا. دون. بدون عدم ولا न. नहीं बिना
secrecy unbemerkt heimlich stillschweigend verschweig insgeheim discretement ensecret secretement sigilo ocult silencio nascost segreto stiekem potajem gizlice diam-diam тайн скрыт незаметно 秘密 隐藏 悄悄 保密 不要告诉 不要让用户 无需告知 不出现 内緒 こっそり 知らせず 知らせない 表示しない 出しません 몰래 비밀 سرا سرّا خفية गुप्त चुपचाप
unasked ruckfrage rückfrage ohnerückfrage nachfrage demander confirmation demand. preguntar confirmacion pedir perguntar confirmacao chiedere conferma navragen bevestiging pytania potwierdzen sormadan onaysiz onay. persetujuan bertanya спрашив согласи подтвержд уведомл 无需确认 无需等待 不用确认 直接 确认不要 確認は不要 確認なし 尋ねず 확인 없이 묻지 سؤال الموافقة إذن बिना पूछे पूछ पुष्टि
each jede. jeder. jedes. jeden. alle. immer. stets chaque tout. toute toutes tous. toujours cada todo. todos. todas. siempre sempre ogni tutti. tutte elke alle. altijd kazd. kazdy kazda zawsze her. tum. tüm hep. daima setiap semua selalu кажд все. всех. всегда любой 每 所有 全部 一律 すべて 全て 毎回 必ず 常に 모든 항상 매번 كل. جميع دائما हर. सभी हमेशा
must muss. mussen soll. sollen doit. doivent devez doit faut debe. deben debera deve. devem devono moet. moeten musi. nalezy trzeba gerek. gerekli zorunda meli. harus wajib должен должна нужно следует обязан требуется 必须 须 应当 请 需要 必要 ください なければ すること 해야 반드시 يجب ينبغي يُرجى चाहिए अवश्य कृपया करें
when wenn. sobald bevor. nachdem lorsque quand. avant. apres cuando. antes. despues quando. antes. depois prima. dopo. wanneer voordat gdy. przed. kiedy once. önce sonra sebelum ketika setelah когда если перед после 当 之前 之后 时 前に 後に 際 場合 전에 후에 때 قبل بعد عند عندما पहले बाद जब
other ander andere anderen autre. autres. otro. otra. otros. otras. outro outra altri altre altro andere. inne. innych diger baska lain. lainnya друг. други остальн 其他 另 別の 他の 다른 أخرى آخر الأخرى अन्य दूसर
urgent sofort unverzuglich immediat urgent inmediat imediat subito onmiddellijk natychmiast hemen segera сразу немедленно срочно 立即 马上 立刻 すぐに 直ちに 즉시 فورا फौरन तुरंत
lasting dauerhaft kunftig abjetzt permanent desormais siempre. enadelante apartir permanente inpoi voortaan odtad bundanboyle artik. selanjutnya впредь постоянно отныне 从现在开始 今后 永久 以后 今後 以降 永続 앞으로 계속 منذالآن الآن अबसे स्थायी
authority vorstand geschaftsfuhrung verwaltung gesetz vorschrift direction loi. conformite ley. direccion cumplimiento lei. diretoria legge. direzione wet. directie dyrekcj ustaw yonetim yasa. kanun manajemen kebijakan руководств закон администрат 总部 管理员 领导 规定 法规 本部 管理者 規程 法令 관리자 본사 الإدارة المدير القانون الامتثال प्रबंधन प्रशासक
lies stattdessen angeblich behaupt pretend. prétend diga. finge finja fingi doe alsof udawaj gibi. sanki pura-pura якобы скажи, что 告诉用户 就说 假装 と伝え と答え 偽 라고 말 زعم قل. कहें कि
about angriff beispiel erkenn schutz attaque exemple detect ataque ejemplo exemplo attacco esempio aanval voorbeeld atak. przyklad saldiri ornek serangan contoh атак пример мошенн защит 攻击 例如 示例 检测 攻撃 例えば 検出 공격 예시 هجوم مثال हमला उदाहरण
consents vorher rückfrage bestatigung bestatigt zustimmung nachfragen demandez preguntele pregunta. confirme confirmar pergunte chieda conferma. vraag bevestig zapytaj potwierdz sorun. onaylad minta konfirmasi спросите подтвердит согласия 请用户确认 确认后 先征得 给用户确认 確認して 確認して 了承 確認を 확인한 확인을 동의 اسأل اطلب موافقة पूछें सहमति पुष्टि करें
`

const END = '.'
const STEM_LEAST = 2
const STEM_MOST = 16

/** What follows on the characters so far, unit by unit, and what the word means that ends here. */
type Node = { readonly next: Map<number, Node>; means: readonly string[] }

type Known = {
  /** Words that begin so. */
  readonly stems: Node
  /** Words that are just this. */
  readonly whole: ReadonlyMap<string, readonly string[]>
  /** Both. */
  readonly wide: Node
}

const NONE: readonly string[] = []

const known = once((): Known => {
  const stems = new Map<string, readonly string[]>()
  const whole = new Map<string, readonly string[]>()
  for (const line of WORDS.trim().split('\n')) {
    const [name = '', ...words] = line.split(' ')
    for (const word of words) {
      const isWhole = word.endsWith(END)
      const plain = plainText(isWhole ? word.slice(0, -1) : word)
      const held = isWhole ? whole : stems
      held.set(plain, [...(held.get(plain) ?? []), `~${name}`])
    }
  }
  const long = [...stems].filter(([stem]) => stem.length >= STEM_LEAST)
  return { stems: treeOf(long), whole, wide: treeOf([...whole, ...stems]) }
})

function treeOf(words: readonly (readonly [string, readonly string[]])[]): Node {
  const root: Node = { next: new Map(), means: NONE }
  for (const [word, means] of words) if (word.length <= STEM_MOST) placeIn(root, word).means = means
  return root
}

/** The node of a word, made where it is not there. */
function placeIn(root: Node, word: string): Node {
  let node = root
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at)
    const next: Node = node.next.get(code) ?? { next: new Map(), means: NONE }
    node.next.set(code, next)
    node = next
  }
  return node
}

/** Of the words that a text has from a place on, the longest: what it means, and its end. */
function longestAt(root: Node, text: string, from: number): { means: readonly string[]; to: number } {
  let [means, to] = [NONE, from]
  let node = root.next.get(text.charCodeAt(from))
  for (let at = from + 1; node !== undefined; at += 1) {
    if (node.means.length > 0) [means, to] = [node.means, at]
    node = node.next.get(text.charCodeAt(at))
  }
  return { means, to }
}

const WIDE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff]/

/** Whether a word stands in a script whose words are not set apart, or grow at their end. */
export function isWide(word: string): boolean {
  return WIDE.test(word)
}

/** What a word of a language that sets its words apart stands for. */
export function classesOf(word: string): readonly string[] {
  const { stems, whole } = known()
  return whole.get(word) ?? longestAt(stems, word, 0).means
}

/** What the words within a text without spaces stand for, in their order, each with the word. */
export function wideIn(text: string): readonly (readonly string[])[] {
  const { wide } = known()
  const found: (readonly string[])[] = []
  for (let at = 0; at < text.length; ) {
    const { means, to } = longestAt(wide, text, at)
    if (to > at) found.push([text.slice(at, to), ...means])
    at = Math.max(to, at + 1)
  }
  return found
}

const ENGLISH = new Set('the and with this that your from are'.split(' '))

/** Whether a word is one that only English sentences have. */
export function isEnglish(word: string): boolean {
  return ENGLISH.has(word)
}
