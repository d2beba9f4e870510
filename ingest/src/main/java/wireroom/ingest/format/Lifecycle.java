package wireroom.ingest.format;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.model.Action;
import wireroom.model.EdNote;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;

/** What a wire item does to its article, in the order of R13, and why. */
public final class Lifecycle {
    private static final Pattern CORRECTED_HEADLINE = Pattern.compile(
            "^(?:CORRECTED\\b|CORRECTION\\b|(?i:correction|corrected|corr|korrektur|berichtigung|correctif)(?:\\s*[:\\u2013\\u2014]|\\s+-\\s))");
    private static final Pattern CORRECTING_NOTE = Pattern.compile(
            "(?i)\\b(?:corrects|correcting|corrected (?:version|refile|to|in)|refiles? to correct|this correction|korrigiert|berichtigt|corrige)\\b");

    private Lifecycle() {}

    /** An action with its evidence. */
    public record Decision(Action action, Evidence evidence) {}

    /**
     * Reads a publishing status in every spelling met: any case, one or two l, qcode, URI (R14).
     *
     * @return empty when it is none of the three
     */
    public static Optional<PubStatus> pubStatus(String raw) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        int cut = Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'));
        return switch (text.substring(cut + 1)) {
            case "usable" -> Optional.of(PubStatus.USABLE);
            case "withheld" -> Optional.of(PubStatus.WITHHELD);
            case "canceled", "cancelled" -> Optional.of(PubStatus.CANCELED);
            default -> Optional.empty();
        };
    }

    /**
     * R13: explicit status, explicit signal, text rule, version above the first, else new.
     *
     * @param statusRule name of the field that said the status; null when none did
     * @param signal field and value that explicitly says correction; empty when none does
     * @param later whether the version says that there were others before; the field's name, or empty
     * @param ifNothing evidence when nothing is said
     */
    public static Decision decide(
            PubStatus status,
            String statusRule,
            Optional<String> signal,
            String headline,
            List<EdNote> notes,
            Optional<String> later,
            String ifNothing) {
        return switch (status) {
            case CANCELED -> new Decision(Action.KILL, explicit(statusRule));
            case WITHHELD -> new Decision(Action.HOLD, explicit(statusRule));
            case USABLE -> decideUsable(signal, headline, notes, later, ifNothing);
        };
    }

    private static Decision decideUsable(
            Optional<String> signal, String headline, List<EdNote> notes, Optional<String> later, String ifNothing) {
        if (signal.isPresent()) {
            return new Decision(Action.CORRECTION, explicit(signal.get()));
        }
        if (headline != null) {
            Matcher m = CORRECTED_HEADLINE.matcher(headline);
            if (m.find()) {
                return new Decision(Action.CORRECTION, inferred("headline.correction", m));
            }
        }
        for (EdNote note : notes) {
            Matcher m = CORRECTING_NOTE.matcher(note.getText());
            if (m.find()) {
                return new Decision(Action.CORRECTION, inferred("edNotes.correction", m));
            }
        }
        return later.map(rule -> new Decision(Action.UPDATE, explicit(rule)))
                .orElseGet(() -> new Decision(Action.NEW, explicit(ifNothing)));
    }

    /** Whether a version number says that there was an earlier one: above 1. (AP counts from 0: its 1 passes as new.) */
    public static boolean isLater(String version) {
        String digits = version == null ? "" : version.strip();
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        return digits.length() > 18 || Long.parseLong(digits) > 1;
    }

    /** A field decided. */
    public static Evidence explicit(String rule) {
        return new Evidence(EvidenceKind.EXPLICIT, rule, null, null);
    }

    private static Evidence inferred(String rule, Matcher m) {
        return new Evidence(EvidenceKind.INFERRED, rule, m.start(), m.end());
    }

    /** No embargo. */
    public static Embargo free() {
        return new Embargo(EmbargoKind.NONE, null, null);
    }

    /** Held until an instant, which the caller never clamps; held openly when the wire's time is unreadable. */
    public static Embargo held(Optional<Instant> until, String rule) {
        return until.map(t -> new Embargo(EmbargoKind.UNTIL, t, explicit(rule)))
                .orElseGet(() -> new Embargo(EmbargoKind.OPEN, null, explicit(rule)));
    }
}
