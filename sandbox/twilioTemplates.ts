/** A template of the fictional bank, as WhatsApp would have approved it. */
export interface SandboxTemplate {
  readonly language: string;
  readonly sid: string;
  readonly body: string;
}

/** Asks a customer whose window is closed to write again, in every language of the markets. */
export const SANDBOX_TEMPLATES: readonly SandboxTemplate[] = Object.entries({
  en: 'Larkfield Bank: there is news about your card application. Reply to this message to read it.',
  'zh-Hant': 'Larkfield Bank：您的信用卡申請有新消息。請回覆此訊息以查看。',
  'zh-Hans': 'Larkfield Bank：您的信用卡申请有新消息。请回复此消息以查看。',
  ms: 'Larkfield Bank: ada berita tentang permohonan kad anda. Balas mesej ini untuk membacanya.',
  fil: 'Larkfield Bank: may balita tungkol sa application mo para sa card. Sagutin ang mensaheng ito para mabasa.',
  hi: 'Larkfield Bank: आपके कार्ड आवेदन के बारे में नई जानकारी है। उसे पढ़ने के लिए इस संदेश का उत्तर दें।',
  id: 'Larkfield Bank: ada kabar tentang pengajuan kartu Anda. Balas pesan ini untuk membacanya.',
  th: 'Larkfield Bank: มีข่าวเกี่ยวกับการสมัครบัตรของคุณ ตอบกลับข้อความนี้เพื่ออ่าน',
  vi: 'Larkfield Bank: có tin về hồ sơ đăng ký thẻ của bạn. Hãy trả lời tin nhắn này để xem.',
  pl: 'Larkfield Bank: mamy wiadomość o Twoim wniosku o kartę. Odpowiedz na tę wiadomość, aby ją przeczytać.',
  ru: 'Larkfield Bank: есть новости о вашей заявке на карту. Ответьте на это сообщение, чтобы прочитать.',
  ar: 'Larkfield Bank: هناك جديد بشأن طلب بطاقتك. أجب على هذه الرسالة لقراءته.',
}).map(([language, body], index) => ({ language, body, sid: `HX${(0x7e0 + index).toString(16).padStart(32, '0')}` }));
