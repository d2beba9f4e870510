package wireroom.enrich.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes what a page puts around an article away: navigation, shortcodes, prompts, credits, sign-offs, and all that
 * follows a heading such as "Related articles". A line that is a sentence stays, unless it prompts the reader to do
 * something with the page itself.
 */
final class Furniture {
    /** Longer lines are text, whatever they say. */
    private static final int MAX_LINE = 240;

    private static final String GONE = Passage.GONE;

    /** Longer paragraphs are text even when a credit ends them. */
    private static final int MAX_CAPTION = 480;

    private static final String TWITTER = "pic.twitter.com/";

    private static final int MAX_HEADING = 48;
    private static final int MAX_LABEL_WORDS = 4;
    private static final int MAX_TRAILING_WORDS = 16;
    private static final int MAX_FOREIGN_WORDS = 6;

    /** A name in brackets with attributes, or its end. Bracketed words of a quotation have no attributes. */
    private static final Pattern SHORTCODE = Pattern.compile(
            "\\[(?:/[a-z][\\w-]{1,30}|[a-z][\\w-]{1,30}(?:\\s+[\\w-]{1,30}\\s*=\\s*[^\\[\\]]{1,400}|\\s*/)"
                    + "|gallery|embed|caption|audio|video|playlist)\\]"
                    + "|(?<=\\s|^)(?:https?://)?pic\\.twitter\\.com/\\w{4,20}",
            Pattern.CASE_INSENSITIVE);

    private static final String PLATFORM =
            "(?:twitter|x|facebook|instagram|telegram|whatsapp|youtube|tiktok|linkedin|threads|bluesky|mastodon)";

    private static final Pattern PROMPT = Pattern.compile(
            "(?:(?:please )?(?:follow|like|find|join|add) .{1,80}\\bon (?:our )?" + PLATFORM + "\\b.*"
                    + "|(?:follow|suivez|folge|folgen sie|sigue|síguenos|segui|seguici|siga|volg|obserwuj|takip et)\\b.{0,60}@\\w+.*"
                    + "|(?:folgen sie|suivez-nous|suivez|síguenos|seguici|siga-nos|volg ons|bizi takip edin|takip edin|obserwuj nas"
                    + "|подписывайтесь|подпишитесь)\\b.{0,80}"
                    + "|(?:share|tweet|email|print|save) (?:this|on|via|it)\\b.{0,60}"
                    + "|(?:sign up|subscribe)(?: now| here| today)?(?: (?:to|for) .{0,100})?[.!]?"
                    + "|view (?:this post|more posts?) on " + PLATFORM + ".{0,40}"
                    + "|a (?:post|photo|video|reel) shared by .{1,120}"
                    + "|(?:click|tap) here\\b.{0,100}"
                    + "|(?:read|see|watch|listen|lire|leia|lea|lees|mehr|leggi)(?: also| more| aussi| também| también| ook| zum thema| anche)?\\s?:.{0,140}"
                    + "|download (?:our|the) .{0,30}app\\b.{0,60}"
                    + "|(?:skip|jump) to (?:main )?(?:content|navigation|comments).{0,20}"
                    + "|(?:continue reading|story continues|article continues)\\b.{0,60}"
                    + "|(?:advertisement|advertising|anzeige|werbung|publicité|publicidad|pubblicità|advertentie|reklama|reklam|реклама)"
                    + "|(?:enable|turn on) javascript\\b.{0,80}"
                    + "|(?:we|this site) uses? cookies\\b.{0,160})",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Set<String> PROMPT_STARTS = Set.of(
            "please",
            "follow",
            "like",
            "find",
            "join",
            "add",
            "suivez",
            "folge",
            "folgen",
            "sigue",
            "síguenos",
            "segui",
            "seguici",
            "siga",
            "volg",
            "obserwuj",
            "takip",
            "bizi",
            "подписывайтесь",
            "подпишитесь",
            "share",
            "tweet",
            "email",
            "print",
            "save",
            "sign",
            "subscribe",
            "click",
            "view",
            "a",
            "tap",
            "read",
            "see",
            "watch",
            "listen",
            "lire",
            "leia",
            "lea",
            "lees",
            "mehr",
            "leggi",
            "download",
            "skip",
            "jump",
            "continue",
            "story",
            "article",
            "advertisement",
            "advertising",
            "anzeige",
            "werbung",
            "publicité",
            "publicidad",
            "pubblicità",
            "advertentie",
            "reklama",
            "reklam",
            "реклама",
            "enable",
            "turn",
            "we",
            "this");

    private static final Set<String> CREDIT_STARTS = Set.of(
            "file",
            "photo",
            "photos",
            "image",
            "images",
            "picture",
            "pictures",
            "photograph",
            "foto",
            "fotos",
            "bild",
            "crédit",
            "video",
            "illustration",
            "copyright",
            "c");

    private static final Pattern CREDIT = Pattern.compile(
            "(?:\\(?(?:file )?(?:photo|image|picture|photograph|foto|bild|crédit|video|illustration)s?"
                    + "(?: by| courtesy(?: of)?| credit)?\\s?[:/©|].{0,120}"
                    + "|(?:photo|image|picture|foto) (?:by|credit) .{0,80}"
                    + "|(?:©|\\(c\\)|copyright\\b).{0,160})",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** The theme of a site says it below every article, in the language of the site. */
    private static final Pattern NOTE_OF_FORM = Pattern.compile(
            "^(?:your e-?mail(?: address)? will not be|deine e-mail-adresse wird nicht|ihre e-mail-adresse wird nicht"
                    + "|votre adresse e-?mail ne sera|tu dirección de correo|o seu endereço de e-?mail"
                    + "|il tuo indirizzo e-?mail|je e-mailadres (?:wordt|zal)|twój adres e-?mail"
                    + "|e-posta (?:adresiniz|hesabınız)|ваш (?:адрес )?e-?mail)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern AGENCY_CREDIT = Pattern.compile(
            "/\\s?(?:getty(?: images)?|afp|reuters|epa|ap photo|dpa|shutterstock)(?: via .{0,30})?$",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern FILE_CAPTION = Pattern.compile(
            "(?i:file (?:photo|picture|image|pic)s?)\\s?[:.—–-].*|FILE\\s?[-—–:].*(?:\\(.{3,60}\\)|/[^/.]{2,40})");

    /** "(AP Photo/Ann Lee, File)", "(Photo by Ann Lee/Meridian via Pool)". */
    private static final Pattern CREDIT_AT_END = Pattern.compile(
            "\\((?i:(?:ap |epa |reuters |afp )?(?:photo|picture|image|foto)s?(?: by|:|/| courtesy| credit)|courtesy of|credit:|[a-z ]{2,30}/getty images)[^()]{2,100}\\)$");

    private static final Pattern STAFF = Pattern.compile(
            "[(\\[](?:additional )?(?:reporting|writing|editing|compiled|translated|production) (?:and \\w+ )?by .{1,220}[)\\]]",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern SIGN_OFF = Pattern.compile(
            "(?:[-–—=*/(]{0,3}\\s?(?:30|ends?|fin|ende)\\s?[-–—=*/)]{1,3}|ENDS?|\\(END\\)|#{1,5}|(?i:reuters?|afp|dpa|upi|efe|ansa|tass|xinhua)|\\*{3,5}|[-–—_]{2,}|#ENDS#|[a-z]{2,4}(?:[/-][a-z]{2,4}){1,6})\\.?");

    /** Navigation by its marks: trails of links, and lines of links parted by bars. */
    private static final Pattern TRAIL = Pattern.compile("[^.!?]{1,40}(?:\\s[>»›|•·]\\s[^.!?>»›|•·]{1,40}){1,12}");

    private static final Pattern STAMP = Pattern.compile(
            "(?:(?:published|updated|posted|last updated|stand)\\b.{0,60}\\d.{0,40}"
                    + "|\\d{1,2}[./]\\d{1,2}[./]\\d{2,4}(?:,? \\d{1,2}[:.]\\d{2}.{0,12})?"
                    + "|\\d{1,2}:\\d{2}(?: ?[ap]m)?(?: \\w{2,4})?"
                    + "|\\d{1,3} (?:min(?:ute)?s?|hours?|days?) (?:read|ago))",
            Pattern.CASE_INSENSITIVE);

    /** What stands over the furniture below an article, in the languages of the wires. */
    private static final Set<String> HEADINGS = List.of(
                    "related",
                    "related articles",
                    "related stories",
                    "related news",
                    "related posts",
                    "related topics",
                    "related content",
                    "related links",
                    "related coverage",
                    "more on this story",
                    "more from",
                    "more news",
                    "more stories",
                    "read more",
                    "read next",
                    "read also",
                    "see also",
                    "also read",
                    "up next",
                    "most read",
                    "most popular",
                    "most viewed",
                    "trending",
                    "trending now",
                    "latest news",
                    "recommended",
                    "recommended for you",
                    "you may also like",
                    "you might also like",
                    "you may like",
                    "leave a reply",
                    "leave a comment",
                    "leave a response",
                    "post a comment",
                    "comments",
                    "no comments",
                    "add a comment",
                    "cancel reply",
                    "share",
                    "share this",
                    "share this article",
                    "share this story",
                    "share this post",
                    "tags",
                    "topics",
                    "newsletter",
                    "newsletters",
                    "sign up for our newsletter",
                    "about the author",
                    "back to top",
                    "next article",
                    "previous article",
                    "sponsored",
                    "from our partners",
                    "mehr zum thema",
                    "lesen sie auch",
                    "lesen sie mehr",
                    "weitere artikel",
                    "ähnliche artikel",
                    "verwandte artikel",
                    "verwandte themen",
                    "kommentare",
                    "kommentar schreiben",
                    "schreibe einen kommentar",
                    "artikel teilen",
                    "teilen",
                    "meistgelesen",
                    "nach oben",
                    "zum seitenanfang",
                    "articles liés",
                    "articles similaires",
                    "articles connexes",
                    "à lire aussi",
                    "lire aussi",
                    "lire la suite",
                    "sur le même sujet",
                    "les plus lus",
                    "commentaires",
                    "laisser un commentaire",
                    "laissez un commentaire",
                    "partager",
                    "partager cet article",
                    "haut de page",
                    "artículos relacionados",
                    "noticias relacionadas",
                    "relacionados",
                    "relacionadas",
                    "leer más",
                    "lea también",
                    "te puede interesar",
                    "más noticias",
                    "lo más leído",
                    "comentarios",
                    "deja una respuesta",
                    "deja un comentario",
                    "compartir",
                    "volver arriba",
                    "artigos relacionados",
                    "notícias relacionadas",
                    "leia mais",
                    "leia também",
                    "mais lidas",
                    "comentários",
                    "deixe uma resposta",
                    "deixe um comentário",
                    "compartilhe",
                    "partilhar",
                    "articoli correlati",
                    "leggi anche",
                    "leggi altro",
                    "potrebbe interessarti",
                    "i più letti",
                    "commenti",
                    "lascia un commento",
                    "condividi",
                    "torna su",
                    "gerelateerde artikelen",
                    "lees ook",
                    "lees meer",
                    "meest gelezen",
                    "reacties",
                    "geef een reactie",
                    "plaats een reactie",
                    "delen",
                    "deel dit artikel",
                    "powiązane artykuły",
                    "czytaj także",
                    "czytaj więcej",
                    "zobacz także",
                    "komentarze",
                    "dodaj komentarz",
                    "udostępnij",
                    "najczęściej czytane",
                    "ilgili haberler",
                    "ilgili makaleler",
                    "benzer haberler",
                    "yorumlar",
                    "yorum yap",
                    "bir yanıt yazın",
                    "bir cevap yazın",
                    "başa dön",
                    "başa dön tuşu",
                    "paylaş",
                    "son dakika",
                    "devamını oku",
                    "читайте также",
                    "по теме",
                    "похожие статьи",
                    "комментарии",
                    "оставить комментарий",
                    "добавить комментарий",
                    "поделиться",
                    "наверх",
                    "материалы по теме",
                    "читайте також",
                    "коментарі",
                    "поділитися",
                    "relaterade artiklar",
                    "läs också",
                    "läs mer",
                    "kommentarer",
                    "dela",
                    "relaterte artikler",
                    "les også",
                    "les mer",
                    "relaterede artikler",
                    "læs også",
                    "læs mere",
                    "aiheeseen liittyvää",
                    "lue myös",
                    "související články",
                    "čtěte také",
                    "komentáře",
                    "kapcsolódó cikkek",
                    "hozzászólások",
                    "articole similare",
                    "citește și",
                    "comentarii",
                    "σχετικά άρθρα",
                    "διαβάστε επίσης",
                    "σχόλια",
                    "مقالات ذات صلة",
                    "اقرأ أيضا",
                    "اقرأ أيضًا",
                    "التعليقات",
                    "اترك تعليقا",
                    "اترك ردا",
                    "شارك",
                    "مطالب مرتبط",
                    "نظرات",
                    "כתבות קשורות",
                    "תגובות",
                    "相关文章",
                    "相关新闻",
                    "相关阅读",
                    "延伸阅读",
                    "推荐阅读",
                    "评论",
                    "分享",
                    "責任編輯",
                    "相關新聞",
                    "関連記事",
                    "関連ニュース",
                    "コメント",
                    "シェア",
                    "あわせて読みたい",
                    "관련 기사",
                    "관련기사",
                    "댓글",
                    "공유",
                    "संबंधित खबरें",
                    "यह भी पढ़ें",
                    "berita terkait",
                    "artikel terkait",
                    "baca juga",
                    "komentar",
                    "tinggalkan balasan",
                    "tin liên quan",
                    "bài viết liên quan",
                    "bình luận",
                    "xem thêm")
            .stream()
            .collect(Collectors.toUnmodifiableSet());

    private Furniture() {}

    /**
     * Takes the furniture out of a passage.
     *
     * @param headline headline, or null
     * @return notes to readers and editors that stood in it
     */
    static List<String> strip(Passage passage, String headline) {
        List<String> notes = Notes.take(passage);
        for (Passage.Paragraph paragraph : passage.paragraphs()) {
            for (Passage.Line line : paragraph.lines()) {
                shortcodes(paragraph, line);
                String text = line.text();
                if (text.equals(GONE)) {
                    continue;
                }
                if (isPrompt(text)) {
                    line.mark("text.prompt");
                } else if (isCredit(text) || isCaption(text)) {
                    line.take("text.credit");
                }
            }
        }
        above(passage.paragraphs(), headline);
        below(passage.paragraphs());
        return notes;
    }

    /** Whether a line is written as a sentence: it ends like one. */
    static boolean isSentence(String line) {
        int end = line.length();
        while (end > 0 && "\"'”’»)]」』 ".indexOf(line.charAt(end - 1)) >= 0) {
            end--;
        }
        return end > 0 && ".!?…。！？؟।։:;".indexOf(line.charAt(end - 1)) >= 0;
    }

    private static void shortcodes(Passage.Paragraph paragraph, Passage.Line line) {
        String text = line.text();
        if (text.indexOf('[') < 0 && !text.contains(TWITTER)) {
            return;
        }
        Matcher codes = SHORTCODE.matcher(text);
        StringBuilder left = new StringBuilder();
        StringBuilder taken = new StringBuilder();
        while (codes.find()) {
            taken.append(taken.isEmpty() ? "" : " ").append(codes.group());
            codes.appendReplacement(left, "");
        }
        if (!taken.isEmpty()) {
            codes.appendTail(left);
            paragraph.leave(line, left.toString().strip(), taken.toString(), "text.shortcode");
        }
    }

    /** A picture's text, told by the credit at its end. */
    private static boolean isCaption(String line) {
        return line.length() <= MAX_CAPTION
                        && (line.startsWith("FILE") || line.startsWith("File"))
                        && FILE_CAPTION.matcher(line).matches()
                || line.length() <= MAX_CAPTION
                        && line.endsWith(")")
                        && CREDIT_AT_END.matcher(line).find();
    }

    private static boolean isPrompt(String line) {
        return line.length() <= MAX_LINE
                && PROMPT_STARTS.contains(firstWord(line))
                && PROMPT.matcher(line).matches();
    }

    private static boolean isCredit(String line) {
        if (line.length() > MAX_LINE || line.length() < 4) {
            return false;
        }
        boolean bracket = line.charAt(0) == '(' || line.charAt(0) == '[';
        return (bracket || line.charAt(0) == '©' || CREDIT_STARTS.contains(firstWord(line)))
                        && (CREDIT.matcher(line).matches()
                                || STAFF.matcher(line).matches())
                || line.indexOf('/') >= 0
                        && words(line) <= 12
                        && AGENCY_CREDIT.matcher(line).find()
                || words(line) <= 30 && line.toLowerCase(Locale.ROOT).contains("all rights reserved");
    }

    /** First run of letters in lower case; empty when the line begins otherwise. */
    private static String firstWord(String line) {
        int start = line.startsWith("(") ? 1 : 0;
        return line.substring(start, start + lettersFrom(line, start)).toLowerCase(Locale.ROOT);
    }

    // ---- above the text ----

    /** Takes navigation, time stamps and a repeated headline before the first real paragraph. */
    private static void above(List<Passage.Paragraph> paragraphs, String headline) {
        List<String> texts = paragraphs.stream().map(Passage.Paragraph::text).toList();
        int text = 0;
        while (text < texts.size() && !isText(texts.get(text))) {
            text++;
        }
        String headlineKey = key(headline == null ? "" : headline);
        boolean nothingYet = true;
        for (int i = 0; i < texts.size(); i++) {
            String paragraph = texts.get(i);
            boolean above = i < text && text < texts.size();
            if (nothingYet && !headlineKey.isEmpty() && key(paragraph).equals(headlineKey)) {
                paragraphs.get(i).take("text.repeated-headline");
            } else if (above && paragraph.lines().allMatch(Furniture::isNavigation)) {
                paragraphs.get(i).take("text.navigation");
            } else {
                nothingYet &= paragraph.equals(GONE);
            }
        }
    }

    private static boolean isText(String paragraph) {
        return isSentence(paragraph) && words(paragraph) > MAX_LABEL_WORDS || paragraph.length() > MAX_LINE;
    }

    private static boolean isNavigation(String line) {
        return line.equals(GONE)
                || line.length() <= MAX_LINE
                        && (TRAIL.matcher(line).matches()
                                || STAMP.matcher(line).matches()
                                || isLabel(line)
                                || isHeading(line));
    }

    /** A few words with capitals, not a sentence, no quotation, no number: the name of a section. */
    private static boolean isLabel(String line) {
        if (isSentence(line) || words(line) > MAX_LABEL_WORDS || line.length() > 40) {
            return false;
        }
        boolean capital = false;
        boolean start = true;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (Character.isDigit(c) || "\"“”„«»".indexOf(c) >= 0) {
                return false;
            }
            if (start && Character.isLetter(c)) {
                // Short words such as "and" or "of" have no capital in titles.
                if (Character.isLowerCase(c) && lettersFrom(line, i) > 3) {
                    return false;
                }
                capital |= Character.isUpperCase(c);
            }
            start = !Character.isLetter(c) && c != '\'' && c != '’';
        }
        return capital;
    }

    private static int lettersFrom(String line, int at) {
        int end = at;
        while (end < line.length() && Character.isLetter(line.charAt(end))) {
            end++;
        }
        return end - at;
    }

    // ---- below the text ----

    private static boolean isHeading(String line) {
        if (line.length() > MAX_HEADING) {
            return false;
        }
        // "Comments (12)", "3 Comments"
        int start = 0;
        int end = line.length();
        while (start < end && !Character.isLetter(line.charAt(start))) {
            start++;
        }
        while (end > start && !Character.isLetter(line.charAt(end - 1))) {
            end--;
        }
        return HEADINGS.contains(line.substring(start, end).toLowerCase(Locale.ROOT));
    }

    /** Takes all from the first piece of furniture on after which nothing but short lines follows. */
    private static void below(List<Passage.Paragraph> paragraphs) {
        List<Passage.Line> all = new ArrayList<>();
        for (Passage.Paragraph paragraph : paragraphs) {
            all.addAll(paragraph.lines());
        }
        List<String> lines = all.stream().map(Passage.Line::text).toList();
        int first = trailing(lines, lines.size());
        while (isNoteOfForm(lines, first - 1)) {
            first = trailing(lines, first - 1);
        }
        // Nothing but short lines: there is no text that they could be the furniture of. No short lines: no furniture.
        if (first == 0 || first == lines.size()) {
            return;
        }
        BitSet alphabet = alphabet(lines.subList(0, first));
        int cut = first;
        while (cut < lines.size() && !beginsFurniture(lines.get(cut), alphabet)) {
            cut++;
        }
        for (int i = cut; i < all.size(); i++) {
            all.get(i).take(SIGN_OFF.matcher(lines.get(i)).matches() ? "text.sign-off" : "text.below");
        }
    }

    private static int trailing(List<String> lines, int end) {
        int first = end;
        while (first > 0 && isTrailing(lines.get(first - 1))) {
            first--;
        }
        return first;
    }

    /**
     * The one sentence that belongs to the furniture: what a comment form says of itself, right below its heading. A
     * short sentence there is one when its letters are not those of the text, or when it speaks of the reader's address.
     */
    private static boolean isNoteOfForm(List<String> lines, int at) {
        if (at < 1 || !isHeading(lines.get(at - 1))) {
            return false;
        }
        String line = lines.get(at);
        return words(line) <= MAX_TRAILING_WORDS && NOTE_OF_FORM.matcher(line).find()
                || isForeign(line, alphabet(lines.subList(0, at - 1)));
    }

    private static boolean beginsFurniture(String line, BitSet alphabet) {
        return line.equals(GONE) || isHeading(line) || SIGN_OFF.matcher(line).matches() || isForeign(line, alphabet);
    }

    private static boolean isTrailing(String line) {
        return line.equals(GONE)
                || isHeading(line)
                || SIGN_OFF.matcher(line).matches()
                || words(line) <= MAX_TRAILING_WORDS && line.length() <= MAX_LINE && !isSentence(line);
    }

    /** A few words, not a name, with a letter that the whole text does not use. */
    private static boolean isForeign(String line, BitSet alphabet) {
        if (words(line) > MAX_FOREIGN_WORDS) {
            return false;
        }
        boolean strange = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (Character.isDigit(c) || i > 0 && Character.isUpperCase(c)) {
                return false;
            }
            char small = Character.toLowerCase(c);
            strange |= small > 127 && Character.isLetter(small) && !alphabet.get(small);
        }
        return strange;
    }

    private static BitSet alphabet(List<String> lines) {
        BitSet letters = new BitSet();
        for (String line : lines) {
            for (int i = 0; i < line.length(); i++) {
                letters.set(Character.toLowerCase(line.charAt(i)));
            }
        }
        return letters;
    }

    private static int words(String line) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < line.length(); i++) {
            boolean space = line.charAt(i) == ' ';
            if (!space && !inside) {
                words++;
            }
            inside = !space;
        }
        return words;
    }

    private static String key(String text) {
        if (text.length() > 2 * MAX_LINE) {
            return "";
        }
        StringBuilder key = new StringBuilder();
        text.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(key::appendCodePoint);
        return key.toString();
    }
}
