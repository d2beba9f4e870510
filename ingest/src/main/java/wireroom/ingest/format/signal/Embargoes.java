package wireroom.ingest.format.signal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;

/**
 * Embargoes in words. A trade embargo is news: at the head of a message the word counts only as agencies write it, in a
 * body only at the start of one of the first lines.
 */
final class Embargoes {
    /** Words behind the mark in which its end may stand. */
    private static final int REACH = 140;
    /** Lines of a body in which an embargo may stand. */
    private static final int LINES = 4;

    private static final String WEEKDAYS =
            "Mon|Tue|Wed|Thu|Fri|Sat|Sun|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag";
    /** What follows the word when it is an order. */
    private static final String ORDER = "(?=\\s*(?:$|\\n|[:!)(\u2013\u2014-]|\\d|(?:" + WEEKDAYS + ")))";

    /**
     * @param id last part of the rule's id
     * @param startOfDay whether a day without a clock is clear
     */
    private record Mark(String id, Pattern pattern, boolean startOfDay) {}

    /** Found at the start of a line or after a bracket. */
    private static final List<Mark> ORDERS = List.of(
            mark(
                    "embargo",
                    "(?:STRICT(?:LY)? |UNDER |NEWS )?EMBARGO(?:ED)?(?:\\s+(?:UNTIL|TILL|TO|FOR|BY)\\b|" + ORDER + ")"),
            mark(
                    "embargo",
                    "(?:(?:This|The) (?:story|report|item|text|article) is )?(?:[Ss]trictly |[Uu]nder |[Nn]ews"
                            + " )?[Ee]mbargo(?:ed)?(?:\\s*:|\\s+(?:until|till|to|for (?:release|publication|use))\\b)"),
            mark(
                    "embargo",
                    "(?i:not for (?:publication|release|use|broadcast)[^.\\n]{0,40}?\\b(?:before|until|till)\\b)"),
            mark(
                    "embargo",
                    "(?i:not to be (?:published|used|released|broadcast)[^.\\n]{0,40}?\\b(?:before|until|till)\\b)"),
            mark("embargo", "(?i:hold for release)\\b"),
            new Mark(
                    "release",
                    Pattern.compile("(?:For release|FOR RELEASE|For Release|Release at|RELEASE"
                            + " AT)\\b(?!\\s+(?:of|by|from|in|to)\\b)"),
                    true),
            mark(
                    "sperrfrist",
                    "(?i:achtung[,:!]?\\s*)?(?:Sperrfrist|SPERRFRIST|Sperrvermerk|SPERRVERMERK)(?:\\s+(?:bis|ab|end(?:et|e))\\b|"
                            + ORDER + ")"),
            mark("sperrfrist", "(?:Gesperrt|GESPERRT) bis\\b"),
            mark("sperrfrist", "(?:Frei|FREI) (?:ab|f\u00FCr)(?=[^.\\n]{0,30}\\d)"),
            mark(
                    "embargo",
                    "(?i:sous embargo|embargo jusqu|ne pas (?:diffuser|publier) avant|[\u00E0a] ne pas"
                            + " (?:diffuser|publier) avant)"),
            mark(
                    "embargo",
                    "(?i:embargad[oa] hasta|embargo hasta|bajo embargo|no (?:publicar|difundir|usar) (?:antes"
                            + " del?|hasta))"));

    /** In a note to editors the words may stand within a sentence. */
    private static final List<Mark> NOTED = List.of(
            mark(
                    "embargo",
                    "\\b(?i:embargoed (?:until|till|to|for)|under (?:strict )?embargo(?: until| till)?|is"
                            + " embargoed|embargo(?: time| ends?)?:|embargo (?:lifts|expires|ends) (?:at|on))"),
            mark("embargo", "\\b(?i:not for (?:publication|release|use|broadcast) (?:before|until|till))\\b"),
            mark("embargo", "\\b(?i:hold for release)\\b"),
            new Mark("release", Pattern.compile("\\b(?i:for release)\\b(?!\\s+(?:of|by|from|in|to)\\b)"), true),
            mark("sperrfrist", "\\b(?i:sperrfrist|sperrvermerk|gesperrt bis)"),
            mark("embargo", "\\b(?i:sous embargo|embargo jusqu|bajo embargo|embargad[oa] hasta|embargo hasta)"));

    /** An embargo that is over, or that there never was. */
    private static final Pattern LIFTED = Pattern.compile(
            "\\b(?:no|without|keine?|ohne|sans|sin)\\s+(?:embargo|sperrfrist)|(?:embargo|sperrfrist)\\s+(?:is |has"
                    + " been |was |ist |wurde |est |ha sido"
                    + " )?(?:lifted|off|over|expired|passed|broken|aufgehoben|abgelaufen|lev\u00E9|levantado)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private Embargoes() {}

    static Embargo find(Words words) {
        for (Passage passage : words.passages()) {
            if (!mayHold(passage.text())) {
                continue;
            }
            Optional<Embargo> found = switch (passage.place()) {
                case HEAD -> ordered(words, passage, Integer.MAX_VALUE);
                case NOTE -> ordered(words, passage, Integer.MAX_VALUE).or(() -> noted(words, passage));
                case BODY -> ordered(words, passage, LINES);
            };
            if (found.isPresent()) {
                return found.get();
            }
        }
        return new Embargo(EmbargoKind.NONE, null, null);
    }

    /** Whether one of the words of all rules is there: a cheap look, since hardly any message has one. */
    private static boolean mayHold(String text) {
        int end = Math.min(text.length(), REACH * 40);
        for (int i = 0; i + 4 <= end; i++) {
            for (String word : switch (text.charAt(i) | 0x20) {
                case 'e' -> E_WORDS;
                case 's' -> S_WORDS;
                case 'r' -> R_WORDS;
                case 'f' -> F_WORDS;
                case 'n' -> N_WORDS;
                default -> NO_WORDS;
            }) {
                if (text.regionMatches(true, i, word, 0, word.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static final List<String> E_WORDS = List.of("embarg");
    private static final List<String> S_WORDS = List.of("sperr");
    private static final List<String> R_WORDS = List.of("release");
    private static final List<String> F_WORDS = List.of("frei ");
    private static final List<String> N_WORDS =
            List.of("not for ", "not to be ", "ne pas ", "no publicar", "no difundir", "no usar");
    private static final List<String> NO_WORDS = List.of();

    private static Optional<Embargo> ordered(Words words, Passage passage, int lines) {
        String text = passage.text();
        int start = 0;
        for (int line = 0; line < lines && start < text.length() && start < REACH * 40; ) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            int at = start;
            while (at < end && " \t([{*#+=-".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at < end) {
                line++;
                for (Mark mark : ORDERS) {
                    Matcher m = mark.pattern().matcher(text).region(at, end).useTransparentBounds(true);
                    if (m.lookingAt()) {
                        return embargo(words, passage, mark, m);
                    }
                }
                // "Museum reopens (Sperrfrist 1800)": in brackets at the head.
                int bracket = passage.place() == Place.HEAD ? text.indexOf('(', at) : -1;
                if (bracket >= 0 && bracket + 1 < end) {
                    for (Mark mark : ORDERS) {
                        Matcher m = mark.pattern().matcher(text).region(bracket + 1, end);
                        if (m.lookingAt()) {
                            return embargo(words, passage, mark, m);
                        }
                    }
                }
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static Optional<Embargo> noted(Words words, Passage passage) {
        for (Mark mark : NOTED) {
            Matcher m = mark.pattern().matcher(passage.text());
            if (m.find()) {
                return embargo(words, passage, mark, m);
            }
        }
        return Optional.empty();
    }

    private static Optional<Embargo> embargo(Words words, Passage passage, Mark mark, Matcher m) {
        String text = passage.text();
        int lineStart = text.lastIndexOf('\n', m.start()) + 1;
        if (LIFTED.matcher(text)
                .region(Math.max(lineStart, m.start() - 12), Math.min(text.length(), m.end() + 40))
                .find()) {
            return Optional.empty();
        }
        int end = Math.min(text.length(), m.end() + REACH);
        int blank = text.indexOf("\n\n", m.end());
        if (blank >= 0) {
            end = Math.min(end, blank);
        }
        Optional<Instant> until =
                SaidTime.read(text.substring(m.end(), end), words.writtenAt(), words.zone(), mark.startOfDay());
        Evidence evidence = new Evidence(EvidenceKind.INFERRED, passage.field() + "." + mark.id(), m.start(), m.end());
        return Optional.of(until.map(t -> new Embargo(EmbargoKind.UNTIL, t, evidence))
                .orElseGet(() -> new Embargo(EmbargoKind.OPEN, null, evidence)));
    }

    private static Mark mark(String id, String regex) {
        return new Mark(id, Pattern.compile(regex, Pattern.UNICODE_CASE), false);
    }
}
