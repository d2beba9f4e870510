package wireroom.ingest.format.signal;

import java.util.List;
import java.util.regex.Pattern;
import wireroom.model.Action;

/**
 * The words by which agencies kill, hold, release and correct, as tables: those of an English, German, French and
 * Spanish desk. A mark stands at the head of a message; a sentence begins so and names its item.
 *
 * <p>Where a desk's words leave open whether they are final (“do not use”, “disregard”), they hold: a hold can be lifted.
 */
final class Phrases {
    private static final int ANY_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /** After a mark: nothing more, or a colon or dash, or a bracket. */
    private static final String END = "(?=\\s*(?:$|[:\u2013\u2014(/\\n]|-\\s|-$))";

    private Phrases() {}

    /**
     * A phrase.
     *
     * @param action what it does
     * @param id last part of the rule's id
     * @param pattern looked for at the start of a passage or sentence
     */
    record Phrase(Action action, String id, Pattern pattern) {}

    /** At the head of a message. Upper case is part of the custom: in lower case the same words are news. */
    static final List<Phrase> MARKS = List.of(
            // The custom of all desks: the word two times or more, alone on its line.
            mark(Action.KILL, "kill-mark", "(?:\\*+\\s*)?KILL(?:[\\s,.*/-]+KILL)+(?![\\p{L}\\p{N}!])"),
            mark(Action.KILL, "kill-mark", "(?:BULLETIN|URGENT|FLASH|MANDATORY|STORY|NEWS|EDITORS)[ -]+KILL" + END),
            mark(Action.KILL, "kill-mark", "(?:KILL|Kill|\\(KILL\\)|KILL NOTICE|KILL ADVISORY)\\.?\\s*$"),
            mark(Action.KILL, "kill-mark", "(?i:mandatory kill|kill notice|kill advisory|story kill|kill story)" + END),
            mark(Action.KILL, "kill-mark", "(?i:advisory)\\s*[-:\u2013]+\\s*(?i:story (?:withdrawn|killed))"),
            mark(Action.KILL, "withdrawn-mark", "(?:STORY |ITEM )?(?:WITHDRAWN|RETRACTED)" + END),
            mark(Action.KILL, "kill-mark", "(?:R\u00DCCKZUG|MELDUNG ZUR\u00DCCKGEZOGEN|ZUR\u00DCCKGEZOGEN)" + END),
            mark(Action.KILL, "kill-mark", "(?i:\\(?meldung (?:zur\u00FCckgezogen|gestrichen|annulliert)\\)?)" + END),
            mark(
                    Action.KILL,
                    "kill-mark",
                    "(?:D[\u00C9E]P[\u00CAE]CHE ANNUL[\u00C9E]E|[A\u00C0] ANNULER|ANNULATION DE D[\u00C9E]P[\u00CAE]CHE)"
                            + END),
            mark(
                    Action.KILL,
                    "kill-mark",
                    "(?:NOTICIA ANULADA|DESPACHO ANULADO|ANULACI[\u00D3O]N DE (?:NOTICIA|DESPACHO))" + END),
            mark(Action.HOLD, "hold-mark", "(?:\\*+\\s*)?HOLD(?:[\\s,.*/-]+HOLD)+(?![\\p{L}\\p{N}!])"),
            mark(Action.HOLD, "hold-mark", "(?:BULLETIN|URGENT|STORY|EDITORS|MANDATORY)[ -]+HOLD" + END),
            mark(Action.HOLD, "hold-mark", "(?:HOLD|Hold|\\(HOLD\\)|HOLD NOTICE|HOLD ADVISORY)\\.?\\s*$"),
            mark(Action.HOLD, "hold-mark", "(?i:hold notice|hold advisory|story on hold)" + END),
            mark(
                    Action.HOLD,
                    "hold-mark",
                    "(?:BITTE ZUR\u00DCCKHALTEN|BITTE NICHT VERWENDEN|VORERST NICHT VERWENDEN|NICHT VERWENDEN)(?![\\p{L}\\p{N}])"),
            mark(
                    Action.HOLD,
                    "hold-mark",
                    "(?:[A\u00C0] RETENIR|NE PAS (?:UTILISER|DIFFUSER|PUBLIER))(?![\\p{L}\\p{N}])"),
            mark(Action.HOLD, "hold-mark", "(?:RETENER|NO (?:USAR|UTILIZAR|DIFUNDIR|PUBLICAR))" + END),
            mark(Action.RELEASE, "release-mark", "(?:HOLD|EMBARGO) (?:IS )?(?:LIFTED|RELEASED|OFF)(?![\\p{L}\\p{N}])"),
            mark(Action.RELEASE, "release-mark", "(?i:release from hold|hold lifted|hold released)" + END),
            mark(
                    Action.RELEASE,
                    "release-mark",
                    "(?:FREIGABE|MELDUNG FREIGEGEBEN|(?:SPERRE|SPERRFRIST) AUFGEHOBEN)" + END),
            mark(
                    Action.RELEASE,
                    "release-mark",
                    "(?:RETENUE LEV[\u00C9E]E|LEV[\u00C9E]E DE (?:LA RETENUE|L'EMBARGO)|D[\u00C9E]P[\u00CAE]CHE LIB[\u00C9E]R[\u00C9E]E)"
                            + END),
            mark(
                    Action.RELEASE,
                    "release-mark",
                    "(?:NOTICIA LIBERADA|RETENCI[\u00D3O]N LEVANTADA|EMBARGO LEVANTADO)" + END),
            mark(
                    Action.CORRECTION,
                    "replace-mark",
                    "(?i:annule et remplace|anula y sustituye|ersetzt und korrigiert)(?![\\p{L}])"),
            mark(
                    Action.CORRECTION,
                    "correction-mark",
                    "\\(?(?:CORRECT(?:ED|ION|IVE|S)|CORRECTED REFILE|KORREKTUR|BERICHTIGUNG|BERICHTIGT|CORRECTIF|RECTIFICATIF|CORRECCI[\u00D3O]N|RECTIFICACI[\u00D3O]N|FE DE ERRATAS|FE DE ERRORES)(?![\\p{L}\\p{N}])(?! [\\p{Lu}]{2})"),
            mark(
                    Action.CORRECTION,
                    "correction-mark",
                    "\\(?(?i:correct(?:ed|ion|ive|s)|corr|korr|korrektur|korrigierte (?:fassung|wiederholung)|berichtigung|berichtigt|correctif|rectificatif|corrig[\u00E9e]|correcci[\u00F3o]n|rectificaci[\u00F3o]n|corregid[ao])\\)?\\.?"
                            + "(?=\\s*(?:$|[:\u2013\u2014]|-\\s))"),
            mark(
                    Action.CORRECTION,
                    "correction-mark",
                    "\\((?i:korrektur|berichtigung|corrects?|corr|corrige|rectifie|wiederholung mit korrektur|refiles? to correct|corrected)\\b[^)]{0,120}\\)"));

    private static final String PLEASE =
            "(?:(?:(?:attention|attn)[,:]? )?editors[,:]?\\s+)?(?:please|kindly|pls|clients (?:are (?:asked|advised|requested) to|should|must|please)|subscribers (?:are (?:asked|requested) to|should|must)|editors (?:are (?:asked|requested) to|should|must))?,?\\s*(?:immediately\\s+)?";
    private static final String THE =
            "\\s+(?:immediately\\s+|all versions of\\s+)?(?:the\\s+|our\\s+|this\\s+|all\\s+)?";

    /** Sentences that do something to the item that they name; matched from the start of a sentence. */
    static final List<Phrase> SENTENCES = List.of(
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    PLEASE + "(?:kill|withdraw|spike|delete|retract)" + THE + "(?=[\\p{L}\"\u201C])"),
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:we|the agency|\\p{L}{2,20}) (?:hereby )?(?:withdraws?|kills?|retracts?|(?:have|has) (?:withdrawn|killed|retracted)|(?:are|is) withdrawing)"
                            + THE),
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:the |our )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:is|are|has been|have been|was|were) (?:hereby |now )?(?:killed|withdrawn|retracted|cancell?ed|deleted)\\b"),
            sentence(
                    Action.HOLD,
                    "hold-sentence",
                    PLEASE + "(?:hold|disregard|do not (?:use|publish|run)|withhold)" + THE + "(?=[\\p{L}\"\u201C])"),
            sentence(
                    Action.HOLD,
                    "hold-sentence",
                    "(?:the |our )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:is|are|has been|must be|should be) (?:hereby |now )?(?:on hold|put on hold|held|withheld)\\b"),
            sentence(Action.RELEASE, "release-sentence", PLEASE + "release" + THE + "(?=[\\p{L}\"\u201C])"),
            sentence(Action.RELEASE, "release-sentence", "you may (?:now )?use" + THE),
            sentence(
                    Action.RELEASE,
                    "release-sentence",
                    "(?:the |our )?(?:hold|embargo) on "
                            + "[^.!?]{0,160}?\\b(?:is|has been) (?:hereby |now )?(?:lifted|released)\\b"),
            sentence(
                    Action.RELEASE,
                    "release-sentence",
                    "(?:the |our )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:may (?:now|again)? ?be used|(?:is|are|has been|have been) (?:hereby |now )?(?:released|free(?:d)?)(?: for (?:use|publication))?)(?![\\p{L}])"),
            // German: the verb may stand at the end.
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:achtung(?: redaktionen)?[,:!]? )?(?:bitte )?(?:streichen|l\u00F6schen|annullieren) sie (?:bitte )?(?:sofort )?(?:die |unsere )?"),
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:achtung(?: redaktionen)?[,:!]? )?bitte (?:sofort )?(?:die |unsere |den )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:streichen|l\u00F6schen|zur\u00FCckziehen|annullieren|nicht mehr verwenden)\\b"),
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:wir ziehen|\\p{L}{2,20} zieht|die (?:agentur|redaktion) zieht) (?:hiermit )?(?:die |unsere |den |ihre )?"
                            + References.ITEM + "\\b[^.!?]{0,160}?\\bzur\u00FCck\\b"),
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:die |unsere |der )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:ist|sind|wird|werden|wurde|wurden) (?:hiermit )?(?:zur\u00FCckgezogen|gestrichen|annulliert)\\b"),
            sentence(
                    Action.HOLD,
                    "hold-sentence",
                    "(?:achtung(?: redaktionen)?[,:!]? )?bitte (?:die |unsere |den )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:zur\u00FCckhalten|nicht verwenden|sperren|nicht ver\u00F6ffentlichen)\\b"),
            sentence(
                    Action.HOLD,
                    "hold-sentence",
                    "(?:halten|verwenden) sie (?:bitte )?(?:die |unsere |den )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:zur\u00FCck|nicht)\\b"),
            sentence(
                    Action.RELEASE,
                    "release-sentence",
                    "(?:die |unsere |der )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:(?:ist|sind|wird|werden) (?:hiermit |jetzt |wieder |nun )*(?:freigegeben|frei)|kann (?:wieder |jetzt |nun |ab sofort )*verwendet werden)(?![\\p{L}])"),
            // French.
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:pri[\u00E8e]re d['\u2019]|merci d['\u2019]|veuillez |nous vous prions d['\u2019]|pri[\u00E8e]re de |merci de )(?:annuler|supprimer|retirer|d\u00E9truire) (?:imm\u00E9diatement )?(?:la |notre |l['\u2019])?"),
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:la |notre |l['\u2019])?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:est|a \u00E9t\u00E9|sont) (?:annul\u00E9e?s?|retir\u00E9e?s?|supprim\u00E9e?s?)(?![\\p{L}])"),
            sentence(
                    Action.HOLD,
                    "hold-sentence",
                    "(?:pri[\u00E8e]re de |merci de |veuillez )(?:retenir|ne pas (?:utiliser|diffuser|publier)|suspendre) (?:la |notre |l['\u2019])?"),
            sentence(
                    Action.RELEASE,
                    "release-sentence",
                    "(?:la |notre |l['\u2019])?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:peut (?:\u00E0 nouveau |de nouveau |d\u00E9sormais |maintenant )?\u00EAtre (?:utilis\u00E9e?|diffus\u00E9e?|publi\u00E9e?)|est lib\u00E9r\u00E9e?)(?![\\p{L}])"),
            // Spanish.
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:rogamos|por favor,?|se ruega|les rogamos)(?: que)? (?:anul(?:en|ar)|elimin(?:en|ar)|retir(?:en|ar)|suprim(?:an|ir)) (?:la |nuestra |el )?"),
            sentence(
                    Action.KILL,
                    "kill-sentence",
                    "(?:queda (?:anulada|sin efecto) (?:la |nuestra )?" + References.ITEM + "|(?:la |nuestra |el )?"
                            + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:queda|ha sido|est\u00E1) (?:anulad[oa]|retirad[oa]))(?![\\p{L}])"),
            sentence(
                    Action.HOLD,
                    "hold-sentence",
                    "(?:rogamos|por favor,?|se ruega|les rogamos)(?: que)? (?:reten(?:gan|er)|no (?:usen|usar|utilicen|utilizar|difundan|difundir|publiquen|publicar)) (?:la |nuestra |el )?"),
            sentence(
                    Action.RELEASE,
                    "release-sentence",
                    "(?:la |nuestra |el )?" + References.ITEM
                            + "\\b[^.!?]{0,160}?\\b(?:(?:ya )?puede (?:ya )?ser (?:usad[oa]|utilizad[oa]|difundid[oa]|publicad[oa])|queda liberad[oa])(?![\\p{L}])"));

    /** Notes to editors that say that a text corrects another. */
    static final List<Phrase> NOTES = List.of(
            sentence(
                    Action.CORRECTION,
                    "correction-note",
                    "(?:this )?(?:story |item |version )?(?:corrects|correcting|refiles? to correct|corrected (?:version|refile|to|in)|updates and corrects)\\b"),
            sentence(Action.CORRECTION, "correction-note", "[^.!?]{0,80}\\bCORRECTS\\b"),
            sentence(Action.CORRECTION, "correction-note", "(?:please )?read [^.!?]{1,80} instead of\\b"),
            sentence(
                    Action.CORRECTION,
                    "correction-note",
                    "(?:berichtigt|korrigiert|berichtigung|korrektur)\\b[:]?\\s+(?:wird |wurde |ist )?(?:im|in der|in den|die|der|das|den|name|zahl|alter|datum|schreibweise|durchgehend|\\d+\\.)"),
            sentence(Action.CORRECTION, "correction-note", "in (?:der|unserer) meldung [^.!?]{0,80}\\bmuss es\\b"),
            sentence(Action.CORRECTION, "correction-note", "(?:corrige|rectifie|bien lire|lire (?:bien )?)\\b"),
            sentence(Action.CORRECTION, "correction-note", "(?:corrige|rectifica)\\b|l\u00E9ase\\b"));

    /** Words that only a notice has; with them a bare slug is enough. */
    static final Pattern MANDATORY = Pattern.compile(
            "\\ba (kill|hold) is mandatory\\b|\\bmake certain (?:that )?the (?:story|item) is not published\\b",
            ANY_CASE);

    private static Phrase mark(Action action, String id, String regex) {
        return new Phrase(action, id, Pattern.compile("[\\s*#\u2022+=-]*" + regex, Pattern.UNICODE_CASE));
    }

    private static Phrase sentence(Action action, String id, String regex) {
        return new Phrase(action, id, Pattern.compile(regex.replace(" ", "\\s+"), ANY_CASE));
    }
}
