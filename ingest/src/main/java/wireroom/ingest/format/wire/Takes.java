package wireroom.ingest.format.wire;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.ingest.format.Lifecycle;
import wireroom.ingest.format.signal.Said;
import wireroom.model.Action;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;

/** What a take line says: leads and writethrus renew a story, adds, inserts and subs are parts of one. */
public final class Takes {
    /** Part of a story that cannot stand for it. */
    private static final Pattern PART = Pattern.compile(
            "(?<![\\p{L}])(?:\\d{1,2}(?:st|nd|rd|th) add|add(?:\\s+\\d{1,2})?(?=\\s*(?:$|[,)\\n"
                    + "]))|insert(?:\\s+\\d{1,2})?(?=\\s*(?:$|[,)\\n"
                    + "]))|sub(?:s)?(?=\\s*(?:$|[,)\\n"
                    + "]|\\d))|(?:[2-9]|1\\d)(?:nd|rd|th) take|take (?:[2-9]|1\\d)|teil (?:[2-9]|1\\d)|suite"
                    + " \\d{1,2}|parte (?:[2-9]|1\\d))(?![\\p{L}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.MULTILINE);
    /** A later version of a story as a whole. */
    private static final Pattern LEAD = Pattern.compile(
            "(?<![\\p{L}])(?:(\\d{1,2})(?:st|nd|rd|th)?[ -]*(?:ld|lead)(?:["
                    + " -]*writethr(?:u|ough))?|(\\d{1,2})\\.\\s*(?:zusammenfassung|neufassung|fassung)"
                    + "|writethr(?:u|ough)|refile|update(?:\\s*(\\d{1,2}))?|zusammenfassung|neufassung|actualisation|ampliaci[\u00F3o]n)(?![\\p{L}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private Takes() {}

    /**
     * What a message does.
     *
     * @param partial whether its text is a part of a story
     */
    public record Outcome(
            Action action, PubStatus pubStatus, Evidence evidence, List<Target> targets, boolean partial) {}

    /**
     * R13 for formats whose only fields are words: text rule, part, lead, version, else new.
     *
     * @param version as the header says it, where agencies send one
     */
    public static Outcome decide(
            Optional<Said> said, String takeKey, String slugline, Optional<String> version, String format) {
        if (said.isPresent()) {
            Said it = said.get();
            return new Outcome(it.action(), it.pubStatus(), it.evidence(), it.targets(), false);
        }
        if (takeKey != null) {
            Matcher part = PART.matcher(takeKey);
            if (part.find()) {
                return outcome(Action.ADVISORY, "takeKey.part", part, slugline, "adds", true);
            }
            Matcher lead = LEAD.matcher(takeKey);
            if (lead.find()) {
                return outcome(Action.UPDATE, "takeKey.lead", lead, slugline, "updates", false);
            }
        }
        if (Lifecycle.isLater(version.orElse(null))) {
            return new Outcome(
                    Action.UPDATE, PubStatus.USABLE, Lifecycle.explicit(format + ".version"), List.of(), false);
        }
        return new Outcome(Action.NEW, PubStatus.USABLE, Lifecycle.explicit(format + ".first"), List.of(), false);
    }

    private static Outcome outcome(
            Action action, String rule, Matcher m, String slugline, String relation, boolean partial) {
        return new Outcome(
                action,
                PubStatus.USABLE,
                new Evidence(EvidenceKind.INFERRED, rule, m.start(), m.end()),
                slugline == null ? List.of() : List.of(new Target(null, null, slugline, relation, null)),
                partial);
    }
}
