package wireroom.enrich.lifecycle;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Family rule R2, made transitive: numbers decide only when <em>every</em> revision has one, otherwise time does. See
 * docs/adr/0001.
 */
final class Order {
    /** A claim further ahead than this is a mistake (R12); time zones and slow clocks stay below it. */
    static final Duration AHEAD = Duration.ofHours(24);

    private static final Comparator<Long> TIME = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<Revision> NUMBER =
            Comparator.comparing(Order::number, Comparator.nullsFirst(Comparator.naturalOrder()));
    private static final Comparator<Revision> CREATED = Comparator.comparing(Order::created, TIME);
    private static final Comparator<Revision> TIES = Comparator.<Revision, Long>comparing(
                    r -> clamp(r.getTransmittedAt(), r.getReceivedAt()), TIME)
            .thenComparing(Revision::getSequence, TIME)
            .thenComparingLong(Revision::getReceivedAt)
            .thenComparing(Revision::getContent);

    /** Numbers first. */
    static final Comparator<Revision> NUMBERED = NUMBER.thenComparing(CREATED).thenComparing(TIES);
    /** Time first. */
    static final Comparator<Revision> TIMED = CREATED.thenComparing(NUMBER).thenComparing(TIES);

    private Order() {}

    static Comparator<Revision> of(boolean unnumbered) {
        return unnumbered ? TIMED : NUMBERED;
    }

    /**
     * All revisions in order. What notices impose has no number: each act stands behind the highest of the article's own
     * revisions that was made no later.
     */
    static List<Revision> arrange(List<Revision> revisions, boolean unnumbered) {
        List<Revision> own =
                revisions.stream().filter(Rules::own).sorted(of(unnumbered)).toList();
        List<Revision> acts = revisions.stream()
                .filter(r -> !Rules.own(r))
                .sorted(Comparator.comparingLong(Order::time).thenComparing(TIES))
                .toList();
        if (acts.isEmpty()) {
            return own;
        }
        List<Revision> all = new ArrayList<>(own);
        for (Revision act : acts) {
            int place = all.size();
            while (place > 0 && time(all.get(place - 1)) > time(act)) {
                place--;
            }
            all.add(place, act);
        }
        return all;
    }

    /** When it was made, else when it was received. */
    private static long time(Revision revision) {
        Long created = created(revision);
        return created == null ? revision.getReceivedAt() : created;
    }

    /** The version as a number of any size; null when it is not all digits. */
    static BigInteger number(Revision revision) {
        return number(revision.getVersion());
    }

    static BigInteger number(String version) {
        if (version == null || version.isEmpty() || version.length() > 100) {
            return null;
        }
        for (int i = 0; i < version.length(); i++) {
            if (version.charAt(i) < '0' || version.charAt(i) > '9') {
                return null;
            }
        }
        return new BigInteger(version);
    }

    /** When the revision was made, clamped; null when it does not say. */
    static Long created(Revision revision) {
        return clamp(revision.getVersionCreated(), revision.getReceivedAt());
    }

    /** R12: a claim more than a day after the receipt counts as the receipt. */
    static Long clamp(Long claimed, long receivedAt) {
        return claimed != null && ahead(claimed, receivedAt) ? Long.valueOf(receivedAt) : claimed;
    }

    static boolean ahead(Long claimed, long receivedAt) {
        return claimed != null && claimed > receivedAt + AHEAD.toMillis();
    }
}
