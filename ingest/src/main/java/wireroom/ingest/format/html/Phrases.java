package wireroom.ingest.format.html;

import java.util.Locale;
import java.util.regex.Pattern;

/** Words that pages, not articles, say; in the languages of many sites. */
final class Phrases {
    /** Longer blocks say more than such a phrase. */
    private static final int MAX_LENGTH = 300;

    private static final Pattern COMMENTS = Pattern.compile(
            "\\bcomments?\\b|\\breply\\b|\\bkommentar|\\bcomentario|\\bcomentários|\\bcommentaire|\\bcommenti\\b|antworten"
                    + "|responder|répondre|ответить|комментари|댓글|コメント|评论");
    private static final Pattern RELATED = Pattern.compile(
            "\\brelated\\b|read more|read next|see also|more from|more on|also read|\\bread:|recommended|you (?:may|might) also"
                    + "|most (?:read|popular|viewed)|trending|don'?t miss|popular (?:posts|articles|stories)|recent posts|mehr zum|lesen sie"
                    + "|auch interessant|leia (?:também|mais)|lea también|leer más|à lire|lire aussi|leggi anche|lees ook|zobacz|czytaj"
                    + "|читайте также|관련|関連|相关");
    private static final Pattern SHARE = Pattern.compile(
            "\\bshare\\b|\\btweet\\b|\\bfacebook\\b|\\btwitter\\b|whatsapp|instagram|pinterest|\\bfollow (?:us|me|@|him|her|on)|\\bteilen\\b"
                    + "|compartir|compartilh|partager|condividi|udostępnij|поделиться|\\bprint\\b|\\be-?mail (?:this|to)|공유");
    private static final Pattern SIGN_UP = Pattern.compile(
            "sign up|subscri|newsletter|log ?in\\b|register\\b|cookie|privacy policy|terms of|javascript|your browser|app store|download"
                    + "|abonnieren|abonnez|anmelden|suscr[ií]b|inscrev|iscriviti|подпис|advertis|anzeige|publicidad|werbung|sponsored");
    private static final Pattern CREDIT = Pattern.compile(
            "©|copyright|all rights reserved|photo(?:graph)?s?(?: by|:| credit)|image(?: credit|:| source| courtesy)|credit:|getty|shutterstock"
                    + "|\\breuters/|ap photo|foto:|bild:|fotos?:|source:|quelle:|fuente:|via:|picture:|courtesy of|alle rechte|reservados");
    private static final Pattern DATE = Pattern.compile(
            "^(?:published|updated|posted|last (?:updated|modified)|by |von |por |par |di |written by|text:|autor|author)|\\b(?:19|20)\\d\\d\\b.{0,20}\\d\\d:\\d\\d|^\\w+ \\d{1,2},? (?:19|20)\\d\\d|^\\d{1,2}[./ ]\\w+[./ ](?:19|20)?\\d\\d|\\d+ (?:min(?:ute)?s?|hours?|days?) (?:ago|read)|\\b(?:am|pm) (?:est|edt|gmt|pst|pdt|et|pt)\\b");
    private static final Pattern TAGS = Pattern.compile(
            "^(?:tags?|topics?|categor(?:y|ies)|filed under|keywords|schlagworte|etiquetas|posted in|kategorien?|labels?|in this (?:story|article)|теги|метки)\\b");
    private static final Pattern NEIGHBOUR = Pattern.compile(
            "^(?:previous|next|prev|older|newer|back to|home|zurück|weiter|anterior|siguiente|próximo|précédent|suivant|←|→|«|»|‹|›)");
    private static final Pattern BIO = Pattern.compile(
            "\\bis an? (?:\\w+ ){0,4}(?:writer|editor|reporter|journalist|author|correspondent|contributor|professor|fellow|columnist|analyst)\\b"
                    + "|\\b(?:he|she|they) (?:is|are|was|covers|writes|can be reached|has written|joined|lives)\\b|\\breach (?:him|her|me) at\\b|@\\w+\\.\\w+|about the author|opinions expressed|contributed to this report|this (?:story|article|post) (?:was|is|has been|originally|first|contains)|originally (?:published|appeared)");

    private Phrases() {}

    /** Number of the first kind of phrase found, 0 when none. */
    static int of(String text) {
        if (text.length() > MAX_LENGTH) {
            return 0;
        }
        String small = text.toLowerCase(Locale.ROOT);
        if (small.length() < 60 && DATE.matcher(small).find()) {
            return 1;
        }
        if (TAGS.matcher(small).find()) {
            return 2;
        }
        if (small.length() < 80 && NEIGHBOUR.matcher(small).find()) {
            return 3;
        }
        if (SHARE.matcher(small).find()) {
            return 4;
        }
        if (SIGN_UP.matcher(small).find()) {
            return 5;
        }
        if (RELATED.matcher(small).find()) {
            return 6;
        }
        if (small.length() < 80 && COMMENTS.matcher(small).find()) {
            return 7;
        }
        if (CREDIT.matcher(small).find()) {
            return 8;
        }
        return BIO.matcher(small).find() ? 9 : 0;
    }
}
